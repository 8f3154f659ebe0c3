//! A recording of `cors-gen verify --record`, compared for the page.

use std::path::Path;

use crate::cli::exit::Failure;
use crate::cli::input::name;
use crate::cli::verify::recording;
use crate::page::{Differs, Part, Recorded, Settled, SettledAs};
use crate::pipeline::{Input, Options};
use crate::policy::{Arena, Lowered};
use crate::source::SourceMap;
use crate::verify::{self, Compared, Extras, Item, Outcome, alternatives};

/// What a policy was made of.
pub(super) struct Made<'a, 'p> {
    pub(super) input: &'a Input,
    pub(super) options: &'a Options,
    pub(super) arena: &'p Arena,
}

impl<'p> Made<'_, 'p> {
    pub(super) fn compare(
        &self,
        file: &Path,
        policy: &Lowered<'p>,
        sources: &SourceMap,
    ) -> Result<Recorded, Failure> {
        let exchanges = recording(file, None)?;
        let report = verify::report(&Compared {
            policy,
            sources,
            alternatives: &alternatives(self.input, self.options, policy, self.arena),
            exchanges: &exchanges,
            against: None,
            extras: &Extras::default(),
            own_cors: false,
        });
        let differences = report.differences.into_iter().map(|difference| Differs {
            request: difference.request,
            parts: difference.parts.into_iter().map(part).collect(),
            browser: difference.browser,
        });
        let assumptions = report.assumptions.into_iter().map(|it| Settled {
            row: it.row,
            about: it.about.to_owned(),
            result: match it.result {
                Outcome::Confirmed => SettledAs::Confirmed,
                Outcome::NotSeen => SettledAs::NotSeen,
                Outcome::Contradicted { choose, meaning } => SettledAs::Contradicted {
                    choose: choose.to_owned(),
                    meaning: meaning.to_owned(),
                },
            },
        });
        Ok(Recorded {
            name: name(file),
            asked: report.asked,
            differences: differences.collect(),
            assumptions: assumptions.collect(),
        })
    }
}

fn part(part: verify::Part) -> Part {
    Part {
        name: match part.misfit.item {
            Item::Status => "status".to_owned(),
            Item::Field(name) => name,
        },
        expected: part.misfit.expected,
        got: part.misfit.got,
        row: part.row,
        place: Some(part.source.span),
    }
}
