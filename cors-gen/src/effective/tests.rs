mod collections;

use std::fmt::Write as _;
use std::rc::Rc;

use proptest::prelude::*;

use self::collections::{COLLECTIONS, collection};
use super::hierarchy::Layer;
use super::level::RuleLevel;
use super::section::Laying;
use super::*;
use crate::budget::Budget;
use crate::config::{self, ConfigFile};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::{SourceMap, Spanned};
use crate::xml;

/// The files as read, in one map of sources.
fn files(texts: &[&str]) -> (SourceMap, Vec<ConfigFile>) {
    let mut sources = SourceMap::default();
    let read = |(number, text): (usize, &&str)| {
        let file = sources.add(format!("{number}.config"), None, (*text).to_owned());
        let mut bag = Bag::default();
        let document = xml::read(file, text).expect("XML");
        let config = config::read(&document, &mut bag).expect("a configuration");
        let mut findings = bag.finish(false).shown;
        // Rules of the whole server merge wherever they stand.
        findings.retain(|finding| finding.code != Code::Misplaced);
        assert!(findings.is_empty(), "{findings:?}\n{text}");
        config
    };
    let files = texts.iter().enumerate().map(read).collect();
    (sources, files)
}

/// A hierarchy of files for the root of a site, with applications at these paths.
fn hierarchy<'c>(files: &'c [ConfigFile], applications: &[&str], base: &str) -> Hierarchy<'c> {
    let at = |file| Level { file, at: ConfigPath::default(), role: Role::Folder };
    let place = files[0].root.span;
    Hierarchy {
        levels: files.iter().map(at).collect(),
        base: ConfigPath::new(base),
        applications: applications
            .iter()
            .map(|path| Spanned::new(ConfigPath::new(path), place))
            .collect(),
        hsts: None,
        own_origins: Vec::new(),
        knows_own_origins: false,
    }
}

/// The effective configurations of one file and the findings.
fn resolved(text: &str) -> (Option<Vec<EffectiveScope>>, Vec<Diagnostic>) {
    let (_, files) = files(&[text]);
    let mut bag = Bag::default();
    let resolved = resolve(&hierarchy(&files, &[], ""), &Budget::new(), &mut bag);
    (resolved.map(|resolved| resolved.scopes), bag.finish(false).shown)
}

/// A file with sections of its own and a `<location>` for each of `paths`.
fn file(own: &str, paths: impl IntoIterator<Item = (String, String)>) -> String {
    let mut text = format!("<configuration><system.webServer>{own}</system.webServer>");
    for (path, sections) in paths {
        let _ = write!(
            text,
            "<location path=\"{path}\"><system.webServer>{sections}</system.webServer></location>"
        );
    }
    text + "</configuration>"
}

fn numbered(count: usize, entry: impl Fn(usize) -> String) -> String {
    (0..count).map(entry).collect()
}

#[test]
fn what_a_path_inherits_unchanged_is_the_same_value() {
    let origins = numbered(50, |n| format!("<add origin=\"https://a{n}.example\" />"));
    let headers = numbered(50, |n| format!("<add name=\"X-{n}\" value=\"1\" />"));
    let own = format!(
        "<cors enabled=\"true\">{origins}</cors><httpProtocol><customHeaders>{headers}</customHeaders>\
         <redirectHeaders><add name=\"R\" /></redirectHeaders></httpProtocol>"
    );
    let location = |n: usize| {
        let header = format!("<add name=\"X-Own-{n}\" value=\"1\" />");
        let headers =
            format!("<httpProtocol><customHeaders>{header}</customHeaders></httpProtocol>");
        (format!("p{n}"), headers)
    };
    let (scopes, findings) = resolved(&file(&own, (0..20).map(location)));
    let scopes = scopes.unwrap_or_else(|| panic!("{findings:?}"));
    let (root, deeper) = scopes.split_first().expect("a root");
    assert_eq!(deeper.len(), 20);
    for scope in deeper {
        assert!(Rc::ptr_eq(&scope.cors, &root.cors) && Rc::ptr_eq(&scope.handlers, &root.handlers));
        let (own, inherited) = (&scope.http_protocol, &root.http_protocol);
        assert!(own.redirect_headers.ptr_eq(&inherited.redirect_headers));
        assert_eq!(own.custom_headers.len(), 51);
        for (own, inherited) in own.custom_headers.iter().zip(inherited.custom_headers.iter()) {
            assert!(Rc::ptr_eq(own, inherited), "entries are shared, not copied");
        }
    }
}

/// Removing what is not there changes nothing; an application shares what is handed on to it.
#[test]
fn lists_are_shared_where_directives_change_nothing() {
    let own = "<httpProtocol><customHeaders><add name=\"A\" value=\"1\" /></customHeaders></httpProtocol>";
    let nothing =
        "<httpProtocol><customHeaders><remove name=\"B\" /></customHeaders></httpProtocol>";
    let text = file(own, [("a".to_owned(), nothing.to_owned())]);
    let (_, files) = files(&[&text]);
    let scopes = resolve(&hierarchy(&files, &["a/app"], ""), &Budget::new(), &mut Bag::default())
        .expect("scopes")
        .scopes;
    let lists: Vec<_> = scopes.iter().map(|scope| &scope.http_protocol.custom_headers).collect();
    assert_eq!(lists.len(), 3);
    assert!(lists.iter().all(|list| list.ptr_eq(lists[0])));
}

#[test]
fn lists_that_multiply_are_refused_by_name() {
    for (section, around, entry) in COLLECTIONS {
        let (entries, paths) = (2_000, 600);
        let own = collection(section, around, &numbered(entries, |n| entry(&format!("n{n}"))));
        let location =
            |n| (format!("p{n:03}"), collection(section, around, &entry(&format!("l{n}"))));
        let (scopes, findings) = resolved(&file(&own, (0..paths).map(location)));
        let [finding] = &*findings else { panic!("{section}: {findings:?}") };
        assert!(scopes.is_none() && finding.code == Code::Limit, "{section}: {finding:?}");
        // 2000 for the root and 2001 for each path: the 499th is the one too many.
        let place = format!("at `<{section}>` of `/p498`");
        assert!(finding.message.ends_with(&place), "{section}: {}", finding.message);
        // What differs less stays within.
        let (scopes, findings) = resolved(&file(&own, (0..400).map(location)));
        assert_eq!(
            (scopes.map(|scopes| scopes.len()), findings.len()),
            (Some(401), 0),
            "{section}"
        );
    }
}

/// The entries of a map are those of one rewrite map, which paths share.
#[test]
fn entries_of_maps_do_not_multiply() {
    let entries = numbered(5_000, |n| format!("<add key=\"k{n}\" value=\"v\" />"));
    let maps = |map: String| format!("<rewrite><rewriteMaps>{map}</rewriteMaps></rewrite>");
    let own = maps(format!("<rewriteMap name=\"m\">{entries}</rewriteMap>"));
    let location = |n| (format!("p{n}"), maps(format!("<rewriteMap name=\"m{n}\" />")));
    let (scopes, _) = resolved(&file(&own, (0..500).map(location)));
    let scopes = scopes.expect("scopes");
    let first = &scopes[0].rewrite_maps.maps[0];
    assert!(scopes.iter().all(|scope| Rc::ptr_eq(&scope.rewrite_maps.maps[0], first)));
}

/// Would take minutes if each were looked for in all.
#[test]
fn many_entries_are_removed_and_added_in_time() {
    let many = 50_000;
    let headers = |entries: String| {
        format!("<httpProtocol><customHeaders>{entries}</customHeaders></httpProtocol>")
    };
    let own = headers(numbered(many, |n| format!("<add name=\"X-{n}\" value=\"1\" />")));
    let removed = headers(numbered(many, |n| format!("<remove name=\"x-{n}\" />")));
    let again = headers(numbered(many, |n| {
        format!("<remove name=\"x-{n}\" /><add name=\"X-{n}\" value=\"2\" />")
    }));
    let (scopes, findings) =
        resolved(&file(&own, [("a".to_owned(), removed), ("b".to_owned(), again)]));
    let lengths = scopes.map(|scopes| {
        let headers = scopes.iter().map(|scope| &scope.http_protocol.custom_headers);
        headers.map(|headers| (headers.len(), headers.is_given())).collect::<Vec<_>>()
    });
    assert_eq!(
        lengths.as_deref(),
        Some(&[(many, true), (0, true), (many, true)][..]),
        "{findings:?}"
    );
}

/// A path with a thousand segments, with something at each.
#[test]
fn a_long_chain_of_locations() {
    let path = |depth| vec!["a"; depth].join("/");
    let header = |n| {
        let entry = format!("<add name=\"X-{n}\" value=\"1\" />");
        format!("<httpProtocol><customHeaders>{entry}</customHeaders></httpProtocol>")
    };
    let depths = 1..=1_000_usize;
    let (scopes, _) = resolved(&file("", depths.map(|depth| (path(depth), header(depth)))));
    let scopes = scopes.expect("scopes");
    assert_eq!(scopes.len(), 1_001);
    for (depth, scope) in scopes.iter().enumerate() {
        assert_eq!(scope.path.value, path(depth));
        assert_eq!(scope.http_protocol.custom_headers.len(), depth);
    }
}

/// Ten thousand locked entries, and fifteen hundred locations that offend against all of them.
#[test]
fn a_location_is_told_once_of_the_entries_that_it_may_not_clear() {
    let locked =
        numbered(10_000, |n| format!("<add name=\"X-{n}\" value=\"1\" lockItem=\"true\" />"));
    let headers = |entries: &str| {
        format!("<httpProtocol><customHeaders>{entries}</customHeaders></httpProtocol>")
    };
    let outer = file(&headers(&locked), []);
    let inner = file("", (0..1_500).map(|n| (format!("p{n}"), headers("<clear />"))));
    let (_, files) = files(&[&outer, &inner]);
    let mut bag = Bag::default();
    let _ = resolve(&hierarchy(&files, &[], ""), &Budget::new(), &mut bag);
    let findings = bag.finish(false).shown;
    assert_eq!(findings.len(), 1_500, "CF-7");
    assert!(findings.iter().all(|finding| finding.message
        == "the entry `X-0`, like 9999 more, is locked by a level above and cannot be removed"));
}

/// What counts for a path by the book: all layers at or above it, outer paths first, of one path outer files first.
fn by_the_book(hierarchy: &Hierarchy<'_>, path: &ConfigPath) -> String {
    let applications = || hierarchy.applications.iter().map(|application| &application.value);
    let application_of = |path: &ConfigPath| {
        let above = applications().filter(|application| path.starts_with(application));
        above.map(ConfigPath::depth).max().unwrap_or(0)
    };
    let counts = |layer: &Layer<'_>| {
        path.starts_with(&layer.path.value)
            && (layer.inherited_by_applications
                || application_of(path) == application_of(&layer.path.value))
    };
    let mut layers: Vec<_> = hierarchy.layers().filter(counts).collect();
    layers.sort_by_key(|layer| layer.path.value.depth());
    let place = hierarchy.levels[0].file.root.span;
    let mut scope = EffectiveScope::below(None, Spanned::new(String::new(), place));
    let (budget, mut bag) = (Budget::new(), Bag::default());
    for layer in &layers {
        let mut laying = Laying {
            level: Rc::new(RuleLevel::default()),
            place: Rc::new(RuleLevel::default()),
            section: "",
            path: &layer.path,
            is_whole_server: false,
            is_of_server: layer.is_of_server,
            budget: &budget,
            too_much: false,
            bag: &mut bag,
        };
        scope.lay(layer.sections, &mut laying);
    }
    shown(&scope)
}

/// What a scope has, for comparison.
fn shown(scope: &EffectiveScope) -> String {
    let header = |entry: &Rc<HeaderEntry>| (entry.name.value.clone(), entry.tag);
    let headers: Vec<_> = scope.http_protocol.custom_headers.iter().map(header).collect();
    let handler = |handler: &Rc<Handler>| (handler.name.value.clone(), handler.tag);
    let handlers: Vec<_> = scope.handlers.mappings.iter().map(handler).collect();
    let all = scope.modules.run_all_managed;
    format!("{headers:?} {handlers:?} {:?}", all.map(|all| (all.value, all.span)))
}

/// Sections with some directives in a few names. A name is added at most once in a row, so that there are no duplicates.
fn some_sections() -> impl Strategy<Value = String> {
    let directive = prop_oneof![
        4 => (0..4_usize).prop_map(Some),
        1 => Just(None),
    ];
    let list = |attributes: &'static str| {
        prop::collection::vec((directive.clone(), any::<bool>()), 0..4).prop_map(move |steps| {
            let step = |(name, adds): &(Option<usize>, bool)| match name {
                None => "<clear />".to_owned(),
                Some(n) if *adds => {
                    format!("<remove name=\"N{n}\" /><add name=\"N{n}\" {attributes} />")
                }
                Some(n) => format!("<remove name=\"n{n}\" />"),
            };
            steps.iter().map(step).collect::<String>()
        })
    };
    let headers = list("value=\"1\"");
    let handlers = list("path=\"*\" verb=\"*\"");
    (headers, handlers, any::<Option<bool>>()).prop_map(|(headers, handlers, all)| {
        let all = all.map_or_else(String::new, |all| {
            format!("<modules runAllManagedModulesForAllRequests=\"{all}\" />")
        });
        format!(
            "<httpProtocol><customHeaders>{headers}</customHeaders></httpProtocol>\
             <handlers>{handlers}</handlers>{all}"
        )
    })
}

const PATHS: [&str; 8] = ["a", "a/b", "a/b/c", "A/D", "e", "a-b", "a/b/c/d/e", "e/f"];

/// A file, with locations of which some are hidden from applications below.
fn some_file() -> impl Strategy<Value = String> {
    let location = (some_sections(), any::<bool>());
    let hidden = prop::option::of(some_sections());
    let locations = prop::collection::vec(prop::option::of(location), PATHS.len());
    (some_sections(), hidden, locations).prop_map(|(own, hidden, locations)| {
        let mut text = file(&own, []).replace("</configuration>", "");
        let hidden = hidden.map(|sections| (".", (sections, false)));
        // The root has a section once: what is hidden stands there in place of what is not.
        if hidden.is_some() {
            text = "<configuration>".to_owned();
        }
        let locations = PATHS.into_iter().zip(locations);
        let locations = locations.filter_map(|(path, location)| Some((path, location?)));
        for (path, (sections, inherited)) in hidden.into_iter().chain(locations) {
            let _ = write!(
                text,
                "<location path=\"{path}\" inheritInChildApplications=\"{inherited}\">\
                 <system.webServer>{sections}</system.webServer></location>"
            );
        }
        text + "</configuration>"
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// Laying each level once gives what laying all levels for each path gives (CF-3, CF-4, CF-5).
    #[test]
    fn paths_have_what_they_would_have_alone(
        texts in prop::collection::vec(some_file(), 1..4),
        applications in prop::sample::subsequence(PATHS.to_vec(), 0..3),
        base in prop::sample::select(vec!["", "", "a", "a/b"]),
    ) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let (_, files) = files(&texts);
        let hierarchy = hierarchy(&files, &applications, base);
        let scopes = resolve(&hierarchy, &Budget::new(), &mut Bag::default());
        let scopes = scopes.expect("within the budget").scopes;
        prop_assert_eq!(&scopes[0].path.value, "");
        let mut paths = std::collections::BTreeSet::new();
        for scope in &scopes {
            let path = hierarchy.base.join(&ConfigPath::new(&scope.path.value));
            prop_assert_eq!(shown(scope), by_the_book(&hierarchy, &path), "{}", path);
            paths.insert(path);
        }
        let layers = hierarchy.layers().map(|layer| layer.path.value);
        let applications = hierarchy.applications.iter().map(|path| path.value.clone());
        let mut expected: std::collections::BTreeSet<_> = layers.chain(applications).collect();
        expected.retain(|path| path.starts_with(&hierarchy.base));
        expected.insert(hierarchy.base.clone());
        prop_assert_eq!(paths, expected);
    }
}
