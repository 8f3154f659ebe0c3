//! The emitter on policies made by hand.

use cors_runtime::policy::{
    Cors, Header, OptionsHandler, OriginRule, Policy, Scope, Scopes, Verbs,
};
use cors_runtime::{field_name, origins, scopes};

use super::{EmitOptions, FileOptions, Generated};
use crate::assume::Assumptions;
use crate::policy::{
    AllowListPlaces, Arena, CorsPlaces, HandlerPlace, Lowered, RulePlaces, ScopePlaces,
};
use crate::source::{SourceMap, Span};

const TEXT: &str = concat!(
    r#"<configuration>
  <cors enabled="true" failUnlistedOrigins="true">
    <add origin="https://app.contoso.example" maxAge="600">
      <allowMethods><add method="PUT" /></allowMethods>
    </add>
    <add origin="https://*.contoso.example" />
    <add origin="*" allowed="false" />
  </cors>
  <add name="X-`Odd`" value=""#,
    "\u{202e}",
    r#"x" />
  <verbs allowUnlisted="false"><add verb="GET" /></verbs>
  <location path="api">
</configuration>
"#
);

/// The rules twice, in two places in memory.
const RULES: [OriginRule; 3] = [
    OriginRule::exact("https://app.contoso.example")
        .max_age("600")
        .allow_methods("PUT")
        .allow_requested_headers(),
    OriginRule::wildcard("https://", ".contoso.example"),
    OriginRule::any().denied(),
];
static RULES_A: [OriginRule; 3] = RULES;
static RULES_B: [OriginRule; 3] = RULES;
static HEADERS_A: [Header; 1] = [Header::joined(field_name!("X-`Odd`"), "\u{202e}x")];
static HEADERS_B: [Header; 1] = [Header::joined(field_name!("X-`Odd`"), "\u{202e}x")];
static HANDLERS: [OptionsHandler; 1] = [OptionsHandler::verb_handler("OPTIONSVerbHandler", "*")];

const fn scope(path: &'static str, cors: Cors<'static>) -> Scope<'static> {
    Scope::new(path)
        .verbs(Verbs::new(&[("GET", true)], false))
        .cors(cors.fail_unlisted_origins())
        .options(&HANDLERS)
}

static API: [Scope; 1] = [scope("api", Cors::new(origins!(RULES_B))).custom_headers(&HEADERS_B)];
const ROOT: Scope = scope("", Cors::new(origins!(RULES_A))).custom_headers(&HEADERS_A);
static SMALL: Policy = Policy::new(ROOT, Scopes::NONE);
static TWICE: Policy = Policy::new(ROOT, scopes!(API));

/// The code of a policy, all of whose scopes are at the places of the sample.
fn generated(policy: &Policy<'_>, options: &EmitOptions) -> Generated {
    let (mut sources, arena) = (SourceMap::default(), Arena::new());
    let file = sources.add("sub dir/web.config", None, TEXT.to_owned());
    let at = |text: &str| {
        let start = TEXT.find(text).expect(text);
        Span::new(file, start, start + text.len())
    };
    let rule = |tag: &str| RulePlaces {
        tag: at(tag),
        credentials: None,
        max_age: None,
        allow_methods: None,
        allow_headers: None,
        expose_headers: None,
    };
    let places = |opened: &str| ScopePlaces {
        opened: at(opened),
        verbs: Some(AllowListPlaces {
            allow_unlisted: at("<verbs allowUnlisted=\"false\">"),
            listed: arena.list(&[at("<add verb=\"GET\" />")]),
        }),
        filtering: None,
        cors: Some(CorsPlaces {
            section: at("<cors enabled=\"true\" failUnlistedOrigins=\"true\">"),
            fail_unlisted: at("failUnlistedOrigins=\"true\""),
            rules: arena.list(&[
                rule("<add origin=\"https://app.contoso.example\" maxAge=\"600\">"),
                rule("<add origin=\"https://*.contoso.example\" />"),
                rule("<add origin=\"*\" allowed=\"false\" />"),
            ]),
        }),
        options: arena.list(&[HandlerPlace::Mapping(at("<configuration>"))]),
        custom_headers: arena.list(&[at("<add name=\"X-`Odd`\" value=\"\u{202e}x\" />")]),
        redirect_headers: &[],
        rewrite: None,
        static_files: None,
        http_redirect: None,
    };
    let deeper = policy.parts().deeper.as_slice().iter();
    let deeper: Vec<_> = deeper.map(|_| places("<location path=\"api\">")).collect();
    let lowered = Lowered {
        policy,
        root: places("<configuration>"),
        deeper: arena.list(&deeper),
        hsts: None,
        assume: Assumptions::default(),
    };
    Generated::new(&lowered, &sources, [], options)
}

fn source(policy: &Policy<'_>) -> String {
    let command = ["cors-gen", "sub dir/web.config", "-o", "cors.rs"].map(str::to_owned).to_vec();
    let options = FileOptions { command, ..FileOptions::default() };
    generated(policy, &EmitOptions::default()).to_source(&options)
}

#[test]
fn equal_values_are_one_item_wherever_they_are_in_memory() {
    let source = source(&TWICE);
    for once in [
        "const RULE_APP_CONTOSO_EXAMPLE:",
        "OriginRule::exact(",
        "static ORIGINS:",
        "Header::joined(",
        "static CUSTOM_HEADERS:",
        "OptionsHandler::verb_handler(",
        "static OPTIONS:",
    ] {
        assert_eq!(source.matches(once).count(), 1, "{once} in\n{source}");
    }
    assert!(!source.contains("_2"), "{source}");
}

#[test]
fn a_file_reads_well() {
    let source = source(&SMALL).replace(env!("CARGO_PKG_VERSION"), "0.0.0");
    let expected = include_str!("expected.txt");
    assert_eq!(source, expected.replace("\r\n", "\n"), "is now\n{source}");
}

/// For whoever expands to the tokens, as the macro does.
#[test]
fn the_expression_is_what_the_file_holds() {
    let generated = generated(&TWICE, &EmitOptions::default());
    let expression = generated.expression();
    let item = quote::quote!(pub static CORS: ::cors_runtime::Policy = #expression;);
    let item = prettyplease::unparse(&syn::parse2(item).expect("an item"));
    let file = generated.to_source(&FileOptions::default());
    assert!(file.replace("\n\n", "\n").ends_with(&item), "{item}\nis not in\n{file}");
}

#[test]
fn the_runtime_is_where_the_user_says() {
    let options = EmitOptions { runtime: "crate::rt".parse().expect("a path") };
    let options =
        generated(&SMALL, &options).to_source(&FileOptions::named("SITE".parse().expect("a name")));
    assert!(!options.contains("cors_runtime"), "{options}");
    assert!(!options.contains("Regenerate"), "{options}");
    assert!(options.contains("SITE"), "{options}");
}
