//! What the reference implementation does that one would not expect.

use cors_gen::diagnostic::{Code, Severity};

use super::{I1, I2, I3, SOURCE, codes, findings, run, silently, source_with, xdt};

#[test]
fn the_namespace_decides_and_not_the_prefix() {
    let namespace = "http://schemas.microsoft.com/XML-Document-Transform";
    let text =
        format!("<configuration xmlns:q='{namespace}'><b q:Transform='Remove'/></configuration>");
    assert_eq!(run(SOURCE, &[&text]).text, Some(source_with("  <b/>\n", "")));
    // A plain attribute is none, even where the default namespace is that of transforms.
    let text =
        format!("<configuration xmlns:q='{namespace}'><b Transform='Remove'/></configuration>");
    assert_eq!(run(SOURCE, &[&text]).text.as_deref(), Some(SOURCE));
    let text = "<configuration xmlns:xdt='urn:other' xmlns:q='NS'><b xdt:Transform='Remove'/></configuration>"
        .replace("NS", namespace);
    assert_eq!(run(SOURCE, &[&text]).text.as_deref(), Some(SOURCE));
}

#[test]
fn an_undeclared_namespace_applies_nothing_and_succeeds() {
    for text in [
        "<configuration xmlns:xdt='http://schemas.microsoft.com/xml-document-transform'><b xdt:Transform='Remove'/></configuration>",
        "<configuration><b xdt:Transform='Remove'/></configuration>",
        "<configuration/>",
    ] {
        let outcome = run(SOURCE, &[text]);
        assert_eq!(outcome.text.as_deref(), Some(SOURCE));
        assert_eq!(codes(&outcome), [(Code::TransformNamespace, Severity::Warning)]);
    }
}

#[test]
fn names_compare_with_case() {
    for body in
        ["<B xdt:Transform='Remove'/>", "<b xdt:Transform='Remove' xdt:Locator='Match(Y)' Y='1'/>"]
    {
        let outcome = run(SOURCE, &[&xdt(body)]);
        assert_eq!(outcome.text.as_deref(), Some(SOURCE));
        assert_eq!(codes(&outcome), [(Code::TransformTarget, Severity::Warning)]);
    }
    for body in
        ["<b xdt:Transform='remove'/>", "<b xdt:Transform='Remove' xdt:Locator='match(y)' y=''/>"]
    {
        assert_eq!(codes(&run(SOURCE, &[&xdt(body)])), [(Code::TransformSyntax, Severity::Error)]);
    }
    // `xdt:transform` is no attribute of transforms at all.
    assert_eq!(silently("<b xdt:transform='Remove'/>"), SOURCE);
}

#[test]
fn match_needs_the_attribute_on_its_own_element() {
    let outcome =
        run(SOURCE, &[&xdt("<a><i xdt:Transform='Remove' xdt:Locator='Match(m)' n='1'/></a>")]);
    assert_eq!(outcome.text, None);
    assert_eq!(
        findings(&outcome),
        [
            "CG072 error t1.config:2:43: `Match` names the attribute `m`, which this element does not have"
        ]
    );
}

#[test]
fn arguments_split_on_commas_outside_parentheses() {
    // Not even quotes keep a comma from splitting; parentheses do.
    let with_comma = SOURCE.replace("v=\"two\"", "v=\"t,o\"");
    let body = "<a><i xdt:Transform='Remove' xdt:Locator=\"Condition(@v='t,o')\"/></a>";
    assert_eq!(codes(&run(&with_comma, &[&xdt(body)])), [(Code::TransformSyntax, Severity::Error)]);
    let body = "<a><i xdt:Transform='Remove' xdt:Locator=\"Condition((@v='t,o'))\"/></a>";
    assert_eq!(run(&with_comma, &[&xdt(body)]).text, Some(source_with(I2, "")));
}

#[test]
fn targets_are_found_as_earlier_transforms_left_the_document() {
    let body = "<a><i n='1' xdt:Locator='Match(n)' xdt:Transform='Remove'/>
        <i z='' xdt:Locator='Condition(1)' xdt:Transform='SetAttributes'/>
        <i n='1' xdt:Locator='Match(n)' xdt:Transform='InsertIfMissing'/></a>";
    let expected = source_with(I1, "").replace("\"two\"/>", "\"two\" z=\"\"/>");
    assert_eq!(silently(body), expected.replace(I3, &[I3, "    <i n='1'/>\n"].concat()));
    let body = "<b xdt:Transform='Remove'/><b xdt:Transform='Remove'/>";
    let outcome = run(SOURCE, &[&xdt(body)]);
    assert_eq!(outcome.text, Some(source_with("  <b/>\n", "")));
    assert!(outcome.diagnostics[0].help[0].contains("earlier transform"), "{outcome:?}");
}

#[test]
fn children_of_an_inserted_element_are_walked_again() {
    let body = "<c xdt:Transform='Insert'>\n<k xdt:Transform='Insert'/>\n</c>";
    assert_eq!(silently(body), source_with("  <b/>\n", "  <b/>\n  <c>\n  <k/>\n  <k/>\n  </c>\n"));
    // Walked again, an `InsertIfMissing` finds what was inserted with its parent.
    let body = "<c xdt:Transform='InsertIfMissing'><k xdt:Transform='InsertIfMissing'/></c>";
    assert_eq!(silently(body), source_with("  <b/>\n", "  <b/>\n  <c><k/></c>\n"));
    let body = "<c xdt:Transform='InsertIfMissing'><k xdt:Transform='Remove'/></c>";
    assert_eq!(silently(body), source_with("  <b/>\n", "  <b/>\n  <c></c>\n"));
}

#[test]
fn a_missing_target_warns_and_a_missing_parent_is_an_error() {
    for action in
        ["Replace", "Remove", "RemoveAll", "SetAttributes", "RemoveAttributes", "CommentOut"]
    {
        let outcome = run(SOURCE, &[&xdt(&format!("<a><no y='' xdt:Transform='{action}'/></a>"))]);
        assert_eq!(outcome.text.as_deref(), Some(SOURCE), "{action}");
        assert_eq!(codes(&outcome), [(Code::TransformTarget, Severity::Warning)], "{action}");
        // Even where not even the parent is there.
        let outcome = run(SOURCE, &[&xdt(&format!("<no><x y='' xdt:Transform='{action}'/></no>"))]);
        assert_eq!(codes(&outcome), [(Code::TransformTarget, Severity::Warning)], "{action}");
    }
    for action in ["Insert", "InsertIfMissing", "InsertBefore(/configuration/b)", "InsertAfter(b)"]
    {
        let outcome = run(SOURCE, &[&xdt(&format!("<no><x xdt:Transform='{action}'/></no>"))]);
        assert_eq!(outcome.text, None, "{action}");
        assert_eq!(codes(&outcome), [(Code::TransformTarget, Severity::Error)], "{action}");
    }
    let outcome = run(SOURCE, &[&xdt("<x xdt:Transform='InsertBefore(no)'/>")]);
    assert_eq!(codes(&outcome), [(Code::TransformTarget, Severity::Error)]);
}

#[test]
fn transforms_that_apply_once_warn_and_take_the_first() {
    for (action, expected) in [
        ("Replace", source_with(I1, "    <i n='9'/>\n")),
        ("Remove", source_with(I1, "")),
        ("CommentOut", source_with("<i n=\"1\" v=\"one\" />", "<!-- <i n=\"1\" v=\"one\" /> -->")),
    ] {
        let outcome = run(SOURCE, &[&xdt(&format!("<a><i n='9' xdt:Transform='{action}'/></a>"))]);
        assert_eq!(outcome.text, Some(expected), "{action}");
        assert_eq!(codes(&outcome), [(Code::TransformAmbiguous, Severity::Warning)], "{action}");
    }
    let outcome = run(SOURCE, &[&xdt("<a><i z='' xdt:Transform='SetAttributes'/></a>")]);
    assert_eq!(outcome.text.expect("no error").matches("z=\"\"").count(), 3);
    assert_eq!(outcome.diagnostics, []);
}
