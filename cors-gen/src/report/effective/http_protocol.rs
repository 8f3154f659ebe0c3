//! `<httpProtocol>`, printed.

use super::json::{Object, Places, Value};
use super::section::Section;
use super::xml::{self, Xml, optional, present, text};
use crate::effective::{HeaderEntry, HttpProtocol, List};

impl Section for HttpProtocol {
    fn xml(&self, name: &'static str, xml: &mut Xml<'_>) {
        xml.group(name, |xml| {
            // A server has custom headers of its own also where no file shows them (CH-8).
            print("customHeaders", &self.custom_headers, xml);
            if self.redirect_headers.is_given() {
                print("redirectHeaders", &self.redirect_headers, xml);
            }
        });
    }

    fn json(&self, group: &mut Object, places: &Places<'_>) {
        let headers = |entries: &List<HeaderEntry>| -> Value {
            let header = |entry: &HeaderEntry| {
                places.at(entry.tag).with("name", &entry.name).with("value", entry.value.as_ref())
            };
            entries.iter().map(|entry| header(entry)).collect()
        };
        group.set("custom_headers", headers(&self.custom_headers));
        group.set("redirect_headers", headers(&self.redirect_headers));
    }
}

fn print(element: &'static str, entries: &List<HeaderEntry>, xml: &mut Xml<'_>) {
    xml.group(element, |xml| {
        xml.clear();
        for entry in entries.iter() {
            let attributes =
                present([Some(text("name", &entry.name)), optional("value", entry.value.as_ref())]);
            xml.empty("add", &attributes, xml::ToldApart::Files(entry.tag));
        }
    });
}
