//! The policies that come of other answers to what is assumed of IIS.

use super::settle::Alternative;
use crate::pipeline::{Input, Options};
use crate::policy::{Arena, Lowered};

/// For each question on which `policy` depends, the policies with its other answers.
pub(crate) fn alternatives<'p>(
    _input: &Input,
    _options: &Options,
    _policy: &Lowered<'_>,
    _arena: &'p Arena,
) -> Vec<Alternative<'p>> {
    Vec::new()
}
