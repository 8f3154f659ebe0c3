//! The rows RF-1 to RF-9: what request filtering refuses, against tables and against a naive model of the rows.

use cors_gen::pipeline::{self, Input, Options, Source};
use cors_gen::policy::Arena;
use cors_runtime::policy::{RequestFiltering, Scope, Scopes};
use cors_runtime::{AnsweredBy, FieldName, Policy, Refusal, Request, RequestFields, field_name};
use proptest::prelude::*;
use proptest::sample::select;

/// What of a request is no part of its path.
#[derive(Debug, Clone, Default)]
struct Fields {
    query: Option<String>,
    headers: Vec<(&'static str, String)>,
}

impl RequestFields for Fields {
    fn header(&self, name: &str) -> Option<&[u8]> {
        let line = self.headers.iter().find(|(given, _)| *given == name);
        line.map(|(_, value)| value.as_bytes())
    }

    fn query(&self) -> Option<&[u8]> {
        self.query.as_deref().map(str::as_bytes)
    }
}

fn refusal(filtering: RequestFiltering<'_>, path: &str, fields: &Fields) -> Option<Refusal> {
    let policy =
        cors_runtime::policy::Policy::new(Scope::new("").filtering(&filtering), Scopes::NONE);
    let decision = policy.decide(&Request::new(b"GET", path.as_bytes()).fields(fields));
    let refused = decision.answered_by() == AnsweredBy::RequestFiltering;
    assert_eq!(decision.refusal().is_some(), refused, "{path}");
    decision.refusal()
}

/// The status for a target, and for the header fields of a request.
fn status(filtering: RequestFiltering<'_>, target: &str, headers: &[(&'static str, &str)]) -> u16 {
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (target, None),
    };
    let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    refusal(filtering, path, &Fields { query, headers }).map_or(200, Refusal::status)
}

#[test]
fn limits() {
    const BODY: RequestFiltering = RequestFiltering::new().max_allowed_content_length(1000);
    const NO_BODY: RequestFiltering = RequestFiltering::new().max_allowed_content_length(0);
    const URL: RequestFiltering = RequestFiltering::new().max_url(5);
    const QUERY: RequestFiltering = RequestFiltering::new().max_query_string(3);
    static LIMITS: [(FieldName, u32); 2] = [(field_name!("X-Big"), 10), (field_name!("X-No"), 0)];
    const HEADERS: RequestFiltering = RequestFiltering::new().header_limits(&LIMITS);
    const LENGTH: &str = "content-length";
    for (name, filtering, target, headers, expected) in [
        ("RF-2: RL2", BODY, "/", &[(LENGTH, "500")][..], 200),
        ("RF-2: as much as may be", BODY, "/", &[(LENGTH, "1000")], 200),
        ("RF-2: RL2, longer", BODY, "/", &[(LENGTH, "1500")], 413),
        ("RF-2: RL4, chunked", BODY, "/", &[("transfer-encoding", "chunked")], 200),
        ("RF-2: longer than any number", BODY, "/", &[(LENGTH, "99999999999999999999999")], 413),
        ("RF-2: zeros", BODY, "/", &[(LENGTH, "0000000000000000000001000")], 200),
        ("RF-2: no number", BODY, "/", &[(LENGTH, "x")], 200),
        ("RF-2: none at all", NO_BODY, "/", &[(LENGTH, "1")], 413),
        ("RF-2: an empty one", NO_BODY, "/", &[(LENGTH, "0")], 200),
        ("RF-3: RL8", URL, "/abcd", &[], 200),
        ("RF-3: RL8, longer", URL, "/abcde", &[], 404),
        ("RF-3: as received", URL, "/%61bc", &[], 404),
        ("RF-3: without the query", URL, "/?abcdefgh", &[], 200),
        ("RF-4: RL11", QUERY, "/?abc", &[], 200),
        ("RF-4: RL11, longer", QUERY, "/?abcd", &[], 404),
        ("RF-4: empty", QUERY, "/?", &[], 200),
        ("RF-4: none", QUERY, "/", &[], 200),
        ("RF-5: RL19", HEADERS, "/", &[("x-big", "12345")], 200),
        ("RF-5: RL19, longer", HEADERS, "/", &[("x-big", "12345678901")], 431),
        ("RF-5: 0 denies", HEADERS, "/", &[("x-no", "")], 431),
        ("RF-5: other fields", HEADERS, "/", &[("x-other", "12345678901")], 200),
    ] {
        assert_eq!(status(filtering, target, headers), expected, "{name}");
    }
}

#[test]
fn paths_and_queries() {
    const HIDDEN: RequestFiltering = RequestFiltering::new().hidden_segments(&["bin", ".git"]);
    const DENIED: RequestFiltering =
        RequestFiltering::new().file_extensions(&[(".config", false), (".inc", false)], true);
    const LISTED: RequestFiltering = RequestFiltering::new()
        .file_extensions(&[(".", true), (".txt", true), (".x", false)], false);
    const NOTHING: RequestFiltering = RequestFiltering::new().file_extensions(&[], false);
    const SEQUENCES: RequestFiltering =
        RequestFiltering::new().deny_url_sequences(&["_vti_", "a/b", "é"]);
    const EXCEPT: RequestFiltering = SEQUENCES.always_allowed_urls(&["/x/_vti_ok", "a/b"]);
    const SCRIPT: RequestFiltering =
        RequestFiltering::new().deny_query_string_sequences(&["<script", "--"]);
    const GOOD: RequestFiltering = SCRIPT.always_allowed_query_strings(&["q=--", "r=<script"]);
    const RAW: RequestFiltering = GOOD.keep_query_string_escaped();
    const TWICE: RequestFiltering = RequestFiltering::new().deny_double_escaping();
    const ASCII: RequestFiltering = RequestFiltering::new().deny_high_bit_characters();
    for (name, filtering, target, refused) in [
        ("RF-6", HIDDEN, "/a/bin/b", true),
        ("RF-6: without case", HIDDEN, "/BIN", true),
        ("RF-6: decoded", HIDDEN, "/%2egit/config", true),
        ("RF-6: whole segments", HIDDEN, "/binary/x.git", false),
        ("RF-7", DENIED, "/web.config", true),
        ("RF-7: without case", DENIED, "/a/WEB.CONFIG", true),
        ("RF-7: decoded", DENIED, "/a%2einc", true),
        ("RF-7: the last", DENIED, "/a.inc.txt", false),
        ("RF-7: the last segment's", DENIED, "/a.inc/b", false),
        ("RF-7: before a slash", DENIED, "/a.inc/", true),
        ("RF-7: not the query's", DENIED, "/a?b.inc", false),
        ("RF-7: MH29, listed", LISTED, "/a.txt", false),
        ("RF-7: MH29, not listed", LISTED, "/a.dat", true),
        ("RF-7: without extension", LISTED, "/a", false),
        ("RF-7: a directory", LISTED, "/v1.0/", false),
        ("RF-7: denied before a slash", LISTED, "/a.x/", true),
        ("RF-7: MH29, empty list", NOTHING, "/a", true),
        ("RF-8: RL21", SEQUENCES, "/_vti_bin/probe.aspx", true),
        ("RF-8: without case, decoded", SEQUENCES, "/x/%5fVTI%5F", true),
        ("RF-8: across segments", SEQUENCES, "/xa/bx", true),
        ("RF-8: as IIS resolves them", SEQUENCES, "/xa/./y/../bx", true),
        ("RF-8: with backslashes", SEQUENCES, "/a\\b", true),
        ("RF-8: bytes", SEQUENCES, "/%C3%A9", true),
        ("RF-8: decoded once", SEQUENCES, "/%255fvti_", false),
        ("RF-8: not in the query", SEQUENCES, "/?_vti_", false),
        ("RF-8: always allowed", EXCEPT, "/X/_vti%5fok", false),
        ("RF-8: always allowed without slash", EXCEPT, "/a/b", false),
        ("RF-8: as a whole", EXCEPT, "/x/_vti_ok/y", true),
        ("RF-8: RL22", SCRIPT, "/?x=<script>", true),
        ("RF-8: RL22, encoded", SCRIPT, "/?x=%3CSCRIPT%3E", true),
        ("RF-8: not in the path", SCRIPT, "/--", false),
        ("RF-8: an allowed query", GOOD, "/?q=--", false),
        ("RF-8: an allowed query, encoded", GOOD, "/?r=%3Cscript", false),
        ("RF-8: an allowed query as a whole", GOOD, "/?q=--&x", true),
        ("RF-8: unescapeQueryString", RAW, "/?x=%3Cscript", false),
        ("RF-8: raw all the same", RAW, "/?x=<script", true),
        ("RF-9: UR49", TWICE, "/sp%2520ace", true),
        ("RF-9: +", TWICE, "/a+b", true),
        ("RF-9: + in the query", TWICE, "/a?a+b%2520", false),
        ("RF-9: once", TWICE, "/sp%20ace%25", false),
        ("RF-9: no escape after the first time", TWICE, "/100%25x", false),
        ("RF-9: RL20", ASCII, "/caf%C3%A9.txt", true),
        ("RF-9: ASCII", ASCII, "/cafe%7F.txt?%C3", false),
    ] {
        let expected = if refused { 404 } else { 200 };
        assert_eq!(status(filtering, target, &[]), expected, "{name}: {target}");
    }
}

/// RF-1: before everything else, and the connection is closed.
#[test]
fn rf_1_the_first_setting_that_refuses_decides() {
    const FILTERING: RequestFiltering = RequestFiltering::new()
        .max_allowed_content_length(1)
        .max_url(20)
        .deny_url_sequences(&["bad"])
        .hidden_segments(&["bin"]);
    static POLICY: Policy = Policy::new(Scope::new("").filtering(&FILTERING), Scopes::NONE);
    let long = "/bad/bin/abcdefghijklmnopq";
    let body = Fields { query: None, headers: vec![("content-length", "2".to_owned())] };
    let none = Fields::default();
    for (path, fields, expected) in [
        (long, &body, Some(Refusal::ContentLength)),
        (long, &none, Some(Refusal::Url)),
        ("/bad/bin", &none, Some(Refusal::UrlSequence(0))),
        ("/bin", &none, Some(Refusal::HiddenSegment(0))),
        ("/", &none, None),
    ] {
        assert_eq!(refusal(FILTERING, path, fields), expected, "{path}");
    }
    assert_eq!(POLICY.decide(&Request::new(b"GET", b"/")).max_edits(), 0);
    assert_eq!(POLICY.decide(&Request::new(b"GET", b"/bin")).max_edits(), 1);
}

/// The codes of the findings about what stands in a `<requestFiltering>`, and whether a policy comes of it.
fn findings(inside: &str) -> (Vec<&'static str>, bool) {
    let bytes = format!("<requestFiltering>{inside}</requestFiltering>").into_bytes();
    let source = Source { name: "web.config".to_owned(), path: None, bytes };
    let (input, arena) = (Input::new(vec![(String::new(), source)]), Arena::new());
    let outcome = pipeline::run(input, &Options::default(), &arena);
    let codes = outcome.diagnostics.iter().map(|finding| finding.code.id());
    // Each is a piece of a configuration, and what is written is not all that IIS refuses.
    let codes = codes.filter(|code| !["CG006", "CG142"].contains(code)).collect();
    (codes, outcome.policy.is_some())
}

#[test]
fn the_section_is_read_as_iis_reads_it() {
    for (name, inside, codes) in [
        ("RF-10", "<filteringRules><filteringRule name='a' /></filteringRules>", &["CG061"][..]),
        (
            "RF-11: MH31",
            "<fileExtensions><add fileExtension='.a' allowed='flase' /></fileExtensions>",
            &["CG013"],
        ),
        (
            "RF-11: required",
            "<fileExtensions><add fileExtension='.a' /></fileExtensions>",
            &["CG012"],
        ),
        ("RF-11: no number", "<requestLimits maxUrl='1k' />", &["CG013"]),
        ("RF-11: no sign", "<requestLimits maxQueryString='+1' />", &["CG013"]),
        ("RF-11: 32 bits", "<requestLimits maxUrl='4294967295' />", &[]),
        ("RF-11: 33 bits", "<requestLimits maxUrl='4294967296' />", &["CG013"]),
        ("RF-11: headers", "<headers />", &["CG010"]),
        ("RF-11: headerLimits elsewhere", "<headerLimits />", &["CG010"]),
        (
            "RF-11: twice",
            "<hiddenSegments><add segment='a' /><add segment='A' /></hiddenSegments>",
            &["CG015"],
        ),
        ("RF-11: two elements", "<hiddenSegments /><hiddenSegments />", &["CG014"]),
        ("RF-11: empty", "<denyUrlSequences><add sequence='' /></denyUrlSequences>", &["CG013"]),
        ("RF-6: no segment", "<hiddenSegments><add segment='a/b' /></hiddenSegments>", &["CG140"]),
        (
            "RF-7: no dot",
            "<fileExtensions><add fileExtension='a' allowed='false' /></fileExtensions>",
            &["CG140"],
        ),
        (
            "RF-5: no name",
            "<requestLimits><headerLimits><add header='a b' sizeLimit='1' /></headerLimits></requestLimits>",
            &["CG140"],
        ),
        ("RF-2: as axum", "<requestLimits maxAllowedContentLength='2097152' />", &[]),
        ("RF-2: more than axum", "<requestLimits maxAllowedContentLength='2097153' />", &["CG141"]),
        (
            "RF-1: the order counts",
            "<requestLimits maxAllowedContentLength='1' maxUrl='1' />",
            &["CG090"],
        ),
        (
            "RF-8: as a whole",
            "<denyUrlSequences><add sequence='a' /></denyUrlSequences><alwaysAllowedUrls><add url='/a' /></alwaysAllowedUrls>",
            &["CG090"],
        ),
        ("RF-8: of nothing denied", "<alwaysAllowedUrls><add url='/a' /></alwaysAllowedUrls>", &[]),
    ] {
        let (found, is_policy) = findings(inside);
        assert_eq!(found, codes, "{name}");
        let errors = ["CG010", "CG012", "CG013", "CG014", "CG015"];
        assert_eq!(is_policy, !codes.iter().any(|code| errors.contains(code)), "{name}");
    }
}

/// The rows by the book, on strings.
#[derive(Debug, Clone)]
struct Model {
    hidden: Vec<String>,
    sequences: Vec<String>,
    extensions: Vec<(String, bool)>,
    allow_unlisted: bool,
    double_escaping: bool,
    high_bit: bool,
    queries: Vec<String>,
}

fn decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let (mut decoded, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let escape = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        let escape = escape.filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match escape.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => decoded.push(byte),
            None => decoded.push(bytes[at]),
        }
        at += if escape.is_some() { 3 } else { 1 };
    }
    decoded.to_ascii_lowercase()
}

fn resolved(path: &[u8]) -> Vec<u8> {
    let is_slash = |byte: &u8| matches!(byte, b'/' | b'\\');
    let mut stack: Vec<&[u8]> = Vec::new();
    for segment in path.split(is_slash) {
        match segment {
            b"" | b"." => {}
            b".." => drop(stack.pop()),
            name => stack.push(name),
        }
    }
    let last = path.split(is_slash).next_back().unwrap_or_default();
    let end = if matches!(last, b"" | b"." | b"..") && !stack.is_empty() { "/" } else { "" };
    [b"/", stack.join(&b'/').as_slice(), end.as_bytes()].concat()
}

fn contains(text: &[u8], part: &str) -> bool {
    text.windows(part.len()).any(|window| window == part.to_ascii_lowercase().as_bytes())
}

impl Model {
    fn refuses(&self, path: &str, query: Option<&str>) -> bool {
        let decoded_path = decoded(path);
        let segments: Vec<&[u8]> =
            decoded_path.split(|byte| matches!(byte, b'/' | b'\\')).collect();
        let is_escape =
            |window: &[u8]| window[0] == b'%' && window[1..].iter().all(u8::is_ascii_hexdigit);
        let sequences = self.sequences.iter().any(|sequence| {
            contains(&decoded_path, sequence) || contains(&resolved(&decoded_path), sequence)
        });
        let hidden =
            self.hidden.iter().any(|name| segments.contains(&name.to_ascii_lowercase().as_bytes()));
        let queries = query.is_some_and(|query| {
            let raw = query.to_ascii_lowercase();
            let is_in =
                |text: &String| contains(raw.as_bytes(), text) || contains(&decoded(query), text);
            self.queries.iter().any(is_in)
        });
        self.double_escaping
            && (decoded_path.contains(&b'+') || decoded_path.windows(3).any(is_escape))
            || self.high_bit && !decoded_path.is_ascii()
            || sequences
            || hidden
            || queries
            || self.denies_extension(&segments)
    }

    fn denies_extension(&self, segments: &[&[u8]]) -> bool {
        let is_name = |segment: &[u8]| !matches!(segment, b"" | b"." | b"..");
        let extension = |segment: &[u8]| -> String {
            let text = String::from_utf8_lossy(segment).into_owned();
            match text.rfind('.').map(|at| text[at..].to_owned()) {
                Some(extension) if is_name(segment) => extension,
                _ => ".".to_owned(),
            }
        };
        let listed = |extension: &str| {
            self.extensions.iter().find(|(listed, _)| listed.eq_ignore_ascii_case(extension))
        };
        let own = extension(segments.last().expect("one at least"));
        let of_name = segments.iter().rev().find(|segment| is_name(segment));
        let of_name = of_name.map(|segment| extension(segment)).filter(|it| it != ".");
        !listed(&own).map_or(self.allow_unlisted, |(_, allowed)| *allowed)
            || of_name.and_then(|it| listed(&it)).is_some_and(|(_, allowed)| !allowed)
    }
}

fn texts(from: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(select(from).prop_map(str::to_owned), 0..3)
}

fn models() -> impl Strategy<Value = Model> {
    let extensions =
        prop::collection::vec((select(&[".", ".a", ".B", ".ab"][..]), any::<bool>()), 0..3);
    let extensions = extensions.prop_map(|list| {
        list.into_iter().map(|(text, allowed)| (text.to_owned(), allowed)).collect::<Vec<_>>()
    });
    (
        texts(&["a", "B", "a.b", "é", ".."]),
        texts(&["aa", "a/b", "aba", "é", "%", "..", "\\", "B"]),
        (extensions, any::<bool>(), any::<bool>(), any::<bool>()),
        texts(&["aa", "aba", "a%", "é", "B"]),
    )
        .prop_map(
            |(
                hidden,
                sequences,
                (extensions, allow_unlisted, double_escaping, high_bit),
                queries,
            )| {
                Model {
                    hidden,
                    sequences,
                    extensions,
                    allow_unlisted,
                    double_escaping,
                    high_bit,
                    queries,
                }
            },
        )
}

fn bytes() -> impl Strategy<Value = String> {
    let piece = select(
        &[
            "a", "a", "b", "B", "/", "/", ".", "..", "\\", "%61", "%2F", "%2e", "%25", "%c3%a9",
            "é", "+", "%", "%5C", "41",
        ][..],
    );
    prop::collection::vec(piece, 0..9).prop_map(|pieces| pieces.concat())
}

fn refs(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_refuses_what_the_rows_say(model in models(), path in bytes(), query in prop::option::of(bytes())) {
        let path = format!("/{path}");
        let [hidden, sequences, queries] =
            [&model.hidden, &model.sequences, &model.queries].map(|texts| refs(texts));
        let extensions: Vec<(&str, bool)> =
            model.extensions.iter().map(|(text, allowed)| (text.as_str(), *allowed)).collect();
        let mut filtering = RequestFiltering::new()
            .hidden_segments(&hidden)
            .deny_url_sequences(&sequences)
            .deny_query_string_sequences(&queries)
            .file_extensions(&extensions, model.allow_unlisted);
        if model.double_escaping {
            filtering = filtering.deny_double_escaping();
        }
        if model.high_bit {
            filtering = filtering.deny_high_bit_characters();
        }
        let fields = Fields { query: query.clone(), headers: Vec::new() };
        let refused = refusal(filtering, &path, &fields);
        prop_assert_eq!(refused.is_some(), model.refuses(&path, query.as_deref()), "{:?}", refused);
    }
}
