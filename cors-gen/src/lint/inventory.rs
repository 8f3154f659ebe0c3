//! What becomes of each section, and what is said of those that are not carried.

use std::collections::HashMap;
use std::rc::Rc;

use cors_runtime::__private::OutboundRule;
use cors_runtime::policy::{Header, OriginRule};

use super::{methods, options};
use crate::budget::Budget;
use crate::diagnostic::{Bag, Code, Diagnostic, Severity};
use crate::effective::{Acts, EffectiveScope, Fact, Finding, Setting, Verdict, When};
use crate::inventory::{Disposition, Entry};
use crate::policy::Lowered;
use crate::sorting::sort_by;
use crate::source::{FileId, Span};

/// How many other places a note that is told once points to.
const MOST_PLACES: usize = 3;
/// How many sections a note names.
const MOST_NAMES: usize = 12;

/// The list of what becomes of each section; reports what is not carried. Notes are for those who get a policy.
pub(crate) fn inventory(
    effective: &[EffectiveScope],
    policy: &Lowered<'_>,
    budget: &Budget,
    bag: &mut Bag,
) -> Vec<Entry> {
    let site = Site::of(policy);
    let core = core_modules(effective);
    let mut found = options::lint(policy, &core, site.cors, budget);
    found.extend(methods::lint(effective, policy, budget));
    let paths = effective.iter().zip(core.iter().map(Option::is_some));
    let entries = settings(paths, &site, &gaps(bag), &mut found);
    if let Some((hsts, header)) = policy.hsts.zip(site.strict_transport) {
        found.push(twice(header, hsts));
    }
    let has_policy = !bag.has_errors();
    bag.extend(found.into_iter().filter(|it| has_policy || it.severity > Severity::Note));
    entries
}

/// The mapping to the ASP.NET Core module that each path has; paths that share handlers are looked at once.
fn core_modules(effective: &[EffectiveScope]) -> Vec<Option<Span>> {
    let mut known = Known::default();
    let of_path = |scope: &EffectiveScope| {
        let handlers = &scope.handlers;
        known.of(Rc::as_ptr(handlers).addr(), || handlers.asp_net_core())
    };
    effective.iter().map(of_path).collect()
}

/// What is known of lists, by where they are: paths share them.
struct Known<T> {
    at: HashMap<usize, usize>,
    known: Vec<T>,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self { at: HashMap::new(), known: Vec::new() }
    }
}

impl<T: Copy> Known<T> {
    fn of(&mut self, address: usize, look: impl FnOnce() -> T) -> T {
        let next = self.known.len();
        let at = *self.at.entry(address).or_insert(next);
        if at == next {
            self.known.push(look());
        }
        self.known[at]
    }
}

/// The places of what is left out of sections that are carried, in their order.
fn gaps(bag: &Bag) -> Vec<Span> {
    let is_gap = |it: &&Diagnostic| {
        let allowed = it.severity < Severity::Error && it.code.if_allowed().is_some();
        it.code == Code::NotCarried || allowed
    };
    let mut gaps: Vec<_> = bag.iter().filter(is_gap).map(|it| it.span).collect();
    sort_by(&mut gaps, Ord::cmp);
    gaps
}

/// Whether any of these places is in an element.
fn has_gap(whole: Span, gaps: &[Span]) -> bool {
    let first = gaps.partition_point(|gap| (gap.file, gap.start) < (whole.file, whole.start));
    gaps.get(first).is_some_and(|gap| gap.file == whole.file && gap.start < whole.end)
}

/// The entries of paths, each with whether the ASP.NET Core module takes it.
fn settings<'e>(
    paths: impl Iterator<Item = (&'e EffectiveScope, bool)>,
    site: &Site,
    gaps: &[Span],
    found: &mut Vec<Diagnostic>,
) -> Vec<Entry> {
    let mut notes = Notes::default();
    let mut entries = Vec::new();
    let (mut managed, mut no_cache_control) = (None, None);
    for (scope, is_core) in paths {
        for setting in &scope.settings {
            let verdict = setting.verdict;
            if is_core && verdict.acts == Acts::NotBehindCore {
                entries.push(entry(setting, Disposition::WithoutEffect, BEHIND_CORE, ""));
                continue;
            }
            let known = match verdict.fact {
                Some(Fact::Managed) => Some(&mut managed),
                Some(Fact::NoCacheControl) => Some(&mut no_cache_control),
                None => None,
            };
            if let Some(known) = known {
                known.get_or_insert(setting.place);
            }
            if verdict.disposition == Disposition::Carried && has_gap(setting.whole, gaps) {
                entries.push(entry(setting, Disposition::Yours, "", IN_PART));
                continue;
            }
            entries.push(entry(setting, verdict.disposition, verdict.why, verdict.todo));
            notes.tell(setting, verdict, site, found);
        }
    }
    notes.finish(found);
    if let Some(managed) = managed.filter(|_| no_cache_control.or(site.cache_control).is_none()) {
        found.push(private(managed));
    }
    sort_by(&mut entries, |a, b| a.span.at_start().cmp(&b.span.at_start()));
    entries
}

const IN_PART: &str = "findings name what of it is not carried; the rest is";
const BEHIND_CORE: &str = "behind the ASP.NET Core module it does nothing on IIS (OP-10)";

fn entry(
    setting: &Setting,
    disposition: Disposition,
    why: &'static str,
    todo: &'static str,
) -> Entry {
    Entry { section: setting.section.clone(), span: setting.place, disposition, why, todo }
}

/// ASP.NET marks what it sends, a service does not (AN-1).
fn private(place: Span) -> Diagnostic {
    let message =
        "ASP.NET sends `Cache-Control: private` with every response that has none of its own";
    Diagnostic::new(Code::ManagedCacheControl, place, message)
        .label("a service sends none, so that shared caches may keep its responses (AN-1)")
        .help("let the service say it where it matters: `tower_http::set_header::SetResponseHeaderLayer::if_not_present`")
}

/// `hsts` and a header of that name (ST-7).
fn twice(header: Span, hsts: Span) -> Diagnostic {
    let message = "`Strict-Transport-Security` comes from here and from `<hsts>` of the site";
    Diagnostic::new(Code::StrictTransportTwice, header, message)
        .label("browsers take the first of two lines (ST-7)")
        .related(hsts, "the other line is of a site here")
        .help("keep one of the two: `<hsts>` sends it over TLS alone, as it has to be")
}

/// What the policy has that findings depend on.
#[derive(Default)]
struct Site {
    cors: bool,
    cors_by_headers: bool,
    credentials: bool,
    cache_control: Option<Span>,
    strict_transport: Option<Span>,
}

/// What one list of a policy says; many paths share one.
#[derive(Clone, Copy, Default)]
struct Listed {
    allows: bool,
    credentials: bool,
    cache_control: Option<Span>,
    strict_transport: Option<Span>,
}

impl Site {
    fn of(policy: &Lowered<'_>) -> Self {
        let mut known = Known::default();
        let mut site = Self::default();
        for (scope, places) in policy.scopes() {
            let parts = scope.parts();
            let module = parts.cors.as_ref().map_or(&[][..], |cors| cors.parts().origins.rules());
            let by_module = known.of(place_of(module), || of_rules(module));
            let custom = parts.custom_headers;
            let by_header =
                known.of(place_of(custom), || of_headers(custom, places.custom_headers));
            let outbound = parts.rewrite.map_or(&[][..], |rules| rules.parts().outbound);
            let by_rule = known.of(place_of(outbound), || of_outbound(outbound));
            let by_headers = by_header.allows || by_rule.allows;
            site.cors |= by_module.allows || by_headers;
            site.cors_by_headers |= by_headers && !by_module.allows;
            site.credentials |=
                by_module.credentials || by_header.credentials || by_rule.credentials;
            site.cache_control = site.cache_control.or(by_header.cache_control);
            site.strict_transport = site.strict_transport.or(by_header.strict_transport);
        }
        site
    }

    /// Whether a finding holds at a setting.
    const fn has(&self, when: When, setting: &Setting) -> bool {
        match when {
            When::Always => true,
            When::OfSite => !setting.of_server,
            When::Cors => self.cors,
            When::NoCors => !self.cors,
            When::CorsByHeaders => self.cors_by_headers,
            When::Credentials => self.credentials,
        }
    }
}

/// Where a list is; those without entries are all one, since they may be where others are.
fn place_of<T>(list: &[T]) -> usize {
    if list.is_empty() { 0 } else { list.as_ptr().addr() }
}

const ALLOW_ORIGIN: &str = "access-control-allow-origin";
const ALLOW_CREDENTIALS: &str = "access-control-allow-credentials";

fn of_rules(rules: &[OriginRule<'_>]) -> Listed {
    let allowed = || rules.iter().map(OriginRule::parts).filter(|rule| rule.allowed);
    Listed {
        allows: allowed().next().is_some(),
        credentials: allowed().any(|rule| rule.credentials),
        ..Listed::default()
    }
}

fn of_headers(headers: &[Header<'_>], places: &[Span]) -> Listed {
    let mut listed = Listed::default();
    for (header, place) in headers.iter().zip(places) {
        match header.parts().name.as_lower() {
            ALLOW_ORIGIN => listed.allows = true,
            ALLOW_CREDENTIALS => listed.credentials = header.parts().value == "true",
            "cache-control" => listed.cache_control = Some(*place),
            "strict-transport-security" => listed.strict_transport = Some(*place),
            _ => {}
        }
    }
    listed
}

fn of_outbound(rules: &[OutboundRule<'_>]) -> Listed {
    let sets = |name: &str| {
        let mut rules = rules.iter().map(OutboundRule::parts);
        rules.any(|rule| rule.value.is_some() && rule.field.lower_name() == name)
    };
    Listed { allows: sets(ALLOW_ORIGIN), credentials: sets(ALLOW_CREDENTIALS), ..Listed::default() }
}

/// What is told once for each file, however many sections it is about.
#[derive(Default)]
struct Notes<'s> {
    files: HashMap<FileId, usize>,
    told: Vec<Told<'s>>,
}

/// What is told once for a file.
#[derive(Default)]
struct Told<'s> {
    /// Notes with the places that they are about.
    once: Vec<(&'static Finding, Vec<Span>)>,
    /// Sections of `system.web` that the service has to see to.
    left: Option<Names<'s>>,
    /// Sections that nobody knows.
    unknown: Option<Names<'s>>,
}

/// Sections, with the place of the first.
struct Names<'s> {
    first: Span,
    shown: Vec<&'s str>,
    /// At how many other places there are more.
    more: usize,
}

impl<'s> Notes<'s> {
    /// Reports what is to be said of a section, or keeps it for the end.
    fn tell(
        &mut self,
        setting: &'s Setting,
        verdict: &'static Verdict,
        site: &Site,
        found: &mut Vec<Diagnostic>,
    ) {
        let place = setting.place;
        let next = self.told.len();
        let file = *self.files.entry(place.file).or_insert(next);
        if file == next {
            self.told.push(Told::default());
        }
        let file = &mut self.told[file];
        let mut told = false;
        for finding in verdict.findings.iter().filter(|it| site.has(it.when, setting)) {
            told = true;
            if finding.severity > Severity::Note {
                found.push(diagnostic(finding, place));
                continue;
            }
            let same = |it: &&mut (&Finding, Vec<Span>)| {
                (it.0.code, it.0.message) == (finding.code, finding.message)
            };
            match file.once.iter_mut().find(same) {
                Some((_, places)) => places.push(place),
                None => file.once.push((finding, vec![place])),
            }
        }
        let managed = setting.section.strip_prefix("system.web/");
        match (verdict.disposition, managed) {
            (Disposition::Unknown, _) => name(&mut file.unknown, place, &setting.section),
            (Disposition::Yours, Some(section)) if !told => name(&mut file.left, place, section),
            _ => {}
        }
    }

    fn finish(self, found: &mut Vec<Diagnostic>) {
        for Told { once, left, unknown } in self.told {
            for (finding, places) in once {
                let diagnostic = diagnostic(finding, places[0]);
                let others = places[1..].iter().take(MOST_PLACES);
                found.push(others.fold(diagnostic, |it, place| it.related(*place, "and here")));
            }
            if let Some(names) = left {
                let message = format!(
                    "the service has to see to what `<system.web>` says in {}",
                    names.list()
                );
                found.push(Diagnostic::new(Code::LeftToTheService, names.first, message).help(
                    "look at each of them: `cors-gen check --inventory` says what takes its place",
                ));
            }
            if let Some(names) = unknown {
                let message = format!("nothing is known of {}, and nothing carried", names.list());
                found.push(Diagnostic::new(Code::UnknownSection, names.first, message).help(
                    "find out what reads it: if a client sees anything of it, let the service do that",
                ));
            }
        }
    }
}

fn diagnostic(finding: &'static Finding, place: Span) -> Diagnostic {
    Diagnostic::new(finding.code, place, finding.message)
        .severity(finding.severity)
        .label(finding.label)
        .help(finding.help)
}

/// Adds a section to those that a note names.
fn name<'s>(names: &mut Option<Names<'s>>, place: Span, section: &'s str) {
    let names = names.get_or_insert_with(|| Names { first: place, shown: Vec::new(), more: 0 });
    if names.shown.contains(&section) {
        return;
    }
    if names.shown.len() < MOST_NAMES {
        names.shown.push(section);
    } else {
        names.more += 1;
    }
}

impl Names<'_> {
    /// `` `a`, `b` and more at 3 places``.
    fn list(&self) -> String {
        let shown = format!("`{}`", self.shown.join("`, `"));
        match self.more {
            0 => shown,
            more => format!("{shown} and more at {more} other places"),
        }
    }
}
