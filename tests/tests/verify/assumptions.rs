//! What is assumed of IIS is settled by what a server answers, and a choice that fits leaves no difference.

use cors_tests::standin::{Site, Standin, Twist};
use serde_json::Value;

use crate::run::{Folder, list};
use crate::{shop, tls};

/// A reading of the rows other than the project's, how it is chosen, and where it shows: in which locations, at which path.
type Reading = (Twist, &'static str, &'static str, &'static [&'static str], &'static str);

const READINGS: [Reading; 15] = [
    (Twist::EmptyMethods, "CM-6", "empty", &[], "/"),
    (Twist::VaryToCors, "CM-16", "cors", &[], "/"),
    (Twist::VaryWhereMatched, "CM-16", "matched", &[], "/"),
    (Twist::NoVary, "CM-16", "never", &[], "/"),
    (Twist::UnlistedPreflightAnswered, "CM-17", "answered", &[], "/"),
    (Twist::UnlistedPreflightForbidden, "CM-17", "forbidden", &[], "/"),
    (Twist::ModuleOverOwnOrigin, "CM-18", "module", &[], "/own"),
    (Twist::OwnOriginAndModule, "CM-18", "both", &[], "/own"),
    (Twist::NoCorsOnErrors, "CM-19", "left-out", &[], "/"),
    (Twist::OthersDoubled, "CH-5", "doubled", &["api"], "/"),
    (Twist::OptionsNotFound, "OP-3", "404", &["files"], "/"),
    (Twist::OptionsToApplication, "OP-3", "application", &["files"], "/"),
    (Twist::QueryDropped, "RD-2", "dropped", &["moved"], "/"),
    (Twist::EmptySent, "RW-5", "sent-empty", &["rules"], "/"),
    (Twist::OutboundAfterCustom, "RW-9", "header-first", &["rules"], "/"),
];

#[test]
fn other_readings_are_contradicted_and_can_be_chosen() {
    let wrong = READINGS.into_iter().filter_map(|(twist, row, choice, locations, path)| {
        let site = shop::with(locations);
        let server = Standin::start(site.clone(), Some(twist));
        settle(&site, twist, [row, choice], &server, &["--path", path]).err()
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_form_of_hsts_is_settled_over_tls() {
    let (site, twist) = (shop::with_hsts(), Twist::NoSpaceInHsts);
    let server = tls::start(site.clone(), Some(twist));
    let trust = ["--ca", &tls::authority()];
    assert_eq!(settle(&site, twist, ["ST-4", "unspaced"], &server, &trust), Ok(()));
}

/// Asks a server that reads a row another way, and compares what it said once more with that choice.
fn settle(
    site: &Site,
    twist: Twist,
    [row, choice]: [&str; 2],
    server: &Standin,
    args: &[&str],
) -> Result<(), String> {
    let folder = Folder::new(&format!("reading-{twist:?}"), site);
    let url = server.url();
    let report = folder.json(&[&["--url", &url, "--record", "kept.jsonl"], args].concat(), 1);
    let all = list(&report, "assumptions").iter();
    let contradicted: Vec<&Value> = all.filter(|it| it["result"] == "contradicted").collect();
    let [assumption] = contradicted[..] else {
        return Err(format!("{twist:?}: {:#}", report["assumptions"]));
    };
    if assumption["id"] != row
        || assumption["choose"] != choice
        || !assumption["request"].is_object()
    {
        return Err(format!("{twist:?}: {assumption:#}"));
    }
    let other = list(&report, "differences").iter().find(|it| it["row"] != row);
    if let Some(other) = other {
        return Err(format!("{twist:?}: {other:#}"));
    }
    let words = format!("{row}={choice}");
    let chosen = folder.verify(&["--replay", "kept.jsonl", "--assume", &words]);
    match chosen.code {
        Some(0) => Ok(()),
        _ => Err(format!("{twist:?}: {}{}", chosen.product, chosen.report)),
    }
}

/// Of a server that does what is assumed, each assumption that its answers tell from others is confirmed.
#[test]
fn what_is_assumed_is_confirmed() {
    let site = shop::with(&["api", "files", "moved", "rules"]);
    let folder = Folder::new("confirmed", &site);
    let server = Standin::start(site, None);
    let report = folder.json(&["--url", &server.url(), "--path", "/own"], 0);
    let result = |id: &str| {
        let of: Vec<&Value> =
            list(&report, "assumptions").iter().filter(|it| it["id"] == id).collect();
        of.iter().map(|it| it["result"].as_str().unwrap_or_default()).collect::<Vec<_>>()
    };
    for (_, row, ..) in READINGS {
        assert!(result(row).contains(&"confirmed"), "{row}: {:#}", report["assumptions"]);
    }
}

/// What no answer tells apart is said so.
#[test]
fn what_was_not_asked_about_is_not_seen() {
    let site = shop::with(&["api"]);
    let folder = Folder::new("not-seen", &site);
    let server = Standin::start(site, None);
    let result = |args: &[&str]| {
        let report = folder.json(&[&["--url", &server.url()], args].concat(), 0);
        let all = list(&report, "assumptions").iter();
        let of = all.filter(|it| it["id"] == "CM-18").map(|it| it["result"].clone());
        of.collect::<Vec<Value>>()
    };
    assert_eq!(result(&[]), ["not-seen"]);
    assert_eq!(result(&["--path", "/own"]), ["confirmed"]);
}
