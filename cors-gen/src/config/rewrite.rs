//! `<rewrite>`: URL Rewrite rules, which are not carried; each that has a say in CORS or headers is reported (RW-3, RW-5).

use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::xml::Element;

/// Reports the rules of a `<rewrite>` section, a `<rules>` or an `<outboundRules>`.
pub(super) fn report(element: &Element, bag: &mut Bag) {
    match element.name.value.as_str() {
        "rewrite" => element.elements().for_each(|part| report(part, bag)),
        "rules" | "globalRules" => report_rules(element, bag, inbound),
        "outboundRules" => report_rules(element, bag, outbound),
        _ => {}
    }
}

fn report_rules(rules: &Element, bag: &mut Bag, finding: fn(&Element, &str) -> Option<Diagnostic>) {
    if let Some(source) = rules.attribute("configSource") {
        let message =
            format!("URL Rewrite rules are in `{}`, which is not read", source.value.value);
        bag.push(
            Diagnostic::new(Code::ConfigSource, source.span(), message)
                .help("put the content of that file in place of this element"),
        );
    }
    for rule in rules.elements().filter(|e| e.name.value == "rule" && is_enabled(e)) {
        let name = rule.attribute("name").map_or("", |name| name.value.value.as_str());
        if let Some(finding) = finding(rule, name) {
            bag.push(finding);
        }
    }
}

fn is_enabled(rule: &Element) -> bool {
    rule.attribute("enabled")
        .is_none_or(|enabled| !enabled.value.value.eq_ignore_ascii_case("false"))
}

fn inbound(rule: &Element, name: &str) -> Option<Diagnostic> {
    let action = rule.elements().find(|e| e.name.value == "action")?;
    let kind = action.attribute("type").map(|kind| kind.value.value.as_str());
    if let Some(kind @ ("CustomResponse" | "AbortRequest")) = kind {
        let message = format!(
            "the URL Rewrite rule `{name}` answers requests itself (`{kind}`) and is not carried"
        );
        return Some(
            Diagnostic::new(Code::RewriteNotCarried, rule.tag, message)
                .related(action.tag, "its answer")
                .help("write the answer as a route of the service, outside of authentication"),
        );
    }
    let message = format!("the URL Rewrite rule `{name}` is routing and is not carried");
    let help = "write it as a route of the service; a redirect that also catches OPTIONS breaks preflights";
    Some(Diagnostic::new(Code::NotCarried, rule.tag, message).help(help))
}

fn outbound(rule: &Element, name: &str) -> Option<Diagnostic> {
    let matched = rule.elements().find(|e| e.name.value == "match")?;
    let Some(variable) = matched.attribute("serverVariable") else {
        let message = format!("the outbound rule `{name}` rewrites bodies and is not carried");
        return Some(
            Diagnostic::new(Code::NotCarried, rule.tag, message)
                .help("let the service write its links itself"),
        );
    };
    let variable = &variable.value.value;
    let field = variable.strip_prefix("RESPONSE_").unwrap_or(variable).replace('_', "-");
    let message =
        format!("the outbound rule `{name}` sets the header `{field}` and is not carried");
    Some(
        Diagnostic::new(Code::RewriteNotCarried, rule.tag, message)
            .related(matched.tag, "the header it sets")
            .help("write the origins as rules of `<cors>`, or set the header in the service"),
    )
}
