//! The emitter on a policy made by hand.

use super::{EmitOptions, FileOptions, Generated};
use crate::policy::{
    AllowHeaders, Cors, Header, Joining, OptionsAnswer, OptionsHandler, Pattern, Policy, Rule,
    Scope, Verbs,
};
use crate::source::{FileId, SourceMap, Span, Spanned};

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

struct Sample {
    sources: SourceMap,
    file: FileId,
}

impl Sample {
    fn new() -> Self {
        let mut sources = SourceMap::default();
        let file = sources.add("sub dir/web.config", None, TEXT.to_owned());
        Self { sources, file }
    }

    /// The place of the first occurrence of a text.
    fn span(&self, text: &str) -> Span {
        let start = TEXT.find(text).expect(text);
        Span::new(self.file, start, start + text.len())
    }

    fn at<T>(&self, text: &str, value: T) -> Spanned<T> {
        Spanned::new(value, self.span(text))
    }

    fn rule(&self, tag: &str, pattern: Pattern) -> Rule {
        Rule {
            pattern: self.at(tag, pattern),
            allowed: true,
            credentials: None,
            max_age: None,
            allow_methods: None,
            allow_headers: None,
            expose_headers: None,
        }
    }

    fn scope(&self, path: &str, place: &str) -> Scope {
        let exact = Rule {
            max_age: Some(self.at("maxAge=\"600\"", 600)),
            allow_methods: Some(self.at("<allowMethods>", "PUT".to_owned())),
            allow_headers: Some(self.at("<allowMethods>", AllowHeaders::Requested)),
            ..self.rule(
                "<add origin=\"https://app.contoso.example\" maxAge=\"600\">",
                Pattern::Exact("https://app.contoso.example".to_owned()),
            )
        };
        let wildcard = self.rule(
            "<add origin=\"https://*.contoso.example\" />",
            Pattern::Wildcard {
                scheme: "https://".to_owned(),
                suffix: ".contoso.example".to_owned(),
            },
        );
        let any = Rule {
            allowed: false,
            ..self.rule("<add origin=\"*\" allowed=\"false\" />", Pattern::Any)
        };
        let header = Header {
            name: "X-`Odd`".to_owned(),
            value: "\u{202e}x".to_owned(),
            joining: Joining::Comma,
        };
        let handler = OptionsHandler {
            name: "OPTIONSVerbHandler".to_owned(),
            path: "*".to_owned(),
            answer: OptionsAnswer::VerbHandler,
        };
        Scope {
            path: self.at(place, path.to_owned()),
            verbs: Some(Verbs {
                listed: vec![self.at("<add verb=\"GET\" />", ("GET".to_owned(), true))],
                allow_unlisted: self.at("<verbs allowUnlisted=\"false\">", false),
            }),
            cors: Some(Cors {
                section: self.at("<cors", ()),
                fail_unlisted: self.at("failUnlistedOrigins=\"true\"", true),
                rules: vec![exact, wildcard, any],
            }),
            options: vec![self.at("<configuration>", handler)],
            custom_headers: vec![self.at("<add name=\"X-`Odd`\" value=\"\u{202e}x\" />", header)],
            redirect_headers: Vec::new(),
        }
    }

    fn generate(&self, policy: &Policy) -> String {
        let options = FileOptions {
            command: ["cors-gen", "sub dir/web.config", "-o", "cors.rs"]
                .map(str::to_owned)
                .to_vec(),
            ..FileOptions::default()
        };
        Generated::new(policy, &self.sources, &EmitOptions::default()).to_source(&options)
    }
}

#[test]
fn a_scope_that_inherits_everything_shares_everything() {
    let sample = Sample::new();
    let root = sample.scope("", "<configuration>");
    let deeper = vec![sample.scope("api", "<location path=\"api\">")];
    let source = sample.generate(&Policy { root: root.clone(), deeper });
    for once in
        ["const RULE_0:", "Rule::exact(", "static RULES_0:", "const HEADER_0:", "const VERBS_0:"]
    {
        assert_eq!(source.matches(once).count(), 1, "{once} in\n{source}");
    }
    assert!(!source.contains("RULES_1"), "{source}");
    assert_eq!(
        source,
        sample.generate(&Policy {
            root,
            deeper: vec![sample.scope("api", "<location path=\"api\">")]
        })
    );
}

#[test]
fn the_same_value_written_elsewhere_is_an_item_of_its_own() {
    let sample = Sample::new();
    let root = sample.scope("", "<configuration>");
    let mut api = root.clone();
    api.path = sample.at("<location path=\"api\">", "api".to_owned());
    api.custom_headers[0].span = sample.span("<location path=\"api\">");
    assert_eq!(root.custom_headers, api.custom_headers);
    let source = sample.generate(&Policy { root, deeper: vec![api] });
    assert!(source.contains("const HEADER_1: Header"), "{source}");
}

#[test]
fn a_file_reads_well() {
    let sample = Sample::new();
    let policy = Policy { root: sample.scope("", "<configuration>"), deeper: Vec::new() };
    let source = sample.generate(&policy).replace(env!("CARGO_PKG_VERSION"), "0.0.0");
    let expected = include_str!("expected.txt");
    assert_eq!(source, expected.replace("\r\n", "\n"), "is now\n{source}");
}

#[test]
fn the_runtime_is_where_the_user_says() {
    let sample = Sample::new();
    let policy = Policy { root: sample.scope("", "<configuration>"), deeper: Vec::new() };
    let options = EmitOptions { runtime: "crate::rt".parse().expect("a path") };
    let generated = Generated::new(&policy, &sample.sources, &options);
    let source = generated.to_source(&FileOptions {
        name: "SITE".parse().expect("a name"),
        ..FileOptions::default()
    });
    assert!(!source.contains("cors_runtime"), "{source}");
    assert!(!source.contains("Regenerate"), "{source}");
    assert!(source.contains("SITE"), "{source}");
}
