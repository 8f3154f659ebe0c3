//! `cors-gen diff`: what changes in behaviour from one configuration to another.

use std::path::{Path, PathBuf};

use super::args::{Common, Diff, DiffFormat};
use super::console::{Console, product};
use super::exit::{Exit, Failure};
use super::generate::without_policy;
use super::input::{Around, name, one_dash, read_config};
use super::json;
use crate::diff::{Difference, Layout, Side, differences, render};
use crate::pipeline::Outcome;
use crate::policy::json::read;
use crate::policy::{Arena, Lowered};
use crate::source::{SourceMap, decode};

pub(super) fn run(args: &Diff, console: &Console) -> Result<Exit, Failure> {
    one_dash([args.old.as_path(), &args.new].into_iter())?;
    let arena = Arena::new();
    let old = load(args, &args.old, &args.old_transforms, &args.old_parents, &arena)?;
    let new = load(args, &args.new, &args.new_transforms, &args.new_parents, &arena)?;
    console.sources(old.sources());
    console.sources(new.sources());
    let both =
        old.side(&args.old, console).and_then(|old| Ok([old, new.side(&args.new, console)?]));
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

/// What one of the two is.
enum Loaded<'p> {
    /// A configuration, and what came of it.
    Configuration(Outcome<'p>),
    /// What an earlier run made of one.
    Policy(Lowered<'p>, SourceMap),
}

fn load<'p>(
    args: &Diff,
    config: &Path,
    transforms: &[PathBuf],
    parents: &[PathBuf],
    arena: &'p Arena,
) -> Result<Loaded<'p>, Failure> {
    let input = read_config(config)?;
    if let [(_, source)] = input.files.as_slice()
        && let Ok(document) = decode(&source.bytes)
        && document.trim_start().starts_with('{')
    {
        if !transforms.is_empty() || !parents.is_empty() {
            let name = name(config);
            let message = format!("{name} is a policy, which no transform or level above changes");
            return Err(Failure::Message(message));
        }
        let (policy, sources) = read(&source.name, source.path.clone(), &document, arena)
            .map_err(|error| Failure::Message(error.to_string()))?;
        return Ok(Loaded::Policy(policy, sources));
    }
    let mut common: Common = args.common.clone();
    common.transforms.extend_from_slice(transforms);
    common.parents.extend_from_slice(parents);
    let inputs = [&args.old, &args.new];
    let around = Around::read(&common, inputs)?;
    around.load_from(config, input, arena).map(Loaded::Configuration)
}

impl<'p> Loaded<'p> {
    const fn sources(&self) -> &SourceMap {
        match self {
            Self::Configuration(outcome) => &outcome.sources,
            Self::Policy(_, sources) => sources,
        }
    }

    /// The policy, or how the run ends without one: without both nothing can be said.
    fn side(&self, config: &Path, console: &Console) -> Result<Side<'_, 'p>, Exit> {
        let policy = match self {
            Self::Configuration(outcome) => outcome.policy.as_ref().ok_or_else(|| {
                without_policy(outcome, config, console);
                Exit::Failed
            })?,
            Self::Policy(policy, _) => policy,
        };
        Ok(Side { policy, sources: self.sources() })
    }
}
