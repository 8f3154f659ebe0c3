//! Origins of others that patterns let pass, found by walking their automata.
//!
//! Whoever wants to be let in can choose a name to register and nothing else. So what is looked for are origins whose host
//! ends in a name of somebody's choice, and origins whose host has, below a name under which anybody can have one, a
//! label in which the patterns take most letters alike. What only says something about the labels in front of
//! a name that is spelled out, as `[a-z]+` in `^https://[a-z]+\.shop\.example$` does, is nobody's to choose.

use std::collections::{HashMap, HashSet, VecDeque};

use cors_runtime::pattern::{Pattern, State};

use crate::budget::{Budget, Exhausted, Work};

/// The work of looking where a place leads, for each pattern.
const PLACE: usize = 200;
/// How many letters lead to one place where the pattern does not care which it is.
const MOST_LETTERS: usize = 14;
/// How many ends of names are spelled out.
const MOST_ENDS: usize = 4096;
/// How long such an end is at most.
const LONGEST_END: usize = 100;

const LETTERS: std::ops::RangeInclusive<u8> = b'a'..=b'z';
const SCHEMES: [&str; 2] = ["https://", "http://"];
const PORTS: [&str; 7] = ["", ":8080", ":3000", ":4200", ":5000", ":8443", ":44300"];

/// A pattern with whether it must not be found.
pub type Guard<'p> = (&'p Pattern<'p>, bool);

/// An origin that patterns let pass, and what lets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stranger {
    /// The origin, as a browser would send it.
    pub origin: String,
    /// What lets it pass.
    pub why: Why,
}

/// What lets an origin pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The host may go on behind what is spelled out.
    Behind,
    /// The name may have anything in front.
    Before,
    /// One character may be any.
    OneCharacter,
    /// Any name right below one under which anybody can have one.
    AnyName,
    /// The last label may be any.
    TopLevel,
}

/// The origins of others that pass all of these patterns, the plainest first.
///
/// `is_public` says of a name whether anybody can have one right below it. Empty where the patterns let nobody else pass,
/// or `budget` has not enough left to find one.
pub fn strangers(
    guards: &[Guard<'_>],
    is_public: &dyn Fn(&str) -> bool,
    budget: &Budget,
) -> Vec<Stranger> {
    let walk = Walk { guards, budget };
    SCHEMES
        .iter()
        .flat_map(|scheme| walk.strangers(scheme, is_public).unwrap_or_default())
        .collect()
}

/// A shortest origin that passes all of these patterns and that is wanted; `None` where there is none, or `budget` has not
/// enough left to find it.
pub fn origin(
    guards: &[Guard<'_>],
    scheme: &str,
    is_wanted: &dyn Fn(&str) -> bool,
    budget: &Budget,
) -> Option<String> {
    let walk = Walk { guards, budget };
    let reached = walk.reached(scheme).ok()?;
    (0..reached.steps.len()).find_map(|at| {
        let step = &reached.steps[at];
        let port = (step.host == Host::Label).then(|| walk.port(&step.place)).flatten()?;
        let origin = reached.text(at, scheme);
        is_wanted(&origin[scheme.len()..]).then(|| origin + port)
    })
}

/// Where the automata of all patterns are.
type Place = Vec<State>;

/// Where in a host a text ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Host {
    /// Before the first label.
    Start,
    /// Before another label.
    Dot,
    /// In a label that may end here.
    Label,
    /// In a label, behind a hyphen.
    Hyphen,
}

impl Host {
    fn after(self, byte: u8) -> Option<Self> {
        match (byte, self) {
            (b'.', Self::Label) => Some(Self::Dot),
            (b'-', Self::Label | Self::Hyphen) => Some(Self::Hyphen),
            (b'.' | b'-', _) => None,
            _ => Some(Self::Label),
        }
    }
}

/// What a host is so far: hosts of different kinds are kept apart, also where the patterns do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Kind {
    has_dot: bool,
    has_letter: bool,
}

impl Kind {
    const fn after(self, byte: u8) -> Self {
        Self {
            has_dot: self.has_dot || byte == b'.',
            has_letter: self.has_letter || byte.is_ascii_alphabetic(),
        }
    }
}

/// A byte on the way through a host.
struct Step {
    place: Place,
    host: Host,
    /// Whether other letters would have led to the same place.
    is_free: bool,
    kind: Kind,
    /// The step before and the byte; `None` at the start of the host.
    from: Option<(usize, u8)>,
}

/// All places that hosts lead to, those of shorter ones first.
struct Reached {
    steps: Vec<Step>,
}

impl Reached {
    /// What leads to a step, behind `scheme`.
    fn text(&self, at: usize, scheme: &str) -> String {
        let back = std::iter::successors(self.steps[at].from, |(at, _)| self.steps[*at].from);
        let mut bytes: Vec<char> = back.map(|(_, byte)| char::from(byte)).collect();
        bytes.reverse();
        scheme.chars().chain(bytes).collect()
    }
}

#[derive(Clone, Copy)]
struct Walk<'g> {
    guards: &'g [Guard<'g>],
    budget: &'g Budget,
}

impl Walk<'_> {
    fn run(&self, place: &Place, text: &str) -> Place {
        text.bytes().fold(place.clone(), |place, byte| self.step(&place, byte))
    }

    fn step(&self, place: &Place, byte: u8) -> Place {
        let guards = self.guards.iter().zip(place);
        guards.map(|((pattern, _), state)| pattern.step(*state, byte)).collect()
    }

    fn accepts(&self, place: &Place) -> bool {
        let mut guards = self.guards.iter().zip(place);
        guards.all(|((pattern, negate), state)| pattern.is_end(*state) != *negate)
    }

    /// The port with which a text that ends here passes.
    fn port(&self, place: &Place) -> Option<&'static str> {
        PORTS.into_iter().find(|port| self.accepts(&self.run(place, port)))
    }

    fn passes(&self, origin: &str) -> bool {
        let start = self.guards.iter().map(|(pattern, _)| pattern.start()).collect();
        self.accepts(&self.run(&start, origin))
    }

    fn spend(&self) -> Result<(), Exhausted> {
        self.budget.spend(Work::Patterns, PLACE * self.guards.len())
    }

    /// The place that most letters lead to, where the patterns do not care which it is.
    fn of_most(&self, place: &Place) -> Option<Place> {
        let mut counts: Vec<(Place, usize)> = Vec::new();
        for letter in LETTERS {
            let next = self.step(place, letter);
            match counts.iter_mut().find(|(other, _)| *other == next) {
                Some((_, count)) => *count += 1,
                None => counts.push((next, 1)),
            }
        }
        let most = counts.into_iter().max_by_key(|(_, count)| *count);
        most.filter(|(_, count)| *count >= MOST_LETTERS).map(|(place, _)| place)
    }

    fn reached(&self, scheme: &str) -> Result<Reached, Exhausted> {
        let start: Place = self.guards.iter().map(|(pattern, _)| pattern.start()).collect();
        let start = self.run(&start, scheme);
        let mut steps = vec![Step {
            place: start.clone(),
            host: Host::Start,
            is_free: false,
            kind: Kind::default(),
            from: None,
        }];
        let mut seen = HashSet::from([(start, Host::Start, false, Kind::default())]);
        let mut at = 0;
        while at < steps.len() {
            self.spend()?;
            let (place, host, kind) = (steps[at].place.clone(), steps[at].host, steps[at].kind);
            let most = self.of_most(&place);
            for byte in LETTERS.chain(b'0'..=b'9').chain(*b".-") {
                let Some(host) = host.after(byte) else { continue };
                let place = self.step(&place, byte);
                let is_free = byte.is_ascii_alphabetic() && most.as_ref() == Some(&place);
                let kind = kind.after(byte);
                if seen.insert((place.clone(), host, is_free, kind)) {
                    steps.push(Step { place, host, is_free, kind, from: Some((at, byte)) });
                }
            }
            at += 1;
        }
        Ok(Reached { steps })
    }

    fn strangers(
        &self,
        scheme: &str,
        is_public: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Stranger>, Exhausted> {
        let reached = self.reached(scheme)?;
        let mut found = Vec::new();
        let behind = self.ending_in(&reached, scheme, "evil.example");
        found.extend(behind.map(|origin| Stranger { origin, why: Why::Behind }));
        if found.is_empty() {
            found.extend(self.spelled_behind(&reached, scheme, is_public)?);
        }
        // Unusual ones: where all of them pass, any does.
        for tops in [["xyz", "icu", "top"], ["cc", "ly", "to"]] {
            let mut origins = tops.iter().map(|top| self.with_top_level(&reached, scheme, top));
            let first = origins.next().flatten();
            if let Some(origin) =
                first.filter(|_| found.is_empty() && origins.all(|it| it.is_some()))
            {
                found.push(Stranger { origin, why: Why::TopLevel });
            }
        }
        Ok(found)
    }

    /// An origin whose last labels are `end`.
    fn ending_in(&self, reached: &Reached, scheme: &str, end: &str) -> Option<String> {
        let starts = |host| matches!(host, Host::Start | Host::Dot);
        let mut labels = (0..reached.steps.len()).filter(|at| starts(reached.steps[*at].host));
        labels.find_map(|at| {
            let port = self.port(&self.run(&reached.steps[at].place, end))?;
            Some(reached.text(at, scheme) + end + port)
        })
    }

    /// An origin whose last label is `top`, behind another.
    fn with_top_level(&self, reached: &Reached, scheme: &str, top: &str) -> Option<String> {
        let mut labels = (0..reached.steps.len()).filter(|at| reached.steps[*at].host == Host::Dot);
        labels.find_map(|at| {
            let port = self.port(&self.run(&reached.steps[at].place, top))?;
            Some(reached.text(at, scheme) + top + port)
        })
    }

    /// Origins with a letter of somebody's choice, behind which the rest of the host is spelled out, up to a name below which
    /// anybody can have one.
    fn spelled_behind(
        &self,
        reached: &Reached,
        scheme: &str,
        is_public: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Stranger>, Exhausted> {
        let mut ends: Vec<End> = Vec::new();
        let mut seen = HashSet::new();
        for (at, step) in reached.steps.iter().enumerate().filter(|(_, step)| step.is_free) {
            if seen.insert((step.place.clone(), String::new())) {
                let text = String::new();
                ends.push(End { place: step.place.clone(), text, free: at, before: None });
            }
        }
        let mut known: HashMap<Place, Option<Place>> = HashMap::new();
        let mut found: Vec<Stranger> = Vec::new();
        let mut queue: VecDeque<usize> = (0..ends.len()).collect();
        while let Some(at) = queue.pop_front() {
            let (place, text) = (ends[at].place.clone(), ends[at].text.clone());
            if let Some((_, name)) = text.split_once('.')
                && is_public(name)
                && let Some(port) = self.port(&place)
                && let Some(stranger) = self.named(reached, scheme, &ends[at], port)
                && !found.iter().any(|it| it.why == stranger.why)
            {
                found.push(stranger);
            }
            if ends.len() >= MOST_ENDS || text.len() >= LONGEST_END {
                continue;
            }
            self.spend()?;
            if !known.contains_key(&place) {
                known.insert(place.clone(), self.of_most(&place));
            }
            let most = known[&place].clone();
            for byte in LETTERS.chain(b'0'..=b'9').chain(*b"-.") {
                if matches!(byte, b'-' | b'.') && text.ends_with(['-', '.']) {
                    continue;
                }
                let next = self.step(&place, byte);
                let is_free = byte != b'.' && most.as_ref() == Some(&next);
                if is_free || is_on_way(&ends, at, &next) {
                    continue;
                }
                let text = format!("{text}{}", char::from(byte));
                if seen.insert((next.clone(), text.clone())) {
                    queue.push_back(ends.len());
                    let free = ends[at].free;
                    ends.push(End { place: next, text, free, before: Some(at) });
                }
            }
        }
        Ok(found)
    }

    /// The origin with a plain name in place of the letter.
    fn named(&self, reached: &Reached, scheme: &str, end: &End, port: &str) -> Option<Stranger> {
        let (before, letter) = reached.steps[end.free].from?;
        let before = reached.text(before, scheme);
        let letter = char::from(letter).to_string();
        let many = if end.text.starts_with('.') { Why::AnyName } else { Why::Before };
        let in_name = !before.ends_with(['/', '.']);
        let names: [(&str, Why); 5] = [
            (if in_name { "-evil" } else { "evil" }, many),
            (if in_name { "evil" } else { "evil-" }, many),
            ("evil", many),
            ("x", Why::OneCharacter),
            (&letter, Why::OneCharacter),
        ];
        names.into_iter().find_map(|(name, why)| {
            let host = format!("{}{name}{}", &before[scheme.len()..], end.text);
            let is_host =
                host.split('.').all(|label| !label.starts_with('-') && !label.ends_with('-'));
            let origin = format!("{scheme}{host}{port}");
            (is_host && self.passes(&origin)).then_some(Stranger { origin, why })
        })
    }
}

/// A way on from a letter of somebody's choice.
struct End {
    place: Place,
    text: String,
    /// The step of the letter.
    free: usize,
    before: Option<usize>,
}

/// Whether a way has come through a place already.
fn is_on_way(ends: &[End], at: usize, place: &Place) -> bool {
    let mut way = std::iter::successors(Some(at), |at| ends[*at].before);
    way.any(|at| ends[at].place == *place)
}

#[cfg(test)]
mod tests;
