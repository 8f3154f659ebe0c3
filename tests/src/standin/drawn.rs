//! Sites drawn by lot: the same number gives the same site on every machine.

use super::site::{
    Cors, Entry, Handlers, Outbound, Redirect, RedirectStatus, Settings, Site, Verbs,
};
use crate::model::Rule;

/// Origins as rules write them, of every form, some within others.
const ORIGINS: [&str; 11] = [
    "*",
    "https://*",
    "https://shop.example",
    "http://shop.example",
    "https://shop.example:8443",
    "https://admin.shop.example",
    "https://*.shop.example",
    "https://*.eu.shop.example",
    "http://*.partner.example:8080",
    "https://*.partner.example",
    "app://shop",
];

const METHODS: [&str; 4] = ["GET", "PUT", "DELETE", "PATCH"];
const NAMES: [&str; 4] = ["Content-Type", "X-Cart", "x-trace", "Authorization"];

impl Site {
    /// The site of a number.
    #[must_use]
    pub fn drawn(number: u64) -> Self {
        let mut lot = Lot(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let mut site = Self { root: lot.settings("Root"), ..Self::default() };
        if site.root.cors.is_none() {
            site.root.cors = lot.one_in(2).then(|| lot.cors(&mut ORIGINS.to_vec()));
        }
        for (path, name) in [("api", "Api"), ("api/v1", "Version"), ("pages/old", "Old")] {
            if lot.one_in(2) {
                site.locations.push((path.to_owned(), lot.settings(name)));
            }
        }
        if lot.one_in(3) {
            site.locations.push(("moved".to_owned(), lot.redirecting()));
        }
        site
    }
}

/// Numbers by lot (xorshift).
struct Lot(u64);

impl Lot {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 20) % end as u64).expect("below a usize")
    }

    fn one_in(&mut self, end: usize) -> bool {
        self.below(end) == 0
    }

    /// Up to three of these.
    fn some(&mut self, of: &[&str]) -> Vec<String> {
        let mut left = of.to_vec();
        (0..self.below(4)).map(|_| left.remove(self.below(left.len())).to_owned()).collect()
    }

    /// The settings of one level; `name` keeps its header fields apart from those of others.
    fn settings(&mut self, name: &str) -> Settings {
        let mut settings = Settings::default();
        if !self.one_in(3) {
            settings.cors = Some(self.cors(&mut ORIGINS.to_vec()));
        }
        if self.one_in(2) {
            settings
                .headers
                .push(Entry::Add(format!("X-{name}"), "yes, \"really\" & <truly>".to_owned()));
        }
        if self.one_in(3) {
            settings.headers.insert(0, Entry::Clear);
            settings.headers.push(Entry::Add("Cache-Control".to_owned(), "no-store".to_owned()));
        }
        if self.one_in(4) {
            settings.headers.insert(0, Entry::Remove("X-Root".to_owned()));
        }
        if self.one_in(4) {
            settings.verbs = self.verbs();
        }
        settings.handlers = [Handlers::Application, Handlers::Removed, Handlers::Cleared]
            .get(self.below(6))
            .copied();
        if self.one_in(4) {
            settings.outbound.push(Outbound {
                name: format!("X-Out-{name}"),
                value: if self.one_in(4) { String::new() } else { "rewritten".to_owned() },
                if_present: self.one_in(2),
            });
        }
        settings
    }

    fn cors(&mut self, origins: &mut Vec<&str>) -> Cors {
        let mut cors = Cors { enabled: Some(!self.one_in(8)), clear: true, ..Cors::default() };
        if self.one_in(2) {
            cors.fail_unlisted = Some(self.one_in(2));
        }
        for _ in 0..=self.below(4) {
            let origin = origins.remove(self.below(origins.len()));
            cors.rules.push(self.rule(origin));
        }
        cors
    }

    fn rule(&mut self, origin: &str) -> Rule {
        let mut rule = Rule::new(origin);
        rule.allowed = !self.one_in(5);
        if rule.allowed {
            rule.credentials = origin != "*" && self.one_in(2);
            rule.max_age = [-1, -1, 0, 600][self.below(4)];
            rule.methods = self.some(&METHODS);
            rule.all_requested = self.one_in(3);
            rule.headers = self.some(&NAMES);
            rule.expose = self.some(&NAMES);
        }
        rule
    }

    fn verbs(&mut self) -> Verbs {
        if self.one_in(2) {
            let list = ["GET", "OPTIONS", "POST"].map(|verb| (verb.to_owned(), true));
            Verbs { unlisted: Some(false), list: list.to_vec() }
        } else {
            let verb = ["OPTIONS", "HEAD", "TRACE"][self.below(3)];
            Verbs { unlisted: None, list: vec![(verb.to_owned(), false)] }
        }
    }

    fn redirecting(&mut self) -> Settings {
        let statuses =
            [RedirectStatus::Found, RedirectStatus::Permanent, RedirectStatus::Temporary];
        Settings {
            redirect: Some(Redirect {
                destination: "https://new.example/shop".to_owned(),
                exact: self.one_in(2),
                status: statuses[self.below(3)],
            }),
            redirect_headers: vec![("X-Moved".to_owned(), "1".to_owned())],
            ..Settings::default()
        }
    }
}
