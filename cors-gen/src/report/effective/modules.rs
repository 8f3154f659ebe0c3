//! `<modules>`, printed.

use super::json::{Object, Places, Value};
use super::section::Section;
use super::xml::{self, Xml, optional, present, switch, text};
use crate::effective::{Module, Modules};

impl Section for Modules {
    /// A file below a server says what it takes out and puts in, and no more: most native modules of a server are locked
    /// (CF-9), and one that no level names acts all the same.
    fn xml(&self, name: &'static str, xml: &mut Xml<'_>) {
        let all = present([switch("runAllManagedModulesForAllRequests", self.run_all_managed)]);
        let is_of_server = |module: &Module| module.locked && module.managed_type.is_none();
        let changed: Vec<_> = self.entries.iter().filter(|module| !is_of_server(module)).collect();
        if changed.is_empty() && self.removed.is_empty() {
            if !all.is_empty() {
                xml.empty(name, &all, xml::ToldApart::Lines);
            }
            return;
        }
        xml.element(name, &all, xml::ToldApart::Lines, |xml| {
            let added = changed.iter().map(|module| &module.name);
            for name in self.removed.iter().map(|name| &**name).chain(added) {
                xml.empty("remove", &[text("name", name)], xml::ToldApart::Lines);
            }
            for module in changed {
                print(module, xml);
            }
        });
    }

    fn json(&self, group: &mut Object, places: &Places<'_>) {
        let module = |module: &Module| {
            places
                .at(module.tag)
                .with("name", &module.name)
                .with("type", module.managed_type.as_ref())
        };
        group.set("run_all_managed_modules", places.setting(self.run_all_managed));
        group.set("modules", self.entries.iter().map(|it| module(it)).collect::<Value>());
        group.set("removed_modules", places.names(self.removed.iter().map(|name| &**name)));
    }
}

fn print(module: &Module, xml: &mut Xml<'_>) {
    // No level below this one is printed.
    let Module { tag, name, managed_type, pre_condition, locked: _ } = module;
    let attributes = present([
        Some(text("name", name)),
        optional("type", managed_type.as_ref()),
        optional("preCondition", pre_condition.as_ref()),
    ]);
    xml.empty("add", &attributes, xml::ToldApart::Files(*tag));
}
