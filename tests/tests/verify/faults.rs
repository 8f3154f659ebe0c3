//! Each thing that a server does wrong is found, and told with its row.

use std::collections::BTreeMap;

use cors_tests::standin::{Site, Standin, Twist};
use serde_json::Value;

use crate::run::{Folder, list};
use crate::{shop, tls};

/// A fault, the locations in which it shows, the row that it offends against, and what is told: what differs, what was
/// expected, what came.
type Fault =
    (Twist, &'static [&'static str], &'static str, &'static str, &'static str, &'static str);

const FAULTS: [Fault; 22] = [
    (Twist::NoVary, &[], "CM-16", "Vary", "Origin", "Accept"),
    (
        Twist::OriginTwice,
        &[],
        "CM-18",
        ORIGIN,
        "https://shop.example",
        "https://shop.example | https://shop.example",
    ),
    (Twist::CredentialsForAll, &[], "CM-10", "Access-Control-Allow-Credentials", "", "true"),
    (Twist::PreflightWith200, &[], "CM-5", "status", "204", "200"),
    (Twist::UnlistedPass, &["api"], "CM-17", "status", "403", "200"),
    (Twist::CaseIgnored, &[], "CM-11", ORIGIN, "", "https://Shop.example"),
    (Twist::NoDotBoundary, &[], "CM-12", ORIGIN, "", "https://evilpartner.example"),
    (Twist::DenialIgnored, &[], "CM-17", ORIGIN, "", "https://old.partner.example"),
    (Twist::NoMaxAge, &[], "CM-8", "Access-Control-Max-Age", "600", ""),
    (Twist::ExposeOnPreflight, &[], "CM-9", "Access-Control-Expose-Headers", "", "X-Total"),
    (
        Twist::HeadersEchoed,
        &[],
        "CM-7",
        "Access-Control-Allow-Headers",
        "Content-Type,X-Cart",
        "x-unlisted",
    ),
    (Twist::MethodsEchoed, &[], "CM-6", "Access-Control-Allow-Methods", "GET,PUT", "DELETE"),
    (Twist::NoCustomOnErrors, &[], "CH-1", "X-Frame-Options", "DENY", ""),
    (Twist::NoCustomOnOptions, &[], "CH-1", "X-Frame-Options", "DENY", ""),
    (Twist::OptionsRefused, &[], "OP-1", "status", "200", "405"),
    (Twist::StarForExact, &[], "CM-15", ORIGIN, "https://shop.example", "*"),
    (Twist::NullLetIn, &[], "CM-17", ORIGIN, "", "null"),
    (Twist::LocationEverywhere, &["api"], "CH-10", "X-Api", "", "1"),
    (Twist::NoOutbound, &[], "RW-5", "X-Generator", "shop", ""),
    (Twist::VerbWith405, &["admin"], "OP-5", "status", "404", "405"),
    (Twist::RedirectWith302, &["moved"], "RD-1", "status", "301", "302"),
    (Twist::NoRedirectHeaders, &["moved"], "CH-9", "X-Moved", "1", ""),
];

const ORIGIN: &str = "Access-Control-Allow-Origin";

#[test]
fn each_fault_is_found_with_its_row() {
    let missed = FAULTS.into_iter().filter_map(|fault| {
        let site = shop::with(fault.1);
        let server = Standin::start(site.clone(), Some(fault.0));
        find(&site, fault, &server, &[]).err()
    });
    let missed: Vec<String> = missed.collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn what_goes_over_tls_alone_is_missed_there() {
    let expected = "max-age=600; includeSubDomains";
    let fault: Fault = (Twist::NoHsts, &[], "ST-3", "Strict-Transport-Security", expected, "");
    let site = shop::with_hsts();
    let server = tls::start(site.clone(), Some(fault.0));
    assert_eq!(find(&site, fault, &server, &["--ca", &tls::authority()]), Ok(()));
}

fn find(site: &Site, fault: Fault, server: &Standin, args: &[&str]) -> Result<(), String> {
    let (twist, _, row, part, expected, got) = fault;
    let folder = Folder::new(&format!("fault-{twist:?}"), site);
    let report = folder.json(&[&["--url", &server.url()], args].concat(), 1);
    let told = told(&report);
    let meant = [row, part, expected, got].map(str::to_owned);
    if !told.contains(&meant) {
        return Err(format!("{twist:?}: {meant:?} is not among {told:#?}"));
    }
    let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
    for difference in list(&report, "differences") {
        *rows.entry(difference["row"].as_str().unwrap_or_default()).or_default() += 1;
        let place = difference["source"].as_str().unwrap_or_default();
        let is_place = place.contains(".config:") || place.starts_with("IIS 10 defaults:");
        if !is_place || difference["browser"].as_str().is_none_or(|it| it.len() < 10) {
            return Err(format!("{twist:?}: {difference:#}"));
        }
    }
    // Who is let in by mistake is answered by others as well: what most of the differences are about counts.
    match rows.iter().max_by_key(|(_, count)| **count) {
        Some((most, _)) if *most == row => Ok(()),
        _ => Err(format!("{twist:?}: {rows:?}")),
    }
}

/// What was told, each once: row, what differs, expected, got.
fn told(report: &Value) -> Vec<[String; 4]> {
    let mut told = Vec::new();
    for part in list(report, "differences").iter().flat_map(|it| list(it, "parts")) {
        let text = |key: &str| part[key].as_str().unwrap_or_default().to_owned();
        let lines = |key: &str| {
            let lines: Vec<&str> = list(part, key).iter().filter_map(Value::as_str).collect();
            lines.join(" | ")
        };
        told.push([text("row"), text("part"), lines("expected"), lines("got")]);
    }
    told.sort();
    told.dedup();
    told
}
