//! The service under test: the tower layer around an application, behind hyper, at one port for all hosts. Beside it stand the
//! pages, which are no part of it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use bytes::Bytes;
use cors_runtime::policy::Policy;
use cors_runtime::tower::CorsLayer;
use cors_tests::fetch::{Answer, Sent, Server, Url};
use cors_tests::fetch_table::{self, Call};
use http::header::{HOST, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request, Response, Uri};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::{client, server, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tower::{Layer as _, ServiceExt as _};

use crate::page;

/// What the service does now.
#[derive(Default)]
struct State {
    policy: Option<&'static Policy<'static>>,
    call: Option<Call>,
    sent: Vec<Sent>,
}

/// The service, in a thread of its own.
pub(crate) struct Service {
    state: Arc<Mutex<State>>,
    address: SocketAddr,
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_io().build().expect("a runtime")
}

impl Service {
    /// Starts the service, without a policy.
    pub(crate) fn start() -> Self {
        let runtime = runtime();
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0))).expect("a port");
        let address = listener.local_addr().expect("a port");
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            runtime.block_on(async {
                while let Ok((stream, _)) = listener.accept().await {
                    let state = Arc::clone(&shared);
                    let answer = service_fn(move |request| answer(Arc::clone(&state), request));
                    let connection = server::conn::http1::Builder::new();
                    tokio::spawn(connection.serve_connection(TokioIo::new(stream), answer));
                }
            });
        });
        Self { state, address }
    }

    /// The port.
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Puts a policy in front of the application.
    pub(crate) fn serve(&self, policy: &'static Policy<'static>) {
        lock(&self.state).policy = Some(policy);
    }

    /// From now on the application answers as the table says of a call.
    pub(crate) fn expect(&self, call: &Call) {
        lock(&self.state).call = Some(call.clone());
    }

    /// What was asked since the last time.
    pub(crate) fn sent(&self) -> Vec<Sent> {
        std::mem::take(&mut lock(&self.state).sent)
    }

    /// The service as the model asks it, through a connection.
    pub(crate) fn client(&self) -> impl Server {
        let runtime = runtime();
        let address = self.address;
        move |sent: &Sent| runtime.block_on(ask(address, sent))
    }
}

/// The answer to a request of a browser: a page, or that of the service.
async fn answer(
    state: Arc<Mutex<State>>,
    mut request: Request<Incoming>,
) -> Result<Response<BoxBody<Bytes, Infallible>>, Infallible> {
    let html = match request.uri().path() {
        page::PATH => page::PAGE.to_owned(),
        page::PATH_WITH_FRAME => {
            let frame = json!(format!("{}{}", page::PAGE, page::FRAME)).to_string();
            page::PAGE_WITH_FRAME.replace("FRAME", &frame.replace("</", "<\\/"))
        }
        _ => {
            state_origin(&mut request);
            let policy = note(&state, &request).expect("a policy is served");
            let application = tower::service_fn(|request| {
                let response = application(&state, &request);
                async { Ok::<_, Infallible>(response) }
            });
            let response = CorsLayer::new(policy).layer(application).oneshot(request).await?;
            return Ok(response.map(BodyExt::boxed));
        }
    };
    let mut response = Response::new(Full::new(Bytes::from(html)).boxed());
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert("content-type", html);
    Ok(response)
}

/// Says what the layer cannot know: which scheme the request came by.
fn state_origin(request: &mut Request<Incoming>) {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let uri = format!("http://{host}{}", request.uri());
    *request.uri_mut() = uri.parse().expect("an address");
}

/// Remembers a request, and gives the policy that it is for.
fn note(state: &Mutex<State>, request: &Request<Incoming>) -> Option<&'static Policy<'static>> {
    let mut state = lock(state);
    let headers = match &state.call {
        Some(call) => noted(request.headers(), call),
        None => Vec::new(),
    };
    let url = Url::parse(&request.uri().to_string()).expect("an address");
    state.sent.push(Sent { method: request.method().to_string(), url, headers });
    state.policy
}

/// The fields that CORS is about or that a script asked for, and not what browsers always send.
fn noted(headers: &HeaderMap, call: &Call) -> Vec<(String, String)> {
    const PROTOCOL: [&str; 6] = [
        "origin",
        "cookie",
        "access-control-request-method",
        "access-control-request-headers",
        "content-type",
        "authorization",
    ];
    let own = |name: &HeaderName| {
        call.fetch.headers.iter().any(|(it, _)| it.eq_ignore_ascii_case(name.as_str()))
    };
    let noted = headers.iter().filter(|(name, value)| {
        PROTOCOL.contains(&name.as_str()) || (own(name) && *value != "*/*")
    });
    noted
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
        .collect()
}

/// What the application answers.
fn application(state: &Mutex<State>, request: &Request<Incoming>) -> Response<Full<Bytes>> {
    let state = lock(state);
    let call = state.call.as_ref().expect("a call is expected");
    let app = call.app(request.method().as_str(), request.uri().path());
    let mut response = Response::new(Full::new(Bytes::from_static(fetch_table::BODY.as_bytes())));
    *response.status_mut() = app.status.and_then(|it| it.try_into().ok()).expect("a status");
    for (name, value) in app.headers {
        let name: HeaderName = name.parse().expect("a name");
        response.headers_mut().append(name, value.parse().expect("a value"));
    }
    response
}

/// The answer to a request of the model.
async fn ask(address: SocketAddr, sent: &Sent) -> Answer {
    let stream = TcpStream::connect(address).await.expect("the service is there");
    let (mut sender, connection) =
        client::conn::http1::handshake(TokioIo::new(stream)).await.expect("the service answers");
    let target: Uri = sent.url.target().parse().expect("a target");
    let method: Method = sent.method.parse().expect("a method");
    let mut request = Request::builder().method(method).uri(target).header(HOST, sent.url.host());
    for (name, value) in &sent.headers {
        request = request.header(name, value);
    }
    let request = request.body(Full::<Bytes>::default()).expect("a request");
    let exchange = async {
        let response = sender.send_request(request).await.expect("an answer");
        let headers = response.headers().iter().map(|(name, value)| {
            (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        Answer { status: response.status().as_u16(), headers: headers.collect() }
    };
    tokio::select! {
        answer = exchange => answer,
        _ = connection => panic!("the service has closed the connection"),
    }
}
