//! `<authentication>`: who may come in without a name (OP-6).

use super::fields::Fields;
use crate::diagnostic::Bag;
use crate::source::Spanned;
use crate::xml::Element;

/// The `<security><authentication>` group: the `enabled` of each scheme that is mentioned.
#[derive(Debug, Clone, Default)]
pub struct Authentication {
    /// `<anonymousAuthentication>`.
    pub anonymous: Option<Spanned<bool>>,
    /// `<windowsAuthentication>`.
    pub windows: Option<Spanned<bool>>,
}

impl Authentication {
    pub(super) fn read(element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of(element, bag);
        let anonymous = fields.child("anonymousAuthentication").and_then(|e| {
            let mut fields = Fields::of_section(e, fields.bag());
            let enabled = fields.boolean("enabled");
            fields.ignore_attributes(&[
                "userName",
                "password",
                "logonMethod",
                "defaultLogonDomain",
            ]);
            fields.finish();
            enabled
        });
        let windows = fields.child("windowsAuthentication").and_then(|e| {
            let mut fields = Fields::of_section(e, fields.bag());
            let enabled = fields.boolean("enabled");
            fields.ignore_attributes(&[
                "authPersistNonNTLM",
                "authPersistSingleRequest",
                "useKernelMode",
                "useAppPoolCredentials",
            ]);
            fields.ignore_children(&["providers", "extendedProtection"]);
            fields.finish();
            enabled
        });
        fields.ignore_children(&[
            "basicAuthentication",
            "digestAuthentication",
            "clientCertificateMappingAuthentication",
            "iisClientCertificateMappingAuthentication",
        ]);
        fields.finish();
        Self { anonymous, windows }
    }
}
