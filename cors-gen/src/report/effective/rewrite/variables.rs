//! `<allowedServerVariables>`, printed.

use crate::effective::AllowedServerVariables;
use crate::report::effective::json::{Object, Places};
use crate::report::effective::section::Section;
use crate::report::effective::xml::{self, Xml, text};

impl Section for AllowedServerVariables {
    fn xml(&self, name: &'static str, xml: &mut Xml<'_>) {
        xml.group(name, |xml| {
            if let Some(names) = &self.names {
                xml.clear();
                for name in names.iter() {
                    xml.empty("add", &[text("name", name)], xml::ToldApart::Lines);
                }
            }
        });
    }

    fn json(&self, group: &mut Object, places: &Places<'_>) {
        let names = self.names.as_ref();
        let names = names.map(|names| places.names(names.iter().map(|name| &**name)));
        group.set("allowed_server_variables", names);
    }
}
