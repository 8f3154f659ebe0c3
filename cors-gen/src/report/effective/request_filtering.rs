//! `<requestFiltering>`, printed.

use super::json::{Object, Places, Value};
use super::section::Section;
use super::xml::{self, Xml, present, switch, text};
use crate::effective::{RequestFiltering, VerbEntry};

impl Section for RequestFiltering {
    fn xml(&self, name: &'static str, xml: &mut Xml<'_>) {
        let verbs = &self.verbs;
        let attributes = present([switch("allowUnlisted", verbs.allow_unlisted)]);
        xml.group(name, |xml| {
            if !verbs.entries.is_given() {
                xml.empty("verbs", &attributes, xml::ToldApart::Lines);
                return;
            }
            xml.element("verbs", &attributes, xml::ToldApart::Lines, |xml| {
                xml.clear();
                for entry in verbs.entries.iter() {
                    let allowed = switch("allowed", Some(entry.allowed));
                    let attributes = present([Some(text("verb", &entry.verb)), allowed]);
                    xml.empty("add", &attributes, xml::ToldApart::Files(entry.tag));
                }
            });
        });
    }

    fn json(&self, group: &mut Object, places: &Places<'_>) {
        let entry = |entry: &VerbEntry| {
            places.at(entry.tag).with("verb", &entry.verb).with("allowed", entry.allowed)
        };
        let entries: Value = self.verbs.entries.iter().map(|verb| entry(verb)).collect();
        let verbs = Object::default()
            .with("allow_unlisted", places.setting(self.verbs.allow_unlisted))
            .with("entries", entries);
        group.set("verbs", verbs);
    }
}
