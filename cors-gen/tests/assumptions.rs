//! What can be chosen where nobody has published what IIS does, question by question: a request, and what comes of it by choice.

use std::collections::BTreeSet;

use cors_gen::assume::{Assumptions, questions};
use cors_gen::explain::{App, Explainer, RequestSpec};
use cors_gen::pipeline::{self, Input, Options, Outcome};
use cors_gen::policy::Arena;

fn run<'p>(config: &str, assume: Assumptions, arena: &'p Arena) -> Outcome<'p> {
    let input = Input::from_reader("web.config", config.as_bytes()).expect("text in memory");
    pipeline::run(input, &Options { assume, ..Options::default() }, arena)
}

fn all(words: &[&str]) -> Assumptions {
    let mut assume = Assumptions::default();
    for words in words {
        assume.choose(words).expect("a choice");
    }
    assume
}

/// `METHOD path Name=value Name=value -> status Name=value`; what follows the arrow is the application's.
fn request(text: &str) -> RequestSpec {
    let (request, app) = text.split_once(" -> ").unwrap_or((text, "200"));
    let mut words = request.split(' ').map(str::to_owned);
    let mut word = || words.next().expect("a word");
    let (method, path) = (word(), word());
    let field = |word: &str| {
        let (name, value) = word.split_once('=').expect("Name=value");
        (name.to_owned(), value.to_owned())
    };
    let headers = words.map(|word| field(&word)).collect();
    let mut words = app.split(' ');
    let status = words.next().and_then(|status| status.parse().ok());
    let app = App { status, headers: words.map(field).collect() };
    RequestSpec { method, path, headers, app, ..RequestSpec::default() }
}

/// `STATUS who | Name: value | …`; `no policy` where there is none.
fn answer(config: &str, assume: Assumptions, asked: &str) -> String {
    let arena = Arena::new();
    let outcome = run(config, assume, &arena);
    let Some(policy) = &outcome.policy else { return "no policy".to_owned() };
    let explanation = Explainer::new(policy, &outcome.sources).explain(&request(asked));
    let mut parts = vec![format!("{} {}", explanation.status, explanation.answered_by)];
    parts.extend(explanation.headers.iter().map(|(name, value)| format!("{name}: {value}")));
    parts.join(" | ")
}

fn web_server(sections: &str) -> String {
    format!("<configuration><system.webServer>{sections}</system.webServer></configuration>")
}

fn cors(attributes: &str, rules: &str) -> String {
    web_server(&format!("<cors enabled=\"true\" {attributes}>{rules}</cors>"))
}

fn outbound(rules: &str) -> String {
    web_server(&format!("<rewrite><outboundRules>{rules}</outboundRules></rewrite>"))
}

const A: &str = r#"<add origin="https://a.example" />"#;
const SERVER: &str = r#"<configuration><configSections /><system.applicationHost><sites><site name="S" id="1">
    <application path="/"><virtualDirectory path="/" physicalPath="C:\s" /></application>
    <hsts enabled="true" max-age="60" includeSubDomains="true" preload="true" /></site></sites></system.applicationHost></configuration>"#;

/// A configuration, a request, and the answers by choice: the first is what is assumed.
struct Case {
    config: String,
    asked: &'static str,
    answers: &'static [(&'static str, &'static str)],
}

const fn case(
    config: String,
    asked: &'static str,
    answers: &'static [(&'static str, &'static str)],
) -> Case {
    Case { config, asked, answers }
}

fn rules_of_cors() -> Vec<Case> {
    vec![
        case(
            cors("", A),
            "OPTIONS / Origin=https://a.example Access-Control-Request-Method=PUT",
            &[
                (
                    "CM-6=omitted",
                    "204 cors | Access-Control-Allow-Origin: https://a.example | Vary: Origin",
                ),
                (
                    "CM-6=empty",
                    "204 cors | Access-Control-Allow-Origin: https://a.example | Access-Control-Allow-Methods:  | Vary: Origin",
                ),
            ],
        ),
        case(
            cors("", r#"<add origin="*" allowCredentials="true" />"#),
            "GET / Origin=https://a.example",
            &[
                ("CM-13=refused", "no policy"),
                ("CM-13=accepted", "200 application | Access-Control-Allow-Origin: *"),
            ],
        ),
        case(
            cors("", &format!(r#"<add origin="https**" />{A}"#)),
            "GET / Origin=https**",
            &[("CM-13=refused", "no policy"), ("CM-13=accepted", "200 application | Vary: Origin")],
        ),
        case(
            cors("", &format!(r#"<add origin="" />{A}"#)),
            "GET / Origin=",
            &[("CM-13=refused", "no policy"), ("CM-13=accepted", "200 application | Vary: Origin")],
        ),
    ]
}

fn vary() -> Vec<Case> {
    vec![
        case(
            cors("", A),
            "GET /",
            &[
                ("CM-16=section", "200 application | Vary: Origin"),
                ("CM-16=cors", "200 application"),
                ("CM-16=matched", "200 application"),
                ("CM-16=never", "200 application"),
            ],
        ),
        case(
            cors("", A),
            "GET / Origin=https://b.example",
            &[
                ("CM-16=section", "200 application | Vary: Origin"),
                ("CM-16=cors", "200 application | Vary: Origin"),
                ("CM-16=matched", "200 application"),
                ("CM-16=never", "200 application"),
            ],
        ),
        // Listed, and refused: no `Access-Control-Allow-Origin` that would depend on it.
        case(
            cors(
                "failUnlistedOrigins=\"true\"",
                r#"<add origin="https://a.example" allowed="false" />"#,
            ),
            "GET / Origin=https://a.example",
            &[
                ("CM-16=section", "403 cors-forbidden | Vary: Origin"),
                ("CM-16=cors", "403 cors-forbidden | Vary: Origin"),
                ("CM-16=matched", "403 cors-forbidden"),
                ("CM-16=never", "403 cors-forbidden"),
            ],
        ),
        case(
            cors("", &format!("{A}<add origin=\"*\" />")),
            "GET / Origin=https://b.example",
            &[
                (
                    "CM-16=section",
                    "200 application | Access-Control-Allow-Origin: * | Vary: Origin",
                ),
                ("CM-16=cors", "200 application | Access-Control-Allow-Origin: * | Vary: Origin"),
                (
                    "CM-16=matched",
                    "200 application | Access-Control-Allow-Origin: * | Vary: Origin",
                ),
                ("CM-16=never", "200 application | Access-Control-Allow-Origin: *"),
            ],
        ),
        // Request filtering answers before the module sees anything.
        case(
            web_server(&format!(
                r#"<cors enabled="true">{A}</cors><security><requestFiltering><verbs><add verb="PUT" allowed="false" /></verbs>
                   </requestFiltering></security>"#
            )),
            "PUT / Origin=https://a.example",
            &[
                ("CM-16=section", "404 request-filtering | Connection: close | Vary: Origin"),
                ("CM-16=cors", "404 request-filtering | Connection: close"),
                ("CM-16=matched", "404 request-filtering | Connection: close"),
                ("CM-16=never", "404 request-filtering | Connection: close"),
            ],
        ),
    ]
}

fn unlisted_preflights() -> Vec<Case> {
    vec![
        case(
            cors("", A),
            "OPTIONS / Origin=https://b.example Access-Control-Request-Method=PUT",
            &[
                (
                    "CM-17=next",
                    "200 options-verb-handler | Allow: OPTIONS, TRACE, GET, HEAD, POST | Public: OPTIONS, TRACE, GET, HEAD, POST | Vary: Origin",
                ),
                ("CM-17=answered", "204 cors | Vary: Origin"),
                ("CM-17=forbidden", "403 cors-forbidden | Vary: Origin"),
            ],
        ),
        // Refused by a rule, as if no rule listed it.
        case(
            cors("", r#"<add origin="https://b.example" allowed="false" /><add origin="*" />"#),
            "OPTIONS / Origin=https://b.example Access-Control-Request-Method=PUT",
            &[
                (
                    "CM-17=next",
                    "200 options-verb-handler | Allow: OPTIONS, TRACE, GET, HEAD, POST | Public: OPTIONS, TRACE, GET, HEAD, POST | Vary: Origin",
                ),
                ("CM-17=answered", "204 cors | Vary: Origin"),
                ("CM-17=forbidden", "403 cors-forbidden | Vary: Origin"),
            ],
        ),
        // An actual request goes on all the same.
        case(
            cors("", A),
            "OPTIONS / Origin=https://b.example -> 200",
            &[
                (
                    "CM-17=next",
                    "200 options-verb-handler | Allow: OPTIONS, TRACE, GET, HEAD, POST | Public: OPTIONS, TRACE, GET, HEAD, POST | Vary: Origin",
                ),
                (
                    "CM-17=forbidden",
                    "200 options-verb-handler | Allow: OPTIONS, TRACE, GET, HEAD, POST | Public: OPTIONS, TRACE, GET, HEAD, POST | Vary: Origin",
                ),
            ],
        ),
    ]
}

fn beside_the_application() -> Vec<Case> {
    vec![
        case(
            cors("", r#"<add origin="https://a.example" allowCredentials="true" />"#),
            "GET / Origin=https://a.example -> 200 Access-Control-Allow-Origin=* Access-Control-Allow-Credentials=false",
            &[
                (
                    "CM-18=application",
                    "200 application | Access-Control-Allow-Origin: * | Access-Control-Allow-Credentials: false | Vary: Origin",
                ),
                (
                    "CM-18=module",
                    "200 application | Access-Control-Allow-Origin: https://a.example | Access-Control-Allow-Credentials: true | Vary: Origin",
                ),
                (
                    "CM-18=both",
                    "200 application | Access-Control-Allow-Origin: * | Access-Control-Allow-Credentials: false | Access-Control-Allow-Origin: https://a.example | Access-Control-Allow-Credentials: true | Vary: Origin",
                ),
            ],
        ),
        case(
            cors("", A),
            "GET / Origin=https://a.example -> 400",
            &[
                (
                    "CM-19=sent",
                    "400 application | Access-Control-Allow-Origin: https://a.example | Vary: Origin",
                ),
                ("CM-19=left-out", "400 application"),
            ],
        ),
        case(
            cors("", A),
            "GET / Origin=https://a.example -> 399",
            &[
                (
                    "CM-19=sent",
                    "399 application | Access-Control-Allow-Origin: https://a.example | Vary: Origin",
                ),
                (
                    "CM-19=left-out",
                    "399 application | Access-Control-Allow-Origin: https://a.example | Vary: Origin",
                ),
            ],
        ),
        // What the module itself refuses is no error of the application.
        case(
            cors("failUnlistedOrigins=\"true\"", A),
            "GET / Origin=https://b.example",
            &[
                ("CM-19=sent", "403 cors-forbidden | Vary: Origin"),
                ("CM-19=left-out", "403 cors-forbidden | Vary: Origin"),
            ],
        ),
    ]
}

fn header_fields_and_handlers() -> Vec<Case> {
    let removed = r#"<handlers><remove name="OPTIONSVerbHandler" /></handlers>"#;
    let redirect = r#"<httpRedirect enabled="true" destination="https://b.example" />"#;
    vec![
        case(
            web_server(&format!(
                r#"<cors enabled="true">{A}</cors><httpProtocol><customHeaders><add name="ETag" value="b" />
                   <add name="Cache-Control" value="no-store" /></customHeaders></httpProtocol>"#
            )),
            "GET / -> 200 ETag=a Vary=Accept Cache-Control=public",
            &[
                (
                    "CH-5=joined",
                    "200 application | ETag: a,b | Vary: Accept,Origin | Cache-Control: public,no-store",
                ),
                (
                    "CH-5=doubled",
                    "200 application | ETag: a | Vary: Accept | Cache-Control: public,no-store | Vary: Origin | ETag: b",
                ),
            ],
        ),
        case(
            web_server(removed),
            "OPTIONS /",
            &[
                ("OP-3=405", "405 static-file | Allow: GET, HEAD, OPTIONS, TRACE"),
                ("OP-3=application", "200 application"),
                ("OP-3=404", "404 no-handler"),
            ],
        ),
        case(
            SERVER.to_owned(),
            "GET https://s.example/",
            &[
                (
                    "ST-4=spaced",
                    "200 application | Strict-Transport-Security: max-age=60; includeSubDomains; preload",
                ),
                (
                    "ST-4=unspaced",
                    "200 application | Strict-Transport-Security: max-age=60;includeSubDomains;preload",
                ),
            ],
        ),
        case(
            web_server(redirect),
            "GET /x?a=1",
            &[
                ("RD-2=kept", "302 http-redirect | Location: https://b.example/x?a=1"),
                ("RD-2=dropped", "302 http-redirect | Location: https://b.example/x"),
            ],
        ),
    ]
}

fn outbound_rules() -> Vec<Case> {
    let rewritten = |rule: &str| {
        web_server(&format!(
            r#"<httpProtocol><customHeaders><add name="X-A" value="custom" /></customHeaders></httpProtocol>
               <rewrite><outboundRules>{rule}</outboundRules></rewrite>"#
        ))
    };
    vec![
        case(
            outbound(
                r#"<rule name="r"><match serverVariable="RESPONSE_X_A" pattern=".*" /><action type="Rewrite" value="{HTTP_X_B}" /></rule>"#,
            ),
            "GET / -> 200 X-A=a",
            &[("RW-5=removed", "200 application"), ("RW-5=sent-empty", "200 application | X-A: ")],
        ),
        case(
            outbound(
                r#"<rule name="1" stopProcessing="true"><match serverVariable="RESPONSE_X_A" pattern=".*" /><action type="Rewrite" value="1" /></rule>
                   <rule name="2" stopProcessing="true"><match serverVariable="RESPONSE_X_B" pattern="never" /><action type="Rewrite" value="2" /></rule>
                   <rule name="3"><match serverVariable="RESPONSE_x-a" pattern=".*" /><action type="Rewrite" value="3" /></rule>
                   <rule name="4"><match serverVariable="RESPONSE_X_B" pattern=".*" /><action type="Rewrite" value="4" /></rule>"#,
            ),
            "GET /",
            &[
                ("RW-5=all", "200 application | X-A: 1"),
                ("RW-5=field", "200 application | X-A: 1 | X-B: 4"),
            ],
        ),
        case(
            outbound(
                r#"<rule name="r"><match serverVariable="RESPONSE_Set_Cookie" pattern=".+" /><action type="Rewrite" value="{R:0}!" /></rule>"#,
            ),
            "GET / -> 200 Set-Cookie=a Set-Cookie=b",
            &[
                ("RW-5=each", "200 application | Set-Cookie: a! | Set-Cookie: b!"),
                ("RW-5=first", "200 application | Set-Cookie: a!"),
            ],
        ),
        case(
            rewritten(
                r#"<rule name="r"><match serverVariable="RESPONSE_X_A" pattern="^(.*)$" /><action type="Rewrite" value="rule {R:1}" /></rule>"#,
            ),
            "GET /",
            &[
                ("RW-9=rule-first", "200 application | X-A: rule  | X-A: custom"),
                ("RW-9=header-first", "200 application | X-A: rule custom"),
            ],
        ),
        // A rule that only reads it.
        case(
            rewritten(
                r#"<rule name="r"><match serverVariable="RESPONSE_X_B" pattern=".*" /><conditions><add input="{RESPONSE_X_A}" pattern="custom" />
                   </conditions><action type="Rewrite" value="seen" /></rule>"#,
            ),
            "GET /",
            &[
                ("RW-9=rule-first", "200 application | X-A: custom"),
                ("RW-9=header-first", "200 application | X-A: custom | X-B: seen"),
            ],
        ),
    ]
}

fn cases() -> Vec<Case> {
    let all = [
        rules_of_cors(),
        vary(),
        unlisted_preflights(),
        beside_the_application(),
        header_fields_and_handlers(),
        outbound_rules(),
    ];
    all.into_iter().flatten().collect()
}

/// CM-6, CM-13, CM-16, CM-17, CM-18, CM-19, CH-5, OP-3, RW-5, RW-9, ST-4, RD-2
#[test]
fn each_choice_has_its_answer() {
    let mut seen = BTreeSet::new();
    for Case { config, asked, answers } in cases() {
        for (words, expected) in answers {
            assert_eq!(answer(&config, all(&[words]), asked), *expected, "{words}: {asked}");
            seen.insert((*words).to_owned());
        }
        let assumed = answers[0].1;
        assert_eq!(answer(&config, Assumptions::default(), asked), assumed, "{asked}: {config}");
    }
    let choices = questions().iter().flat_map(|question| {
        question.choices().iter().map(|choice| format!("{}={}", question.row, choice.name))
    });
    assert_eq!(seen, choices.collect(), "each choice has a case");
}

/// What is chosen as it is assumed anyway changes nothing, and another answer changes the policy where the answers differ.
#[test]
fn a_policy_is_another_value_where_it_depends() {
    for Case { config, asked, answers } in cases() {
        let arena = Arena::new();
        let plain = run(&config, Assumptions::default(), &arena);
        for (words, expected) in answers {
            let chosen = run(&config, all(&[words]), &arena);
            let policies = [&plain, &chosen].map(|it| it.policy.as_ref().map(|it| it.policy));
            if *words == answers[0].0 {
                assert_eq!(policies[0], policies[1], "{words}");
            } else if *expected != answers[0].1 {
                assert_ne!(policies[0], policies[1], "{words}: {asked}");
            }
        }
    }
}

/// Where a question does not arise, no answer to it changes the policy.
#[test]
fn a_policy_is_the_same_value_where_it_does_not_depend() {
    let star =
        cors("", r#"<add origin="*"><allowMethods><add method="PUT" /></allowMethods></add>"#);
    let failing = cors("failUnlistedOrigins=\"true\"", A);
    let denied = cors("", r#"<add origin="https://a.example" allowed="false" />"#);
    let custom = r#"<httpProtocol><customHeaders><add name="X-A" value="custom" /></customHeaders></httpProtocol>"#;
    let other = format!(
        r#"{custom}<rewrite><outboundRules><rule name="r"><match serverVariable="RESPONSE_X_B" pattern=".*" />
           <action type="Rewrite" value="b" /></rule></outboundRules></rewrite>"#
    );
    let exact = r#"<httpRedirect enabled="true" destination="https://b.example" exactDestination="true" />"#;
    for (config, rows) in [
        (
            web_server(""),
            &["CM-6", "CM-16", "CM-17", "CM-18", "CM-19", "CH-5", "OP-3", "RW-9", "RD-2"][..],
        ),
        (star, &["CM-6", "CM-16", "CM-17", "CH-5"]),
        (failing, &["CM-17"]),
        (denied, &["CM-6", "CM-18"]),
        (web_server(custom), &["CH-5", "RW-5", "RW-9"]),
        (web_server(&other), &["RW-5", "RW-9"]),
        (web_server(exact), &["RD-2"]),
        (SERVER.replace("includeSubDomains=\"true\" preload=\"true\"", ""), &["ST-4"]),
    ] {
        let arena = Arena::new();
        let policy = |assume| run(&config, assume, &arena).policy.map(|it| *it.policy);
        let plain = policy(Assumptions::default());
        assert!(plain.is_some(), "{config}");
        for question in questions().iter().filter(|question| rows.contains(&question.row)) {
            for choice in question.choices() {
                let chosen = policy(Assumptions::default().with(question, choice));
                assert_eq!(chosen, plain, "{}={}: {config}", question.row, choice.name);
            }
        }
    }
}

fn notes(config: &str, words: &[&str]) -> Vec<String> {
    let arena = Arena::new();
    let found = run(config, all(words), &arena).diagnostics;
    let notes = found.into_iter().filter(|finding| finding.code.id() == "CG090");
    notes.map(|note| note.message).collect()
}

/// An answered question is no assumption any more, and the note speaks of the others only.
#[test]
fn what_was_chosen_is_not_noted() {
    let config = cors("", A);
    let all_of_them = [
        "assumed of IIS: a rule without methods sends none (CM-6), `Vary: Origin` is on every response (CM-16), preflights of other \
         origins go on to the next handler (CM-17), errors have the headers too (CM-19)",
    ];
    assert_eq!(notes(&config, &[]), all_of_them);
    let most = ["CM-16=never", "CM-17=forbidden", "CM-19=left-out"];
    assert_eq!(notes(&config, &most), ["assumed of IIS: a rule without methods sends none (CM-6)"]);
    let chosen = [&most[..], &["CM-6=empty"]].concat();
    assert_eq!(notes(&config, &chosen), [""; 0]);
    for Case { config, answers, .. } in cases() {
        let row = answers[0].0.split_once('=').expect("a row").0;
        let others = answers[1..].iter().map(|(words, _)| *words);
        // CM-18 is about the application, which nobody knows here; CM-13 and RW-9 have findings of their own.
        if ["CM-18", "CM-13", "RW-9"].contains(&row) {
            continue;
        }
        for words in others {
            let noted =
                |words: &[&str]| notes(&config, words).join(", ").contains(&format!("({row})"));
            assert!(noted(&[]) && !noted(&[words]), "{words}: {config}");
        }
    }
}

/// `CM-13=accepted` is `--allow` of both codes, and the findings say what follows.
#[test]
fn cm_13_what_is_accepted_is_still_told() {
    let arena = Arena::new();
    let config = cors("", r#"<add origin="*" allowCredentials="true" /><add origin="https**" />"#);
    let found = run(&config, all(&["CM-13=accepted"]), &arena);
    let told: Vec<_> =
        found.diagnostics.iter().filter(|it| it.severity.name() == "warning").collect();
    let codes: BTreeSet<_> = told.iter().map(|finding| finding.code.id()).collect();
    assert!(codes.is_superset(&BTreeSet::from(["CG030", "CG031"])), "{codes:?}");
}

/// RW-5: rules that end the run for their header are remembered, so many and no more.
#[test]
fn rw_5_many_headers_are_refused_with_a_place() {
    let rules = |count: usize| -> String {
        let rule = |at: usize| {
            format!(
                r#"<rule name="{at}" stopProcessing="true"><match serverVariable="RESPONSE_X_{at}" pattern=".*" /><action type="Rewrite" value="1" /></rule>"#
            )
        };
        outbound(&(0..count).map(rule).collect::<String>())
    };
    let arena = Arena::new();
    let outcome = run(&rules(32), all(&["RW-5=field"]), &arena);
    assert!(outcome.policy.is_some());
    let sent = answer(&rules(32), all(&["RW-5=field"]), "GET /");
    assert_eq!(sent.matches(": 1").count(), 32, "{sent}");
    let outcome = run(&rules(500), all(&["RW-5=field"]), &arena);
    let errors = outcome.diagnostics.iter().filter(|it| it.severity.name() == "error");
    let errors: Vec<_> = errors.map(|it| (it.code.id(), it.message.as_str())).collect();
    let message = "500 rules end the run for their header; 32 of a path are supported";
    assert_eq!(errors, [("CG003", message)]);
    assert!(run(&rules(500), Assumptions::default(), &arena).policy.is_some());
}

/// Many paths, many rules, many headers: what they share is looked at once.
#[test]
fn rw_9_survives_many_times_many() {
    let rule = |at: usize| {
        format!(
            r#"<rule name="{at}"><match serverVariable="RESPONSE_X_{at}" pattern=".*" /><action type="Rewrite" value="1" /></rule>"#
        )
    };
    let header = |at: usize| format!(r#"<add name="Y-{at}" value="1" />"#);
    let path = |at: usize| {
        format!(
            r#"<location path="p{at}"><system.webServer><httpProtocol><customHeaders><add name="Z" value="{at}" /></customHeaders>
               </httpProtocol></system.webServer></location>"#
        )
    };
    let many =
        |count: usize, each: &dyn Fn(usize) -> String| (0..count).map(each).collect::<String>();
    let config = format!(
        "<configuration><system.webServer><httpProtocol><customHeaders>{}</customHeaders></httpProtocol>\
         <rewrite><outboundRules>{}</outboundRules></rewrite></system.webServer>{}</configuration>",
        many(300, &header),
        many(500, &rule),
        many(100, &path),
    );
    let arena = Arena::new();
    assert!(run(&config, all(&["RW-9=header-first"]), &arena).policy.is_some());
}
