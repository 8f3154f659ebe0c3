//! `<httpRedirect>`, printed.

use super::json::{Object, Places, Value};
use super::section::Section;
use super::xml::{self, Xml, optional, present, switch, text, word};
use crate::effective::{HttpRedirect, LeveledRedirect, RedirectStatus};

impl Section for HttpRedirect {
    fn xml(&self, name: &'static str, xml: &mut Xml<'_>) {
        let attributes = present([
            switch("enabled", self.enabled),
            optional("destination", self.destination.as_ref().map(|(text, _)| text)),
            switch("exactDestination", self.exact),
            switch("childOnly", self.child_only),
            word("httpResponseStatus", self.status, RedirectStatus::word),
        ]);
        if !self.entries.is_given() {
            if !attributes.is_empty() {
                xml.empty(name, &attributes, xml::ToldApart::Lines);
            }
            return;
        }
        xml.element(name, &attributes, xml::ToldApart::Lines, |xml| {
            xml.clear();
            for LeveledRedirect { entry, level: _ } in self.entries.iter().map(|entry| &**entry) {
                let attributes =
                    [text("wildcard", &entry.wildcard), text("destination", &entry.destination)];
                xml.empty("add", &attributes, xml::ToldApart::Files(entry.tag));
            }
        });
    }

    fn json(&self, group: &mut Object, places: &Places<'_>) {
        let entry = |LeveledRedirect { entry, level }: &LeveledRedirect| {
            places
                .at(entry.tag)
                .with("wildcard", &entry.wildcard)
                .with("destination", &entry.destination)
                .with("below", level.folder.as_str())
        };
        let entries: Value = self.entries.iter().map(|it| entry(it)).collect();
        let destination = self.destination.as_ref().map(|(destination, level)| {
            let value =
                Object::default().with("value", destination).with("below", level.folder.as_str());
            let mut value = value;
            value.extend(places.at(destination.span));
            value
        });
        let status = self.status.map(|status| {
            let mut value = Object::default().with("value", status.value.word());
            value.extend(places.at(status.span));
            value
        });
        let redirect = Object::default()
            .with("enabled", places.setting(self.enabled))
            .with("destination", destination)
            .with("exact_destination", places.setting(self.exact))
            .with("child_only", places.setting(self.child_only))
            .with("http_response_status", status)
            .with("entries", entries);
        group.set("http_redirect", redirect);
    }
}
