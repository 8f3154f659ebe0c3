//! Asking a server over HTTP/1.1, gently.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use cors_runtime::AnsweredBy;
use ureq::http::{Request, Uri};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

use super::trouble;
use crate::cli::args::{Network, Resolve};
use crate::cli::exit::Failure;
use crate::cli::input::{cannot_read, name};
use crate::cli::progress::Bar;
use crate::explain::{Explainer, RequestSpec};
use crate::verify::{Exchange, Extras, Response, Server};

/// The most bytes of the header of a response.
const LARGEST_HEADER: usize = 64 * 1024;

/// Asks servers, one request after the other.
pub(super) struct Asker<'a, 'p> {
    agent: Agent,
    extras: &'a Extras,
    explainer: Explainer<'a, 'p>,
    network: &'a Network,
    /// The least time from one request to the next.
    pause: Duration,
}

impl<'a, 'p> Asker<'a, 'p> {
    pub(super) fn new(
        network: &'a Network,
        extras: &'a Extras,
        explainer: Explainer<'a, 'p>,
    ) -> Result<Self, Failure> {
        let mut tls = TlsConfig::builder().disable_verification(network.insecure);
        if let Some(file) = &network.ca {
            tls = tls.root_certs(RootCerts::Specific(Arc::new(certificates(file)?)));
        }
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .allow_non_standard_methods(true)
            // Each request on a connection of its own: what is not read of one response is not in the way of the next.
            .max_idle_connections(0)
            .max_response_header_size(LARGEST_HEADER)
            // What is sent is what the policy is asked about.
            .user_agent("")
            .accept("")
            .timeout_global(Some(Duration::from_secs_f64(network.timeout)))
            .tls_config(tls.build())
            .build();
        let finder = Finder { given: network.resolve.clone(), others: DefaultResolver::default() };
        let agent = Agent::with_parts(config, DefaultConnector::default(), finder);
        let seconds = if network.rate > 0.0 { 1.0 / network.rate } else { 0.0 };
        Ok(Self { agent, extras, explainer, network, pause: Duration::from_secs_f64(seconds) })
    }

    /// Asks a server all of these; the exchanges are in the order of the requests.
    pub(super) fn ask_all(
        &mut self,
        requests: &[RequestSpec],
        server: &Server,
        bar: &Bar,
    ) -> Result<Vec<Exchange>, Failure> {
        let mut exchanges = Vec::with_capacity(requests.len());
        for request in requests {
            let start = Instant::now();
            let (request, url) = server.place(request);
            let whole = self.extras.with(&request);
            let expected = self.explainer.explain(&whole).by;
            let asked = self.ask(&whole, &url);
            let response = match asked {
                Ok(response) => Some(response),
                Err(error) if expected == AnsweredBy::Aborted && is_closed(&error) => None,
                Err(error) => {
                    return Err(Failure::Message(trouble::because(
                        &error,
                        &request.method,
                        &url,
                        self.network,
                    )));
                }
            };
            let exchange = Exchange { request, url, response };
            if exchanges.is_empty() && expected == AnsweredBy::Application {
                trouble::moved(&exchange).map_or(Ok(()), |why| Err(Failure::Message(why)))?;
            }
            exchanges.push(exchange);
            bar.step();
            thread::sleep(self.pause.saturating_sub(start.elapsed()));
        }
        Ok(exchanges)
    }

    fn ask(&self, request: &RequestSpec, url: &str) -> Result<Response, Error> {
        let mut builder = Request::builder().method(request.method.as_str()).uri(url);
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let response = self.agent.run(builder.body(()).map_err(Error::Http)?)?;
        let headers = response.headers().iter();
        let headers =
            headers.map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes())));
        // The body is left where it is, with the connection.
        Ok(Response { status: response.status().as_u16(), headers: headers.collect() })
    }
}

/// A value as text: UTF-8, or else each byte a character, as HTTP once had it.
fn text(bytes: &[u8]) -> String {
    str::from_utf8(bytes)
        .map_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect(), str::to_owned)
}

/// Whether the server closed the connection in the place of an answer.
fn is_closed(error: &Error) -> bool {
    use ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(error, Error::Io(error)
        if matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof))
}

fn certificates(file: &Path) -> Result<Vec<Certificate<'static>>, Failure> {
    let bytes = fs::read(file).map_err(|error| cannot_read(file, &error))?;
    let items: Result<Vec<PemItem<'_>>, Error> = parse_pem(&bytes).collect();
    let items = items.map_err(|error| cannot_read(file, &error))?;
    let certificates: Vec<_> = items
        .into_iter()
        .filter_map(|item| match item {
            PemItem::Certificate(certificate) => Some(certificate.to_owned()),
            _ => None,
        })
        .collect();
    if certificates.is_empty() {
        let message = format!(
            "{} holds no certificate: --ca wants PEM, which begins with -----BEGIN CERTIFICATE-----",
            name(file)
        );
        return Err(Failure::Message(message));
    }
    Ok(certificates)
}

/// Where hosts are: as the user says, else as the system does.
#[derive(Debug)]
struct Finder {
    given: Vec<Resolve>,
    others: DefaultResolver,
}

impl Resolver for Finder {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let host = uri.host().unwrap_or_default();
        let own = if uri.scheme_str() == Some("http") { 80 } else { 443 };
        let port = uri.port_u16().unwrap_or(own);
        let is_it = |given: &&Resolve| given.host.eq_ignore_ascii_case(host) && given.port == port;
        match self.given.iter().find(is_it) {
            Some(given) => {
                let mut addresses = self.empty();
                addresses.push((given.address, port).into());
                Ok(addresses)
            }
            None => self.others.resolve(uri, config, timeout).map_err(|error| match error {
                Error::Io(_) => Error::HostNotFound,
                error => error,
            }),
        }
    }
}
