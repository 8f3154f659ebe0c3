//! The schemes of `<authentication>`: who may come in without a name (OP-6).

use super::fields::Fields;
use super::section::{KeyAttribute, Section};
use crate::diagnostic::Bag;
use crate::source::Spanned;
use crate::xml::Element;

/// An `<anonymousAuthentication>` section.
#[derive(Debug, Clone)]
pub struct AnonymousAuthentication {
    /// `enabled`.
    pub enabled: Option<Spanned<bool>>,
}

/// A `<windowsAuthentication>` section.
#[derive(Debug, Clone)]
pub struct WindowsAuthentication {
    /// `enabled`.
    pub enabled: Option<Spanned<bool>>,
}

impl Section for AnonymousAuthentication {
    const KEYS: &'static [KeyAttribute] = &[];

    fn read(element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of_section(element, bag);
        let enabled = fields.boolean("enabled");
        fields.ignore_attributes(&["userName", "password", "logonMethod", "defaultLogonDomain"]);
        fields.finish();
        Self { enabled }
    }
}

impl Section for WindowsAuthentication {
    const KEYS: &'static [KeyAttribute] = &[];

    fn read(element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of_section(element, bag);
        let enabled = fields.boolean("enabled");
        fields.ignore_attributes(&[
            "authPersistNonNTLM",
            "authPersistSingleRequest",
            "useKernelMode",
            "useAppPoolCredentials",
        ]);
        fields.ignore_children(&["providers", "extendedProtection"]);
        fields.finish();
        Self { enabled }
    }
}
