//! A server that does what the rows say differs in nothing, whatever its configuration is.

use std::fmt::Write as _;

use cors_tests::standin::{Site, Standin};

use crate::run::Folder;
use crate::shop;

const SITES: u64 = 30;

#[test]
fn thirty_sites_are_as_their_configurations_say() {
    let mut failed = String::new();
    for number in 1..=SITES {
        let site = Site::drawn(number);
        let folder = Folder::new(&format!("site-{number}"), &site);
        let server = Standin::start(site.clone(), None);
        let paths = ["--path", "/own", "--path", "/api/v1/boom"];
        let run = folder.verify(&[&["--url", &server.url()], &paths[..]].concat());
        if run.code != Some(0) || server.asked().len() < 10 {
            write!(failed, "{number}:\n{}{}\n{site}\n", run.product, run.report).expect("a String");
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

/// A verification changes no data, and asks about every rule.
#[test]
fn only_what_changes_nothing_is_sent() {
    let site = shop::site();
    let folder = Folder::new("harmless", &site);
    let server = Standin::start(site, None);
    let run = folder.verify(&["--url", &server.url(), "--path", "/own"]);
    assert_eq!(run.code, Some(0), "{}{}", run.product, run.report);
    let asked = server.asked();
    for request in &asked {
        assert!(["GET", "HEAD", "OPTIONS"].contains(&&*request.method), "{request:?}");
    }
    assert!((50..400).contains(&asked.len()), "{} requests", asked.len());
    for origin in
        ["https://shop.example", "https://old.partner.example", "null", "http://shop.example"]
    {
        let is_it =
            |it: &&cors_tests::standin::http::Request| it.line("Origin") == Some(origin.as_bytes());
        assert!(asked.iter().any(|it| is_it(&it)), "nobody asked for {origin}");
    }
}
