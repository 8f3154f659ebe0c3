//! The request header fields that rules for responses read: what a service keeps of a request.

use std::collections::BTreeSet;

use cors_runtime::__private::{InboundRule, OutboundRule, Part, Variable};

use crate::policy::texts::{of_inbound, of_outbound};

/// The names, in lower case. What inbound rules read counts as well where a rule for responses reads a variable that they set.
pub(in crate::policy) fn fields<'p>(
    inbound: &[InboundRule<'p>],
    outbound: &[OutboundRule<'p>],
) -> BTreeSet<&'p str> {
    let mut fields = BTreeSet::new();
    let mut reads_set = false;
    for text in outbound.iter().flat_map(of_outbound) {
        reads_set |= see(text, &mut fields);
    }
    if reads_set {
        inbound.iter().flat_map(of_inbound).for_each(|text| {
            see(text, &mut fields);
        });
    }
    fields
}

/// Notes the fields of a text; whether it has a variable that rules set.
fn see<'p>(text: &'p [Part<'p>], fields: &mut BTreeSet<&'p str>) -> bool {
    let mut reads_set = false;
    for part in text {
        match *part {
            Part::Variable(Variable::Header(name)) => {
                fields.insert(name);
            }
            Part::Variable(Variable::ServerName | Variable::ServerPort) => {
                fields.insert("host");
            }
            Part::Set { .. } => reads_set = true,
            _ => {}
        }
        reads_set |= part.inner().is_some_and(|text| see(text, fields));
    }
    reads_set
}
