//! `cors-gen verify`: whether a server does what a configuration says.

#[cfg_attr(not(feature = "verify"), path = "no_network.rs")]
mod ask;
mod read;
#[cfg(feature = "verify")]
mod trouble;

pub(super) use self::read::recording;

use std::collections::HashSet;
use std::iter;

use super::args::{Verify, VerifyFormat};
use super::console::{Console, product};
use super::exit::{Exit, Failure};
use super::generate::without_policy;
use super::input::{Around, Ready, name};
use super::json;
use super::output::{check_writable, refuse_inputs, write};
use crate::diff::{Side, differences};
use crate::explain::{Explainer, RequestSpec};
use crate::policy::{Arena, Lowered};
use crate::source::SourceMap;
use crate::verify::{
    Alternative, Compared, Exchange, Extras, Report, Wishes, alternatives, cover, report, show,
    write_recording,
};

pub(super) fn run(args: &Verify, console: &Console) -> Result<Exit, Failure> {
    let others = iter::once(&args.config).chain(&args.requests);
    let arena = Arena::new();
    let around = Around::read(&args.common, others)?;
    let Ready { input, options, .. } = around.ready(&args.config)?;
    let outcome = around.run(input.clone(), &options, &arena);
    console.sources(&outcome.sources);
    let Some(policy) = &outcome.policy else {
        without_policy(&outcome, &args.config, console);
        return Ok(Exit::Failed);
    };
    console.findings_beside(&outcome.diagnostics, &outcome.sources);
    if let Some(file) = &args.record {
        refuse_inputs(&outcome.sources, file)?;
        check_writable(file)?;
    }
    let extras = extras(args);
    let alternatives = alternatives(&input, &options, policy, &arena);
    let asked = Asked { policy, sources: &outcome.sources, alternatives: &alternatives };
    if args.list {
        let requests = asked.requests(args)?;
        let lines: Result<String, Failure> = requests.iter().map(json::line).collect();
        return product(&lines?).map(|()| Exit::Done);
    }
    let app = around.app(&args.config)?;
    let Got { exchanges, against } = asked.responses(args, &extras, app.as_deref(), console)?;
    if let Some(file) = &args.record {
        let all = exchanges.iter().chain(against.iter().flatten()).cloned();
        let text = write_recording(&all.collect::<Vec<_>>())
            .map_err(|error| Failure::Message(format!("cannot write JSON: {error}")))?;
        write(file, text.as_bytes())?;
    }
    let report = report(&Compared {
        policy,
        sources: &outcome.sources,
        alternatives: &alternatives,
        exchanges: &exchanges,
        against: against.as_deref(),
        extras: &extras,
        own_cors: args.own_cors,
    });
    shown(args, &report, console)?;
    Ok(if report.is_same() { Exit::Done } else { Exit::Findings })
}

fn shown(args: &Verify, report: &Report, console: &Console) -> Result<(), Failure> {
    let config = name(&args.config);
    match args.format {
        VerifyFormat::Human => console.show(&show::human(report, console.color_products)),
        VerifyFormat::Json => product(&json::pretty(&show::Json::new(report))?),
        VerifyFormat::Junit => product(&show::junit(report, &config)),
        VerifyFormat::Markdown => product(&show::markdown(report, &config)),
    }
}

fn extras(args: &Verify) -> Extras {
    let agent = concat!("cors-gen/", env!("CARGO_PKG_VERSION"));
    Extras { secret: args.headers.clone(), agent: Some(agent.to_owned()) }
}

/// What there is to ask about.
struct Asked<'a, 'p> {
    policy: &'a Lowered<'p>,
    sources: &'a SourceMap,
    alternatives: &'a [Alternative<'p>],
}

/// What was answered.
struct Got {
    exchanges: Vec<Exchange>,
    /// By the second server, to the same requests in the same order.
    against: Option<Vec<Exchange>>,
}

impl Asked<'_, '_> {
    /// The requests to send: those that tell the policy from others, then the user's.
    fn requests(&self, args: &Verify) -> Result<Vec<RequestSpec>, Failure> {
        let wishes = Wishes { paths: args.paths.clone(), methods: args.methods.clone() };
        let others = || self.alternatives.iter().filter_map(|it| it.policy.as_ref());
        let own = Side { policy: self.policy, sources: self.sources };
        let witnesses = others().flat_map(|(policy, sources)| {
            let found = differences(own, Side { policy, sources });
            found.into_iter().map(|difference| difference.witness)
        });
        let mut requests =
            cover(self.policy, others().map(|(policy, _)| policy), witnesses, &wishes);
        if let Some(file) = &args.requests {
            let mut known: HashSet<RequestSpec> = requests.iter().cloned().collect();
            let own = read::requests(file, &args.methods)?;
            requests.extend(own.into_iter().filter(|request| known.insert(request.clone())));
        }
        Ok(requests)
    }

    fn responses(
        &self,
        args: &Verify,
        extras: &Extras,
        app: Option<&str>,
        console: &Console,
    ) -> Result<Got, Failure> {
        if args.replay.is_empty() && args.har.is_empty() {
            return self.ask(args, extras, console);
        }
        let server = args.url.as_ref();
        let mut exchanges = Vec::new();
        for file in &args.replay {
            exchanges.extend(recording(file, server)?);
        }
        for file in &args.har {
            exchanges.extend(read::har(file, server, app)?);
        }
        Ok(Got { exchanges, against: None })
    }

    fn ask(&self, args: &Verify, extras: &Extras, console: &Console) -> Result<Got, Failure> {
        // The argument parser asks for it.
        let missing = || Failure::Message("pass the server to ask with --url".to_owned());
        let server = args.url.as_ref().ok_or_else(missing)?;
        let requests = self.requests(args)?;
        let explainer = Explainer::new(self.policy, self.sources);
        let mut asker = ask::Asker::new(&args.network, extras, explainer)?;
        let servers = [Some(server), args.against.as_ref()];
        let steps = servers.iter().flatten().count() * requests.len();
        console.detail(&format!("{} requests to send", requests.len()));
        let bar = super::progress::Bar::new("asking", steps);
        let mut answered = servers
            .into_iter()
            .flatten()
            .map(|server| asker.ask_all(&requests, server, &bar).inspect_err(|_| bar.finish()));
        let exchanges = answered.next().transpose()?.unwrap_or_default();
        let against = answered.next().transpose()?;
        bar.finish();
        Ok(Got { exchanges, against })
    }
}
