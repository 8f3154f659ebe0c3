//! `cors-gen report`: a page of what a configuration does.

mod recorded;

use std::iter;

use super::args::{PageFormat, Report};
use super::console::{Console, product};
use super::exit::{Exit, Failure};
use super::generate::without_policy;
use super::input::{Around, DASH, Ready, name};
use super::output::{refuse_inputs, write};
use crate::page::{Page, Recorded, Subject};
use crate::policy::Arena;

pub(super) fn run(args: &Report, console: &Console) -> Result<Exit, Failure> {
    let arena = Arena::new();
    let inputs = iter::once(&args.config).chain(&args.recorded);
    let around = Around::read(&args.common, inputs)?;
    let Ready { input, options, .. } = around.ready(&args.config)?;
    let outcome = around.run(input.clone(), &options, &arena);
    console.sources(&outcome.sources);
    let recorded: Option<Recorded> = match (&args.recorded, &outcome.policy) {
        (Some(file), Some(policy)) => {
            let made = recorded::Made { input: &input, options: &options, arena: &arena };
            Some(made.compare(file, policy, &outcome.sources)?)
        }
        _ => None,
    };
    let page = Page::new(Subject {
        name: &name(&args.config),
        policy: outcome.policy.as_ref(),
        sources: &outcome.sources,
        diagnostics: &outcome.diagnostics,
        silenced: &outcome.silenced,
        inventory: &outcome.inventory,
        recorded: recorded.as_ref(),
    });
    let text = match args.format {
        PageFormat::Html => page.to_html(),
        PageFormat::Markdown => page.to_markdown(),
    };
    match &args.output {
        Some(file) if file.as_os_str() != DASH => {
            refuse_inputs(&outcome.sources, file)?;
            write(file, text.as_bytes())?;
        }
        _ => product(&text)?,
    }
    if outcome.policy.is_none() {
        return Ok(without_policy(&outcome, &args.config, console));
    }
    Ok(Exit::Done)
}
