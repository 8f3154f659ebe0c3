//! `<providers>`: programs that IIS loads; what they return is known to nobody else.

use crate::config::fields::Fields;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::xml::Element;

/// Reports the providers, which are not carried.
pub(in crate::config) fn report(element: &Element, bag: &mut Bag) {
    let mut fields = Fields::of_section(element, bag);
    fields.ignore_children(&["remove", "clear"]);
    for provider in fields.children("provider") {
        let message = "custom providers of URL Rewrite are not carried";
        let help = "rules that use it are reported; write what it does as code of the service";
        fields.bag().push(Diagnostic::new(Code::NotCarried, provider.tag, message).help(help));
    }
    fields.finish();
}
