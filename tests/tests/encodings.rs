//! CF-8: the encodings of a file, and how characters may be written in it.

use std::fs;

use cors_gen::pipeline::{self, Input, Options, Outcome};
use cors_gen::policy::Arena;
use cors_tests::cases;

fn read<'p>(bytes: &[u8], arena: &'p Arena) -> Outcome<'p> {
    let input = Input::from_reader("web.config", bytes).expect("bytes can be read");
    pipeline::run(input, &Options::default(), arena)
}

fn utf16(text: &str, bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn with_mark(text: &str) -> [(&'static str, Vec<u8>); 3] {
    let marked = format!("\u{feff}{text}");
    let wide = marked.replace("encoding=\"utf-8\"", "encoding=\"utf-16\"");
    [
        ("UTF-8 with a mark", marked.into_bytes()),
        ("UTF-16LE", utf16(&wide, u16::to_le_bytes)),
        ("UTF-16BE", utf16(&wide, u16::to_be_bytes)),
    ]
}

/// CF-8: the same policy and the same findings at the same places, whatever the encoding.
#[test]
fn encodings_with_a_mark_are_read_alike() {
    let arena = Arena::new();
    let seen = |bytes: &[u8]| {
        let outcome = read(bytes, &arena);
        let places =
            outcome.diagnostics.iter().map(|it| outcome.sources.locate(it.span).to_string());
        let policy = outcome.policy.map(|lowered| lowered.policy.parts());
        let scopes = policy.map(|parts| (parts.root, parts.deeper.as_slice()));
        (scopes, places.collect::<Vec<_>>())
    };
    for folder in cases::policies() {
        let text = fs::read_to_string(folder.join("web.config")).expect("a web.config");
        let expected = seen(text.as_bytes());
        assert!(expected.0.is_some(), "{}", folder.display());
        for (name, bytes) in with_mark(&text) {
            assert_eq!(seen(&bytes), expected, "CF-8: {name}: {}", folder.display());
        }
    }
}

/// CF-8: what is in no encoding that IIS reads is refused, and is no XML to the exit code.
#[test]
fn other_encodings_are_refused() {
    let text = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<configuration x=\"é\" />";
    let latin_1: Vec<u8> = text.chars().map(|c| u8::try_from(c).expect("Latin-1")).collect();
    let mut cut = utf16(&format!("\u{feff}{text}"), u16::to_le_bytes);
    cut.pop();
    for (name, bytes) in [
        ("Latin-1", latin_1),
        ("UTF-16LE without a mark", utf16(text, u16::to_le_bytes)),
        ("UTF-16BE without a mark", utf16(text, u16::to_be_bytes)),
        ("UTF-16 cut within a character", cut),
        ("a lone surrogate", vec![0xff, 0xfe, b'<', 0, 0, 0xd8, b'>', 0]),
        ("another declaration", text.replace("utf-8", "windows-1252").into_bytes()),
    ] {
        let arena = Arena::new();
        let outcome = read(&bytes, &arena);
        assert!(outcome.is_unreadable(), "{name}: {:?}", outcome.diagnostics);
        let codes: Vec<_> = outcome.diagnostics.iter().map(|it| it.code.id()).collect();
        assert_eq!(codes, ["CG002"], "CF-8: {name}");
    }
}

/// CF-8: the five predefined entities and character references; all others are unknown.
#[test]
fn references() {
    let value = |written: &str| {
        let text = format!(
            "<configuration><system.webServer><httpProtocol><customHeaders><add name='X' value='{written}'/></customHeaders>\
             </httpProtocol></system.webServer></configuration>"
        );
        let arena = Arena::new();
        let lowered = read(text.as_bytes(), &arena).policy?;
        let header = lowered.policy.parts().root.parts().custom_headers[0];
        Some(header.parts().value.to_owned())
    };
    assert_eq!(value("&lt;&gt;&amp;&apos;&quot;").as_deref(), Some("<>&'\""));
    assert_eq!(value("&#65;&#x42;&#x2713;").as_deref(), Some("AB\u{2713}"));
    for unknown in ["&nbsp;", "&x;", "&", "&#;", "&#x110000;", "&#0;"] {
        assert_eq!(value(unknown), None, "CF-8: {unknown}");
    }
}
