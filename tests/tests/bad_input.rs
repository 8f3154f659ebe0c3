//! Input that nobody writes on purpose: the command says what is wrong, soon and without needing much memory, and never
//! panics.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use cors_gen::pipeline::{self, Input, MAX_FILE_SIZE, Options, Source};
use cors_tests::cases;
use cors_tests::command::Run;
use proptest::prelude::*;
use proptest::sample::{Index, select};

const PROGRAM: &str = env!("CARGO_BIN_EXE_cors-gen-under-test");

/// The address space that a run may take, in KiB. The system stops what takes more, and the run ends by a signal.
const MEMORY: u32 = 1024 * 1024;

/// Larger than any configuration by far; what takes time or memory beyond measure shows here.
const LARGE: usize = 4 * 1024 * 1024;

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
    let started = std::time::Instant::now();
    let run = run([input]);
    eprintln!("{name}: {:?} {:?}", started.elapsed(), run.report.lines().next());
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
        ("siblings", "<configuration>", "<a/>", "</configuration>", &[2]),
        ("attributes", "<configuration", " a='b'", "/>", &[2]),
        ("a comment", "<configuration><!--", "a", "--></configuration>", &[0]),
        ("comments", "<configuration>", "<!---->", "</configuration>", &[0, 2]),
        ("character references", "<configuration>", "&#32;", "</configuration>", &[0]),
        ("entities", "<configuration>", "&amp;", "</configuration>", &[0, 1, 2]),
        ("unknown entities", "<configuration>", "&x;", "</configuration>", &[2]),
        ("an attribute value", "<configuration><x a='", "a", "'/></configuration>", &[0]),
        ("an element's name", "<configuration><", "a", "/></configuration>", &[0, 2]),
        ("an open tag", "<configuration ", "a", "", &[2]),
        (
            "a header value",
            &format!("{WEB_SERVER}{adds}<add name='X' value='"),
            "a",
            &format!("'/></customHeaders></httpProtocol>{END}"),
            &[0, 1],
        ),
        ("line breaks", "<configuration>", "\r\n", "</configuration>", &[0]),
        ("text", "<configuration>", "…", "</configuration>", &[0, 1]),
        ("instructions", "<configuration>", "<?a?>", "</configuration>", &[0, 2]),
        ("CDATA", "<configuration>", "<![CDATA[]]>", "</configuration>", &[0, 1, 2]),
        ("zeros", "", "\0", "", &[2]),
        ("unclosed", "", "<", "", &[2]),
    ] {
        check(name, filled(before, repeated, after, LARGE), codes);
    }
}
