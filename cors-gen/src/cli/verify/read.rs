//! Files that `cors-gen verify` reads beside the configuration.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use crate::cli::exit::Failure;
use crate::cli::input::{DASH, cannot_read, name};
use crate::explain::{App, RequestSpec};
use crate::verify::{Exchange, Server, read_har, read_recording, unsendable};

/// The user's requests, of which only those are sent that the user means to be. Which server they are for does not count.
pub(super) fn requests(file: &Path, methods: &[String]) -> Result<Vec<RequestSpec>, Failure> {
    let text = text(file)?;
    let mut requests = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let bad = |why: String| Failure::Message(format!("{}, line {}: {why}", name(file), at + 1));
        let read = RequestSpec::from_json(line.trim()).map_err(|error| bad(error.to_string()))?;
        // What the application answers is for the server to say.
        let query = read.target_query().map(|query| format!("?{query}")).unwrap_or_default();
        let path = read.target_path() + &query;
        let request = RequestSpec { path, app: App::default(), is_static: false, ..read };
        if let Some(why) = unsendable(&request) {
            return Err(bad(why));
        }
        let method = &request.method;
        if !matches!(method.as_str(), "GET" | "HEAD" | "OPTIONS") && !methods.contains(method) {
            return Err(bad(format!(
                "{method} may change data: pass --method {method} to send it"
            )));
        }
        requests.push(request);
    }
    Ok(requests)
}

/// What `--record` kept; of one server only, if it is given.
pub(in crate::cli) fn recording(
    file: &Path,
    server: Option<&Server>,
) -> Result<Vec<Exchange>, Failure> {
    let none = |why: &dyn std::fmt::Display| {
        Failure::Message(format!("{} is no recording of `verify --record`: {why}", name(file)))
    };
    let all = read_recording(&text(file)?).map_err(|error| none(&error))?;
    let count = all.len();
    let of_server =
        |exchange: &Exchange| server.is_none_or(|it| it.target(&exchange.url).is_some());
    let exchanges: Vec<Exchange> = all.into_iter().filter(of_server).collect();
    match (exchanges.is_empty(), server) {
        (false, _) => Ok(exchanges),
        (true, Some(server)) if count > 0 => Err(Failure::Message(format!(
            "{}: none of its {count} responses is of {}",
            name(file),
            server.origin()
        ))),
        (true, _) => Err(none(&"there is nothing in it")),
    }
}

/// What a browser exported.
pub(super) fn har(
    file: &Path,
    server: Option<&Server>,
    app: Option<&str>,
) -> Result<Vec<Exchange>, Failure> {
    read_har(&text(file)?, server, app)
        .map_err(|error| Failure::Message(format!("{}: {error}", name(file))))
}

fn text(file: &Path) -> Result<String, Failure> {
    let bytes = if file.as_os_str() == DASH {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(file)
    };
    let bytes = bytes.map_err(|error| cannot_read(file, &error))?;
    let text = String::from_utf8(bytes).map_err(|_| cannot_read(file, &"it is not UTF-8"))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
