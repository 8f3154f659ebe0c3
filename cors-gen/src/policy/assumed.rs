//! The note that a policy rests on what nobody has published ("Assumptions" in `docs/iis-behaviour.md`).

use cors_runtime::__private::{CorsParts, OriginPattern, OriginRuleParts};
use cors_runtime::policy::OriginRule;

use crate::assume::questions_of;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::Span;

/// What is assumed, a clause, with its row of `docs/iis-behaviour.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Assumed<'a> {
    row: &'static str,
    what: &'a str,
}

/// What is assumed by a row.
pub(crate) const fn about<'a>(row: &'static str, what: &'a str) -> Assumed<'a> {
    Assumed { row, what }
}

/// The note about what is written at `place`.
pub(crate) fn note(place: Span, assumed: Assumed<'_>) -> Diagnostic {
    note_of(place, &[assumed])
}

/// One note about all of these that apply to what is written at `place`; none where none does.
pub(crate) fn report<'a>(
    place: Span,
    assumed: impl IntoIterator<Item = (bool, Assumed<'a>)>,
    bag: &mut Bag,
) {
    let applying = assumed.into_iter().filter_map(|(applies, what)| applies.then_some(what));
    let applying: Vec<_> = applying.collect();
    if !applying.is_empty() {
        bag.push(note_of(place, &applying));
    }
}

fn note_of(place: Span, assumed: &[Assumed<'_>]) -> Diagnostic {
    let said: Vec<_> = assumed.iter().map(|it| format!("{} ({})", it.what, it.row)).collect();
    let note = Diagnostic::new(
        Code::Assumption,
        place,
        format!("assumed of IIS: {}", said.join(", ")),
    )
    .help("`cors-gen rule ROW`, as in `cors-gen rule CM-16`, says what is known; compare with your IIS where it matters");
    match assumed.iter().find_map(|it| questions_of(it.row).next()) {
        Some(question) => note.help(format!(
            "where your IIS does otherwise, choose with `--assume`, as in `--assume {}={}`",
            question.row,
            question.choices().get(1).map_or("", |choice| choice.name)
        )),
        None => note,
    }
}

/// Whether `*` is the only rule, so that answers are the same for every origin (CM-16).
pub(crate) fn is_lone_star(cors: &CorsParts<'_>) -> bool {
    matches!(cors.origins.rules(), [rule] if rule.parts().pattern == OriginPattern::Any)
}

/// Whether some origin gets the module's header fields.
pub(crate) fn allows_some(cors: &CorsParts<'_>) -> bool {
    cors.origins.rules().iter().any(|rule| rule.parts().allowed)
}

/// Whether requests of some origin go on without header fields (CM-17).
pub(crate) fn lets_unlisted_go_on(cors: &CorsParts<'_>) -> bool {
    let rules = || cors.origins.rules().iter().map(OriginRule::parts);
    let is_star = |rule: &OriginRuleParts<'_>| rule.pattern == OriginPattern::Any;
    !cors.fail_unlisted && (!rules().any(is_star) || rules().any(|rule| !rule.allowed))
}
