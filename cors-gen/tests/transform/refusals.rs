//! What is refused or warned about, and what keeps hostile files from doing harm.

use cors_gen::diagnostic::{Code, Severity};

use super::{SOURCE, codes, findings, run, silently, xdt};

#[test]
fn import_is_refused_with_a_reason() {
    let body = "<xdt:Import assembly='x' namespace='y'/><b xdt:Transform='Mine'/>";
    let outcome = run(SOURCE, &[&xdt(body)]);
    assert_eq!(outcome.text, None);
    assert_eq!(findings(&outcome), ["CG073 error t1.config:2:2: `<xdt:Import>` is not supported"]);
}

#[test]
fn what_has_no_effect_is_said() {
    for body in [
        "<b xdt:Transform='Replace(x)'/>",
        "<b xdt:Transform='SetAttributes'/>",
        "<b xdt:Transform='SetAttributes(x)'/>",
        "<b xdt:Transform='RemoveAttributes'/>",
        "<b xdt:Transform='RemoveAttributes(x)'/>",
        "<xdt:Whatever/>",
    ] {
        let outcome = run(SOURCE, &[&xdt(body)]);
        assert_eq!(outcome.text.as_deref(), Some(SOURCE), "{body}");
        assert_eq!(codes(&outcome), [(Code::TransformNoEffect, Severity::Warning)], "{body}");
    }
    // The attribute is misspelt in the reference implementation, too.
    assert_eq!(silently("<b xdt:Transform='SetAttributes' xdt:SupressWarnings='True'/>"), SOURCE);
}

#[test]
fn what_cannot_be_read_is_an_error_with_its_place() {
    for (attributes, code) in [
        ("xdt:Transform=''", Code::TransformSyntax),
        ("xdt:Transform='Remove('", Code::TransformSyntax),
        ("xdt:Transform='Match(y)'", Code::TransformSyntax),
        ("xdt:Transform='SetTokenizedAttributes'", Code::TransformSyntax),
        ("xdt:Transform='InsertBefore'", Code::TransformSyntax),
        ("xdt:Transform='InsertAfter(a, b)'", Code::TransformSyntax),
        ("xdt:Transform='Remove' xdt:Locator='Match'", Code::TransformSyntax),
        ("xdt:Transform='Remove' xdt:Locator='Match( y )' y=''", Code::TransformSyntax),
        ("xdt:Transform='Remove' xdt:Locator='Match(y)' y=\"it's\"", Code::TransformSyntax),
        ("xdt:Transform='Remove' xdt:Locator='Condition()'", Code::TransformSyntax),
        ("xdt:Transform='Remove' xdt:SupressWarnings='yes'", Code::TransformSyntax),
        ("xdt:Transform='InsertBefore(//@x)'", Code::TransformXPath),
        ("xdt:Transform='InsertBefore(/)'", Code::TransformXPath),
        ("xdt:Transform='InsertBefore(/configuration)'", Code::TransformResult),
    ] {
        let outcome = run(SOURCE, &[&xdt(&format!("<b {attributes}/>"))]);
        assert_eq!(outcome.text, None, "{attributes}");
        assert_eq!(codes(&outcome), [(code, Severity::Error)], "{attributes}");
        assert_eq!(outcome.sources.locate(outcome.diagnostics[0].span).file, "t1.config");
    }
    for condition in [
        "@n=",
        "@n='1",
        "foo()",
        "@n * 2",
        "@n div 2",
        "-1",
        "$v",
        "p:x",
        "following::i",
        "id('x')",
        "not()",
        "contains(@a)",
        "(a)[1]",
        "a//",
        "//",
        "@@n",
        "a b",
        "count(1)",
        "1=1=1",
        "comment()",
        "a[1] and b[1]",
        "[",
        "]",
        "é!",
        "1.2.3",
        "..[1]",
    ] {
        let outcome = run(
            SOURCE,
            &[&xdt(&format!("<b xdt:Transform='Remove' xdt:Locator=\"Condition({condition})\"/>"))],
        );
        let codes: Vec<Code> = outcome.diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(codes, [Code::TransformXPath], "{condition}");
    }
}

#[test]
fn the_root_cannot_be_removed_or_doubled() {
    let namespace = "http://schemas.microsoft.com/XML-Document-Transform";
    let root = |attributes: &str| {
        format!("<configuration xmlns:xdt='{namespace}' {attributes}><c/></configuration>")
    };
    for action in
        ["Remove", "RemoveAll", "CommentOut", "Insert", "InsertIfMissing", "InsertAfter(b)"]
    {
        let outcome = run(SOURCE, &[&root(&format!("xdt:Transform='{action}'"))]);
        assert_eq!(codes(&outcome), [(Code::TransformResult, Severity::Error)], "{action}");
    }
    let outcome = run(SOURCE, &[&root("xdt:Transform='Replace' y='1'")]);
    assert_eq!(
        outcome.text.as_deref(),
        Some(
            "<?xml version=\"1.0\"?>\n<!-- kept -->\n<configuration y='1'><c/></configuration>\n<!-- end -->\n"
        )
    );
}

#[test]
fn a_result_stays_within_the_limits() {
    // Trees that would nest deeper with each transform.
    let deep = format!("{}{}", "<d>".repeat(60), "</d>".repeat(60));
    let deep =
        deep.replacen("<d>", "<d xdt:Transform='Insert' xdt:Locator='XPath(//*[not(*)])'>", 1);
    let outcome = run("<configuration/>", &[&xdt(&deep), &xdt(&deep), &xdt(&deep)]);
    assert_eq!(codes(&outcome).last(), Some(&(Code::TransformResult, Severity::Error)));
    // And trees that would grow at every level.
    let wide = "<e/>".repeat(100_000);
    let grow = format!("{}{wide}{}", "<d xdt:Transform='Insert'>".repeat(11), "</d>".repeat(11));
    let outcome = run("<configuration/>", &[&xdt(&grow)]);
    assert_eq!(codes(&outcome).last(), Some(&(Code::TransformResult, Severity::Error)));
}

#[test]
fn hostile_transforms_end_soon() {
    // Steps and predicates that would multiply.
    let many = format!("<configuration>{}</configuration>", "<a><b><c/></b></a>".repeat(2_000));
    for (path, code) in [
        ("//*[count(//*[count(//*)=1])=1]", Code::TransformXPath),
        ("//*/..//*/..//*/..//d", Code::TransformTarget),
    ] {
        let body = format!("<a xdt:Transform='RemoveAll' xdt:Locator='XPath({path})'/>");
        let outcome = run(&many, &[&xdt(&body)]);
        assert_eq!(
            outcome.diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(),
            [code],
            "{path}"
        );
    }
    for condition in
        ["(".repeat(9_000), "a[".repeat(5_000), "not(".repeat(3_000), "a/".repeat(20_000)]
    {
        let body = format!("<a xdt:Transform='Remove' xdt:Locator='Condition({condition})'/>");
        assert_eq!(run(SOURCE, &[&xdt(&body)]).text, None);
    }
}

#[test]
fn unreadable_files_are_reported_all_together() {
    let outcome = run("<a>", &["<b>", "<c/>"]);
    assert_eq!(outcome.text, None);
    assert_eq!(codes(&outcome), [(Code::NotXml, Severity::Error), (Code::NotXml, Severity::Error)]);
}
