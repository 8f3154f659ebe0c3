//! Input that nobody writes on purpose: the command says what is wrong, soon and without needing much memory, and never
//! panics.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use cors_gen::diagnostic::Severity;
use cors_gen::emit::{EmitOptions, Generated};
use cors_gen::pipeline::{self, Input, Options};
use cors_gen::policy::Arena;
use cors_gen::report::{human, plain};
use cors_tests::cases;
use cors_tests::command::Run;
use proptest::prelude::*;
use proptest::sample::{Index, select};

const PROGRAM: &str = env!("CARGO_BIN_EXE_cors-gen-under-test");

/// The address space that a run may take, in KiB. The system stops what takes more, and the run ends by a signal.
const MEMORY: u32 = 1024 * 1024;

/// Larger than any configuration by far; what takes time or memory beyond measure shows here.
const LARGE: usize = 1024 * 1024;

/// Runs the command on standard input, which it may stop reading, with bounded memory. The product goes to a file.
fn run(input: impl IntoIterator<Item = Vec<u8>>) -> Run {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let output = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bad-input-{number}.rs"));
    let _ = fs::remove_file(&output);
    let mut command = if cfg!(unix) {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("ulimit -v {MEMORY} && exec \"$0\" \"$@\""), PROGRAM]);
        shell
    } else {
        Command::new(PROGRAM)
    };
    command.arg("-").arg("-o").arg(&output);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("started");
    let mut stdin = child.stdin.take().expect("standard input");
    // A command that reads no further closes the pipe; that is its right.
    let _ = input.into_iter().try_for_each(|part| stdin.write_all(&part));
    drop(stdin);
    let run = Run::of(child.wait_with_output().expect("ended"));
    assert_eq!(run.product, "", "what goes to a file does not go to standard output");
    let product = fs::read_to_string(&output).unwrap_or_default();
    let _ = fs::remove_file(&output);
    Run { product, ..run }
}

/// A configuration around a text that is repeated up to a size.
fn filled(before: &str, repeated: &str, after: &str, size: usize) -> Vec<u8> {
    let count = (size - before.len() - after.len()) / repeated.len();
    format!("{before}{}{after}", repeated.repeat(count)).into_bytes()
}

/// A run ends as it should, with one of these exit codes.
fn check(name: &str, input: Vec<u8>, codes: &[i32]) {
    let run = run([input]);
    run.is_in_order().unwrap_or_else(|message| panic!("{name}: {message}"));
    assert!(codes.contains(&run.code.expect("no signal")), "{name}: {:?} {}", run.code, run.report);
}

/// 100 MB are not even read.
#[test]
fn files_that_are_too_large() {
    for (name, part) in
        [("nested elements", "<a>"), ("attributes", " a='b'"), ("spaces", " "), ("zeros", "\0")]
    {
        let part = part.repeat(1_000_000 / part.len()).into_bytes();
        let begin = std::iter::once(b"<configuration".to_vec());
        let run = run(begin.chain(std::iter::repeat_n(part, 100)));
        run.is_in_order().unwrap_or_else(|message| panic!("{name}: {message}"));
        assert_eq!(run.code, Some(2), "{name}: {}", run.report);
        assert!(run.report.starts_with("error[CG003]: the file is larger than 16 MiB"), "{name}");
    }
}

/// Much of one kind of thing.
#[test]
fn large_files() {
    const WEB_SERVER: &str = "<configuration><system.webServer>";
    const END: &str = "</system.webServer></configuration>";
    let adds = "<httpProtocol><customHeaders>";
    for (name, before, repeated, after, codes) in [
        ("nested elements", "<configuration>", "<a>", "", &[2][..]),
        ("siblings", "<configuration>", "<a/>", "</configuration>", &[0]),
        ("attributes", "<configuration", " a='b'", "/>", &[2]),
        ("a comment", "<configuration><!--", "a", "--></configuration>", &[0]),
        ("comments", "<configuration>", "<!---->", "</configuration>", &[0]),
        ("character references", "<configuration>", "&#32;", "</configuration>", &[0]),
        ("entities", "<configuration>", "&amp;", "</configuration>", &[1]),
        ("unknown entities", "<configuration>", "&x;", "</configuration>", &[2]),
        ("an attribute value", "<configuration><x a='", "a", "'/></configuration>", &[0]),
        ("an element's name", "<configuration><", "a", "/></configuration>", &[0]),
        ("an open tag", "<configuration ", "a", "", &[2]),
        (
            "a header value",
            &format!("{WEB_SERVER}{adds}<add name='X' value='"),
            "a",
            &format!("'/></customHeaders></httpProtocol>{END}"),
            &[0, 1],
        ),
        ("line breaks", "<configuration>", "\r\n", "</configuration>", &[0]),
        ("text", "<configuration>", "…", "</configuration>", &[1]),
        ("instructions", "<configuration>", "<?a?>", "</configuration>", &[0]),
        ("CDATA", "<configuration>", "<![CDATA[]]>", "</configuration>", &[0, 1, 2]),
        ("zeros", "", "\0", "", &[2]),
        ("unclosed", "", "<", "", &[2]),
        ("curly quotes", "<a", " a=“b”", "/>", &[2]),
        ("opening curly quotes", "<a", "=“", "", &[2]),
        ("openings of comments", "", "<!–", "", &[2]),
        ("comments without end", "", "<!-- ", "", &[2]),
        ("commented lines", "", "// <a/>\n", "", &[2]),
        ("lines of comment", "", "//\n", "<a>", &[2]),
        ("end tags", "", "</a>", "", &[2]),
        ("slips", "<configuration>", "<a></b>", "", &[2]),
    ] {
        check(name, filled(before, repeated, after, LARGE), codes);
    }
}

const OPEN: &str = "<configuration><system.webServer><cors enabled='true'>";
const CLOSE: &str = "</cors></system.webServer></configuration>";

/// Many of what configurations have few of.
#[test]
fn many_settings() {
    let many = |count: usize, each: &dyn Fn(usize) -> String| {
        (0..count).fold(String::new(), |text, number| text + &each(number))
    };
    let origin = |number| format!("<add origin='https://a{number}.example'/>");
    let same = |_| "<add origin='https://a.example'/>".to_owned();
    let never = |number| format!("<add origin='https://a{number}.example/'/>\n");
    let flat = |number: usize| format!("<location path='a{number}'/>");
    let inner = |number: usize| format!("<location path='{}'/>", "a/".repeat(number % 65));
    let deepest = format!("<location path='{}'/>", "a/".repeat(10_000));
    let nested = "<location path='a'>".repeat(100);
    for (name, text, codes) in [
        ("origins", format!("{OPEN}{}{CLOSE}", many(10_000, &origin)), &[0][..]),
        ("one origin again and again", format!("{OPEN}{}{CLOSE}", many(5_000, &same)), &[1]),
        ("origins with a warning each", format!("{OPEN}{}{CLOSE}", many(5_000, &never)), &[0]),
        ("locations", format!("<configuration>{}</configuration>", many(10_000, &flat)), &[0]),
        ("nodes", format!("<configuration>{}</configuration>", "<a/>".repeat(1_000_001)), &[2]),
        ("deep paths", format!("<configuration>{}</configuration>", many(600, &inner)), &[0]),
        ("too deep a path", format!("<configuration>{deepest}</configuration>"), &[2]),
        ("nested locations", format!("<configuration>{nested}</configuration>"), &[2]),
    ] {
        check(name, text.into_bytes(), codes);
    }
}

/// A fixture of any kind, as bytes.
fn fixtures() -> Vec<Vec<u8>> {
    let mut paths = cases::entries(&cases::folder("refused"), "config");
    paths.extend(cases::entries(&cases::folder("questionable"), "config"));
    paths.extend(cases::policies().into_iter().map(|folder| folder.join("web.config")));
    paths.into_iter().map(|path| fs::read(path).expect("a fixture")).collect()
}

/// One change to a text, as damage or a slip of the hand would make it.
#[derive(Debug, Clone)]
enum Change {
    Put(Index, u8),
    Truncate(Index),
    Remove(Index, Index),
    Repeat(Index, Index),
    Insert(Index, &'static str),
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let at = |index: &Index| index.index(bytes.len() + 1);
        match self {
            Self::Put(index, byte) if !bytes.is_empty() => {
                let at = index.index(bytes.len());
                bytes[at] = *byte;
            }
            Self::Put(_, byte) => bytes.push(*byte),
            Self::Truncate(index) => bytes.truncate(at(index)),
            Self::Remove(a, b) => {
                let (a, b) = (at(a), at(b));
                bytes.drain(a.min(b)..a.max(b));
            }
            Self::Repeat(a, b) => {
                let (a, b) = (at(a), at(b));
                let part = bytes[a.min(b)..a.max(b)].to_vec();
                bytes.splice(a..a, part);
            }
            Self::Insert(index, text) => {
                let at = at(index);
                bytes.splice(at..at, text.bytes());
            }
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    const PIECES: [&str; 24] = [
        "<",
        ">",
        "\"",
        "'",
        "&",
        ";",
        "/",
        "*",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "\0",
        "\u{feff}",
        "<location path=''>",
        "é",
        "\n// ",
        "```\n",
        "=“",
        "”",
        "<!–",
        "–>",
        "\u{a0}",
        "<?xml version='1.0'?>",
    ];
    let index = any::<Index>;
    prop_oneof![
        (index(), any::<u8>()).prop_map(|(at, byte)| Change::Put(at, byte)),
        index().prop_map(Change::Truncate),
        (index(), index()).prop_map(|(a, b)| Change::Remove(a, b)),
        (index(), index()).prop_map(|(a, b)| Change::Repeat(a, b)),
        (index(), select(PIECES.to_vec())).prop_map(|(at, text)| Change::Insert(at, text)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    /// Damaged fixtures: a policy, or an error with a place in the text.
    #[test]
    fn damaged_fixtures(
        fixture in select(fixtures()),
        changes in proptest::collection::vec(change(), 1..6),
    ) {
        let mut bytes = fixture;
        for change in changes {
            change.apply(&mut bytes);
        }
        examine(&bytes)?;
    }

    #[test]
    fn garbage(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        examine(&bytes)?;
    }
}

/// In this process, which a panic would end.
fn examine(bytes: &[u8]) -> Result<(), TestCaseError> {
    let input = Input::from_reader("web.config", bytes).expect("bytes can be read");
    let arena = Arena::new();
    let outcome = pipeline::run(input, &Options::default(), &arena);
    let error = outcome.diagnostics.iter().any(|it| it.severity == Severity::Error);
    prop_assert_eq!(outcome.policy.is_none(), error);
    for diagnostic in &outcome.diagnostics {
        let place = outcome.sources.locate(diagnostic.span).to_string();
        let parts: Vec<_> = place.rsplitn(3, ':').take(2).map(str::parse::<u32>).collect();
        prop_assert!(parts.iter().all(Result::is_ok), "{}", place);
        let drawn = human::render(diagnostic, &outcome.sources, false);
        for report in [drawn, plain::render(diagnostic, &outcome.sources)] {
            prop_assert!(report.contains(&place), "{}", report);
        }
    }
    if let Some(policy) = &outcome.policy {
        let options = EmitOptions::default();
        let rust = Generated::new(policy, &outcome.sources, &outcome.diagnostics, &options);
        prop_assert!(!rust.expression().is_empty());
    }
    Ok(())
}
