//! One site in which every fault of a server shows.

use cors_tests::model::Rule;
use cors_tests::standin::site::{
    Cors, Entry, Handlers, Hsts, Outbound, Redirect, RedirectStatus, Settings, Site, Verbs,
};

/// The site with all of its locations.
pub(crate) fn site() -> Site {
    Site { hsts: None, root: root(), locations: locations() }
}

/// The site with these of its locations.
pub(crate) fn with(names: &[&str]) -> Site {
    let mut site = site();
    site.locations.retain(|(path, _)| names.contains(&path.as_str()));
    assert_eq!(site.locations.len(), names.len());
    site
}

/// A site in which another one is an application.
pub(crate) fn below(path: &str, site: &Site) -> Site {
    let root = (path.to_owned(), site.root.clone());
    let inner = site.locations.iter().cloned();
    let inner = inner.map(|(inner, settings)| (format!("{path}/{inner}"), settings));
    Site { locations: std::iter::once(root).chain(inner).collect(), ..Site::default() }
}

/// The site without locations, with a server's file that knows HTTPS.
pub(crate) fn with_hsts() -> Site {
    Site { hsts: Some(Hsts { max_age: 600, sub_domains: true, preload: false }), ..with(&[]) }
}

fn root() -> Settings {
    Settings {
        cors: Some(Cors {
            enabled: Some(true),
            rules: vec![
                shop(),
                partners(),
                Rule { allowed: false, ..Rule::new("https://old.partner.example") },
                Rule::new("https://plain.example"),
            ],
            ..Cors::default()
        }),
        headers: vec![add("X-Frame-Options", "DENY")],
        outbound: vec![set("X-Generator", "shop")],
        ..Settings::default()
    }
}

fn locations() -> Vec<(String, Settings)> {
    let api = Settings {
        cors: Some(Cors { fail_unlisted: Some(true), ..Cors::default() }),
        headers: vec![
            add("Cache-Control", "no-store"),
            add("Content-Language", "de"),
            add("X-Api", "1"),
        ],
        ..Settings::default()
    };
    let files = Settings { handlers: Some(Handlers::Removed), ..Settings::default() };
    let verbs = Verbs { unlisted: None, list: vec![("OPTIONS".to_owned(), false)] };
    let admin = Settings { verbs, ..Settings::default() };
    let moved = Settings {
        redirect: Some(Redirect {
            destination: "https://new.example".to_owned(),
            exact: false,
            status: RedirectStatus::Permanent,
        }),
        redirect_headers: vec![("X-Moved".to_owned(), "1".to_owned())],
        ..Settings::default()
    };
    let rules = Settings {
        headers: vec![add("X-Both", "configured")],
        outbound: vec![set("X-Both", "rewritten"), set("X-None", "")],
        ..Settings::default()
    };
    let all =
        [("api", api), ("files", files), ("admin", admin), ("moved", moved), ("rules", rules)];
    all.map(|(path, settings)| (path.to_owned(), settings)).to_vec()
}

/// An exact origin with all that a rule can say.
fn shop() -> Rule {
    Rule {
        credentials: true,
        max_age: 600,
        methods: texts(&["GET", "PUT"]),
        headers: texts(&["Content-Type", "X-Cart"]),
        expose: texts(&["X-Total"]),
        ..Rule::new("https://shop.example")
    }
}

/// A wildcard without credentials.
fn partners() -> Rule {
    Rule { methods: texts(&["GET"]), ..Rule::new("https://*.partner.example") }
}

fn add(name: &str, value: &str) -> Entry {
    Entry::Add(name.to_owned(), value.to_owned())
}

fn set(name: &str, value: &str) -> Outbound {
    Outbound { name: name.to_owned(), value: value.to_owned(), if_present: false }
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&it| it.to_owned()).collect()
}
