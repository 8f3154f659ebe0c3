//! `cors-gen effective`: the effective configuration of a path.

use super::args::{Effective, EffectiveFormat};
use super::console::{Console, count, product};
use super::exit::{Exit, Failure};
use super::input::{Around, name, note_site_path};
use super::json;
use crate::explain::RequestSpec;
use crate::report::effective::{to_json, to_xml};

pub(super) fn run(args: &Effective, console: &Console) -> Result<Exit, Failure> {
    let around = Around::read(&args.common, [&args.config])?;
    let outcome = around.load_effective(&args.config)?;
    console.sources(&outcome.sources);
    let path = RequestSpec { path: args.path.clone(), ..RequestSpec::default() }.target_path();
    let Some(scope) = outcome.scope(&path) else {
        for diagnostic in &outcome.diagnostics {
            console.finding(diagnostic, &outcome.sources);
        }
        let findings = count(outcome.diagnostics.iter());
        console.error(&format!("no effective configuration of {}: {findings}", name(&args.config)));
        return Ok(if outcome.is_unreadable() { Exit::Failed } else { Exit::Findings });
    };
    console.findings_beside(&outcome.diagnostics, &outcome.sources);
    note_site_path(around.app(&args.config)?.as_deref(), &path, console);
    match args.format {
        EffectiveFormat::Xml => product(&to_xml(&path, scope, &outcome.sources)),
        EffectiveFormat::Json => product(&json::pretty(&to_json(&path, scope, &outcome.sources))?),
    }
    .map(|()| Exit::Done)
}
