//! `cors-gen transform`: the transformed document.

#![cfg(feature = "cli")]

mod support;

use std::fs;

use support::Folder;

const SOURCE: &str =
    "<?xml version=\"1.0\"?>\r\n<a>\r\n  <!-- kept -->\r\n  <b   x='é' />\r\n</a>\r\n";

fn transform(body: &str) -> String {
    format!("<a xmlns:t=\"http://schemas.microsoft.com/XML-Document-Transform\">{body}</a>")
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("app.config", SOURCE);
    folder.write("set.config", transform("<b x=\"1\" t:Transform=\"SetAttributes\" />"));
    folder.write("remove.config", transform("<b t:Transform=\"Remove\" />"));
    folder.write("warns.config", transform("<c t:Transform=\"Remove\" />"));
    folder.write("fails.config", transform("<b t:Transform=\"Bogus\" />"));
    folder
}

#[test]
fn the_document_is_on_standard_output() {
    let folder = folder();
    let set = SOURCE.replace('é', "1");
    assert_eq!(folder.run(&["transform", "app.config", "set.config"]).product(), set);
    let both = folder.run(&["transform", "app.config", "set.config", "remove.config"]).product();
    assert_eq!(both, "<?xml version=\"1.0\"?>\r\n<a>\r\n  <!-- kept -->\r\n</a>\r\n");
    assert_eq!(folder.run_with(&["transform", "-", "set.config"], SOURCE).product(), set);
    let piped =
        folder.run_with(&["transform", "app.config", "-", "-o", "-"], folder.read("set.config"));
    assert_eq!(piped.product(), set);
}

#[test]
fn a_file_is_written_when_its_content_changes() {
    let folder = folder();
    let args = ["transform", "app.config", "set.config", "-o", "out.config"];
    assert_eq!(folder.run(&args).product(), "");
    assert_eq!(folder.read("out.config"), SOURCE.replace('é', "1"));
    let time = || fs::metadata(folder.path("out.config")).and_then(|m| m.modified()).expect("time");
    let before = time();
    std::thread::sleep(std::time::Duration::from_millis(20));
    assert_eq!(folder.run(&args).product(), "");
    assert_eq!(time(), before, "same content");
}

#[test]
fn the_encoding_is_that_of_the_source() {
    let folder = folder();
    let text = SOURCE.replace("?>", " encoding=\"utf-16\"?>");
    let little: Vec<u8> =
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = ["\u{feff}", SOURCE].concat().into_bytes();
    for source in [little, marked] {
        folder.write("app.config", &source);
        for (args, output) in [(&["-o", "out.config"][..], Some("out.config")), (&[], None)] {
            let args = [&["transform", "app.config", "warns.config"], args].concat();
            let run = folder.command(&args).output().expect("ran");
            assert_eq!(run.status.code(), Some(0));
            let written = output.map(|file| fs::read(folder.path(file)).expect("read"));
            assert_eq!(written.unwrap_or(run.stdout), source);
        }
    }
}

#[test]
fn warnings_stop_nothing_and_errors_stop_all() {
    let folder = folder();
    let run = folder.run(&["transform", "app.config", "warns.config"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), SOURCE));
    assert!(run.stderr.starts_with("warning[CG070]: "), "{}", run.stderr);
    folder.write("old.config", "old");
    for args in [&["fails.config"][..], &["set.config", "fails.config", "remove.config"]] {
        for output in [&[][..], &["-o", "old.config"]] {
            let run = folder.run(&[&["transform", "app.config"], args, output].concat());
            assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "{args:?}");
            assert!(run.stderr.starts_with("error[CG072]: "), "{}", run.stderr);
            let last = "error: app.config is not transformed: 1 error\n";
            assert!(run.stderr.ends_with(last), "{}", run.stderr);
        }
    }
    assert_eq!(folder.read("old.config"), "old");
}

#[test]
fn what_cannot_be_read_is_2() {
    let folder = folder();
    folder.write("broken.config", "<a>");
    for (args, says) in [
        (&["no.config", "set.config"][..], "cannot read no.config"),
        (&["app.config", "no.config"], "cannot read no.config"),
        (&["app.config", "broken.config"], "error[CG001]"),
        (&["broken.config", "set.config"], "error[CG001]"),
        (&["-", "-"], "one of the inputs only"),
        (&["app.config"], "Usage: cors-gen transform"),
        (&[], "Usage: cors-gen transform"),
        (&["app.config", "set.config", "-o", "no/out.config"], "cannot write no/out.config"),
    ] {
        let run = folder.run(&[&["transform"], args].concat());
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(run.stderr.contains(says), "{args:?}: {}", run.stderr);
    }
}

#[test]
fn no_file_that_was_read_is_overwritten() {
    let folder = folder();
    for file in ["app.config", "set.config"] {
        let before = folder.read(file);
        let run = folder.run(&["transform", "app.config", "set.config", "-o", file]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
        assert!(run.stderr.ends_with("write to another file\n"), "{}", run.stderr);
        assert_eq!(folder.read(file), before);
    }
}
