//! The sections of one path: `<system.webServer>` and what is in it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::fields::{Fields, duplicate_section, has_single, stray_text};
use super::locks::Written;
use super::names;
use super::section::Section;
use super::setting::{Setting, Verdict};
use super::table::{self, Kind, Unknown, sections};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::spelling::is_near;
use crate::xml::Element;

macro_rules! written {
    ($($(#[$doc:meta])* $field:ident: $section:ident, $path:literal;)+) => {
        /// The sections that matter here, for one path, as written; `None` for those that do not stand there.
        #[derive(Debug, Clone, Default)]
        pub struct Sections {
            $($(#[$doc])* pub $field: Option<$crate::config::$section>,)+
            /// What all of these write and lock.
            pub written: Vec<Written>,
            /// What says anything, those that are not read too.
            pub settings: Vec<Setting>,
        }

        impl Sections {
            /// Reads the section at a path of the table, and what it writes and locks.
            fn read(&mut self, path: &str, element: &Element, bag: &mut Bag) {
                match path {
                    $($path => {
                        let keys = <$crate::config::$section as Section>::KEYS;
                        Written::gather(element, path, keys, &mut self.written);
                        self.$field = Some(Section::read(element, bag));
                    })+
                    _ => debug_assert!(false, "{path} is not in the table"),
                }
            }
        }
    };
}
sections!(written);

impl Sections {
    /// Adds what is to be said of an element at a path below `configuration`, and of its attributes that count by themselves.
    pub(super) fn say(
        &mut self,
        section: &str,
        element: &Element,
        verdict: Option<&'static Verdict>,
    ) {
        let mut by_themselves = 0;
        for (name, place, verdict) in table::attributes(section, element) {
            let section = Cow::Owned(format!("{section}/@{name}"));
            self.settings.push(Setting { section, place, whole: place, verdict, of_server: false });
            by_themselves += 1;
        }
        let says_more =
            element.attributes.len() > by_themselves || element.elements().next().is_some();
        if let Some(verdict) = verdict.filter(|_| says_more) {
            let section = Cow::Owned(section.to_owned());
            let (place, whole) = (element.place(), element.span);
            self.settings.push(Setting { section, place, whole, verdict, of_server: false });
        }
    }

    /// As [`say`](Self::say), of an element in `system.webServer`.
    fn say_in_server(&mut self, at: &str, element: &Element, verdict: Option<&'static Verdict>) {
        self.say(&format!("{WEB_SERVER}/{at}"), element, verdict);
    }
}

/// The group of the sections of IIS.
const WEB_SERVER: &str = "system.webServer";

/// Reads the sections of one file.
pub(super) struct SectionReader<'b, 'e> {
    pub(super) bag: &'b mut Bag,
    /// The sections seen so far with the path they are for, to find those that stand twice (CF-4).
    seen: HashMap<(String, String), &'e Element>,
}

impl<'b, 'e> SectionReader<'b, 'e> {
    pub(super) fn new(bag: &'b mut Bag) -> Self {
        Self { bag, seen: HashMap::new() }
    }

    /// Reads an element that stands at `at` below `system.webServer`, for `path`.
    ///
    /// Returns whether the table has such a section or group.
    pub(super) fn read(
        &mut self,
        element: &'e Element,
        at: &str,
        path: &str,
        into: &mut Sections,
    ) -> bool {
        let Some(kind) = table::kind(at) else { return false };
        if let Kind::Group(unknown) = kind {
            self.group(element, (at, unknown), path, into);
        } else if self.is_first(element, at, path) {
            let verdict = match kind {
                Kind::Read => {
                    into.read(at, element, self.bag);
                    table::of_read(at, element)
                }
                Kind::Reported(report, verdict) => {
                    report(element, self.bag);
                    Some(verdict)
                }
                Kind::Known(says) => says.of(element),
                Kind::Group(_) => None,
            };
            into.say_in_server(at, element, verdict);
        }
        true
    }

    fn group(
        &mut self,
        element: &'e Element,
        (at, unknown): (&str, Unknown),
        path: &str,
        into: &mut Sections,
    ) {
        if unknown == Unknown::Refused {
            Fields::of(element, self.bag).finish_attributes();
        }
        for child in element.elements() {
            let name = child.name.value.as_str();
            if self.read(child, &table::join(at, name), path, into) {
                continue;
            }
            let known = table::names_in(at);
            if unknown == Unknown::Refused {
                let message = format!("`<{}>` has no element named `<{name}>`", element.name.value);
                let diagnostic = Diagnostic::new(Code::UnknownElement, child.name.span, message);
                let is_taken = |meant: &str| has_single(element, meant);
                let place = (&child.name, child.span);
                self.bag.push(names::suggest_fix(diagnostic, place, &known, is_taken));
            } else if table::is_of_sites(name) {
                let message = format!(
                    "`<{name}>` stands in `<{}>`, where IIS does not know it",
                    element.name.value
                );
                self.bag.push(
                    Diagnostic::new(Code::UnknownElement, child.name.span, message)
                        .label("IIS answers 500.19 to every request (ST-1)")
                        .help("move it into the `<site>` of the server's `applicationHost.config`"),
                );
            } else if let Some(parent) = table::parent_of(name).filter(|_| at.is_empty()) {
                let message = format!(
                    "`<{name}>` stands in `<system.webServer>`, where IIS does not know it"
                );
                self.bag.push(
                    Diagnostic::new(Code::UnknownElement, child.name.span, message)
                        .label("IIS answers 500.19 to every request")
                        .help(format!("move it into `<{parent}>`")),
                );
            } else {
                self.check_name(child, name, &known);
                let at = table::join(at, name);
                into.say_in_server(&at, child, table::of_unknown(child));
            }
        }
        if !at.is_empty() && element.elements().next().is_none() {
            // Naming a group is enough to lock or unlock what is in it (CF-7).
            Written::gather(element, at, &[], &mut into.written);
        }
        stray_text(element, self.bag);
    }

    /// Takes down what an element beside `system.webServer` says.
    pub(super) fn around(element: &Element, into: &mut Sections) {
        let name = element.name.value.as_str();
        if table::is_group_around(name) {
            for child in element.elements() {
                let path = table::join(name, &child.name.value);
                into.say(&path, child, table::around(&path, child));
            }
        } else {
            into.say(name, element, table::around(name, element));
        }
    }

    /// Whether the section has not been seen for this path; reports it when it has (CF-4).
    fn is_first(&mut self, element: &'e Element, at: &str, path: &str) -> bool {
        match self.seen.entry((path.to_lowercase(), at.to_owned())) {
            Entry::Occupied(first) => {
                self.bag.push(duplicate_section(element, first.get()));
                false
            }
            Entry::Vacant(place) => {
                place.insert(element);
                true
            }
        }
    }

    /// Reports an element that is probably a slip for one that is read (CF-1); others are none of our business.
    pub(super) fn check_name(&mut self, element: &Element, name: &str, known: &[&'static str]) {
        if !known.contains(&name) && known.iter().any(|k| is_near(name, k)) {
            let message = format!("IIS does not know an element `<{name}>` here");
            let diagnostic = Diagnostic::new(Code::UnknownElement, element.name.span, message);
            // What is beside it is not known here: the run after shows it, if it is a second one.
            let place = (&element.name, element.span);
            self.bag.push(names::suggest_fix(diagnostic, place, known, |_| false));
        }
    }
}
