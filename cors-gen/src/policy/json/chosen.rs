//! What was chosen in the place of what is assumed of IIS.

use std::borrow::Cow;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::assume::{Assumptions, ChooseError, Named};

/// An answer, by the name by which it is chosen.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Chosen<T>(pub(super) T);

impl<T: Named> Serialize for Chosen<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name())
    }
}

impl<'de, T: Named> Deserialize<'de> for Chosen<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<str>::deserialize(deserializer)?;
        T::named(&name).map(Self).ok_or_else(|| Error::custom("there is no such choice"))
    }
}

/// An answer to a question of a row.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonChoice<'a> {
    row: Cow<'a, str>,
    choice: Cow<'a, str>,
}

pub(super) fn of(assume: &Assumptions) -> Vec<JsonChoice<'static>> {
    let chosen = assume.chosen().map(|(question, choice)| JsonChoice {
        row: Cow::Borrowed(question.row),
        choice: Cow::Borrowed(choice.name),
    });
    chosen.collect()
}

pub(super) fn read(choices: &[JsonChoice<'_>]) -> Result<Assumptions, ChooseError> {
    let mut assume = Assumptions::default();
    for JsonChoice { row, choice } in choices {
        assume.choose_of(row, choice)?;
    }
    Ok(assume)
}
