//! A request as a line for a shell.

use super::exchange::Extras;
use crate::explain::RequestSpec;
use crate::text::{escape, shell_word, shorten};

/// The most characters of a value that is shown.
const LONGEST: usize = 300;

/// The `curl` command that sends `request` to `url` and shows what comes back. Values of the user's own fields are left out.
pub(crate) fn line(request: &RequestSpec, url: &str, extras: &Extras) -> String {
    let mut words = vec!["curl -s -o /dev/null -D -".to_owned()];
    match request.method.as_str() {
        "GET" => {}
        "HEAD" => words.push("-I".to_owned()),
        method => words.push(format!("-X {}", shell_word(method))),
    }
    for (name, value) in &request.headers {
        words.push(format!("-H {}", shell_word(&header(name, value))));
    }
    for (name, _) in extras.secret.iter().filter(|(name, _)| request.header(name).is_none()) {
        words.push(format!("-H {}", shell_word(&format!("{name}: …"))));
    }
    if url.contains("/.") {
        words.push("--path-as-is".to_owned());
    }
    if url.contains(['[', ']', '{', '}']) {
        words.push("-g".to_owned());
    }
    words.push(shell_word(&shorten(url, LONGEST)).into_owned());
    escape(&words.join(" ")).into_owned()
}

fn header(name: &str, value: &str) -> String {
    // curl takes a field without value away, unless it ends so.
    if value.is_empty() {
        format!("{name};")
    } else {
        format!("{name}: {}", shorten(value, LONGEST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_can_be_pasted() {
        let with = |method: &str, headers: &[(&str, &str)]| RequestSpec {
            method: method.to_owned(),
            headers: headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
            ..RequestSpec::default()
        };
        let secret = Extras {
            secret: vec![("Cookie".to_owned(), "id=secret".to_owned())],
            agent: Some("cors-gen".to_owned()),
        };
        for (request, url, extras, line) in [
            (with("GET", &[]), "https://a.example/", Extras::default(), "https://a.example/"),
            (with("HEAD", &[]), "http://[::1]/", Extras::default(), "-I -g 'http://[::1]/'"),
            (
                with("OPTIONS", &[("Origin", "https://it's"), ("X", "")]),
                "https://a.example/../x?a&b",
                Extras::default(),
                r"-X OPTIONS -H 'Origin: https://it'\''s' -H 'X;' --path-as-is 'https://a.example/../x?a&b'",
            ),
            (with("GET", &[]), "https://a.example/", secret, "-H 'Cookie: …' https://a.example/"),
            (
                with("GET", &[("X", "\x1b[31m")]),
                "https://a.example/",
                Extras::default(),
                r"-H 'X: \u{1b}[31m' https://a.example/",
            ),
        ] {
            let expected = format!("curl -s -o /dev/null -D - {line}");
            assert_eq!(super::line(&request, url, &extras), expected);
        }
    }
}
