//! `cors-gen diff`: what changes in behaviour from one configuration to another.

use std::path::{Path, PathBuf};

use super::args::{Common, Diff, DiffFormat};
use super::console::{Console, product};
use super::exit::{Exit, Failure};
use super::generate::without_policy;
use super::input::Around;
use super::json;
use crate::diff::{Difference, Layout, Side, differences, render};
use crate::pipeline::Outcome;
use crate::policy::{Arena, Lowered};

pub(super) fn run(args: &Diff, console: &Console) -> Result<Exit, Failure> {
    let arena = Arena::new();
    let old = load(args, &args.old, &args.old_transforms, &args.old_parents, &arena)?;
    let new = load(args, &args.new, &args.new_transforms, &args.new_parents, &arena)?;
    console.sources(&old.sources);
    console.sources(&new.sources);
    let both =
        side(&old, &args.old, console).and_then(|old| Ok([old, side(&new, &args.new, console)?]));
    let [old, new] = match both {
        Ok(sides) => sides,
        Err(exit) => return Ok(exit),
    };
    let found = differences(old, new);
    match args.format {
        DiffFormat::Human => product(&render(&found, Layout::Plain))?,
        DiffFormat::Markdown => product(&render(&found, Layout::Markdown))?,
        DiffFormat::Json => product(&json::pretty(&Report { differences: &found })?)?,
    }
    Ok(if found.is_empty() { Exit::Done } else { Exit::Findings })
}

/// The JSON form: an object, so that it can grow.
#[derive(serde::Serialize)]
struct Report<'d> {
    differences: &'d [Difference],
}

fn load<'p>(
    args: &Diff,
    config: &Path,
    transforms: &[PathBuf],
    parents: &[PathBuf],
    arena: &'p Arena,
) -> Result<Outcome<'p>, Failure> {
    let mut common: Common = args.common.clone();
    common.transforms.extend_from_slice(transforms);
    common.parents.extend_from_slice(parents);
    let inputs = [&args.old, &args.new];
    Around::read(&common, inputs)?.load(config, arena)
}

/// The policy of an outcome, or how the run ends without one: without both nothing can be said.
fn side<'o, 'p>(
    outcome: &'o Outcome<'p>,
    config: &Path,
    console: &Console,
) -> Result<Side<'o, 'p>, Exit> {
    let policy: Option<&'o Lowered<'p>> = outcome.policy.as_ref();
    let Some(policy) = policy else {
        without_policy(outcome, config, console);
        return Err(Exit::Failed);
    };
    Ok(Side { policy, sources: &outcome.sources })
}
