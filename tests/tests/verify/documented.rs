//! The commands of `docs/verifying.md` do what the page says.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use cors_tests::standin::Standin;

use crate::recordings::{entry, har};
use crate::run::{Folder, list};
use crate::{shop, tls};

fn page() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/verifying.md");
    fs::read_to_string(page).expect("the page").replace("\r\n", "\n")
}

/// The commands are run as they stand there, with servers of our own in the places of those of the page.
#[test]
fn the_commands_of_the_page_run() {
    let site = shop::with(&["api"]);
    let (old, new) = (Standin::start(site.clone(), None), Standin::start(site.clone(), None));
    let around = Standin::start(shop::below("shop", &site), None);
    let folder = Folder::new("documented", &site);
    folder.write("company.pem", &fs::read_to_string(tls::authority()).expect("a file"));
    folder.write("requests.jsonl", &folder.verify(&["--list"]).product);
    let eu = "https://eu.partner.example";
    folder.write("session.har", &har(&[entry(&format!("{}/orders", old.url()), eu, eu)]));
    let page = page();
    let commands =
        page.lines().filter_map(|line| line.strip_prefix("$ cors-gen verify web.config"));
    let mut count = 0;
    for command in commands {
        let command = command
            .replace("https://old.example/shop", &format!("{}/shop", around.url()))
            .replace("https://old.example", &old.url())
            .replace("http://127.0.0.1:3000", &new.url());
        let run = folder.verify(&words(&command));
        assert_eq!(run.code, Some(0), "{command}: {}{}", run.product, run.report);
        count += 1;
    }
    assert!(count >= 10, "{count} commands");
}

/// The words of a command, of which those with spaces are between single quotes.
fn words(command: &str) -> Vec<&str> {
    let parts = command.split('\'').enumerate();
    let words = parts.flat_map(|(at, part)| {
        let is_quoted = at % 2 == 1;
        let quoted = is_quoted.then_some(part);
        let others = (!is_quoted).then(|| part.split_whitespace());
        quoted.into_iter().chain(others.into_iter().flatten())
    });
    words.collect()
}

/// The page says of each assumption how it is seen that a verification without paths of the user's does not see.
#[test]
fn what_is_not_seen_at_first_is_in_the_table() {
    let site = shop::with(&["api", "files", "moved", "rules"]);
    let folder = Folder::new("documented-rows", &site);
    let server = Standin::start(site, None);
    let report = folder.json(&["--url", &server.url()], 0);
    let not_seen = list(&report, "assumptions").iter().filter(|it| it["result"] == "not-seen");
    let not_seen: BTreeSet<&str> = not_seen.filter_map(|it| it["id"].as_str()).collect();
    let page = page();
    for row in not_seen {
        assert!(page.contains(&format!("\n| {row} |")), "{row} is not in the table");
    }
}
