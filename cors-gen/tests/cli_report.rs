//! `cors-gen report`: its forms, what they hold, and what a configuration cannot do to them.

#![cfg(feature = "cli")]

mod support;

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;

use support::{Folder, WRONG, assert_expected, is_hostile};

const SHOP: &str = r#"<configuration>
  <system.webServer>
    <cors enabled="true" failUnlistedOrigins="true">
      <add origin="https://*.shop.example" allowCredentials="true">
        <allowMethods><add method="PUT" /></allowMethods>
        <allowHeaders allowAllRequestedHeaders="true" />
      </add>
      <add origin="https://partner.example" maxAge="600">
        <allowMethods><add method="PUT" /></allowMethods>
        <exposeHeaders><add header="X-Total" /></exposeHeaders>
      </add>
    </cors>
    <httpProtocol>
      <customHeaders><add name="X-Frame-Options" value="DENY" /></customHeaders>
    </httpProtocol>
  </system.webServer>
  <location path="public">
    <system.webServer>
      <cors enabled="true"><add origin="*" /></cors>
    </system.webServer>
  </location>
  <location path="private">
    <system.webServer><cors enabled="false" /></system.webServer>
  </location>
  <connectionStrings>
    <add name="db" connectionString="password=secret" />
  </connectionStrings>
</configuration>
"#;

/// The report of a configuration, as HTML and as Markdown.
fn both(config: &str) -> [String; 2] {
    let folder = Folder::with(config);
    ["html", "markdown"].map(|format| {
        let run = folder.run(&["report", "web.config", "--format", format]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
        run.stdout
    })
}

#[test]
fn markdown_to_the_letter() {
    let [_, markdown] = both(SHOP);
    assert_expected("report.md", &markdown);
}

#[test]
fn both_forms_have_the_same_content() {
    let [html, markdown] = both(SHOP);
    for part in [
        "Who may read what",
        "read with credentials",
        "https://*.shop.example",
        "X-Frame-Options: DENY",
        "all that are asked for",
        "Who answers OPTIONS",
        "Requests to try",
        "What becomes of each section",
        "the policy does it",
        "What is assumed",
        "CG090",
        "web.config:22",
        "the CORS module refuses",
    ] {
        let in_html = html.contains(part) || (part == "CG090" && html.contains("CM-16"));
        let in_markdown =
            markdown.contains(part) || (part == "CG090" && markdown.contains("CM-16"));
        assert!(in_html && in_markdown, "{part}: {in_html} {in_markdown}");
    }
}

#[test]
fn lines_that_the_page_does_not_speak_of_are_left_out() {
    for page in both(SHOP) {
        assert!(page.contains("connectionStrings") && !page.contains("secret"));
    }
}

#[test]
fn pages_are_written_whole_or_not_at_all() {
    let folder = Folder::with(SHOP);
    let on_standard_output = folder.run(&["report", "web.config"]).product();
    assert_eq!(folder.run(&["report", "web.config", "-o", "report.html"]).product(), "");
    assert_eq!(folder.read("report.html"), on_standard_output);
    let refused = folder.run(&["report", "web.config", "-o", "web.config"]);
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""));
    assert_eq!(folder.read("web.config"), SHOP);
    let missing = folder.run(&["report", "missing.config", "-o", "other.html"]);
    assert_eq!(missing.code, Some(2));
    assert!(!folder.path("other.html").exists());
}

#[test]
fn without_a_policy_there_are_findings_with_their_lines() {
    let folder = Folder::with(WRONG);
    for (config, code, id) in [(WRONG, 1, "CG031"), ("<a", 2, "CG001")] {
        folder.write("web.config", config);
        let run = folder.run(&["report", "web.config"]);
        assert_eq!(run.code, Some(code), "{}", run.stderr);
        assert!(run.stderr.contains("no policy for web.config"), "{}", run.stderr);
        for part in ["There is no policy while there are errors", id, "id=\"f1-L"] {
            assert!(run.stdout.contains(part), "{part}: {}", run.stdout);
        }
        assert!(!run.stdout.contains("<script"), "there is nothing to search");
    }
}

/// The tags of a document with their attributes, as far as they are written as maud writes them.
fn tags(html: &str) -> Vec<&str> {
    let (before, rest) = html.split_once("<style>").expect("a style sheet");
    let (_, rest) = rest.split_once("</style>").expect("its end");
    let (middle, after) = match rest.split_once("<script>") {
        Some((middle, script)) => (middle, script.split_once("</script>").expect("its end").1),
        None => (rest, ""),
    };
    let tags = [before, middle, after].into_iter().flat_map(|text| text.split('<').skip(1));
    tags.map(|tag| tag.split_once('>').map_or(tag, |(tag, _)| tag)).collect()
}

/// The values of an attribute.
fn values<'h>(tags: &[&'h str], attribute: &str) -> Vec<&'h str> {
    let start = format!(" {attribute}=\"");
    let value = |tag: &&'h str| {
        let at = tag.find(&start)? + start.len();
        tag[at..].split('"').next()
    };
    tags.iter().filter_map(value).collect()
}

#[test]
fn html_is_whole_and_needs_nothing_else() {
    let [html, _] = both(SHOP);
    let tags = tags(&html);
    let count = |name: &str| tags.iter().filter(|tag| tag.split(' ').next() == Some(name)).count();
    assert_eq!(["h1", "main", "header", "nav", "aside", "footer"].map(count), [1; 6]);
    assert_eq!(count("table"), count("caption"));
    let with_scope =
        tags.iter().filter(|tag| tag.starts_with("th ") && tag.contains(" scope=")).count();
    assert_eq!(with_scope, tags.iter().filter(|tag| tag.split(' ').next() == Some("th")).count());
    let ids = values(&tags, "id");
    let known: HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), known.len(), "an id is given once");
    let mut links = 0;
    for address in values(&tags, "href") {
        match address.strip_prefix('#') {
            Some(id) => assert!(known.contains(id), "{address} leads nowhere"),
            None => assert!(
                address.starts_with("https://docs.rs/") || address.contains("docs/rules"),
                "{address}"
            ),
        }
        links += 1;
    }
    assert!(links > 100, "{links}");
    for id in values(&tags, "aria-labelledby") {
        assert!(known.contains(id), "{id}");
    }
    for attribute in ["src", "style", "onclick", "srcset", "action"] {
        assert_eq!(values(&tags, attribute), [""; 0], "{attribute}");
    }
    let open = |name: &str| {
        html.matches(&format!("<{name}>")).count() + html.matches(&format!("<{name} ")).count()
    };
    for name in ["details", "section", "table", "tr", "td", "div", "ul", "li", "pre", "dl"] {
        assert_eq!(open(name), html.matches(&format!("</{name}>")).count(), "{name}");
    }
}

/// The browser runs the script only while the policy of the page has its hash.
#[test]
fn the_script_is_the_one_that_the_page_allows() {
    let [html, _] = both(SHOP);
    let script = html
        .split_once("<script>")
        .expect("a script")
        .1
        .split_once("</script>")
        .expect("its end")
        .0;
    let expected = format!("script-src &#39;sha256-{}&#39;", base64(&sha256(script.as_bytes())));
    let plain = expected.replace("&#39;", "'");
    assert!(html.contains(&plain) || html.contains(&expected), "the hash is {plain}");
    assert!(html.contains("default-src 'none'"));
}

const MARKUP: &str = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'><b>|`*_[x](javascript:alert(1))";

/// A configuration in which every text that can be is hostile.
fn hostile() -> String {
    let text = MARKUP.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let text = format!("{text}&#x202e;&#x2028;&#x85;");
    let header = text.replace("&#x2028;", "").replace("&#x85;", "");
    format!(
        r#"<configuration><system.webServer>
<cors enabled="true">
  <add origin="https://{text}" />
  <add origin="https://a.example" maxAge="5"><allowMethods><add method="PUT" /></allowMethods></add>
</cors>
<httpProtocol><customHeaders><add name="X-A" value="{header}" /></customHeaders></httpProtocol>
<security><requestFiltering><hiddenSegments><add segment="{text}" /></hiddenSegments></requestFiltering></security>
<rewrite><rules><rule name="{text}"><match url="^old" /><action type="Redirect" url="/{text}" /></rule></rules></rewrite>
</system.webServer>
<location path="{text}"><system.webServer><cors enabled="true"><add origin="https://b.example" /></cors></system.webServer></location>
</configuration>
"#
    )
}

#[test]
fn a_configuration_puts_nothing_into_the_page() {
    let folder = Folder::new();
    let name = "<img src=x onerror=alert(1)>`|'\u{202e}.config";
    folder.write(name, hostile());
    let page = |format| {
        let run = folder
            .run(&["report", name, "--format", format, "--allow", "CG036", "--allow", "CG043"]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        run.stdout
    };
    let [benign, _] = both(SHOP);
    let html = page("html");
    let names = |html: &str| -> BTreeSet<String> {
        tags(html).iter().map(|tag| tag.split(' ').next().unwrap_or_default().to_owned()).collect()
    };
    let known: BTreeSet<String> = names(&benign);
    let more: Vec<String> = names(&html).difference(&known).cloned().collect();
    assert_eq!(more, ["br"; 0], "tags of its own");
    assert_eq!((html.matches("<script").count(), html.matches("</script").count()), (1, 1));
    assert!(html.contains("&lt;/script&gt;&lt;script&gt;alert(1)"), "it is shown as it is");
    let markdown = page("markdown");
    for text in [&html, &markdown] {
        assert!(!is_hostile(text) && !text.contains(['\u{2028}', '\u{85}']));
    }
    let mut left = without_code(&markdown);
    for own in ["<br>", "<details>", "</details>", "<summary>", "</summary>", "<code>", "</code>"] {
        left = left.replace(own, "");
    }
    assert!(!left.contains('<'), "{left}");
    // Lines of HTML are not read as Markdown.
    let read = left.lines().filter(|line| !line.starts_with("Headers and preflights"));
    for line in read {
        assert!(!line.replace("\\]", "").contains("](javascript"), "{line}");
    }
    let head =
        |line: &str| line.starts_with("| ").then(|| line.replace("\\|", "").matches('|').count());
    let mut columns = None;
    for line in markdown.lines() {
        let cells = head(line);
        assert!(
            cells.is_none() || columns.is_none() || cells == columns,
            "a cell is split: {line}"
        );
        columns = cells;
        if line.starts_with("|-") {
            columns = None;
        }
    }
}

/// Markdown without its code.
fn without_code(markdown: &str) -> String {
    let mut left = String::new();
    let mut fence: Option<String> = None;
    for line in markdown.lines() {
        let ticks: String = line.chars().take_while(|c| *c == '`').collect();
        match &fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 && line.ends_with("text") => fence = Some(ticks),
            None => left.extend([&*without_spans(line), "\n"]),
        }
    }
    left
}

/// A line without its code spans: each ends with as many backticks as it begins with.
fn without_spans(line: &str) -> String {
    let mut left = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('`') {
        if rest[..at].ends_with('\\') {
            left.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            continue;
        }
        left.push_str(&rest[..at]);
        let ticks = rest[at..].chars().take_while(|c| *c == '`').count();
        let inner = &rest[at + ticks..];
        let mut from = 0;
        let end = loop {
            let Some(next) = inner[from..].find('`') else { break None };
            let run = inner[from + next..].chars().take_while(|c| *c == '`').count();
            if run == ticks {
                break Some(from + next + run);
            }
            from += next + run;
        };
        rest = if let Some(end) = end {
            &inner[end..]
        } else {
            left.push_str(&rest[at..at + ticks]);
            inner
        };
    }
    left + rest
}

#[test]
fn what_is_too_much_is_counted() {
    let mut config = String::from("<configuration><system.webServer><cors enabled=\"true\">\n");
    for origin in 0..300 {
        let _ = writeln!(config, "<add origin=\"https://o{origin}.example\" />");
    }
    config.push_str("</cors></system.webServer>\n");
    for path in 0..510 {
        let _ = writeln!(
            config,
            "<location path=\"p{path}\"><system.webServer><httpProtocol><customHeaders><add name=\"X-A\" value=\"{path}\" />\
             </customHeaders></httpProtocol></system.webServer></location>"
        );
    }
    config.push_str("</configuration>");
    let folder = Folder::with(&config);
    for (format, most) in [("html", 8_000_000), ("markdown", 5_000_000)] {
        let run = folder.run(&["report", "web.config", "--format", format]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert!(run.stdout.len() < most, "{} bytes", run.stdout.len());
        for more in ["102 origins more", "495 paths more", "11 paths more", "201 settings more"] {
            assert!(run.stdout.contains(more), "{format}: {more}");
        }
    }
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = (0..3)
            .fold(0_u32, |bits, at| bits << 8 | u32::from(group.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let letter = ALPHABET[(bits >> (18 - 6 * at)) as usize & 63];
            text.push(if at <= group.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

/// SHA-256 (FIPS 180-4), for texts of a page.
fn sha256(text: &[u8]) -> [u8; 32] {
    let primes: Vec<u64> = (2..312).filter(|n| (2..*n).all(|d| n % d != 0)).collect();
    // The first 32 bits behind the point of a root, by integers.
    let root = |prime: u64, power: u32| -> u32 {
        let value = u128::from(prime) << (32 * power);
        let (mut low, mut high) = (0_u128, 1 << 40);
        while high - low > 1 {
            let middle = u128::midpoint(low, high);
            if middle.pow(power) <= value { low = middle } else { high = middle }
        }
        (low & 0xffff_ffff) as u32
    };
    let constants: Vec<u32> = primes.iter().map(|prime| root(*prime, 3)).collect();
    let mut state: Vec<u32> = primes[..8].iter().map(|prime| root(*prime, 2)).collect();
    let mut message = text.to_vec();
    message.push(0x80);
    message.resize(message.len().next_multiple_of(64), 0);
    if message.len() < text.len() + 9 {
        message.resize(message.len() + 64, 0);
    }
    let end = message.len() - 8;
    message[end..].copy_from_slice(&(text.len() as u64 * 8).to_be_bytes());
    for block in message.chunks(64) {
        let word = |bytes: &[u8]| u32::from_be_bytes(bytes.try_into().expect("four bytes"));
        let mut words: Vec<u32> = block.chunks(4).map(word).collect();
        for at in 16..64 {
            let (a, b) = (words[at - 15], words[at - 2]);
            let a = a.rotate_right(7) ^ a.rotate_right(18) ^ a >> 3;
            let b = b.rotate_right(17) ^ b.rotate_right(19) ^ b >> 10;
            words.push(words[at - 16].wrapping_add(a).wrapping_add(words[at - 7]).wrapping_add(b));
        }
        let mut s = state.clone();
        for (word, constant) in words.iter().zip(&constants) {
            let e = s[4].rotate_right(6) ^ s[4].rotate_right(11) ^ s[4].rotate_right(25);
            let choice = s[4] & s[5] ^ !s[4] & s[6];
            let first =
                [e, choice, *constant, *word].iter().fold(s[7], |sum, it| sum.wrapping_add(*it));
            let a = s[0].rotate_right(2) ^ s[0].rotate_right(13) ^ s[0].rotate_right(22);
            let majority = s[0] & s[1] ^ s[0] & s[2] ^ s[1] & s[2];
            s.rotate_right(1);
            s[4] = s[4].wrapping_add(first);
            s[0] = first.wrapping_add(a).wrapping_add(majority);
        }
        for (sum, word) in state.iter_mut().zip(s) {
            *sum = sum.wrapping_add(word);
        }
    }
    let bytes: Vec<u8> = state.iter().flat_map(|word| word.to_be_bytes()).collect();
    bytes.try_into().expect("32 bytes")
}

#[test]
fn a_recording_stands_beside_what_the_policy_says() {
    let folder = Folder::with(SHOP);
    let response = |vary: &str| {
        format!(
            r#"{{"request":{{"path":"/","headers":[["Origin","https://partner.example"]]}},"response":{{"status":200,"headers":[["Access-Control-Allow-Origin","https://partner.example"],["Access-Control-Expose-Headers","X-Total"],["X-Frame-Options","{vary}"],["Vary","Origin"]]}}}}"#
        ) + "\n"
    };
    for (options, said) in [("DENY", "1 response, all as"), ("SAMEORIGIN", "1 response, 1 not as")]
    {
        folder.write("old.jsonl", response(options));
        let run = folder.run(&["report", "web.config", "--recorded", "old.jsonl"]).product();
        for part in ["What the server answered", "old.jsonl", said] {
            assert!(run.contains(part), "{part}");
        }
        assert_eq!(run.contains("x-frame-options"), options == "SAMEORIGIN");
    }
    folder.write("old.jsonl", "no recording");
    let run = folder.run(&["report", "web.config", "--recorded", "old.jsonl", "-o", "out.html"]);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    assert!(run.stderr.contains("old.jsonl"), "{}", run.stderr);
    assert!(!folder.path("out.html").exists());
}
