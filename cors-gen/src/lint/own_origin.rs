//! `failUnlistedOrigins`, which refuses the site's own pages as well (CM-17).

use cors_runtime::__private::OriginPattern;
use cors_runtime::AnsweredBy;

use super::asking::Asked;
use super::{Facts, Looked};
use crate::diagnostic::{Bag, Code, Diagnostic, Severity};
use crate::source::FileId;

/// `told` has the files of which it was told that their sites may be meant.
pub(super) fn lint(looked: &Looked<'_, '_>, facts: &Facts, told: &mut Vec<FileId>, bag: &mut Bag) {
    let Some((cors, places)) = looked.scope.parts().cors.as_ref().zip(looked.places.cors) else {
        return;
    };
    let rules = cors.parts().origins.rules();
    let is_any = |pattern| matches!(pattern, OriginPattern::Any);
    // It is the last, where there is one.
    let lets_all_in = rules.last().map(cors_runtime::policy::OriginRule::parts);
    if !cors.parts().fail_unlisted
        || lets_all_in.is_some_and(|rule| rule.allowed && is_any(rule.pattern))
    {
        return;
    }
    let help = "list the site's own origin too: `<add origin=\"https://www.example.com\" />`";
    for own in &facts.own_origins {
        let asked = Asked { origin: &own.value, method: "POST", headers: "" };
        let mut answers = looked.paths().filter_map(|path| looked.actual(&path, asked));
        if answers.any(|it| it.decision.answered_by() == AnsweredBy::CorsForbidden) {
            let message =
                format!("the site's own pages at `{}` get 403 for POST, PUT and DELETE", own.value);
            bag.push(
                Diagnostic::new(Code::OwnOriginUnlisted, places.fail_unlisted, message)
                    .label("browsers send `Origin` with these to the own site too (CM-17)")
                    .related(own.span, "the site is reached by this name")
                    .help(help),
            );
        }
    }
    let file = places.fail_unlisted.file;
    if !facts.knows_own_origins && !told.contains(&file) {
        told.push(file);
        let message = "the site's own pages get 403 for POST, PUT and DELETE where their origin is not listed";
        bag.push(
            Diagnostic::new(Code::OwnOriginUnlisted, places.fail_unlisted, message)
                .severity(Severity::Note)
                .label("browsers send `Origin` with these to the own site too (CM-17)")
                .help(help)
                .help("pass the server's applicationHost.config with `--parent`, whose bindings say the site's name"),
        );
    }
}
