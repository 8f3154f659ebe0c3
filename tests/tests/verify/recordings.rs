//! Without a network: recordings that are compared again, and traffic of a browser.

use cors_tests::standin::{Standin, Twist};

use crate::run::{Folder, list};
use crate::shop;

/// What was recorded once says the same for ever, and has no secrets.
#[test]
fn replays_say_what_the_server_said() {
    const SECRET: &str = "Bearer t0p-s3cret";
    let header = format!("Authorization: {SECRET}");
    for twist in [None, Some(Twist::StarForExact)] {
        let code = i32::from(twist.is_some());
        let folder = Folder::new(&format!("replay-{code}"), &shop::with(&["api"]));
        let server = Standin::start(shop::with(&["api"]), twist);
        let url = server.url();
        let args = ["--url", &url, "-H", &header, "--record", "kept.jsonl"];
        let asked = folder.json(&args, code);
        for request in server.asked() {
            assert_eq!(request.line("Authorization"), Some(SECRET.as_bytes()), "{request:?}");
        }
        drop(server);
        assert_eq!(folder.json(&["--replay", "kept.jsonl", "-H", &header], code), asked);
        let kept = folder.read("kept.jsonl");
        assert_eq!(Some(kept.lines().count() as u64), asked["asked"].as_u64());
        assert!(!kept.contains("s3cret"), "{kept}");
        assert!(!asked.to_string().contains("s3cret"), "{asked}");
        for line in kept.lines() {
            let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
            assert!(line["request"]["method"].is_string(), "{line}");
            assert!(line["response"]["status"].is_u64(), "{line}");
        }
    }
}

/// An HTTP archive of these entries.
pub(crate) fn har(entries: &[String]) -> String {
    let entries = entries.join(",");
    format!(
        r#"{{"log":{{"version":"1.2","creator":{{"name":"x","version":"1"}},"entries":[{entries}]}}}}"#
    )
}

/// An entry for a page of the shop, asked by `origin` and answered for `allowed`.
pub(crate) fn entry(url: &str, origin: &str, allowed: &str) -> String {
    format!(
        r#"{{"startedDateTime":"2026-01-05T10:00:00.000Z","time":4,"cache":{{}},"timings":{{}},
        "request":{{"method":"GET","url":"{url}","httpVersion":"h2","headers":[
            {{"name":":authority","value":"old.example"}},{{"name":"origin","value":"{origin}"}}],
            "queryString":[],"cookies":[],"headersSize":-1,"bodySize":0}},
        "response":{{"status":200,"statusText":"","httpVersion":"h2","headers":[
            {{"name":"access-control-allow-origin","value":"{allowed}"}},
            {{"name":"x-frame-options","value":"DENY"}},{{"name":"x-generator","value":"shop"}},
            {{"name":"vary","value":"Origin"}}],
            "cookies":[],"content":{{"size":0,"mimeType":""}},"redirectURL":"","headersSize":-1,"bodySize":0}}}}"#
    )
}

/// A browser's developer tools export what a page really asked for.
#[test]
fn traffic_of_a_browser_is_compared() {
    let folder = Folder::new("har", &shop::with(&["api"]));
    let eu = "https://eu.partner.example";
    let entry = |allowed| entry("https://old.example/orders", eu, allowed);
    folder.write("good.har", &har(&[entry(eu)]));
    folder.write("bad.har", &har(&[entry(eu), entry("*")]));
    assert_eq!(folder.json(&["--har", "good.har"], 0)["asked"], 1);
    let report = folder.json(&["--har", "bad.har"], 1);
    let [difference] = list(&report, "differences") else { panic!("{report}") };
    assert_eq!((&report["asked"], &difference["row"]), (&2.into(), &"CM-15".into()));
    // Of another host than the one that is meant: nothing to compare.
    let run = folder.verify(&["--har", "bad.har", "--url", "https://new.example"]);
    assert_eq!(run.code, Some(2), "{}{}", run.product, run.report);
}

/// The old server and the new one, asked the same.
#[test]
fn two_servers_are_compared_with_each_other() {
    let folder = Folder::new("against", &shop::with(&["api"]));
    let (old, new) =
        (Standin::start(shop::with(&["api"]), None), Standin::start(shop::with(&["api"]), None));
    let report = folder.json(&["--url", &old.url(), "--against", &new.url()], 0);
    assert_eq!(report["asked"], old.asked().len() + new.asked().len());
    // What the application adds is unknown, so that one server alone cannot show that its `Cache-Control` is gone.
    let new = Standin::start(shop::with(&["api"]), Some(Twist::CacheControlReplaced));
    let report = folder.json(&["--url", &old.url(), "--against", &new.url()], 1);
    assert_eq!(list(&report, "differences").len(), 0, "{report}");
    let parts = list(&report, "between").iter().flat_map(|it| list(it, "parts"));
    let mut parts: Vec<_> = parts.map(|it| (&it["part"], &it["old"][0], &it["new"][0])).collect();
    parts.dedup();
    assert_eq!(
        parts,
        [(&"Cache-Control".into(), &"max-age=60,no-store".into(), &"no-store".into())]
    );
}

/// `--list` sends nothing, and prints what can be asked with `--requests` again.
#[test]
fn what_would_be_sent_is_listed() {
    let folder = Folder::new("list", &shop::with(&["api"]));
    let run = folder.verify(&["--list"]);
    assert_eq!(run.code, Some(0), "{}", run.report);
    folder.write("requests.jsonl", &run.product);
    let server = Standin::start(shop::with(&["api"]), None);
    let report = folder.json(&["--url", &server.url(), "--requests", "requests.jsonl"], 0);
    assert_eq!(report["asked"], run.product.lines().count());
}
