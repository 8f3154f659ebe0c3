//! URL Rewrite (RW-1…10): patterns compiled, references resolved, preconditions put where they are named.
//!
//! What cannot be carried is an error that names the rule; `--allow` makes the policy without that rule.

mod allowed;
mod assumed;
pub(in crate::policy) mod cost;
mod handled;
mod http_redirect;
mod inbound;
pub(in crate::policy) mod keeps;
pub(in crate::policy) mod maps;
mod names;
mod outbound;
mod patterns;
mod reads;
mod redirects;
mod resolve;
pub(in crate::policy) mod rule;
mod text;

use std::collections::{HashMap, HashSet};

use cors_runtime::__private::{Map, Part, Rewrite};
use cors_runtime::policy::{Header, OptionsHandler};

use self::handled::Handling;
use self::outbound::Outbound;
use self::patterns::Patterns;
use self::resolve::Shared;
use super::address;
use crate::assume::Assumptions;
use crate::budget::{Budget, Work};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::effective::{EffectiveScope, HttpRedirect, NativeModule};
use crate::policy::arena::Arena;
use crate::policy::places::RewritePlaces;
use crate::policy::texts::{any, of_outbound};

/// The rules of a path with their places.
#[derive(Clone, Copy)]
pub(super) struct Lowered<'p> {
    pub(super) rules: &'p Rewrite<'p>,
    pub(super) places: RewritePlaces<'p>,
}

/// What it depends on what the rules of a path come to: the addresses of sections, whether preflights matter, and
/// what it matters to OPTIONS that URLs are rewritten.
type Key = ([usize; 5], bool, Handling);

/// The work that a rule counts for which is lowered once more, in units of the budget.
const RULE: usize = 200;

/// The rules lowered so far; what paths share is lowered once.
pub(super) struct Rewrites<'p, 'e> {
    assume: &'e Assumptions,
    arena: &'p Arena,
    patterns: Patterns<'p, 'e>,
    maps: HashMap<usize, &'p Map<'p>>,
    known: HashMap<Key, Option<Lowered<'p>>>,
    redirects: HashMap<http_redirect::Key, Option<Lowered<'p>>>,
    /// The lists of rules that were lowered, by what they are and for what.
    lists: HashSet<[usize; 3]>,
    budget: &'e Budget,
    /// The variables, in capitals, that rules of any path set.
    set_anywhere: &'e HashSet<String>,
    allowed: allowed::Allowed,
    /// Which rules for responses are about header fields of which lists, by where both are.
    met: HashMap<[usize; 3], bool>,
}

impl<'p, 'e> Rewrites<'p, 'e> {
    pub(super) fn new(
        set_anywhere: &'e HashSet<String>,
        assume: &'e Assumptions,
        arena: &'p Arena,
        budget: &'e Budget,
    ) -> Self {
        Self {
            assume,
            arena,
            patterns: Patterns::new(arena, budget),
            maps: HashMap::new(),
            known: HashMap::new(),
            redirects: HashMap::new(),
            lists: HashSet::new(),
            budget,
            set_anywhere,
            allowed: allowed::Allowed::default(),
            met: HashMap::new(),
        }
    }

    /// Whether a rule for responses sets or reads one of these header fields.
    pub(super) fn meet(&mut self, rules: &Rewrite<'_>, lists: [&[Header<'_>]; 2]) -> bool {
        let outbound = rules.parts().outbound;
        let key = [address(outbound), address(lists[0]), address(lists[1])];
        *self.met.entry(key).or_insert_with(|| {
            let names = lists.into_iter().flatten().map(|header| header.parts().name.as_lower());
            let names: HashSet<&str> = names.collect();
            let is_read = |part: &Part<'_>| {
                matches!(part, Part::Response(field) if names.contains(field.lower_name()))
            };
            outbound.iter().any(|rule| {
                names.contains(rule.parts().field.lower_name())
                    || of_outbound(rule).any(|text| any(text, &is_read))
            })
        })
    }

    /// Lowers the `<httpRedirect>` of one path; `None` where it redirects nothing.
    pub(super) fn http_redirect(
        &mut self,
        redirect: &HttpRedirect,
        bag: &mut Bag,
    ) -> Option<Lowered<'p>> {
        let key = http_redirect::Key::of(redirect)?;
        if let Some(known) = self.redirects.get(&key) {
            return *known;
        }
        let arena = self.arena;
        let rules = http_redirect::lower(redirect, self.assume, arena, &mut self.patterns, bag);
        let lowered = (!rules.is_empty()).then(|| {
            let (rules, places): (Vec<_>, Vec<_>) = rules.into_iter().unzip();
            Lowered {
                rules: arena.one(Rewrite::new(arena.list(&rules), &[])),
                places: RewritePlaces { inbound: arena.list(&places), outbound: &[] },
            }
        });
        self.redirects.insert(key, lowered);
        lowered
    }

    /// Lowers the rules of one path, where these handlers answer OPTIONS; `None` where no rule has a say.
    pub(super) fn lower(
        &mut self,
        scope: &EffectiveScope,
        handlers: &[OptionsHandler<'_>],
        bag: &mut Bag,
    ) -> Option<Lowered<'p>> {
        let is_about_cors = is_about_cors(scope);
        let addresses = [
            address(&*scope.global_rules),
            address(&*scope.rules),
            address(&*scope.outbound_rules),
            address(&*scope.rewrite_maps),
            address(&*scope.allowed_server_variables),
        ];
        let handling = Handling::of(handlers);
        let key = (addresses, is_about_cors, handling);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let lowered = if self.spend(scope, bag) {
            self.lower_new(scope, is_about_cors, handling, bag)
        } else {
            None
        };
        self.known.insert(key, lowered);
        lowered
    }

    /// Counts rules that are lowered once more, because something that they look at is another; `false` beyond the budget.
    fn spend(&mut self, scope: &EffectiveScope, bag: &mut Bag) -> bool {
        let (global, own) = (&scope.global_rules.rules, &scope.rules.rules);
        let outbound = &scope.outbound_rules.rules;
        let lists = [address(&global[..]), address(&own[..]), address(&outbound[..])];
        let rules = global.len() + own.len() + outbound.len();
        let units = if self.lists.insert(lists) { 0 } else { RULE * rules };
        self.budget
            .spend(Work::Entries, units)
            .map_err(|exhausted| {
                let path = &scope.path;
                let message = format!("{exhausted}, at `<rewrite>` of `/{}`", path.value);
                bag.push(
                    Diagnostic::new(Code::Limit, path.span, message)
                        .label(format!("this path has {rules} rules for settings of its own"))
                        .help(exhausted.help()),
                );
            })
            .is_ok()
    }

    fn lower_new(
        &mut self,
        scope: &EffectiveScope,
        is_about_cors: bool,
        handling: Handling,
        bag: &mut Bag,
    ) -> Option<Lowered<'p>> {
        let arena = self.arena;
        let maps = scope.rewrite_maps.maps.iter().map(|map| {
            let lowered = self.maps.entry(address(&**map));
            let lowered = lowered.or_insert_with(|| arena.one(maps::lower(map, arena)));
            (map.name.value.to_lowercase(), *lowered)
        });
        let shared = Shared {
            maps: maps.collect(),
            variables: variables(scope),
            set_anywhere: self.set_anywhere,
            path: &scope.path.value,
            handling,
            arena,
        };
        self.allowed.check(scope, bag);
        let rules: Vec<_> =
            scope.global_rules.rules.iter().chain(scope.rules.rules.iter()).collect();
        let (inbound, before) = inbound::lower(&rules, &shared, &mut self.patterns, bag);
        if is_about_cors {
            let enabled = rules.iter().map(|rule| &*rule.rule);
            let enabled = enabled.filter(|rule| rule.enabled.is_none_or(|enabled| enabled.value));
            redirects::report(enabled, &inbound, &mut self.patterns, bag);
        }
        let outbound = Outbound {
            shared: &shared,
            assume: self.assume,
            pre_conditions: &scope.outbound_rules.pre_conditions,
            before,
        };
        let outbound = outbound.lower(&scope.outbound_rules.rules, &mut self.patterns, bag);
        assumed::report(scope, &inbound, &outbound, bag);
        if inbound.is_empty() && outbound.is_empty() {
            return None;
        }
        let (inbound, inbound_places): (Vec<_>, Vec<_>) = inbound.into_iter().unzip();
        let (outbound, outbound_places): (Vec<_>, Vec<_>) = outbound.into_iter().unzip();
        let keeps: Vec<&str> = keeps::fields(&inbound, &outbound).into_iter().collect();
        let rules = Rewrite::new(arena.list(&inbound), arena.list(&outbound));
        Some(Lowered {
            rules: arena.one(rules.keeps(arena.list(&keeps))),
            places: RewritePlaces {
                inbound: arena.list(&inbound_places),
                outbound: arena.list(&outbound_places),
            },
        })
    }
}

/// Whether anything here sends CORS headers, so that preflights matter.
fn is_about_cors(scope: &EffectiveScope) -> bool {
    let is_cors = |name: &str| name.to_ascii_lowercase().starts_with("access-control-");
    (scope.cors.tag.is_some() && scope.modules.switched_off(NativeModule::Cors).is_none())
        || scope.http_protocol.custom_headers.iter().any(|header| is_cors(&header.name.value))
        || scope.outbound_rules.rules.iter().any(|rule| {
            let variable = rule.matched.as_ref().and_then(|m| m.server_variable.as_ref());
            variable.and_then(|v| names::response_field(&v.value)).is_some_and(|f| is_cors(&f))
        })
}

/// The variables, in capitals, that inbound rules set and that any rule reads.
fn variables(scope: &EffectiveScope) -> HashSet<String> {
    let read = reads::names(scope);
    let rules = scope.global_rules.rules.iter().chain(scope.rules.rules.iter());
    let enabled = rules.filter(|rule| rule.rule.enabled.is_none_or(|enabled| enabled.value));
    let set = enabled.flat_map(|rule| inbound::variables(&rule.rule));
    set.map(|set| set.name.value.to_ascii_uppercase()).filter(|name| read.contains(name)).collect()
}
