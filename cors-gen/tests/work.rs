//! Small files that ask for much work: a run says no, soon, once, and by name.
//!
//! What is checked is that work is counted against one budget; how long a unit of it takes is measured by hand.

use cors_gen::diagnostic::{Code, Diagnostic, Severity};
use cors_gen::pipeline::{self, Input, Options, Source};
use cors_gen::policy::Arena;

fn source(text: String) -> Source {
    Source { name: "web.config".to_owned(), path: None, bytes: text.into_bytes() }
}

fn errors(diagnostics: Vec<Diagnostic>) -> Vec<(Code, String)> {
    let errors = diagnostics.into_iter().filter(|it| it.severity == Severity::Error);
    errors.map(|it| (it.code, it.message)).collect()
}

/// So many rules, each with a pattern of its own.
fn rules(count: usize, pattern: impl Fn(usize) -> String) -> String {
    let rule = |n| {
        let pattern = pattern(n);
        format!(
            r#"<rule name="r{n}"><match serverVariable="RESPONSE_Access-Control-Allow-Origin" pattern=".*" />
               <conditions><add input="{{HTTP_ORIGIN}}" pattern="{pattern}" /></conditions>
               <action type="Rewrite" value="{{C:0}}" /></rule>"#
        )
    };
    let rules: String = (0..count).map(rule).collect();
    format!(
        "<system.webServer><rewrite><outboundRules>{rules}</outboundRules></rewrite></system.webServer>"
    )
}

fn run(content: &str) -> Vec<(Code, String)> {
    let text = format!("<configuration>{content}</configuration>");
    let arena = Arena::new();
    let input = Input::new(vec![(String::new(), source(text))]);
    errors(pipeline::run(input, &Options::default(), &arena).diagnostics)
}

#[test]
fn many_patterns_that_explode_are_refused_together() {
    let found = run(&rules(600, |n| format!("[ab]*a[ab]{{12}}{n}$")));
    let says = "the patterns of this configuration take too much work";
    assert_eq!(found, [(Code::BadPattern, says.to_owned())]);
}

/// Each location makes another value of each profile that it inherits.
#[test]
fn profiles_times_locations_are_refused_together() {
    let content = |profiles: usize, locations: usize| {
        let profile = |n| format!(r#"<add extension=".x{n}" policy="CacheUntilChange" />"#);
        let profiles: String = (0..profiles).map(profile).collect();
        let location = |n| {
            format!(
                r#"<location path="p{n}"><system.webServer><staticContent>
                   <clientCache cacheControlMode="UseMaxAge" cacheControlMaxAge="{n}.00:00:00" />
                   </staticContent></system.webServer></location>"#
            )
        };
        let locations: String = (0..locations).map(location).collect();
        format!(
            "<system.webServer><caching><profiles>{profiles}</profiles></caching></system.webServer>{locations}"
        )
    };
    let says = "the locations of this configuration have too many entries of their own";
    assert_eq!(run(&content(2_000, 1_000)), [(Code::Limit, says.to_owned())]);
    assert_eq!(run(&content(2_000, 200)), []);
}

#[test]
fn many_long_lists_are_refused_together() {
    let found = run(&rules(600, |n| format!("^(a|b)(c|d)(e|f)(g|h)(i|j)(k|l)(m|n)(o|p)(q|r){n}$")));
    let says = "the patterns of this configuration take too much work";
    assert_eq!(found, [(Code::BadPattern, says.to_owned())]);
}

#[test]
fn many_ordinary_patterns_are_carried() {
    let origin = |n| format!(r"^https://([^.]+\.)?(shop|mail)-{n}\.contoso\.example(:\d+)?$");
    assert_eq!(run(&rules(200, origin)), []);
}

#[test]
fn a_pattern_of_many_paths_is_compiled_once() {
    let expensive = |_| "[ab]*a[ab]{12}7$".to_owned();
    let location = |n| format!(r#"<location path="p{n}">{}</location>"#, rules(1, expensive));
    let locations: String = (0..40).map(location).collect();
    assert_eq!(run(&locations), []);
}

/// Conditions that each look at all pairs of elements, one in each of many transforms.
#[test]
fn many_expressions_that_explode_are_refused_together() {
    let adds = "<add name='x' />".repeat(1000);
    let document = format!("<configuration><l>{adds}</l></configuration>");
    let xdt = "http://schemas.microsoft.com/XML-Document-Transform";
    let transform = format!(
        "<configuration xmlns:xdt='{xdt}'><l><add xdt:Locator='Condition([count(../add) = 1])' xdt:Transform='RemoveAll' /></l></configuration>"
    );
    let run = |transforms: usize| {
        let transforms = vec![source(transform.clone()); transforms];
        errors(
            pipeline::transform(source(document.clone()), transforms, &Options::default())
                .diagnostics,
        )
    };
    let says = "the XPath expressions of the transforms take too much work";
    assert_eq!(run(1), []);
    assert_eq!(run(30), [(Code::TransformXPath, says.to_owned())]);
}
