//! `<rewriteMaps>`, printed.

use crate::effective::{MapEntry, RewriteMap, RewriteMaps};
use crate::report::effective::json::{Object, Places, Value};
use crate::report::effective::section::Section;
use crate::report::effective::xml::{self, Xml, optional, present, switch, text};

impl Section for RewriteMaps {
    fn xml(&self, name: &'static str, xml: &mut Xml<'_>) {
        if !self.maps.is_given() {
            return;
        }
        xml.group(name, |xml| {
            xml.clear();
            self.maps.iter().for_each(|map| print(map, xml));
        });
    }

    fn json(&self, group: &mut Object, places: &Places<'_>) {
        let entry = |entry: &MapEntry| {
            places.at(entry.tag).with("key", &entry.key).with("value", entry.value.as_ref())
        };
        let map = |map: &RewriteMap| {
            places
                .at(map.tag)
                .with("name", &map.name)
                .with("default_value", map.default_value.as_ref())
                .with("ignore_case", map.ignore_case)
                .with("entries", map.entries.iter().map(entry).collect::<Value>())
        };
        group.set("rewrite_maps", self.maps.iter().map(|it| map(it)).collect::<Value>());
    }
}

fn print(map: &RewriteMap, xml: &mut Xml<'_>) {
    let attributes = present([
        Some(text("name", &map.name)),
        optional("defaultValue", map.default_value.as_ref()),
        switch("ignoreCase", map.ignore_case),
    ]);
    xml.element("rewriteMap", &attributes, xml::ToldApart::Files(map.tag), |xml| {
        for entry in &map.entries {
            let attributes =
                present([Some(text("key", &entry.key)), optional("value", entry.value.as_ref())]);
            xml.empty("add", &attributes, xml::ToldApart::Files(entry.tag));
        }
    });
}
