//! `cors-gen explain`: what is sent to requests, and why.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::iter;
use std::path::Path;

use super::args::{Explain, ExplainFormat};
use super::console::{Console, product};
use super::exit::{Exit, Failure};
use super::generate::without_policy;
use super::input::{Around, DASH, name, note_parent_segment, note_site_path};
use super::json;
use crate::explain::{App, Explainer, RequestSpec, render};
use crate::policy::Arena;

/// The longest line of requests that is read.
const LONGEST_LINE: u64 = 16 * 1024 * 1024;

pub(super) fn run(args: &Explain, console: &Console) -> Result<Exit, Failure> {
    let others = iter::once(&args.config).chain(&args.requests);
    let arena = Arena::new();
    let around = Around::read(&args.common, others)?;
    let outcome = around.load(&args.config, &arena)?;
    console.sources(&outcome.sources);
    let Some(policy) = &outcome.policy else {
        return Ok(without_policy(&outcome, &args.config, console));
    };
    console.findings_beside(&outcome.diagnostics, &outcome.sources);
    let explainer = Explainer::new(policy, &outcome.sources);
    let app = around.app(&args.config)?;
    if let Some(requests) = &args.requests {
        let format = args.format.unwrap_or(ExplainFormat::Json);
        explain_all(app.as_deref(), requests, &explainer, format, console)?;
    } else {
        let request = RequestSpec {
            method: args.method.clone(),
            path: args.path.clone(),
            headers: args.headers.clone(),
            app: App::default(),
            is_static: args.is_static,
        };
        let format = args.format.unwrap_or(ExplainFormat::Human);
        let path = request.target_path();
        note_site_path(app.as_deref(), &path, console);
        note_parent_segment(&path, console);
        answer(&request, &explainer, format, console)?;
    }
    Ok(Exit::Done)
}

fn answer(
    request: &RequestSpec,
    explainer: &Explainer<'_, '_>,
    format: ExplainFormat,
    console: &Console,
) -> Result<(), Failure> {
    let explanation = explainer.explain(request);
    match format {
        ExplainFormat::Human => {
            console.show(&render(request, &explanation, console.color_products))
        }
        ExplainFormat::Json => product(&json::line(&explanation)?),
    }
}

/// Answers the requests of a file line by line, each before the next is read: a program may be waiting for it.
fn explain_all(
    app: Option<&str>,
    requests: &Path,
    explainer: &Explainer<'_, '_>,
    format: ExplainFormat,
    console: &Console,
) -> Result<(), Failure> {
    let file = name(requests);
    let failure = |error: io::Error| Failure::Message(format!("cannot read {file}: {error}"));
    let mut reader: Box<dyn BufRead> = if requests.as_os_str() == DASH {
        Box::new(io::stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(requests).map_err(failure)?))
    };
    let mut line = Vec::new();
    let mut answered = 0_usize;
    let (mut is_noted, mut is_parent_noted) = (false, false);
    for number in 1.. {
        line.clear();
        let read = reader.by_ref().take(LONGEST_LINE + 1).read_until(b'\n', &mut line);
        if read.map_err(failure)? == 0 {
            break;
        }
        let bad = |why: String| Failure::Message(format!("{file}, line {number}: {why}"));
        if line.len() as u64 > LONGEST_LINE {
            return Err(bad("the line is too long".to_owned()));
        }
        let text = str::from_utf8(&line).map_err(|_| bad("the line is not UTF-8".to_owned()))?;
        let text = text.strip_prefix('\u{feff}').filter(|_| number == 1).unwrap_or(text).trim();
        if text.is_empty() {
            continue;
        }
        let request = RequestSpec::from_json(text).map_err(|error| bad(error.to_string()))?;
        let path = request.target_path();
        is_noted = is_noted || note_site_path(app, &path, console);
        is_parent_noted = is_parent_noted || note_parent_segment(&path, console);
        if format == ExplainFormat::Human && answered > 0 {
            product("\n")?;
        }
        answer(&request, explainer, format, console)?;
        answered += 1;
    }
    Ok(())
}
