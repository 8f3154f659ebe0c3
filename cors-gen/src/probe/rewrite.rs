//! Requests about the rules of URL Rewrite: for each rule one that it fires for, and for each of its conditions one for which that
//! condition alone does not hold.

use cors_runtime::__private::{
    Condition, Conditions, InboundAction, Map, Part, Rewrite, Test, Variable,
};
use cors_runtime::pattern::Pattern;

use super::paths::{encode, encode_query, is_in};
use super::{Asked, Draft, Probes, misses};
use crate::budget::Budget;
use crate::pattern::example;

/// How many keys of a map are asked about unless all origins are.
const KEYS: usize = 20;

pub(super) fn ask(asked: Asked<'_, '_>, probes: &mut Probes) {
    let budget = Budget::new();
    let parts = asked.scope.parts();
    for rewrite in parts.rewrite.into_iter().chain(parts.http_redirect) {
        Rules { asked, budget: &budget, probes: &mut *probes }.ask(rewrite);
    }
}

struct Rules<'r, 'a, 'p> {
    asked: Asked<'a, 'p>,
    budget: &'r Budget,
    probes: &'r mut Probes,
}

impl Rules<'_, '_, '_> {
    fn ask(&mut self, rewrite: &Rewrite<'_>) {
        let parts = rewrite.parts();
        for rule in parts.inbound {
            let rule = rule.parts();
            let mut tests = vec![&rule.matched];
            tests.extend(rule.conditions.parts().list);
            // A redirect of OPTIONS breaks preflights, and a rule may be for OPTIONS alone.
            let drafts = self.ask_tests(self.asked.get(), &tests, rule.name);
            if let InboundAction::Redirect { location, .. } = rule.action {
                self.ask_keys(&drafts, location, rule.name);
            }
            for set in rule.sets {
                self.ask_keys(&drafts, set.parts().value, rule.name);
            }
        }
        for rule in parts.outbound {
            let rule = rule.parts();
            let lists = [&rule.pre_condition, &rule.conditions];
            let mut tests: Vec<&Condition<'_>> =
                lists.iter().flat_map(|it: &&Conditions<'_>| it.parts().list).collect();
            tests.push(&rule.matched);
            let drafts = self.ask_tests(self.asked.get(), &tests, rule.name);
            self.ask_keys(&drafts, rule.value.unwrap_or_default(), rule.name);
        }
    }

    /// Requests for which all tests hold, and for each test such that it alone does not. Gives back the first kind.
    fn ask_tests(&mut self, from: Draft, tests: &[&Condition<'_>], name: &str) -> Vec<Draft> {
        let firing = tests.iter().fold(from, |draft, test| {
            let text = self.text(test, true);
            text.and_then(|text| self.with(&draft, test, &text)).unwrap_or(draft)
        });
        let mut fires = vec![firing.clone()];
        for test in tests {
            for text in self.others(test, true) {
                fires.extend(self.with(&firing, test, &text));
            }
        }
        for draft in &fires {
            self.add(draft.clone(), format!("what the rule `{name}` fires for"));
        }
        for test in tests {
            let nearly = self.text(test, false).into_iter().chain(self.others(test, false));
            for text in nearly.collect::<Vec<_>>() {
                let draft = self.with(&firing, test, &text);
                if let Some(draft) = draft.filter(|draft| self.is_here(draft)) {
                    let about = format!("what the rule `{name}` nearly fires for");
                    self.probes.add_near(draft.clone(), about.clone());
                    self.probes.add_near(draft.method("OPTIONS"), about);
                }
            }
        }
        fires
    }

    /// The keys of maps that are looked up by a value of the request.
    fn ask_keys(&mut self, drafts: &[Draft], text: &[Part<'_>], name: &str) {
        let Some(draft) = drafts.first() else { return };
        let mut looked_up = Vec::new();
        lookups(text, &mut looked_up);
        for (map, input) in looked_up {
            for key in self.keys(map) {
                if let Some(draft) = self.with_input(draft, input, &key) {
                    self.add(
                        draft,
                        format!("a key of the map `{}` for the rule `{name}`", map.parts().name),
                    );
                }
            }
        }
    }

    fn add(&mut self, draft: Draft, about: String) {
        if self.is_here(&draft) {
            self.probes.add(draft.clone(), about.clone());
            self.probes.add(draft.method("OPTIONS"), about);
        }
    }

    fn is_here(&self, draft: &Draft) -> bool {
        is_in(self.asked.policy, self.asked.scope, draft.current_path())
    }

    /// A text for which the test comes out as wanted.
    fn text(&self, test: &Condition<'_>, holds: bool) -> Option<String> {
        let test = test.parts();
        let wants_match = holds != test.negate;
        match test.test {
            Test::Pattern(pattern) if wants_match => example(pattern, self.budget),
            Test::Pattern(pattern) => unmatched(pattern),
            Test::OneOf(map) if wants_match => {
                map.parts().entries.first().map(|it| it.0.to_owned())
            }
            Test::OneOf(_) => Some("zz".to_owned()),
            Test::Always | Test::Never => None,
        }
    }

    /// More texts of which the same is true, as far as they tell something.
    fn others(&self, test: &Condition<'_>, holds: bool) -> Vec<String> {
        let parts = test.parts();
        let wants_match = holds != parts.negate;
        match parts.test {
            Test::Pattern(pattern) => {
                let Some(example) = example(pattern, self.budget) else { return Vec::new() };
                let misses = misses::of(&example).into_iter().map(|(miss, _)| miss);
                misses.filter(|miss| pattern.is_match(miss.as_bytes()) == wants_match).collect()
            }
            Test::OneOf(map) if wants_match => self.keys(map),
            Test::OneOf(map) => {
                let first = map.parts().entries.first();
                let misses = first.into_iter().flat_map(|(key, _)| misses::of(key));
                misses.map(|(miss, _)| miss).collect()
            }
            _ => Vec::new(),
        }
    }

    fn keys(&self, map: &Map<'_>) -> Vec<String> {
        let most = self.asked.wanted.most_origins.map_or(usize::MAX, |most| most.min(KEYS));
        map.parts().entries.iter().take(most).map(|(key, _)| (*key).to_owned()).collect()
    }

    fn with(&self, draft: &Draft, condition: &Condition<'_>, text: &str) -> Option<Draft> {
        self.with_input(draft, condition.parts().input, text)
    }

    /// The request whose `input` is `text`; `None` where a request cannot say so.
    fn with_input(&self, draft: &Draft, input: &[Part<'_>], text: &str) -> Option<Draft> {
        let draft = draft.clone();
        let [part] = input else { return None };
        Some(match part {
            Part::Variable(Variable::Method) => draft.method(text),
            Part::Variable(Variable::Query) => draft.query(&encode_query(text)),
            Part::Variable(Variable::Header("host" | "content-length" | "connection")) => {
                return None;
            }
            Part::Variable(Variable::Header(name)) if is_value(text) => {
                draft.header(&titled(name), text)
            }
            Part::Variable(Variable::Path { skipped }) => draft.path(format!(
                "{}/{}",
                self.first_segments(usize::from(*skipped))?,
                encode(text)
            )),
            Part::Variable(Variable::Url) if text.starts_with('/') => draft.path(encode(text)),
            Part::Response(field) if !text.is_empty() && is_value(text) => {
                draft.app(field.name(), text)
            }
            Part::Lower(input) => return self.with_input(&draft, input, text),
            _ => return None,
        })
    }

    /// So many segments of the path that is asked about, each with its slash.
    fn first_segments(&self, count: usize) -> Option<String> {
        let mut path = String::new();
        let mut segments = self.asked.path.split('/').filter(|it| !it.is_empty());
        for _ in 0..count {
            path.push('/');
            path.push_str(segments.next()?);
        }
        Some(path)
    }
}

/// The maps in a text, each with the text that it is looked up by.
fn lookups<'t, 'p>(text: &'t [Part<'p>], found: &mut Vec<(&'p Map<'p>, &'t [Part<'p>])>)
where
    'p: 't,
{
    for part in text {
        if let Part::Lookup(map, input) = part {
            found.push((map, input));
        }
        if let Some(inner) = part.inner() {
            lookups(inner, found);
        }
    }
}

/// A text that the pattern is not found in.
fn unmatched(pattern: &Pattern<'_>) -> Option<String> {
    let texts = ["zz", "", "a", "0", "https://unlisted.invalid"];
    texts.iter().find(|text| !pattern.is_match(text.as_bytes())).map(|text| (*text).to_owned())
}

fn is_value(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic() || b == b' ') && text.trim() == text
}

/// `x-forwarded-host` as people write it: `X-Forwarded-Host`.
fn titled(name: &str) -> String {
    let words = name.split('-').map(|word| {
        let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        first.to_ascii_uppercase() + rest
    });
    words.collect::<Vec<_>>().join("-")
}
