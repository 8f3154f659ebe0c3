//! Why a server could not be asked, and what to try.

use std::io::ErrorKind;

use ureq::Error;

use crate::cli::args::Network;
use crate::diff::is_redirect;
use crate::text::{escape, shorten};
use crate::verify::{Exchange, Server};

/// The most characters of a URL in a message.
const LONGEST: usize = 200;

/// Which request failed, why, and what to try.
pub(super) fn because(error: &Error, method: &str, url: &str, network: &Network) -> String {
    let (why, hint) = match error {
        Error::HostNotFound => (
            "nobody knows the address of its host".to_owned(),
            "is the name right, and the VPN on? --resolve HOST:PORT:ADDR says where it is",
        ),
        Error::Timeout(_) => (
            format!("no response within {} s", network.timeout),
            "--timeout SECONDS waits longer; is a firewall between?",
        ),
        Error::LargeResponseHeader(..) => {
            ("the header of the response has no end".to_owned(), "what answers is no web server")
        }
        Error::Protocol(error) => {
            (format!("what came is no HTTP response: {error}"), "is the port that of a web server?")
        }
        Error::Http(error) => {
            (format!("the request cannot be sent: {error}"), "change it, or leave it out")
        }
        Error::BadUri(error) => {
            (format!("the URL cannot be asked for: {error}"), "percent-encode its path")
        }
        Error::Tls(error) => ((*error).to_owned(), TLS),
        Error::Rustls(error) => (error.to_string(), TLS),
        Error::Pem(error) => (error.to_string(), "--ca wants certificates as PEM"),
        Error::ConnectProxyFailed(error) => (
            format!("the proxy does not let it through: {error}"),
            "the environment names the proxy (HTTPS_PROXY, ALL_PROXY); NO_PROXY lists hosts to go to without",
        ),
        Error::InvalidProxyUrl => (
            "the environment names a proxy that is no URL".to_owned(),
            "look at HTTPS_PROXY, HTTP_PROXY and ALL_PROXY",
        ),
        Error::Io(error) => of_io(error, url),
        error => (error.to_string(), "is the URL that of a web server?"),
    };
    format!("{method} {} failed: {}; {hint}", short(url), shorten(&why, LONGEST))
}

const TLS: &str = "--ca FILE trusts the certificates of your own authority, --insecure any";

fn of_io(error: &std::io::Error, url: &str) -> (String, &'static str) {
    let is_tls = url.starts_with("https:");
    match error.kind() {
        ErrorKind::ConnectionRefused => {
            ("nobody listens there".to_owned(), "does the server run, and is the port right?")
        }
        ErrorKind::InvalidData if is_tls => (format!("TLS: {error}"), TLS),
        ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => (
            "the connection was closed without a response".to_owned(),
            if is_tls {
                "does the server speak TLS there? http:// asks without"
            } else {
                "does the server speak TLS there? https:// asks with it"
            },
        ),
        ErrorKind::TimedOut | ErrorKind::WouldBlock => {
            ("no response in time".to_owned(), "--timeout SECONDS waits longer")
        }
        _ => (error.to_string(), "can the server be reached from here?"),
    }
}

/// Whether somebody in front of the server sends everybody elsewhere: a redirect to the same path of another host or scheme.
pub(super) fn moved(exchange: &Exchange) -> Option<String> {
    let response = exchange.response.as_ref().filter(|it| is_redirect(it.status))?;
    let [location] = response.lines("location").try_into().ok()?;
    let split = |url: &str| {
        let scheme = url.find("://")? + 3;
        let end = url[scheme..].find(['/', '?', '#']).map_or(url.len(), |end| scheme + end);
        let rest = url[end..].trim_end_matches('/').to_owned();
        Some((url[..end].to_ascii_lowercase(), rest))
    };
    let ((from, path), (to, other_path)) = (split(&exchange.url)?, split(&location)?);
    if from == to || path != other_path || Server::parse(&to).is_err() {
        return None;
    }
    Some(format!(
        "{} sends {} to {}: what answers there is not what the configuration is of; pass that as --url",
        short(&from),
        short(&exchange.url),
        short(&location),
    ))
}

fn short(text: &str) -> String {
    escape(&shorten(text, LONGEST)).into_owned()
}
