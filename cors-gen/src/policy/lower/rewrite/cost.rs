//! How often a rule reads the request at most: what keeps references in references from multiplying (see the runtime's
//! `rewrite`, which finds a group by matching again).

use std::collections::HashMap;

use cors_runtime::__private::{Part, REMEMBERED, Variable};

use super::rule::Lowered;

/// What the rules for requests that came before cost.
#[derive(Debug, Clone, Default)]
pub(in crate::policy) struct Before {
    rules: usize,
    /// What the text of each variable costs, in capitals: the most that any of the rules sets it to.
    variables: HashMap<String, Cost>,
    /// What it takes to find out whether those rules fired of which the runtime does not remember it.
    unknown: u64,
}

/// What it takes to have a text, or a part of one: how often something is read that may be as long as the request.
#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    /// To have it as one run of bytes, or to find out that it is none.
    slice: u64,
    /// To have its bytes one by one; of a part, after it turned out to be no run of bytes.
    each: u64,
    /// Whether it is always one run of bytes.
    is_slice: bool,
}

impl Cost {
    const ONE: Self = Self { slice: 1, each: 1, is_slice: true };

    /// What it takes to read it in one of the two ways, which is found out by trying the first.
    fn read(self) -> u64 {
        if self.is_slice { self.slice } else { self.slice.saturating_add(self.each) }
    }

    /// Of a text that is one run of bytes where another is and nothing in it has to be changed.
    fn changed(self) -> Self {
        Self { slice: self.slice.saturating_add(1), is_slice: false, ..self }
    }

    fn max(self, other: Self) -> Self {
        Self {
            slice: self.slice.max(other.slice),
            each: self.each.max(other.each),
            is_slice: self.is_slice && other.is_slice,
        }
    }
}

impl Before {
    /// Whether a rule reads too much.
    pub(in crate::policy) fn is_too_much(&self, rule: &Lowered<'_>) -> bool {
        // That many rules take their time is in order; that rules multiply is not.
        self.of_rule(rule).total > 4096 + 64 * self.rules as u64
    }

    /// Counts another rule, which sets these variables.
    pub(in crate::policy) fn and<'a>(
        &mut self,
        rule: &Lowered<'_>,
        names: impl Iterator<Item = &'a str>,
    ) {
        let OfRule { total, values } = self.of_rule(rule);
        if self.rules >= REMEMBERED {
            self.unknown = self.unknown.saturating_add(total);
        }
        for (name, value) in names.zip(values) {
            let known = self.variables.entry(name.to_ascii_uppercase()).or_insert(value);
            *known = known.max(value);
        }
        self.rules += 1;
    }

    fn of_rule(&self, rule: &Lowered<'_>) -> OfRule {
        let Lowered { matched, conditions, values, .. } = rule;
        let mut costs = Costs { before: self, matched: Cost::ONE, conditions: Vec::new() };
        costs.matched = costs.of(matched.parts().input);
        // References go back to conditions before only, so that each is counted once.
        for condition in conditions.parts().list {
            let cost = costs.of(condition.parts().input);
            costs.conditions.push(cost);
        }
        let values: Vec<Cost> = values.iter().map(|value| costs.of(value)).collect();
        let inputs = [costs.matched].into_iter().chain(costs.conditions.iter().copied());
        let total = inputs.chain(values.iter().copied()).map(Cost::read);
        OfRule { total: total.fold(0, u64::saturating_add), values }
    }
}

/// What a rule costs, and each text that it sets.
struct OfRule {
    total: u64,
    values: Vec<Cost>,
}

/// What the texts of a rule cost.
struct Costs<'b> {
    before: &'b Before,
    matched: Cost,
    conditions: Vec<Cost>,
}

impl Costs<'_> {
    fn of(&self, text: &[Part<'_>]) -> Cost {
        match text {
            [] => Cost::ONE,
            [part] => {
                let part = self.of_part(part);
                Cost { each: part.read(), ..part }
            }
            parts => {
                let each = parts.iter().map(|part| self.of_part(part).read());
                Cost { slice: 1, each: each.fold(1, u64::saturating_add), is_slice: false }
            }
        }
    }

    fn of_part(&self, part: &Part<'_>) -> Cost {
        match part {
            // Resolving a path reads it a few times.
            Part::Variable(
                Variable::Path { .. }
                | Variable::Suffix { .. }
                | Variable::Url
                | Variable::RequestUri,
            ) => Cost { slice: 1, each: 4, is_slice: false },
            Part::Response(field) if field.is_joined() => Cost { is_slice: false, ..Cost::ONE },
            // Where it starts decides what comes before it.
            Part::Location { text, .. } => {
                let text = self.of(text);
                let each = text.read().saturating_mul(2).saturating_add(2);
                Cost { slice: 1, each, is_slice: false }
            }
            Part::Variable(Variable::UnencodedUrl | Variable::Search) => {
                Cost { is_slice: false, ..Cost::ONE }
            }
            Part::Literal(_) | Part::Variable(_) | Part::Status | Part::Response(_) => Cost::ONE,
            Part::RuleGroup(_) => group(self.matched, 0),
            Part::ConditionGroup { condition, .. } => {
                let input = self.conditions.get(usize::from(*condition));
                group(input.copied().unwrap_or(Cost::ONE), 0)
            }
            Part::AnyConditionGroup(_) => {
                let all = self.conditions.iter().copied();
                // Which condition it is takes testing them.
                let tests = all.clone().map(Cost::read).fold(0, u64::saturating_add);
                all.map(|input| group(input, tests)).fold(Cost::ONE, Cost::max)
            }
            Part::Lower(text) | Part::Encoded(text) | Part::Html(text) | Part::Decoded(text) => {
                self.of(text).changed()
            }
            Part::Lookup(_, text) => {
                let key = self.of(text);
                // Once for the place in the table, and again for the entry there.
                let slice = key.slice.saturating_add(3_u64.saturating_mul(key.each));
                Cost { slice: if key.is_slice { key.slice } else { slice }, ..Cost::ONE }
            }
            Part::Set { name, otherwise } => {
                let otherwise = self.of(otherwise);
                let set = self.before.variables.get(&name.to_ascii_uppercase());
                let text = set.map_or(otherwise, |set| set.max(otherwise));
                // Whether the request brought it, and whether the rules fired that nobody remembers.
                let found = otherwise.read().saturating_add(self.before.unknown);
                let slice = text.slice.saturating_add(found);
                let each = found.saturating_add(text.each);
                Cost { slice, each, is_slice: text.is_slice }
            }
        }
    }
}

/// A group of a text: where it is, and then its bytes. `tests` is what it takes to find out which text it is of.
fn group(input: Cost, tests: u64) -> Cost {
    let place = input.read().saturating_add(tests);
    let [slice, each] = [input.slice, input.each].map(|read| place.saturating_add(read));
    Cost { slice, each, is_slice: input.is_slice }
}
