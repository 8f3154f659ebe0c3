//! What the attributes of a transform file ask for.

use std::rc::Rc;

use super::arguments::{self, Call};
use super::place::Place;
use super::xpath;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::xml::Attribute;

/// What an element's `Transform` attribute asks for.
#[derive(Debug)]
pub(super) struct Instruction<'t> {
    pub(super) action: Action<'t>,
    /// The value of the attribute.
    pub(super) span: Span,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action<'t> {
    Replace,
    Remove,
    RemoveAll,
    CommentOut,
    Insert,
    InsertIfMissing,
    /// The sibling's path is read where the action is carried out.
    InsertBeside(Side, &'t str),
    SetAttributes(Names<'t>),
    RemoveAttributes(Names<'t>),
}

/// On which side of a sibling to insert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

/// Which attributes a transform is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Names<'t> {
    All,
    Listed(Vec<&'t str>),
}

impl Action<'_> {
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Replace => "Replace",
            Self::Remove => "Remove",
            Self::RemoveAll => "RemoveAll",
            Self::CommentOut => "CommentOut",
            Self::Insert => "Insert",
            Self::InsertIfMissing => "InsertIfMissing",
            Self::InsertBeside(Side::Before, _) => "InsertBefore",
            Self::InsertBeside(Side::After, _) => "InsertAfter",
            Self::SetAttributes(_) => "SetAttributes",
            Self::RemoveAttributes(_) => "RemoveAttributes",
        }
    }

    /// Whether it works on the parent that the element would have, rather than on the element.
    pub(super) const fn inserts(&self) -> bool {
        matches!(self, Self::Insert | Self::InsertIfMissing | Self::InsertBeside(..))
    }

    /// Whether it works on every element that fits, rather than on the first.
    pub(super) const fn takes_all(&self) -> bool {
        matches!(self, Self::RemoveAll | Self::SetAttributes(_) | Self::RemoveAttributes(_))
    }
}

impl<'t> Instruction<'t> {
    /// Reads the `Transform` attribute of an element; `None` when it has none.
    ///
    /// The second part is a warning about arguments that are left unread.
    pub(super) fn read(
        place: &Place<'t>,
    ) -> Result<Option<(Self, Option<Diagnostic>)>, Diagnostic> {
        let Some(attribute) = place.xdt_attribute("Transform") else { return Ok(None) };
        let call = call(attribute, "Transform", "Replace")?;
        let span = attribute.value.span;
        let names = || match call.arguments {
            None => Names::All,
            Some(list) => {
                Names::Listed(arguments::split(list).into_iter().map(str::trim).collect())
            }
        };
        let action = match call.name {
            "Replace" => Action::Replace,
            "Remove" => Action::Remove,
            "RemoveAll" => Action::RemoveAll,
            "CommentOut" => Action::CommentOut,
            "Insert" => Action::Insert,
            "InsertIfMissing" => Action::InsertIfMissing,
            "InsertBefore" => Action::InsertBeside(Side::Before, only_argument(&call, attribute)?),
            "InsertAfter" => Action::InsertBeside(Side::After, only_argument(&call, attribute)?),
            "SetAttributes" => Action::SetAttributes(names()),
            "RemoveAttributes" => Action::RemoveAttributes(names()),
            other => return Err(unknown(other, "transform", span, TRANSFORMS)),
        };
        let reads_arguments = matches!(
            action,
            Action::InsertBeside(..) | Action::SetAttributes(_) | Action::RemoveAttributes(_)
        );
        let warning = call.arguments.filter(|_| !reads_arguments).map(|_| {
            let message = format!("`{}` takes no arguments", call.name);
            Diagnostic::new(Code::TransformNoEffect, span, message)
                .label("what is in the parentheses is ignored")
                .help("to choose elements, use `Locator`")
        });
        Ok(Some((Self { action, span }, warning)))
    }
}

/// How an element of a transform file finds those it stands for.
#[derive(Debug)]
pub(super) enum Locator {
    /// Steps from the elements that its parent stands for.
    Below(Vec<xpath::Step>),
    /// Steps from the parent's elements, which `Insert` also takes to be the parents.
    BelowFor(Vec<xpath::Step>),
    /// Steps from the document, which `Insert` also takes to lead to the parents.
    Absolute(Vec<xpath::Step>),
}

const TRANSFORMS: &[&str] = &[
    "Replace",
    "Remove",
    "RemoveAll",
    "Insert",
    "InsertIfMissing",
    "InsertBefore",
    "InsertAfter",
    "SetAttributes",
    "RemoveAttributes",
    "CommentOut",
];
const LOCATORS: &[&str] = &["Match", "Condition", "XPath"];

impl Locator {
    /// Reads the `Locator` attribute of an element; without one the element's name is all.
    pub(super) fn read(place: &Rc<Place<'_>>) -> Result<Self, Diagnostic> {
        let name = |predicates| vec![xpath::Step::child(place.name(), predicates)];
        let Some(attribute) = place.xdt_attribute("Locator") else {
            return Ok(Self::Below(name(Vec::new())));
        };
        let call = call(attribute, "Locator", "Match(name)")?;
        match call.name {
            "Match" => keys(place, attribute, &call).map(|keys| Self::Below(name(vec![keys]))),
            "Condition" => {
                let argument = only_argument(&call, attribute)?;
                let start = if argument.starts_with('[') { "" } else { "[" };
                let end = if argument.ends_with(']') { "" } else { "]" };
                let text = format!("{start}{argument}{end}");
                let predicates = xpath::predicates(&text, place).map_err(|error| {
                    let error = bad_xpath(&error, attribute.value.span);
                    match (start, end) {
                        ("[", "") => error.help(
                            "a condition that ends with `]` needs brackets of its own: `Condition([…])`",
                        ),
                        _ => error,
                    }
                })?;
                Ok(Self::Below(name(predicates)))
            }
            "XPath" => {
                let argument = only_argument(&call, attribute)?;
                let path = xpath::path(argument, place)
                    .map_err(|error| bad_xpath(&error, attribute.value.span))?;
                if path.absolute {
                    return Ok(Self::Absolute(path.steps));
                }
                Ok(Self::BelowFor(name(Vec::new()).into_iter().chain(path.steps).collect()))
            }
            other => Err(unknown(other, "locator", attribute.value.span, LOCATORS)),
        }
    }
}

/// The predicate of `Match`: each listed attribute has the value that the transform's element has.
fn keys(
    place: &Place<'_>,
    locator: &Attribute,
    call: &Call<'_>,
) -> Result<xpath::Expr, Diagnostic> {
    let Some(list) = call.arguments else {
        let message = "`Match` needs the names of attributes";
        return Err(Diagnostic::new(Code::TransformSyntax, locator.value.span, message)
            .help("write, for example, `Match(name)`"));
    };
    let mut keys = Vec::new();
    for key in arguments::split(list) {
        let Some(attribute) = place.element.attribute(key) else {
            let message =
                format!("`Match` names the attribute `{key}`, which this element does not have");
            return Err(Diagnostic::new(Code::TransformSyntax, locator.value.span, message)
                .related(place.element.tag, "the element")
                .help("give the element the attribute with the value to look for; names compare with case and white space"));
        };
        if attribute.value.value.contains('\'') {
            let message =
                format!("`Match` cannot look for the value of `{key}`: it holds an apostrophe");
            return Err(Diagnostic::new(Code::TransformSyntax, locator.value.span, message)
                .related(
                    attribute.value.span,
                    "the apostrophe ends the text in the XPath expression that `Match` makes",
                )
                .help("use `Condition` with the value in double quotes (`&quot;`)"));
        }
        let (prefix, local) = super::place::split(key);
        let namespace = if prefix.is_empty() { Some("") } else { place.namespace(prefix) };
        let name = super::place::Name {
            namespace: namespace.unwrap_or_default().to_owned(),
            local: local.to_owned(),
        };
        let path =
            xpath::LocationPath { absolute: false, steps: vec![xpath::Step::attribute(name)] };
        let value = xpath::Expr::Text(attribute.value.value.clone());
        keys.push(xpath::Expr::Compare(
            xpath::Comparison::Equal,
            Box::new([xpath::Expr::Path(path), value]),
        ));
    }
    Ok(xpath::Expr::And(keys))
}

fn call<'t>(attribute: &'t Attribute, what: &str, example: &str) -> Result<Call<'t>, Diagnostic> {
    arguments::parse(&attribute.value.value).ok_or_else(|| {
        let message =
            format!("the value of `{what}` is not of the form `Name` or `Name(arguments)`");
        Diagnostic::new(Code::TransformSyntax, attribute.value.span, message)
            .help(format!("write, for example, `{example}`"))
    })
}

fn only_argument<'t>(call: &Call<'t>, attribute: &Attribute) -> Result<&'t str, Diagnostic> {
    let wrong =
        |message: String| Diagnostic::new(Code::TransformSyntax, attribute.value.span, message);
    let Some(list) = call.arguments else {
        let message = format!("`{}` needs an XPath expression in parentheses", call.name);
        return Err(wrong(message));
    };
    match arguments::split(list)[..] {
        [only] => Ok(only),
        ref several => {
            let message =
                format!("`{}` takes one argument, and these are {}", call.name, several.len());
            Err(wrong(message).help(
                "a comma outside parentheses separates arguments, even between quotes: put the expression in parentheses",
            ))
        }
    }
}

fn unknown(name: &str, what: &str, span: Span, known: &[&str]) -> Diagnostic {
    let error =
        Diagnostic::new(Code::TransformSyntax, span, format!("there is no {what} `{name}`"));
    if let Some(meant) = known.iter().find(|known| known.eq_ignore_ascii_case(name)) {
        return error.help(format!("write `{meant}`: names compare with case"));
    }
    if name == "SetTokenizedAttributes" {
        return error.help("tokens of deployment packages are not supported: write the values out");
    }
    error.help(format!("those that there are: {}", known.join(", ")))
}

/// An expression that cannot be read, at the attribute that holds it.
pub(super) fn bad_xpath(error: &xpath::Error, span: Span) -> Diagnostic {
    let place = match error.rest.as_str() {
        "" => "at its end".to_owned(),
        rest => format!("at `{rest}`"),
    };
    let message = format!("the XPath expression cannot be read {place}: {}", error.message);
    let diagnostic = Diagnostic::new(Code::TransformXPath, span, message);
    match &error.help {
        Some(help) => diagnostic.help(help.clone()),
        None => diagnostic,
    }
}
