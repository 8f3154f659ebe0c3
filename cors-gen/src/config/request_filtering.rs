//! `<requestFiltering>`: of its many lists, the verbs (OP-5).

use super::collection::{Directive, Keyed, directives};
use super::fields::Fields;
use super::section::{KeyAttribute, Section};
use crate::diagnostic::{Bag, Code, Diagnostic, Severity};
use crate::source::{Span, Spanned};
use crate::xml::Element;

/// A `<requestFiltering>` section.
#[derive(Debug, Clone, Default)]
pub struct RequestFiltering {
    /// `<verbs>`.
    pub verbs: Option<Verbs>,
}

/// `<verbs>`.
#[derive(Debug, Clone)]
pub struct Verbs {
    /// `allowUnlisted`.
    pub allow_unlisted: Option<Spanned<bool>>,
    /// The verbs listed.
    pub entries: Vec<Directive<VerbEntry>>,
}

/// An `<add verb allowed>`.
#[derive(Debug, Clone)]
pub struct VerbEntry {
    /// The start tag.
    pub tag: Span,
    /// `verb`.
    pub verb: Spanned<String>,
    /// `allowed`.
    pub allowed: Spanned<bool>,
}

impl Keyed for VerbEntry {
    fn key(&self) -> &Spanned<String> {
        &self.verb
    }
}

impl Section for RequestFiltering {
    const KEYS: &'static [KeyAttribute] = &[KeyAttribute::with_case("verb")];

    fn read(element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of_section(element, bag);
        fields.ignore_attributes(&[
            "allowDoubleEscaping",
            "allowHighBitCharacters",
            "unescapeQueryString",
            "removeServerHeader",
        ]);
        let others = [
            "fileExtensions",
            "requestLimits",
            "headers",
            "hiddenSegments",
            "denyUrlSequences",
            "alwaysAllowedUrls",
            "alwaysAllowedQueryStrings",
            "denyQueryStringSequences",
            "filteringRules",
        ];
        for name in others {
            for other in fields.children(name) {
                let message = format!("`<{name}>` of request filtering is not carried");
                let mut note = Diagnostic::new(Code::NotCarried, other.tag, message)
                    .help("let the service refuse such requests itself, if it has to");
                note.severity = Severity::Note;
                fields.bag().push(note);
            }
        }
        let verbs = fields.child("verbs").map(|e| read_verbs(e, fields.bag()));
        fields.finish();
        Self { verbs }
    }
}

pub(super) fn read_verbs(element: &Element, bag: &mut Bag) -> Verbs {
    let mut fields = Fields::of_section(element, bag);
    let allow_unlisted = fields.boolean("allowUnlisted");
    fields.ignore_attributes(&["applyToWebDAV"]);
    let entries = directives(element, "verb", &mut fields, |element, bag| {
        let mut fields = Fields::of(element, bag);
        let verb = fields.required("verb");
        let allowed = fields.required_boolean("allowed");
        fields.finish();
        Some(VerbEntry { tag: element.place(), verb: verb?, allowed: allowed? })
    });
    fields.finish();
    Verbs { allow_unlisted, entries }
}
