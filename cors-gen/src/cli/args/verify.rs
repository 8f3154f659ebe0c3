//! The arguments of `cors-gen verify`.

use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};

use super::{Common, header, help};
use crate::verify::Server;

/// Ask a server whether it does what a configuration says
///
/// Sends the requests that tell the parts of the policy apart, a hundred or so, and compares what comes back: all that the configuration has
/// a say in, and nothing else. Only GET, HEAD and OPTIONS are sent, unless --method names more; bodies are not read, redirects not
/// followed. What rests on an assumption about IIS is confirmed, contradicted or not seen. The exit code is 0 when all is as the
/// configuration says, 1 when something is not, 2 when it could not be found out.
#[derive(Debug, clap::Args)]
#[command(after_long_help = help::AFTER_VERIFY)]
#[group(id = "responses", required = true, multiple = true, args = ["url", "replay", "har", "list"])]
pub(crate) struct Verify {
    /// The configuration: a file, the folder of a site, or - for standard input
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(crate) config: PathBuf,
    /// The server to ask, such as `https://old.example`, with the path that the application is at: `https://old.example/shop`
    ///
    /// With --replay or --har nothing is asked: only what was answered by this server is compared.
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url, value_parser = Server::parse)]
    pub(crate) url: Option<Server>,
    /// Ask a second server the same, and compare it with the configuration and with the first
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url, value_parser = Server::parse, requires = "url")]
    pub(crate) against: Option<Server>,
    /// Print the requests and send none: one JSON object a line, as `explain --requests` reads them
    #[arg(long, conflicts_with_all = ["replay", "har", "record", "against"])]
    pub(crate) list: bool,
    /// A path that exists, to be asked about in the place of the path of a location (repeatable)
    #[arg(long = "path", value_name = "PATH", value_parser = path)]
    pub(crate) paths: Vec<String>,
    /// Also send requests with this method (repeatable)
    #[arg(short = 'X', long = "method", value_name = "METHOD")]
    pub(crate) methods: Vec<String>,
    /// Also send the requests in FILE, one JSON object a line as for `explain --requests`; - for standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) requests: Option<PathBuf>,
    /// Send a header field with every request (repeatable); its value is neither shown nor recorded
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = header)]
    pub(crate) headers: Vec<(String, String)>,
    /// Take CORS fields that the application sends for its own, whatever they are
    ///
    /// For applications that do CORS themselves. Otherwise they are taken to send what they send to requests without an origin.
    #[arg(long)]
    pub(crate) own_cors: bool,
    /// Keep requests and responses in FILE, one JSON object a line
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "url")]
    pub(crate) record: Option<PathBuf>,
    /// Compare the responses that --record kept in FILE (repeatable); nothing is sent
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    #[arg(conflicts_with_all = ["record", "against"])]
    pub(crate) replay: Vec<PathBuf>,
    /// Compare the responses in FILE, an HTTP archive (HAR) as developer tools of browsers export it (repeatable); nothing is sent
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    #[arg(conflicts_with_all = ["record", "against"])]
    pub(crate) har: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) network: Network,
    /// How to report
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: VerifyFormat,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// How servers are reached.
#[derive(Debug, clap::Args)]
pub(crate) struct Network {
    /// Connect to ADDR for HOST and PORT, as curl does (repeatable)
    #[arg(long, value_name = "HOST:PORT:ADDR", value_parser = resolve)]
    pub(crate) resolve: Vec<Resolve>,
    /// Trust the certificates in FILE (PEM) in the place of the public ones
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) ca: Option<PathBuf>,
    /// Trust any certificate
    #[arg(long, conflicts_with = "ca")]
    pub(crate) insecure: bool,
    /// How many seconds a server may take for a response
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = positive)]
    pub(crate) timeout: f64,
    /// How many requests to send in a second at most; 0 for as many as the server answers
    #[arg(long, value_name = "N", default_value = "5", value_parser = rate)]
    pub(crate) rate: f64,
}

/// Where to find a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resolve {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) address: std::net::IpAddr,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum VerifyFormat {
    /// Text
    #[default]
    Human,
    /// An object with `asked`, `differences` and `assumptions`
    Json,
    /// A report as of unit tests
    Junit,
    /// For a pull request
    Markdown,
}

fn path(text: &str) -> Result<String, String> {
    let is_sendable = text.bytes().all(|b| b.is_ascii_graphic() && b != b'#');
    match text {
        _ if !text.starts_with('/') => Err("a path begins with a slash: /orders".to_owned()),
        _ if !is_sendable => Err("percent-encode what is no ASCII, and spaces".to_owned()),
        _ => Ok(text.to_owned()),
    }
}

fn resolve(text: &str) -> Result<Resolve, String> {
    const FORM: &str = "write it as HOST:PORT:ADDR, as in old.example:443:10.0.0.7";
    let parts = text.split_once(':').and_then(|(host, rest)| {
        let (port, address) = rest.split_once(':')?;
        Some((host, port, address.trim_start_matches('[').trim_end_matches(']')))
    });
    let (host, port, address) = parts.ok_or(FORM)?;
    let port = port.parse().map_err(|_| FORM)?;
    let address = address.parse().map_err(|_| FORM)?;
    Ok(Resolve { host: host.to_ascii_lowercase(), port, address })
}

/// Longer than anybody waits.
const LONGEST: f64 = 86_400.0;

fn positive(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|it: &f64| *it >= 0.001 && *it <= LONGEST);
    number.ok_or_else(|| "write a number of seconds".to_owned())
}

fn rate(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|it: &f64| *it == 0.0 || (0.001..=1e6).contains(it));
    number.ok_or_else(|| "write a number of requests, or 0".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_resolved_as_curl_does() {
        for (text, expected) in [
            ("Old.example:443:10.0.0.7", Some(("old.example", 443, "10.0.0.7"))),
            ("a:80:[::1]", Some(("a", 80, "::1"))),
            ("a:80:::1", Some(("a", 80, "::1"))),
            ("a:80", None),
            ("a:x:10.0.0.7", None),
            ("a:80:b", None),
        ] {
            let found = resolve(text).ok();
            let found = found.map(|it| (it.host, it.port, it.address.to_string()));
            let expected = expected.map(|(host, port, it)| (host.to_owned(), port, it.to_owned()));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_sound() {
        assert_eq!((positive("1.5").ok(), rate("0").ok()), (Some(1.5), Some(0.0)));
        for text in ["-1", "nan", "inf", "1e9", "x", ""] {
            assert!(positive(text).is_err() && rate(text).is_err(), "{text}");
        }
        assert!(positive("0").is_err());
    }
}
