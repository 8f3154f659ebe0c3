//! What a file means, as a number: the same for files that differ in comments, white space, line ends, the order of
//! attributes, or in sections that nobody looks at.

use std::hash::{Hash, Hasher};

use siphasher::sip::SipHasher13;

use crate::config::{is_looked_at, join, may_warn};
use crate::xml::{Document, Element};

/// The hash of what a configuration or a transform says.
pub(super) fn fingerprint(document: &Document) -> u64 {
    let mut hasher = SipHasher13::new();
    element(&document.root, Place::Around, &mut hasher);
    hasher.finish()
}

/// The hash of what a project file says for one configuration.
pub(super) fn of_settings(settings: &impl Hash) -> u64 {
    let mut hasher = SipHasher13::new();
    settings.hash(&mut hasher);
    hasher.finish()
}

/// Where an element stands.
#[derive(Clone, Copy)]
enum Place<'a> {
    /// At the root, or directly in `<location>`.
    Around,
    /// In `system.webServer`, or in the group of this path in it.
    Group(&'a str),
    /// In a part of the file that counts whole.
    Whole,
}

fn element(it: &Element, place: Place<'_>, hasher: &mut SipHasher13) {
    text("<", hasher);
    text(&it.name.value, hasher);
    let mut attributes: Vec<(&str, &str)> =
        it.attributes.iter().map(|a| (a.name.value.as_str(), a.value.value.as_str())).collect();
    attributes.sort_unstable();
    for (name, value) in attributes {
        text(name, hasher);
        text(value, hasher);
    }
    for run in it.texts() {
        text(run.value.trim(), hasher);
    }
    for child in it.elements() {
        let name = child.name.value.as_str();
        match place {
            Place::Whole => element(child, Place::Whole, hasher),
            Place::Around => match name {
                "location" => element(child, Place::Around, hasher),
                "system.webServer" => element(child, Place::Group(""), hasher),
                "system.web" => {
                    let warn = |it: &&Element| may_warn(&join("system.web", &it.name.value), it);
                    child.elements().filter(warn).for_each(|it| element(it, Place::Whole, hasher));
                }
                _ if is_other_group(name) => {}
                _ => element(child, Place::Whole, hasher),
            },
            Place::Group(group)
                if may_warn(&join("system.webServer", &join(group, name)), child) =>
            {
                element(child, Place::Whole, hasher);
            }
            Place::Group(group) if is_looked_at(group, name) => {
                element(child, Place::Group(&join(group, name)), hasher);
            }
            Place::Group(_) => {}
        }
    }
    text(">", hasher);
}

/// Whether an element of this name holds sections of other products: of .NET, of the application.
fn is_other_group(name: &str) -> bool {
    let groups = ["appSettings", "connectionStrings", "runtime", "startup", "dataConfiguration"];
    let is_dotnet = name.starts_with("system.") && name != "system.applicationHost";
    groups.contains(&name) || is_dotnet
}

/// Length and bytes, so that no two lists of texts are one.
fn text(text: &str, hasher: &mut SipHasher13) {
    hasher.write_u64(text.len() as u64);
    hasher.write(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;
    use crate::xml;

    fn of(text: &str) -> u64 {
        let file = SourceMap::default().add("web.config", None, text.to_owned());
        fingerprint(&xml::read(file, text).expect("XML"))
    }

    #[test]
    fn only_what_counts_counts() {
        let plain = r#"<configuration><system.webServer><cors enabled="true" failUnlistedOrigins="true"><add origin="*" /></cors></system.webServer></configuration>"#;
        let same = [
            "<?xml version=\"1.0\"?>\r\n<!-- x --><configuration>\r\n\t<appSettings><add key=\"a\" value=\"1\"/></appSettings><system.webServer><!-- y -->\n<cors failUnlistedOrigins='true'   enabled='true'><add origin='*'></add></cors>\n</system.webServer></configuration>\n",
            r#"<configuration><system.web><compilation debug="true" /></system.web><system.webServer><cors enabled="true" failUnlistedOrigins="true"><add origin="*" /></cors><defaultDocument /></system.webServer></configuration>"#,
        ];
        for text in same {
            assert_eq!(of(text), of(plain), "{text}");
        }
        let others = [
            plain.replace('*', "null"),
            plain.replace("<add origin=\"*\" />", ""),
            plain.replace("<add origin=\"*\" />", "<add origin=\"*\" /><add origin=\"a\" />"),
            plain.replace("system.webServer", "location"),
            // Warnings about these stand in what is generated.
            plain.replace("<cors", "<security><ipSecurity allowUnlisted=\"false\" /></security><cors"),
            plain.replace("<system.webServer>", "<system.web><authorization><deny users=\"?\" /></authorization></system.web><system.webServer>"),
        ];
        for text in others {
            assert_ne!(of(&text), of(plain), "{text}");
        }
    }
}
