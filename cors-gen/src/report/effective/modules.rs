//! `<modules>`, printed.

use super::json::{Object, Places};
use super::section::Section;
use super::xml::{self, Xml, present, switch};
use crate::effective::Modules;

impl Section for Modules {
    fn xml(&self, name: &'static str, xml: &mut Xml<'_>) {
        if self.run_all_managed.is_some() {
            let all = switch("runAllManagedModulesForAllRequests", self.run_all_managed);
            xml.empty(name, &present([all]), xml::ToldApart::Lines);
        }
    }

    fn json(&self, group: &mut Object, places: &Places<'_>) {
        group.set("run_all_managed_modules", places.setting(self.run_all_managed));
    }
}
