//! The effective `<httpProtocol>`.

use super::section::{Laying, Section};
use crate::config::{self, Directive, HeaderEntry, List};
use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::source::Spanned;

/// The effective `<httpProtocol>`.
#[derive(Debug, Clone, Default)]
pub struct HttpProtocol {
    /// `<customHeaders>`, inherited ones first (CH-3).
    pub custom_headers: List<HeaderEntry>,
    /// `<redirectHeaders>`.
    pub redirect_headers: List<HeaderEntry>,
}

impl Section for HttpProtocol {
    type Written = config::HttpProtocol;

    fn lay(&mut self, written: &config::HttpProtocol, laying: &mut Laying<'_>) {
        for removed in &written.custom_headers {
            if let Directive::Remove(name) = removed {
                self.note_removal(name, laying);
            }
        }
        laying.list(&mut self.custom_headers, &written.custom_headers);
        laying.list(&mut self.redirect_headers, &written.redirect_headers);
    }
}

/// Headers that IIS and ASP.NET send without any entry, each with the setting that turns it off (SI-2, SI-4).
const SENT_ANYWAY: [(&str, &str); 3] = [
    ("Server", "`<requestFiltering removeServerHeader=\"true\">`"),
    ("X-AspNet-Version", "`<httpRuntime enableVersionHeader=\"false\">`"),
    ("X-AspNetMvc-Version", "code of the application"),
];

impl HttpProtocol {
    /// Notes the removal of a header that is no entry: it stays as it was on IIS (SI-5).
    fn note_removal(&self, name: &Spanned<String>, laying: &mut Laying<'_>) {
        let same = |other: &str| other.eq_ignore_ascii_case(&name.value);
        let Some((sent, switch)) = SENT_ANYWAY.iter().find(|(sent, _)| same(sent)) else { return };
        if self.custom_headers.iter().any(|entry| same(&entry.name.value)) {
            return;
        }
        let message = format!("this has never removed `{sent}`, which is no custom header");
        laying.bag.push(
            Diagnostic::new(Code::IneffectiveRemoval, name.span, message)
                .label("entries of this list are all it removes (CH-7, SI-5)")
                .help(format!("remove this; on IIS it is {switch} that does it, and a service does not send the header"))
                .fix(Fix::safe("remove it").remove(name.span)),
        );
    }
}
