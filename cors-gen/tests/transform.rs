//! XDT transforms (CF-10): what comes out, what is said, and whose place a value has.

use cors_gen::diagnostic::{Bag, Code, Severity};
use cors_gen::source::SourceMap;
use cors_gen::transform::{File, Outcome, apply, transform};
use cors_gen::xml::{Document, Element, read};

const SOURCE: &str = r#"<?xml version="1.0"?>
<!-- kept -->
<configuration>
  <a   x='1'>
    <!-- inside -->
    <i n="1" v="one" />
    <i n="2" v="two"/>
    <i n="3"  v="three"  w="w">text</i>
  </a>
  <b/>
</configuration>
<!-- end -->
"#;

/// A transform file with this inside its root element.
fn xdt(body: &str) -> String {
    format!(
        "<configuration xmlns:xdt=\"http://schemas.microsoft.com/XML-Document-Transform\">\n{body}\n</configuration>\n"
    )
}

fn file(name: &str, text: &str) -> File {
    File { name: name.to_owned(), path: None, bytes: text.as_bytes().to_vec() }
}

fn run(source: &str, transforms: &[&str]) -> Outcome {
    let transforms: Vec<_> = transforms
        .iter()
        .enumerate()
        .map(|(index, text)| file(&format!("t{}.config", index + 1), text))
        .collect();
    transform(file("web.config", source), transforms)
}

/// The findings as `CODE severity place: message`.
fn findings(outcome: &Outcome) -> Vec<String> {
    let line = |d: &cors_gen::diagnostic::Diagnostic| {
        let place = outcome.sources.locate(d.span);
        format!("{} {} {place}: {}", d.code, d.severity.name(), d.message)
    };
    outcome.diagnostics.iter().map(line).collect()
}

fn codes(outcome: &Outcome) -> Vec<(Code, Severity)> {
    outcome.diagnostics.iter().map(|d| (d.code, d.severity)).collect()
}

/// The result of a transform of `SOURCE` that has nothing to say.
fn silently(body: &str) -> String {
    let outcome = run(SOURCE, &[&xdt(body)]);
    assert_eq!(findings(&outcome), Vec::<String>::new(), "{body}");
    outcome.text.expect("no error")
}

/// `SOURCE` with one text in the place of another, which occurs once.
fn source_with(from: &str, to: &str) -> String {
    assert_eq!(SOURCE.matches(from).count(), 1, "{from}");
    SOURCE.replace(from, to)
}

const I1: &str = "    <i n=\"1\" v=\"one\" />\n";
const I2: &str = "    <i n=\"2\" v=\"two\"/>\n";
const I3: &str = "    <i n=\"3\"  v=\"three\"  w=\"w\">text</i>\n";

#[test]
fn every_transform_changes_what_it_says_and_nothing_else() {
    for (body, from, to) in [
        // Replace
        (
            "<a><i xdt:Transform='Replace' xdt:Locator='Match(n)' n='2'>\n  <j/>\n</i></a>",
            I2,
            "    <i n='2'>\n      <j/>\n    </i>\n",
        ),
        ("<b xdt:Transform='Replace' y='&lt;'>t</b>", "<b/>", "<b y='&lt;'>t</b>"),
        // Remove, RemoveAll
        ("<a><i xdt:Transform='Remove' xdt:Locator='Match(n)' n='2'/></a>", I2, ""),
        ("<b xdt:Transform='Remove'/>", "  <b/>\n", ""),
        ("<a><i xdt:Transform='RemoveAll'/></a>", &[I1, I2, I3].concat(), ""),
        (
            "<a><i xdt:Transform='RemoveAll' xdt:Locator='Condition(@n&gt;1)'/></a>",
            &[I2, I3].concat(),
            "",
        ),
        // Insert
        ("<a><k xdt:Transform='Insert' z='1'/></a>", I3, &[I3, "    <k z='1'/>\n"].concat()),
        (
            "    <b>\n        <k xdt:Transform='Insert'>\n            <l/>\n        </k>\n    </b>",
            "  <b/>\n",
            "  <b>\n    <k>\n        <l/>\n    </k>\n  </b>\n",
        ),
        ("<c xdt:Transform='Insert'/>", "  <b/>\n", "  <b/>\n  <c/>\n"),
        // InsertIfMissing
        ("<a><k xdt:Transform='InsertIfMissing'/></a>", I3, &[I3, "    <k/>\n"].concat()),
        ("<b q='1' xdt:Transform='InsertIfMissing'/>", "", ""),
        ("<a><i xdt:Transform='InsertIfMissing' xdt:Locator='Match(n)' n='3'/></a>", "", ""),
        (
            "<a><i xdt:Transform='InsertIfMissing' xdt:Locator='Match(n)' n='4'/></a>",
            I3,
            &[I3, "    <i n='4'/>\n"].concat(),
        ),
        // InsertBefore, InsertAfter
        (
            "<a><k xdt:Transform=\"InsertBefore(/configuration/a/i[@n='2'])\"/></a>",
            I2,
            &["    <k/>\n", I2].concat(),
        ),
        ("<a><k xdt:Transform='InsertAfter(i[2])'/></a>", I2, &[I2, "    <k/>\n"].concat()),
        ("<c xdt:Transform='InsertAfter(/configuration/b)'/>", "  <b/>\n", "  <b/>\n  <c/>\n"),
        ("<c xdt:Transform='InsertBefore(b)'/>", "  <b/>\n", "  <c/>\n  <b/>\n"),
        // SetAttributes
        (
            "<a><i xdt:Transform='SetAttributes' xdt:Locator='Match(n)' n='3' v='&quot;' u='&apos;'/></a>",
            "<i n=\"3\"  v=\"three\"  w=\"w\">",
            "<i n=\"3\"  v=\"&quot;\"  w=\"w\" u=\"'\">",
        ),
        ("<a x='2' y='3' xdt:Transform='SetAttributes(x)'/>", "x='1'", "x='2'"),
        ("<a x='2' y='3' xdt:Transform='SetAttributes( x , y )'/>", "x='1'", "x='2' y=\"3\""),
        ("<b y='3' xdt:Transform='SetAttributes'/>", "<b/>", "<b y=\"3\"/>"),
        // RemoveAttributes
        (
            "<a><i xdt:Transform='RemoveAttributes(v,w)' xdt:Locator='Match(n)' n='3'/></a>",
            "<i n=\"3\"  v=\"three\"  w=\"w\">",
            "<i n=\"3\">",
        ),
        ("<a xdt:Transform='RemoveAttributes'/>", "<a   x='1'>", "<a>"),
        (
            "<a><i xdt:Transform='RemoveAttributes(v)' xdt:Locator='Match(v)' v='one'/></a>",
            " v=\"one\"",
            "",
        ),
        // CommentOut
        ("<b xdt:Transform='CommentOut'/>", "<b/>", "<!-- <b/> -->"),
        (
            "<a><i xdt:Transform='CommentOut' xdt:Locator='Match(n)' n='3'/></a>",
            "<i n=\"3\"  v=\"three\"  w=\"w\">text</i>",
            "<!-- <i n=\"3\"  v=\"three\"  w=\"w\">text</i> -->",
        ),
    ] {
        let expected = if from.is_empty() { SOURCE.to_owned() } else { source_with(from, to) };
        assert_eq!(silently(body), expected, "{body}");
    }
}

#[test]
fn every_locator_goes_with_every_transform() {
    for locator in [
        "Match(n)",
        "Match(n, v)",
        "Condition(@n='2')",
        "Condition([@n='2'])",
        "Condition(@n=2 and contains(@v, 'w') and not(@w))",
        "Condition(starts-with(@v,'tw') or @n='9')",
        "Condition(2)",
        "Condition(position()=last()-1)",
        "Condition(not(text()) and preceding-sibling::i)",
        "XPath(/configuration/a/i[@n='2'])",
        "XPath(//i[@v='two'])",
        "XPath(../i[2])",
        "XPath(self::i[@n='2'])",
        "XPath(/configuration/a/i[not(text())][2])",
        "XPath(/*/a/*[2])",
        "XPath(//*[@n=(1 + 1)])",
    ] {
        for (action, expected) in [
            ("Replace", source_with(I2, "    <i n=\"2\" v=\"two\" new=\"\"/>\n")),
            ("Remove", source_with(I2, "")),
            ("RemoveAll", source_with(I2, "")),
            ("CommentOut", source_with(I2, "    <!-- <i n=\"2\" v=\"two\"/> -->\n")),
            ("InsertIfMissing", SOURCE.to_owned()),
            ("SetAttributes(new)", source_with("\"two\"/>", "\"two\" new=\"\"/>")),
            ("RemoveAttributes(v)", source_with(" v=\"two\"", "")),
        ] {
            let body = format!(
                "<a><i xdt:Locator=\"{locator}\" xdt:Transform=\"{action}\" n=\"2\" v=\"two\" new=\"\"/></a>"
            );
            assert_eq!(silently(&body), expected, "{locator} {action}");
        }
    }
}

#[test]
fn insert_takes_the_elements_of_an_xpath_locator_to_be_the_parents() {
    let body = "<a><k xdt:Locator='XPath(/configuration/b)' xdt:Transform='Insert'/></a>";
    assert_eq!(silently(body), source_with("<b/>", "<b>\n    <k/>\n  </b>"));
    // With the other locators it is the parent's element, whatever they say.
    let body = "<b><k n='1' xdt:Locator='Match(n)' xdt:Transform='Insert'/></b>";
    assert_eq!(silently(body), source_with("<b/>", "<b>\n    <k n='1'/>\n  </b>"));
}

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
fn transforms_apply_one_after_the_other() {
    let outcome = run(
        SOURCE,
        &[
            &xdt("<c xdt:Transform='Insert'/>"),
            &xdt("<c y='1' xdt:Transform='SetAttributes'/>"),
            &xdt("<c xdt:Transform='CommentOut'/>"),
        ],
    );
    assert_eq!(findings(&outcome), Vec::<String>::new());
    assert_eq!(outcome.text, Some(source_with("  <b/>\n", "  <b/>\n  <!-- <c y=\"1\"/> -->\n")));
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
fn elements_match_in_their_namespace_only() {
    let source = "<configuration><r><a xmlns='urn:1'><d n='1'/></a></r></configuration>";
    let silent = |body: &str| {
        let outcome = run(source, &[&xdt(body)]);
        assert_eq!(findings(&outcome), Vec::<String>::new(), "{body}");
        outcome.text.expect("no error")
    };
    let removed = "<configuration><r><a xmlns='urn:1'></a></r></configuration>";
    assert_eq!(silent("<r><a xmlns='urn:1'><d xdt:Transform='Remove'/></a></r>"), removed);
    assert_eq!(silent("<r xmlns:p='urn:1'><p:a><p:d xdt:Transform='Remove'/></p:a></r>"), removed);
    assert_eq!(
        silent(
            "<r><a xmlns='urn:1' xdt:Transform='RemoveAll' xdt:Locator=\"Condition(starts-with(./_defaultNamespace:d/@n,'1'))\"/></r>"
        ),
        "<configuration><r></r></configuration>"
    );
    // Declared again only where the place does not.
    assert_eq!(
        silent("<r><a xmlns='urn:1'><e xdt:Transform='Insert'/></a></r>"),
        source.replace("<d n='1'/>", "<d n='1'/><e/>")
    );
    assert_eq!(
        silent("<r><x xmlns='urn:2' xmlns:p='urn:3' xdt:Transform='Insert'><y p:z=''/></x></r>"),
        source.replace("</a>", "</a><x xmlns='urn:2'><y p:z='' xmlns:p=\"urn:3\"/></x>")
    );
    assert_eq!(
        silent("<r xmlns:p='urn:1'><p:a><f xdt:Transform='Insert'/></p:a></r>"),
        source.replace("<d n='1'/>", "<d n='1'/><f xmlns=\"\"/>")
    );
    let outcome = run(source, &[&xdt("<r><a xdt:Transform='Remove'/></r>")]);
    assert_eq!(codes(&outcome), [(Code::TransformTarget, Severity::Warning)]);
    let related = &outcome.diagnostics[0].related;
    assert!(related.iter().any(|(_, label)| label.contains("another namespace")), "{related:?}");
}

#[test]
fn line_ends_and_indentation_follow_the_document() {
    let source = SOURCE.replace('\n', "\r\n").replace("  ", "\t");
    let body = "  <b>\n    <k xdt:Transform='Insert'>\n      <l/>\n    </k>\n  </b>";
    let expected = source.replace("<b/>", "<b>\r\n\t\t<k>\r\n\t\t  <l/>\r\n\t\t</k>\r\n\t</b>");
    assert_eq!(run(&source, &[&xdt(body)]).text, Some(expected));
    // What stands in a line stays in the line.
    let outcome = run(
        "<c><a><i/></a></c>",
        &[&xdt("")
            .replace("configuration", "c")
            .replace(">\n\n<", "><a><i xdt:Transform='Remove'/><j xdt:Transform='Insert'/></a><")],
    );
    assert_eq!(outcome.text.as_deref(), Some("<c><a><j/></a></c>"));
}

fn find<'d>(element: &'d Element, name: &str) -> Option<&'d Element> {
    if element.name.value == name {
        return Some(element);
    }
    element.elements().find_map(|child| find(child, name))
}

#[test]
fn what_a_transform_brings_keeps_its_place_in_the_transform() {
    let body = "<a x='2' xdt:Transform='SetAttributes'>\n<k y='1' xdt:Transform='Insert'><l z=''/></k>\n</a>\n<b xdt:Transform='Replace'><m/></b>";
    let mut sources = SourceMap::default();
    let mut parse = |name: &str, text: &str| -> Document {
        let id = sources.add(name, None, text.to_owned());
        read(id, text).expect("well-formed")
    };
    let mut document = parse("web.config", SOURCE);
    let transform = parse("t.config", &xdt(body));
    let mut bag = Bag::default();
    apply(&mut document, &transform, &sources, &mut bag);
    assert_eq!(bag.into_sorted(), []);
    let at = |name: &str| find(&document.root, name).expect("there");
    let place = |span| sources.locate(span).to_string();
    let a = &at("a").attributes[0];
    assert_eq!(
        (place(a.name.span), place(a.value.span)),
        ("web.config:4:8".into(), "t.config:2:7".into())
    );
    assert_eq!(place(at("a").tag), "web.config:4:3");
    assert_eq!(place(at("i").tag), "web.config:6:5");
    assert_eq!(place(at("k").tag), "t.config:3:1");
    assert_eq!(place(at("k").attributes[0].value.span), "t.config:3:7");
    assert_eq!(place(at("l").attributes[0].value.span), "t.config:3:39");
    assert_eq!(place(at("b").tag), "t.config:5:1");
    assert_eq!(place(at("m").tag), "t.config:5:28");
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
