//! `<handlers>`, printed.

use super::json::{Object, Places, Value};
use super::section::Section;
use super::xml::{self, Xml, optional, present, text};
use crate::effective::{Handler, Handlers};

impl Section for Handlers {
    fn xml(&self, name: &'static str, xml: &mut Xml<'_>) {
        xml.group(name, |xml| {
            xml.clear();
            self.mappings.iter().for_each(|handler| print(handler, xml));
        });
    }

    fn json(&self, group: &mut Object, places: &Places<'_>) {
        let handler = |handler: &Handler| {
            places
                .at(handler.tag)
                .with("name", &handler.name)
                .with("path", &handler.path)
                .with("verb", &handler.verb)
                .with("modules", handler.modules.as_ref())
                .with("type", handler.managed_type.as_ref())
                .with("script_processor", handler.script_processor.as_ref())
        };
        group.set("handlers", self.mappings.iter().map(|it| handler(it)).collect::<Value>());
    }
}

fn print(handler: &Handler, xml: &mut Xml<'_>) {
    let Handler { tag, name, path, verb, modules, managed_type, script_processor, others } =
        handler;
    let mut attributes = present([
        Some(text("name", name)),
        Some(text("path", path)),
        Some(text("verb", verb)),
        optional("modules", modules.as_ref()),
        optional("type", managed_type.as_ref()),
        optional("scriptProcessor", script_processor.as_ref()),
    ]);
    attributes.extend(others.iter().map(|(name, value)| text(name, value)));
    xml.empty("add", &attributes, xml::ToldApart::Files(*tag));
}
