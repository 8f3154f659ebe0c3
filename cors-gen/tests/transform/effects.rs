//! What transforms and locators do.

use cors_gen::__private::budget::Budget;
use cors_gen::__private::transform::apply;
use cors_gen::__private::xml::{Document, Element, read};
use cors_gen::diagnostic::{Bag, Code, Severity};
use cors_gen::source::SourceMap;

use super::{I1, I2, I3, SOURCE, codes, findings, run, silently, source_with, xdt};

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
        assert_eq!(silently(body), expected, "CF-10: {body}");
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
            assert_eq!(silently(&body), expected, "CF-10: {locator} {action}");
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
    apply(&mut document, &transform, &sources, &Budget::new(), &mut bag);
    assert_eq!(bag.finish(false).shown, []);
    let at = |name: &str| find(&document.root, name).expect("there");
    let place = |span| sources.locate(span).to_string();
    let a = &at("a").attributes[0];
    assert_eq!(
        (place(a.name.span), place(a.value.span)),
        ("web.config:4:8".into(), "t.config:2:7".into())
    );
    assert_eq!(
        (place(a.span()), place(at("a").place())),
        ("t.config:2:7".into(), "t.config:2:1".into())
    );
    assert_eq!(place(at("a").tag), "web.config:4:3");
    assert_eq!(place(at("i").place()), "web.config:6:5");
    assert_eq!(place(at("k").tag), "t.config:3:1");
    assert_eq!(place(at("k").attributes[0].value.span), "t.config:3:7");
    assert_eq!(place(at("l").attributes[0].value.span), "t.config:3:39");
    assert_eq!(place(at("b").tag), "t.config:5:1");
    assert_eq!(place(at("m").tag), "t.config:5:28");
}
