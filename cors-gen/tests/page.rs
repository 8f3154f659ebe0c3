//! What a server answered, on the page of a report.

#![cfg(feature = "cli")]

use cors_gen::explain::RequestSpec;
use cors_gen::page::{Differs, Page, Part, Recorded, Settled, SettledAs, Subject};
use cors_gen::pipeline::{self, Input, Options};
use cors_gen::policy::Arena;

const CONFIG: &str = r#"<configuration><system.webServer><cors enabled="true">
  <add origin="https://a.example" />
</cors></system.webServer></configuration>"#;

/// Markup as a server may send it.
const HOSTILE: &str = "</script><img src=x onerror=alert(1)>|`\u{202e}";

fn pages(recorded: &Recorded) -> [String; 2] {
    let arena = Arena::new();
    let input = Input::from_reader("web.config", CONFIG.as_bytes()).expect("read");
    let outcome = pipeline::run(input, &Options::default(), &arena);
    let page = Page::new(Subject {
        name: "web.config",
        policy: outcome.policy.as_ref(),
        sources: &outcome.sources,
        diagnostics: &outcome.diagnostics,
        silenced: &outcome.silenced,
        inventory: &outcome.inventory,
        recorded: Some(recorded),
    });
    [page.to_html(), page.to_markdown()]
}

#[test]
fn what_differs_stands_beside_what_the_policy_says() {
    let recorded = Recorded {
        name: "old.jsonl".to_owned(),
        asked: 12,
        differences: vec![Differs {
            request: RequestSpec { path: "/orders".to_owned(), ..RequestSpec::default() },
            parts: vec![
                Part {
                    name: "vary".to_owned(),
                    expected: vec!["Origin".to_owned()],
                    got: Vec::new(),
                    row: "CM-16",
                    place: None,
                },
                Part {
                    name: "x-a".to_owned(),
                    expected: Vec::new(),
                    got: vec![HOSTILE.to_owned(); 1000],
                    row: "CH-1",
                    place: None,
                },
            ],
            browser: "nothing changes".to_owned(),
        }],
        assumptions: vec![Settled {
            row: "CM-16",
            about: "when `Vary: Origin` is sent".to_owned(),
            result: SettledAs::Contradicted {
                choose: "matched".to_owned(),
                meaning: "for listed origins only".to_owned(),
            },
        }],
    };
    for page in pages(&recorded) {
        for part in [
            "What the server answered",
            "12 responses, 1 not as the policy says",
            "/orders",
            "CM-16",
            "nothing changes",
            "for listed origins only",
            "--assume CM-16=matched",
            "990 more",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(!page.contains('\u{202e}'));
        assert!(!page.contains("<img") || page.starts_with("# "), "{page}");
    }
    let [html, _] = pages(&recorded);
    assert_eq!(html.matches("</script").count(), 1);
}

#[test]
fn a_server_that_does_as_it_should_is_said_to() {
    let recorded = Recorded { name: "old.jsonl".to_owned(), asked: 3, ..Recorded::default() };
    for page in pages(&recorded) {
        assert!(page.contains("3 responses, all as the policy says"), "{page}");
    }
}
