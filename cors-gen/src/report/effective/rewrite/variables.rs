//! `<allowedServerVariables>`, printed.

use crate::effective::AllowedServerVariables;
use crate::report::effective::json::{Object, Places};
use crate::report::effective::section::Section;
use crate::report::effective::xml::{self, Xml, text};

impl Section for AllowedServerVariables {
    fn xml(&self, name: &'static str, xml: &mut Xml<'_>) {
        xml.group(name, |xml| {
            if self.names.is_given() {
                xml.clear();
                for name in self.names.iter() {
                    xml.empty("add", &[text("name", name)], xml::ToldApart::Lines);
                }
            }
        });
    }

    fn json(&self, group: &mut Object, places: &Places<'_>) {
        let names = self.names.is_given();
        let names = names.then(|| places.names(self.names.iter().map(|name| &**name)));
        group.set("allowed_server_variables", names);
    }
}
