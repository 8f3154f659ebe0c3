//! Servers and files that a verification cannot be done with: an explanation, exit code 2, and nothing half-written.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use cors_tests::standin::Standin;

use crate::run::Folder;
use crate::{shop, tls};

/// The URL of a server that makes of each connection what `with` does, after the head of a request.
fn server(with: impl Fn(TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let with = Arc::new(with);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let with = Arc::clone(&with);
            thread::spawn(move || {
                let Ok(mut stream) = stream else { return };
                if stream.read(&mut [0; 4096]).is_ok() {
                    with(stream);
                }
            });
        }
    });
    format!("http://{address}")
}

/// The URL of a server that says this and no more.
fn saying(text: &'static str) -> String {
    server(move |mut stream| drop(stream.write_all(text.as_bytes())))
}

/// The URL of a server that says the first text, and the second one until nobody listens.
fn repeating(first: &'static str, then: &'static str, sent: Arc<AtomicU64>) -> String {
    server(move |mut stream| {
        let mut text = first.as_bytes();
        while stream.write_all(text).is_ok() {
            sent.fetch_add(text.len() as u64, Ordering::Relaxed);
            text = then.as_bytes();
        }
    })
}

/// Where nobody listens.
fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    format!("http://{}", listener.local_addr().expect("an address"))
}

#[test]
fn what_cannot_be_asked_is_explained() {
    let http = Standin::start(shop::with(&["api"]), None);
    let https = tls::start(shop::with(&["api"]), None);
    let http_as_https = http.url().replace("http:", "https:");
    let https_as_http = https.url().replace("https:", "http:");
    let slow = server(|_| thread::sleep(Duration::from_secs(20)));
    let endless = repeating("HTTP/1.1 200 OK\r\n", "X-More: and more\r\n", Arc::default());
    let plain = saying("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    let plain = plain.replace("http:", "https:");
    let cases: [(&str, &str, &[&str], &[&str]); 10] = [
        ("nobody listens", &nobody(), &[], &["nobody listens", "port"]),
        ("no such host", "http://nowhere.invalid", &[], &["nowhere.invalid", "--resolve"]),
        ("no answer", &slow, &["--timeout", "1"], &["1 s", "--timeout"]),
        ("an unknown authority", &https.url(), &[], &["certificate", "--ca", "--insecure"]),
        ("HTTP for TLS", &http_as_https, &[], &["TLS", "http://"]),
        ("an answer of HTTP for TLS", &plain, &[], &["TLS"]),
        ("TLS for HTTP", &https_as_http, &[], &["HTTP"]),
        ("no HTTP", &saying("SSH-2.0-OpenSSH_9.6\r\n"), &[], &["HTTP"]),
        ("a broken line", &saying("HTTP/1.1 200 OK\r\nno header\r\n\r\n"), &[], &["HTTP"]),
        ("endless header fields", &endless, &[], &["header"]),
    ];
    let folder = Folder::new("trouble", &shop::with(&["api"]));
    for (name, url, args, words) in cases {
        let start = Instant::now();
        let run = folder.verify(&[&["--url", url, "--record", "kept.jsonl"], args].concat());
        assert_eq!(run.code, Some(2), "{name}: {}{}", run.product, run.report);
        assert_eq!(run.product, "", "{name}");
        for word in words {
            assert!(run.report.contains(word), "{name}: no `{word}` in\n{}", run.report);
        }
        assert!(!folder.path.join("kept.jsonl").exists(), "{name}: half a recording");
        assert!(start.elapsed() < Duration::from_secs(8), "{name}: {:?}", start.elapsed());
    }
}

#[test]
fn certificates_of_ones_own_authority_are_trusted_when_it_is_named() {
    let server = tls::start(shop::with(&["api"]), None);
    let folder = Folder::new("trust", &shop::with(&["api"]));
    let (url, authority) = (server.url(), tls::authority());
    for trust in [&["--ca", &authority][..], &["--insecure"]] {
        let run = folder.verify(&[&["--url", &url], trust].concat());
        assert_eq!(run.code, Some(0), "{trust:?}: {}{}", run.product, run.report);
    }
    // Another name that the certificate has, at an address that no server of names knows.
    let port = url.rsplit(':').next().expect("a port");
    let (url, resolve) =
        (format!("https://old.example:{port}"), format!("old.example:{port}:127.0.0.1"));
    let run = folder.verify(&["--url", &url, "--resolve", &resolve, "--ca", &authority]);
    assert_eq!(run.code, Some(0), "{}{}", run.product, run.report);
    folder.write("broken.pem", "-----BEGIN CERTIFICATE-----\nno\n");
    for ca in ["broken.pem", "web.config", "missing.pem"] {
        let run = folder.verify(&["--url", &url, "--resolve", &resolve, "--ca", ca]);
        assert_eq!(run.code, Some(2), "{ca}: {}{}", run.product, run.report);
        assert!(run.report.contains(ca), "{}", run.report);
    }
}

/// A body says nothing about CORS, so nobody waits for 100 MB of it.
#[test]
fn bodies_are_not_read() {
    const KILOBYTE: &str = match std::str::from_utf8(&[b'.'; 1024]) {
        Ok(text) => text,
        Err(_) => panic!(),
    };
    let sent = Arc::default();
    let first = "HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n";
    let url = repeating(first, KILOBYTE, Arc::clone(&sent));
    let folder = Folder::new("bodies", &shop::with(&["api"]));
    let start = Instant::now();
    let run = folder.verify(&["--url", &url]);
    assert_eq!(run.code, Some(1), "{}{}", run.product, run.report);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    let requests = 300;
    let each = sent.load(Ordering::Relaxed) / requests;
    assert!(each < 10_000_000, "{each} bytes of each body were sent");
}

/// Somebody asks the address of a load balancer that sends everybody elsewhere.
#[test]
fn redirects_of_everything_are_explained() {
    let url = saying(
        "HTTP/1.1 301 Moved Permanently\r\nLocation: https://www.elsewhere.example/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    );
    let folder = Folder::new("redirects", &shop::with(&["api"]));
    let run = folder.verify(&["--url", &url]);
    assert_eq!(run.code, Some(2), "{}{}", run.product, run.report);
    for word in ["sends", "https://www.elsewhere.example", "--url"] {
        assert!(run.report.contains(word), "no `{word}` in\n{}", run.report);
    }
}

#[test]
fn files_that_are_none_are_named() {
    let server = Standin::start(shop::with(&["api"]), None);
    let folder = Folder::new("files", &shop::with(&["api"]));
    let good = r#"{"request":{"path":"http://a.example/"},"response":{"status":200,"headers":[]}}"#;
    folder.write("broken.jsonl", &format!("{good}\n{{\"request\":\n"));
    folder.write("text.har", "not JSON");
    folder.write("other.har", r#"{"entries": []}"#);
    folder.write("requests.jsonl", "{\"path\":\"/\"}\n{\"paht\":\"/\"}\n");
    let url = server.url();
    let cases: [(&[&str], &[&str]); 8] = [
        (&["--replay", "broken.jsonl"], &["broken.jsonl", "line 2"]),
        (&["--replay", "missing.jsonl"], &["missing.jsonl"]),
        (&["--har", "text.har"], &["text.har", "HAR"]),
        (&["--har", "other.har"], &["other.har", "log"]),
        (&["--har", "missing.har"], &["missing.har"]),
        (&["--url", &url, "--requests", "requests.jsonl"], &["requests.jsonl", "2", "paht"]),
        (&["--url", &url, "--record", "missing/kept.jsonl"], &["missing"]),
        (&["--url", "ftp://a.example"], &["ftp"]),
    ];
    for (args, words) in cases {
        let run = folder.verify(args);
        assert_eq!(run.code, Some(2), "{args:?}: {}{}", run.product, run.report);
        for word in words {
            assert!(run.report.contains(word), "{args:?}: no `{word}` in\n{}", run.report);
        }
    }
    // Nobody was asked for what could not be kept.
    assert_eq!(server.asked().len(), 0);
}
