//! Which elements XPath expressions choose.

use super::{findings, run, xdt};

const SOURCE: &str = "<configuration><l>\
<e n='1' v='One'>text &amp; <![CDATA[more]]></e>\
<e n='2' v=''><f/><f g=' a  b '/></e>\
<p:e n='3' xmlns:p='urn:p' p:v='x'/>\
<e n='4' xml:id='d'><e n='5'>4</e></e>\
</l></configuration>";

/// The `n` of the elements that a path leads to.
fn chosen(path: &str) -> String {
    let body = format!(
        "<x xmlns:q='urn:p' xdt:Transform='SetAttributes' xdt:Locator='XPath({path})' hit=''/>"
    );
    let outcome = run(SOURCE, &[&xdt(&body)]);
    let text = outcome.text.as_ref().unwrap_or_else(|| panic!("{path}: {:?}", findings(&outcome)));
    let tags = text.split('<').filter(|tag| tag.contains(" hit="));
    tags.filter_map(|tag| Some(tag.split_once("n='")?.1.chars().next()?.to_string())).collect()
}

#[test]
fn conditions_choose_elements() {
    for (condition, expected) in [
        // Positions count among the children of one parent that have the name.
        ("1", "15"),
        ("2", "2"),
        ("last()", "45"),
        ("position() = last() - 1", "2"),
        ("position() &lt; 3", "125"),
        // Attributes and text.
        ("@n", "1245"),
        ("@n = 2", "2"),
        ("@n != 2", "145"),
        ("@n >= \"4\"", "45"),
        ("@n + 1 = 3", "2"),
        ("5 - @n - 1 = 0", "4"),
        ("@v", "12"),
        ("@v = \"\"", "2"),
        ("not(@v)", "45"),
        ("string(@v)", "1"),
        ("@V", ""),
        ("text()", "15"),
        ("text() = \"text &amp; more\"", "1"),
        (". = \"4\"", "45"),
        (". = 4", "45"),
        ("text() = @n", ""),
        ("f", "2"),
        ("f[2]/@g", "2"),
        ("f/@*", "2"),
        ("*", "24"),
        ("@* = \"d\"", "4"),
        ("@xml:id", "4"),
        // Axes.
        ("..", "1245"),
        ("../l", ""),
        ("parent::e", "5"),
        ("ancestor::l", "1245"),
        ("ancestor::e[1]/@n = 4", "5"),
        ("ancestor-or-self::e[2]", "5"),
        ("descendant::*[@n]", "4"),
        ("descendant-or-self::*[@n=5]", "45"),
        (".//f", "2"),
        ("following-sibling::*", "12"),
        ("following-sibling::*[1][self::q:e]", "2"),
        ("preceding-sibling::e[1][@n=1]", "2"),
        ("child::e/attribute::n = 5", "4"),
        ("/configuration/l/e[@n=1]/@v = \"One\"", "1245"),
        ("//f[@g]/../@n = @n", "2"),
        ("@v | f", "12"),
        ("count(f | f[2] | *) = 2", "2"),
        // Logic.
        ("@n=1 or @n=4 and e", "14"),
        ("(@n=1 or @n=4) and e", "4"),
        ("true()", "1245"),
        ("false() or @n=\"1\"", "1"),
        ("not(@v) = true()", "45"),
        ("boolean(f) = boolean(@v)", "245"),
        // Functions.
        ("contains(@v, \"ne\")", "1"),
        ("starts-with(., \"text\")", "1"),
        ("starts-with(@v, \"\") and @v", "12"),
        ("normalize-space(f[2]/@g) = \"a b\"", "2"),
        ("string-length(@v) = 3", "1"),
        ("translate(@v, \"ONEone\", \"oneone\") = \"one\"", "1"),
        ("translate(@v, \"On\", \"\") = \"e\"", "1"),
        ("concat(@n, \"-\", @v) = \"1-One\"", "1"),
        ("number(@n) > 3", "45"),
        ("number(@v) = number(@v)", ""),
        ("name() = \"e\"", "1245"),
        ("local-name(..) = \"l\"", "124"),
        ("count(*) = 1", "4"),
    ] {
        assert_eq!(chosen(&format!("//e[{condition}]")), expected, "{condition}");
    }
}

#[test]
fn paths_choose_elements_in_document_order_and_none_twice() {
    for (path, expected) in [
        ("/configuration/l/e", "124"),
        ("/configuration//e", "1245"),
        ("/configuration/l/*", "1234"),
        ("//q:e", "3"),
        ("//q:*", "3"),
        ("//*[@q:v]", "3"),
        ("//*[@q:*]", "3"),
        ("//*[local-name()=\"e\"]", "12345"),
        ("//e/..//e", "1245"),
        ("//e/../e[3]", "4"),
        ("/configuration/l/e[@n&lt;4][2]", "2"),
        ("//e[e]/preceding-sibling::*[1]", "3"),
        ("//e[e]/preceding-sibling::*", "123"),
        ("//e[@n=5]/ancestor::e", "4"),
        ("//e/self::e[@n=2]/.", "2"),
        ("/descendant::e[4]", "5"),
        ("//e[4]", ""),
    ] {
        assert_eq!(chosen(path), expected, "{path}");
    }
}
