//! What Rocket does in its own way, and what the policy makes of it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use cors_runtime::rocket::{Cors, Static};
use rocket::Request;
use rocket::fairing::AdHoc;
use rocket::fs::{FileServer, Options};
use rocket::http::Method;
use rocket::http::uri::Origin;
use rocket::shield::Shield;

use super::{orders, quiet, says, start};
use crate::application::Application;
use crate::loopback::{A, B, Connection, SITE, ask, get, preflight};
use crate::support::{policy, policy_of};

#[rocket::get("/boom")]
fn boom() -> &'static str {
    panic!("this is as it should be")
}

#[rocket::catch(404)]
fn missing(request: &Request<'_>) -> String {
    format!("no {}", request.uri())
}

/// Routes, mounted below a path too, no routes, catchers and panics: all is behind the policy (CM-5, CM-17, CM-19).
#[test]
fn every_path_is_behind_the_policy() {
    let rocket =
        quiet().mount("/", rocket::routes![orders, boom]).mount("/v1", rocket::routes![orders]);
    let rocket = rocket.register("/", rocket::catchers![missing]);
    let served = start(rocket.attach(Cors::new(policy_of(SITE))));
    for (target, origin, status, body) in [
        ("/api/orders", A, 200, Some("[]")),
        ("/v1/api/orders", B, 200, Some("[]")),
        ("/api/orders", B, 403, Some("")),
        ("//api//orders", B, 403, Some("")),
        ("/%61pi/orders", B, 403, Some("")),
        ("/api/missing", A, 404, Some("no /api/missing")),
        ("/missing/", B, 404, Some("no /missing/")),
        ("/boom", A, 500, None),
        ("/api/..%2Fboom", A, 400, Some("")),
    ] {
        let received = get(served.address, target, origin);
        assert_eq!(received.status, status, "{target} {origin}");
        assert_eq!(body.unwrap_or(&received.body), received.body, "{target} {origin}");
        let refused = status == 400;
        assert_eq!(received.values("x-site").is_empty(), refused, "{target} {origin}");
        let allowed = received.values("access-control-allow-origin") == [A];
        assert_eq!(allowed, origin == A && !refused, "{target} {origin}");
    }
    for target in ["/", "/api/orders", "/missing", "/a/b/c%20d?e"] {
        let received = preflight(served.address, target, A);
        assert_eq!((received.status, &*received.body), (204, ""), "{target}");
        assert_eq!(received.values("access-control-allow-methods"), ["PUT"], "{target}");
        assert_eq!(received.values("content-length"), [""; 0], "{target}");
    }
}

/// The same with what Rocket says by itself: its own fields are those of an application.
#[test]
fn what_shield_and_ident_send() {
    let frame = r#"<httpProtocol><customHeaders><add name="X-Frame-Options" value="DENY" /></customHeaders></httpProtocol>
        <cors enabled="true"><add origin="https://a.example" /></cors>"#;
    let rocket = quiet().attach(Shield::default()).mount("/", rocket::routes![orders]);
    let served = start(rocket.attach(Cors::new(policy(frame))));
    let received = get(served.address, "/api/orders", A);
    assert_eq!(received.values("x-frame-options"), ["SAMEORIGIN", "DENY"]);
    assert_eq!(preflight(served.address, "/", A).values("x-frame-options"), ["DENY"]);
}

/// Rules for responses read the request as it came, whatever later fairings and `HEAD` make of it (RW-2).
#[test]
fn outbound_rules_read_the_request_as_it_came() {
    let rules = r#"<rewrite><outboundRules><rule name="r"><match serverVariable="RESPONSE_X" pattern=".*" />
        <action type="Rewrite" value="{REQUEST_METHOD} {UNENCODED_URL} {HTTP_X_A}" /></rule></outboundRules></rewrite>"#;
    let changes = AdHoc::on_request("changes", |request, _| {
        Box::pin(async {
            request.set_uri(Origin::parse("/api/orders").expect("a target"));
            request.set_method(Method::Get);
        })
    });
    let rocket = quiet().mount("/", rocket::routes![orders]);
    let served = start(rocket.attach(Cors::new(policy(rules))).attach(changes));
    let received = ask(served.address, "PUT", "/a%20b?q", &[("x-a", "v")]).expect("a response");
    assert_eq!((&*received.body, received.values("x")), ("[]", vec!["PUT /a%20b?q v"]));
    let rocket = quiet().mount("/", rocket::routes![orders]);
    let served = start(rocket.attach(Cors::new(policy(rules))));
    let received = ask(served.address, "HEAD", "/api/orders", &[("x-a", "v")]).expect("a response");
    assert_eq!((received.status, received.values("x")), (200, vec!["HEAD /api/orders v"]));
    assert_eq!(received.values("content-length"), ["2"]);
}

/// A fairing that changes the target after the policy has decided does not bring back what is refused.
#[test]
fn later_fairings_do_not_undo_an_answer() {
    let changes = AdHoc::on_request("changes", |request, _| {
        Box::pin(async { request.set_uri(Origin::parse("/api/orders").expect("a target")) })
    });
    let rocket = quiet().mount("/", rocket::routes![orders]).attach(Cors::new(policy_of(SITE)));
    let served = start(rocket.attach(changes));
    assert_eq!(
        (get(served.address, "/api/x", B).status, get(served.address, "/x", B).status),
        (403, 200)
    );
}

/// In the list of `docs/frameworks.md`: what counts is the method that Rocket makes of a form, for the policy as for routes.
#[test]
fn the_method_of_a_form() {
    let verbs = r#"<security><requestFiltering><verbs><add verb="DELETE" allowed="false" /></verbs></requestFiltering></security>"#;
    let served = start(says(policy(verbs), &Application::default()));
    let form = [("content-type", "application/x-www-form-urlencoded"), ("content-length", "16")];
    for (body, status) in [("_method=delete&a=", 404), ("_method=put&a=bcd", 200)] {
        let mut connection = Connection::open(served.address);
        let received = connection.ask("POST", "/", &form, body).expect("a response");
        assert_eq!(received.status, status, "OP-5: {body}");
    }
}

/// In the list of `docs/frameworks.md`: Rocket drops header fields that are no UTF-8.
#[test]
fn values_that_are_not_utf_8() {
    let served = start(says(policy_of(SITE), &Application::default()));
    let mut stream = TcpStream::connect(served.address).expect("connected");
    stream
        .write_all(b"GET /api/x HTTP/1.1\r\norigin: https://\xff\r\nconnection: close\r\n\r\n")
        .expect("sent");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("answered");
    assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
    assert!(!response.contains("access-control-allow-origin"), "{response}");
}

/// In the list of `docs/frameworks.md`: what is not told counts as TLS (RW-2).
#[test]
fn the_scheme_is_what_the_service_says() {
    let rules = r#"<rewrite><rules><rule name="r"><match url=".*" /><conditions><add input="{HTTPS}" pattern="off" /></conditions>
        <action type="CustomResponse" statusCode="299" /></rule></rules></rewrite>"#;
    let policy = policy(rules);
    let told = start(says(policy, &Application::default()));
    let untold = start(quiet().mount("/", rocket::routes![orders]).attach(Cors::new(policy)));
    for (scheme, status) in [("http", 299), ("https", 200)] {
        assert_eq!(
            ask(told.address, "GET", "/api/orders", &[("x-scheme", scheme)])
                .expect("a response")
                .status,
            status
        );
        let target = format!("{scheme}://h.example/api/orders");
        assert_eq!(ask(untold.address, "GET", &target, &[]).expect("a response").status, 200);
    }
}

/// SC-1, SC-7, SC-9, SC-10: around a real service of files.
#[test]
fn static_files() {
    let files = r#"<httpProtocol><customHeaders><add name="Cache-Control" value="no-transform" /></customHeaders></httpProtocol>
        <staticContent><clientCache cacheControlMode="UseMaxAge" cacheControlMaxAge="00:01:00" />
        <mimeMap fileExtension=".webmanifest" mimeType="application/manifest+json" /><remove fileExtension=".log" /></staticContent>"#;
    let policy = policy(files);
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("rocket-files");
    std::fs::create_dir_all(&folder).expect("a folder");
    for name in ["a.webmanifest", "a.log", "a.txt"] {
        std::fs::write(folder.join(name), "x").expect("written");
    }
    let files = Static::new(policy, FileServer::new(&folder, Options::None));
    let rocket = quiet().mount("/", rocket::routes![orders]).mount("/files", files);
    let served = start(rocket.attach(Cors::new(policy)));
    for (target, status, kind, cache_control) in [
        (
            "/files/a.webmanifest",
            200,
            &["application/manifest+json"][..],
            "max-age=60,no-transform",
        ),
        ("/files/a.txt", 200, &["text/plain; charset=utf-8"], "max-age=60,no-transform"),
        ("/files/a.log", 404, &[], "no-transform"),
        ("/api/orders", 200, &["text/plain; charset=utf-8"], "no-transform"),
    ] {
        let received = get(served.address, target, A);
        assert_eq!(
            (received.status, received.values("content-type")),
            (status, kind.to_vec()),
            "{target}"
        );
        assert_eq!(received.values("cache-control"), [cache_control], "{target}");
    }
    let _ = std::fs::remove_dir_all(&folder);
}

/// In the list of `docs/frameworks.md`: what the HTTP server refuses has no header fields of the policy.
#[test]
fn broken_requests() {
    let served = start(says(policy_of(SITE), &Application::default()));
    let received = ask(served.address, "GET", "/api/orders", &[("a b", "c")]).expect("a response");
    assert_eq!((received.status, received.values("x-site")), (400, vec![]));
}

/// In the list of `docs/frameworks.md`: of two fairings the last counts.
#[test]
fn two_fairings() {
    let open = Cors::new(policy(r#"<cors enabled="true"><add origin="*" /></cors>"#));
    let site = Cors::new(policy_of(SITE));
    for (first, last, status) in [(&open, &site, 403), (&site, &open, 200)] {
        let rocket = quiet().mount("/", rocket::routes![orders]);
        let served = start(rocket.attach(first.clone()).attach(last.clone()));
        assert_eq!(get(served.address, "/api/orders", B).status, status);
    }
}

/// What is no path is of the site's root, and behind the policy as well.
#[test]
fn the_target_of_the_whole_server() {
    let cors = Cors::at("/api", policy_of(SITE));
    let served = start(quiet().mount("/", rocket::routes![orders]).attach(cors));
    assert_eq!(preflight(served.address, "*", A).status, 204);
    assert_eq!(get(served.address, "*", B).values("x-site"), ["1"]);
}
