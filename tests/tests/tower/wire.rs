//! What is on the wire: through hyper's server, over connections in memory, for forms of targets and for answers that stand for a dropped
//! connection.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::get;
use bytes::Bytes;
use cors_runtime::tower::CorsLayer;
use cors_runtime::{AnsweredBy, Decided, Policy};
use http::{Method, Request, StatusCode, Version};
use http_body::Frame;
use http_body_util::{BodyExt, Empty};
use hyper::{client, server};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tower::{Layer, service_fn};

use crate::mount;
use crate::support::policy;

const EVIL: &str = "https://evil.example";

/// Everybody may read everything, and a rule drops connections.
fn dropping() -> &'static Policy {
    policy(
        r#"<cors enabled="true"><add origin="*"/></cors>
        <httpProtocol><customHeaders><add name="X-Site" value="1"/></customHeaders></httpProtocol>
        <rewrite>
          <rules><rule name="drop"><match url="^internal"/><action type="AbortRequest"/></rule></rules>
          <outboundRules><rule name="add"><match serverVariable="RESPONSE_X_Added" pattern=".*"/>
            <action type="Rewrite" value="1"/></rule></outboundRules>
        </rewrite>"#,
    )
}

fn app(policy: &'static Policy) -> Router {
    Router::new().route("/x", get(|| async { "hello" })).layer(CorsLayer::new(policy).report())
}

/// All that an HTTP/1 server sends for what a client sends, until it closes the connection.
async fn http1(app: Router, sent: &str) -> String {
    let (ours, mut theirs) = tokio::io::duplex(1 << 16);
    tokio::spawn(async move {
        let service = TowerToHyperService::new(app);
        let connection =
            server::conn::http1::Builder::new().serve_connection(TokioIo::new(ours), service);
        // What the service fails with is the end of the connection.
        let _ = connection.await;
    });
    theirs.write_all(sent.as_bytes()).await.expect("the server reads");
    let mut received = Vec::new();
    theirs.read_to_end(&mut received).await.expect("the server closes");
    let text = String::from_utf8(received).expect("text");
    // The one line that is never the same.
    text.split_inclusive("\r\n").filter(|line| !line.starts_with("date:")).collect()
}

async fn http2(app: Router) -> client::conn::http2::SendRequest<Empty<Bytes>> {
    let (ours, theirs): (DuplexStream, DuplexStream) = tokio::io::duplex(1 << 16);
    let service = TowerToHyperService::new(app);
    tokio::spawn(async move {
        let server = server::conn::http2::Builder::new(TokioExecutor::new());
        let _ = server.serve_connection(TokioIo::new(ours), service).await;
    });
    let (sender, connection) =
        client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(theirs))
            .await
            .expect("a server");
    tokio::spawn(connection);
    sender
}

/// Nothing that is configured, so that a page from an origin that may read everything learns nothing of it.
#[tokio::test(flavor = "current_thread")]
async fn rw_3_an_aborted_request_is_told_nothing() {
    let ask = |path| format!("GET {path} HTTP/1.1\r\nhost: h\r\norigin: https://a.example\r\n\r\n");
    let received = http1(app(dropping()), &(ask("/internal") + &ask("/x"))).await;
    let expected = "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    assert_eq!(received, expected, "and the connection is closed before the next request");
    let close = "connection: close\r\n\r\n";
    let received =
        http1(app(dropping()), &ask("/x").replace("\r\n\r\n", &format!("\r\n{close}"))).await;
    assert!(
        received.contains("x-site: 1\r\n") && received.contains("x-added: 1\r\n"),
        "{received}"
    );
}

#[tokio::test(flavor = "current_thread")]
async fn rw_3_an_aborted_request_over_http_2() {
    let mut sender = http2(app(dropping())).await;
    let ask = |path| {
        let request =
            Request::get(format!("https://h{path}")).header("origin", "https://a.example");
        request.body(Empty::new()).expect("a request")
    };
    let response = sender.send_request(ask("/internal")).await.expect("an answer");
    assert_eq!((response.version(), response.status()), (Version::HTTP_2, StatusCode::BAD_REQUEST));
    let names: Vec<_> = response.headers().keys().map(http::HeaderName::as_str).collect();
    assert_eq!(names, ["date"]);
    let response = sender.send_request(ask("/x")).await.expect("the connection goes on");
    assert_eq!(response.headers()["x-site"], "1");
}

/// A body that fails before its first byte.
struct Dropped;

impl http_body::Body for Dropped {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Ready(Some(Err("dropped, as the configuration says")))
    }
}

async fn drop_aborted(response: Response) -> Response {
    match response.extensions().get::<Decided>() {
        Some(decided) if decided.answered_by() == AnsweredBy::Aborted => {
            Response::new(Body::new(Dropped))
        }
        _ => response,
    }
}

/// A service whose clients reach it directly can drop what IIS drops: nothing at all is sent.
#[tokio::test(flavor = "current_thread")]
async fn rw_3_a_body_that_fails_drops_the_connection() {
    let app = app(dropping()).layer(axum::middleware::map_response(drop_aborted));
    assert_eq!(http1(app.clone(), "GET /internal HTTP/1.1\r\nhost: h\r\n\r\n").await, "");
    let mut sender = http2(app).await;
    let ask = |path| Request::get(path).body(Empty::new()).expect("a request");
    let failed = sender.send_request(ask("https://h/internal")).await;
    assert!(failed.is_err(), "the stream is reset: {failed:?}");
    let response = sender.send_request(ask("https://h/x")).await.expect("other streams go on");
    assert_eq!(response.collect().await.expect("a body").to_bytes(), "hello");
}

/// Which scope counts, for each form of target that a client may send: `/api` refuses the origin, the rest of the site does not.
#[tokio::test(flavor = "current_thread")]
async fn cf_4_forms_of_targets() {
    for (line, status) in [
        ("GET /api/x", 403),
        ("GET http://h/api/x", 403),
        ("GET http://other.example/api/x", 403),
        ("GET http://h", 418),
        ("GET /x", 418),
        ("GET /api%2fx", 403),
        ("GET //api//x", 403),
        ("GET /api/..%2fx", 400),
        ("GET /x?/api", 418),
        ("OPTIONS *", 418),
        ("OPTIONS /api/x", 403),
        ("CONNECT h:80", 418),
    ] {
        let teapot = service_fn(|_: Request<hyper::body::Incoming>| async {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::IM_A_TEAPOT;
            Ok::<_, Infallible>(response)
        });
        let (ours, mut theirs) = tokio::io::duplex(1 << 16);
        let service = TowerToHyperService::new(CorsLayer::new(mount::site()).layer(teapot));
        tokio::spawn(
            server::conn::http1::Builder::new().serve_connection(TokioIo::new(ours), service),
        );
        let sent =
            format!("{line} HTTP/1.1\r\nhost: h\r\norigin: {EVIL}\r\nconnection: close\r\n\r\n");
        theirs.write_all(sent.as_bytes()).await.expect("the server reads");
        let mut received = String::new();
        theirs.read_to_string(&mut received).await.expect("the server closes");
        assert_eq!(received.get(9..12), Some(status.to_string().as_str()), "{line}: {received}");
        let reads = received.contains("access-control-allow-origin: *\r\n");
        assert_eq!(reads, status == 418, "CM-15: {line}");
    }
    let mut sender =
        http2(Router::new().route("/api/x", get(|| async {})).layer(CorsLayer::new(mount::site())))
            .await;
    for (method, status) in [(Method::GET, 403), (Method::OPTIONS, 403)] {
        let request =
            Request::builder().method(method).uri("https://h/api/x").header("origin", EVIL);
        let response = sender.send_request(request.body(Empty::new()).expect("a request")).await;
        assert_eq!(response.expect("an answer").status(), status, ":path");
    }
}

/// A page may open a WebSocket anywhere, CORS or not; the module's 403 keeps it out, and what may come in is upgraded.
#[tokio::test(flavor = "current_thread")]
async fn cm_17_an_upgrade_of_a_refused_origin() {
    for (origin, status) in [(EVIL, 403), ("https://a.example", 101)] {
        let upgrade = service_fn(|_: Request<hyper::body::Incoming>| async {
            let response = http::Response::builder().status(101).header("upgrade", "websocket");
            response.header("connection", "upgrade").body(Body::empty())
        });
        let (ours, mut theirs) = tokio::io::duplex(1 << 16);
        let service = TowerToHyperService::new(CorsLayer::new(mount::site()).layer(upgrade));
        tokio::spawn(
            server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(ours), service)
                .with_upgrades(),
        );
        let sent = format!(
            "GET /api/ws HTTP/1.1\r\nhost: h\r\norigin: {origin}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n"
        );
        theirs.write_all(sent.as_bytes()).await.expect("the server reads");
        let mut head = [0; 12];
        theirs.read_exact(&mut head).await.expect("a status line");
        assert_eq!(&head[9..], status.to_string().as_bytes(), "CM-17: {origin}");
    }
}
