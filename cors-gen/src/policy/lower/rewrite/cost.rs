//! How often a rule reads the request at most: what keeps references in references from multiplying (see the runtime's
//! `rewrite`, which finds a group by matching again).

use cors_runtime::__private::Part;

use super::rule::Lowered;

/// What the rules for requests that came before cost: what it takes to find out which of them have set a variable.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Before {
    rules: u64,
    cost: u64,
}

impl Before {
    /// Counts another rule; `None` when it reads too much.
    pub(super) fn and(self, rule: &Lowered<'_>) -> Option<Self> {
        let cost = self.of_rule(rule);
        // That many rules take their time is in order; that rules multiply is not.
        let limit = 4096 + 64 * self.rules;
        let total = self.cost.saturating_add(cost);
        (cost <= limit).then_some(Self { rules: self.rules + 1, cost: total })
    }

    fn of_rule(self, rule: &Lowered<'_>) -> u64 {
        let Lowered { matched, conditions, values, .. } = rule;
        let mut costs = Costs { before: self, matched: 0, conditions: Vec::new() };
        costs.matched = costs.of(matched.parts().input);
        // References go back to conditions before only, so that each is counted once.
        for condition in conditions.parts().list {
            let cost = costs.of(condition.parts().input);
            costs.conditions.push(cost);
        }
        let values = values.iter().map(|value| costs.of(value)).fold(0, u64::saturating_add);
        values.saturating_add(costs.matched).saturating_add(costs.of_conditions())
    }
}

/// What the texts of a rule cost.
struct Costs {
    before: Before,
    matched: u64,
    conditions: Vec<u64>,
}

impl Costs {
    fn of(&self, text: &[Part<'_>]) -> u64 {
        text.iter().map(|part| self.of_part(part)).fold(1, u64::saturating_add)
    }

    fn of_conditions(&self) -> u64 {
        self.conditions.iter().copied().fold(0, u64::saturating_add)
    }

    fn of_part(&self, part: &Part<'_>) -> u64 {
        match part {
            Part::Literal(_) | Part::Variable(_) | Part::Status | Part::Response(_) => 1,
            // Where the group is, and then its text; each as one run of bytes if possible.
            Part::RuleGroup(_) => 4_u64.saturating_mul(self.matched),
            Part::ConditionGroup { condition, .. } => {
                let input = self.conditions.get(usize::from(*condition));
                4_u64.saturating_mul(input.copied().unwrap_or_default())
            }
            Part::AnyConditionGroup(_) => 4_u64.saturating_mul(self.of_conditions()),
            Part::Lower(text) | Part::Encoded(text) | Part::Decoded(text) => {
                2_u64.saturating_mul(self.of(text))
            }
            Part::Lookup(_, text) => 4_u64.saturating_mul(self.of(text)),
            Part::Set { .. } => 4_u64.saturating_mul(self.before.cost.saturating_add(1)),
        }
    }
}
