//! The schemes of `<authentication>`, printed.

use super::json::{Object, Places};
use super::section::Section;
use super::xml::{self, Xml, present, switch};
use crate::effective::{AnonymousAuthentication, WindowsAuthentication};
use crate::source::Spanned;

impl Section for AnonymousAuthentication {
    fn xml(&self, name: &'static str, xml: &mut Xml<'_>) {
        print(name, self.enabled, xml);
    }

    fn json(&self, group: &mut Object, places: &Places<'_>) {
        group.set("anonymous", places.setting(self.enabled));
    }
}

impl Section for WindowsAuthentication {
    fn xml(&self, name: &'static str, xml: &mut Xml<'_>) {
        print(name, self.enabled, xml);
    }

    fn json(&self, group: &mut Object, places: &Places<'_>) {
        group.set("windows", places.setting(self.enabled));
    }
}

fn print(name: &str, enabled: Option<Spanned<bool>>, xml: &mut Xml<'_>) {
    if enabled.is_some() {
        xml.empty(name, &present([switch("enabled", enabled)]), xml::ToldApart::Lines);
    }
}
