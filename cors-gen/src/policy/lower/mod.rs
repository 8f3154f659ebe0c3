//! Effective configuration to policy: defaults applied, values joined, order made canonical.
//!
//! What IIS refuses and what HTTP cannot carry is reported here, where values first mean something. What paths share in the
//! effective configuration is lowered once, and shared again.

mod cors;
mod filtering;
mod headers;
mod hsts;
mod modules;
mod options;
pub(super) mod rewrite;
mod static_files;

use std::collections::{HashMap, HashSet};
use std::ptr;

use cors_runtime::__private::{CorsParts, ScopeParts};
use cors_runtime::policy::{Cors, Policy, Scope};

use super::arena::Arena;
use super::places::{Lowered, ScopePlaces};
use super::scopes;
use crate::assume::{Assumptions, RewrittenHeaders};
use crate::budget::Budget;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::effective::{EffectiveScope, NativeModule, Resolved};

/// Makes the policy of a site from its effective configuration, in the order of the paths, the root first.
///
/// `None` when there is no root. Paths that decide as the path above them are left out.
#[must_use]
pub fn lower<'p>(
    site: &Resolved,
    assume: &Assumptions,
    arena: &'p Arena,
    budget: &Budget,
    bag: &mut Bag,
) -> Option<Lowered<'p>> {
    let mut lowering = Lowering::new(&site.set_variables, assume, arena, budget);
    let mut effective = site.scopes.iter();
    let (root, root_places) = lowering.scope(effective.next()?, "", bag);
    let mut deeper: Vec<(Scope<'p>, ScopePlaces<'p>)> = Vec::new();
    // A path comes before those below it, and these before any other: what is above a path is on this stack.
    let mut above: Vec<usize> = Vec::new();
    for scope in effective {
        let Some(path) = path(scope, bag) else { continue };
        let (scope, places) = lowering.scope(scope, &path, bag);
        while above.pop_if(|at| !is_below(&path, deeper[*at].0.path())).is_some() {}
        let parent = above.last().map_or(&root, |at| &deeper[*at].0);
        if !decides_alike(&scope, parent) {
            above.push(deeper.len());
            deeper.push((scope, places));
        }
    }
    // Deeper paths first, then by name.
    deeper.sort_by_cached_key(|(scope, _)| {
        let depth = scope.path().split('/').count();
        (std::cmp::Reverse(depth), scope.path().to_lowercase())
    });
    let (scopes, places): (Vec<_>, Vec<_>) = deeper.into_iter().unzip();
    let scopes = scopes::table(arena.list(&scopes), arena);
    let hsts = site.hsts.as_ref().and_then(|hsts| hsts::lower(hsts, assume, arena, bag));
    let policy = Policy::new(root, scopes);
    Some(Lowered {
        policy: arena.one(hsts.map_or(policy, |(hsts, _)| policy.hsts(hsts))),
        root: root_places,
        deeper: arena.list(&places),
        hsts: hsts.map(|(_, tag)| tag),
        assume: *assume,
    })
}

/// What has been lowered so far, by where it is in the effective configuration.
struct Lowering<'p, 'e> {
    assume: &'e Assumptions,
    arena: &'p Arena,
    cors: HashMap<usize, Option<cors::Lowered<'p>>>,
    headers: HashMap<usize, headers::Lowered<'p>>,
    filtering: filtering::Filtering<'p>,
    options: HashMap<options::Key, options::Lowered<'p>>,
    rewrite: rewrite::Rewrites<'p, 'e>,
    switches: modules::Switches,
    static_files: static_files::Files<'p, 'e>,
}

impl<'p, 'e> Lowering<'p, 'e> {
    fn new(
        set_variables: &'e HashSet<String>,
        assume: &'e Assumptions,
        arena: &'p Arena,
        budget: &'e Budget,
    ) -> Self {
        Self {
            assume,
            arena,
            cors: HashMap::new(),
            headers: HashMap::new(),
            filtering: filtering::Filtering::new(arena),
            options: HashMap::new(),
            rewrite: rewrite::Rewrites::new(set_variables, assume, arena, budget),
            switches: modules::Switches::default(),
            static_files: static_files::Files::new(arena, budget),
        }
    }

    fn scope(
        &mut self,
        effective: &EffectiveScope,
        path: &str,
        bag: &mut Bag,
    ) -> (Scope<'p>, ScopePlaces<'p>) {
        let (arena, assume) = (self.arena, self.assume);
        let opened = effective.path.span;
        self.switches.report(&effective.modules, bag);
        let acts =
            self.switches.acts(NativeModule::Cors, effective, || modules::of_cors(effective), bag);
        let cors = if acts {
            let lowered = self.cors.entry(address(&*effective.cors));
            *lowered.or_insert_with(|| cors::lower(&effective.cors, assume, arena, bag))
        } else {
            None
        };
        let mut headers = |list| {
            let lowered = self.headers.entry(address(list));
            *lowered.or_insert_with(|| headers::lower(list, assume, arena, bag))
        };
        let custom = headers(&effective.http_protocol.custom_headers[..]);
        let redirect = headers(&effective.http_protocol.redirect_headers[..]);
        let settings = || modules::of_filtering(effective);
        let acts = self.switches.acts(NativeModule::RequestFiltering, effective, settings, bag);
        let filtering::Lowered { verbs, filtering } = if acts {
            self.filtering.lower(&effective.request_filtering, opened, bag)
        } else {
            filtering::Lowered::NOTHING
        };
        let options = *self
            .options
            .entry(options::Key::of(effective))
            .or_insert_with(|| options::lower(effective, assume, arena, bag));
        let settings = || modules::of_rewrite(effective);
        let acts = self.switches.acts(NativeModule::Rewrite, effective, settings, bag);
        let rewrite =
            if acts { self.rewrite.lower(effective, options.handlers, bag) } else { None };
        let settings = || modules::of_http_redirect(effective);
        let http_redirect =
            if self.switches.acts(NativeModule::HttpRedirect, effective, settings, bag) {
                self.rewrite.http_redirect(&effective.http_redirect, bag)
            } else {
                None
            };
        let settings = || static_files::settings(effective);
        let acts = self.switches.acts(NativeModule::StaticFile, effective, settings, bag);
        let files = if acts { self.static_files.lower(effective, bag) } else { None };

        let mut scope = Scope::new(arena.text(path))
            .options(options.handlers)
            .custom_headers(custom.headers)
            .redirect_headers(redirect.headers);
        if let Some(cors) = cors {
            scope = scope.cors(cors.cors);
        }
        if let Some((verbs, _)) = verbs {
            scope = scope.verbs(verbs);
        }
        if let Some((filtering, _)) = filtering {
            scope = scope.filtering(filtering);
        }
        if let Some(rewrite) = rewrite {
            scope = scope.rewrite(rewrite.rules);
        }
        if let Some(files) = files {
            scope = scope.static_files(files.files);
        }
        if let Some(redirect) = http_redirect {
            scope = scope.http_redirect(redirect.rules);
        }
        if assume.rewritten_headers() == RewrittenHeaders::HeaderFirst
            && let Some(rewrite) = rewrite
            && self.rewrite.meet(rewrite.rules, [custom.headers, redirect.headers])
        {
            scope = scope.custom_headers_first();
        }
        let places = ScopePlaces {
            opened,
            verbs: verbs.map(|(_, places)| places),
            filtering: filtering.map(|(_, places)| places),
            cors: cors.map(|cors| cors.places),
            options: options.places,
            custom_headers: custom.places,
            redirect_headers: redirect.places,
            rewrite: rewrite.map(|rewrite| rewrite.places),
            static_files: files.map(|files| files.places),
            http_redirect: http_redirect.map(|redirect| redirect.places),
        };
        (scope, places)
    }
}

/// Where a value of the effective configuration is: what paths share has one address.
fn address<T: ?Sized>(value: &T) -> usize {
    ptr::from_ref(value).cast::<()>().addr()
}

/// The path as the runtime compares it; `None`, and reported, for one that no request is compared with.
fn path(scope: &EffectiveScope, bag: &mut Bag) -> Option<String> {
    let Some(path) = scopes::normal(&scope.path.value) else {
        let message = format!("`{}` is the path of no request", scope.path.value);
        bag.push(
            Diagnostic::new(Code::LocationNeverMatches, scope.path.span, message)
                .label(
                    "IIS resolves `.` and `..` in a request before it looks for locations (CF-4)",
                )
                .help("write the path that is meant, from the folder of this file downwards"),
        );
        return None;
    };
    let depth = path.split('/').count();
    if depth > scopes::DEEPEST {
        let message = format!("a path of {depth} segments; {} are supported", scopes::DEEPEST);
        bag.push(Diagnostic::new(Code::Limit, scope.path.span, message));
        return None;
    }
    Some(path)
}

fn is_below(path: &str, above: &str) -> bool {
    let fold = |path: &str| path.to_lowercase() + "/";
    fold(path).starts_with(&fold(above))
}

/// Whether the path of a scope is all that tells it from another.
fn decides_alike(a: &Scope<'_>, b: &Scope<'_>) -> bool {
    let &ScopeParts {
        path: _,
        verbs,
        filtering,
        cors,
        options,
        custom_headers,
        redirect_headers,
        rewrite,
        static_files,
        http_redirect,
        custom_headers_first,
    } = a.parts();
    let other = b.parts();
    let rules = |scope: Option<Cors<'_>>| {
        scope.map(|cors| {
            let &CorsParts {
                origins,
                fail_unlisted,
                vary,
                vary_line,
                unlisted_preflight,
                both_set,
                on_errors,
            } = cors.parts();
            let origins = origins.rules().as_ptr().addr();
            (origins, fail_unlisted, vary, vary_line, unlisted_preflight, both_set, on_errors)
        })
    };
    // What is shared need not be looked at item by item.
    same_one(rewrite, other.rewrite)
        && same_one(http_redirect, other.http_redirect)
        && same_one(static_files, other.static_files)
        && same_one(filtering, other.filtering)
        && same(options, other.options)
        && same(custom_headers, other.custom_headers)
        && same(redirect_headers, other.redirect_headers)
        && verbs == other.verbs
        && custom_headers_first == other.custom_headers_first
        && (rules(cors) == rules(other.cors) || cors == other.cors)
}

fn same_one<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => ptr::eq(a, b) || a == b,
        (a, b) => a.is_none() && b.is_none(),
    }
}

fn same<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    ptr::eq(a, b) || a == b
}
