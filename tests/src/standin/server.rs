//! The server: a thread for each connection.

use std::io::{self, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::http::Request;
use super::iis;
use super::site::Site;
use super::twist::Twist;

/// A site that listens on a port of loopback, until it is dropped.
pub struct Standin {
    scheme: &'static str,
    address: SocketAddr,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

struct Shared {
    site: Site,
    twist: Option<Twist>,
    scheme: &'static str,
    asked: Mutex<Vec<Request>>,
    is_over: AtomicBool,
}

impl Standin {
    /// Starts a site; with a twist, it does one thing otherwise.
    ///
    /// # Panics
    ///
    /// When loopback has no port.
    #[must_use]
    pub fn start(site: Site, twist: Option<Twist>) -> Self {
        Self::start_behind("http", site, twist, Ok)
    }

    /// As [`Standin::start`], with connections made of those that come in: with TLS around them, say.
    ///
    /// # Panics
    ///
    /// As [`Standin::start`].
    #[must_use]
    pub fn start_behind<S: Read + Write>(
        scheme: &'static str,
        site: Site,
        twist: Option<Twist>,
        wrap: impl Fn(TcpStream) -> io::Result<S> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let (asked, is_over) = (Mutex::default(), AtomicBool::new(false));
        let shared = Arc::new(Shared { site, twist, scheme, asked, is_over });
        let acceptor = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || accept(&listener, &shared, &Arc::new(wrap)))
        };
        Self { scheme, address, shared, acceptor: Some(acceptor) }
    }

    /// The site's URL, such as `http://127.0.0.1:8080`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// The requests so far.
    ///
    /// # Panics
    ///
    /// When a thread of the server panicked.
    #[must_use]
    pub fn asked(&self) -> Vec<Request> {
        self.shared.asked.lock().expect("no panic").clone()
    }
}

impl Drop for Standin {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for connections.
        drop(TcpStream::connect(self.address));
        let _ = self.acceptor.take().map(JoinHandle::join);
    }
}

fn accept<S: Read + Write>(
    listener: &TcpListener,
    shared: &Arc<Shared>,
    wrap: &Arc<impl Fn(TcpStream) -> io::Result<S> + Send + Sync + 'static>,
) {
    for stream in listener.incoming() {
        if shared.is_over.load(Ordering::Relaxed) {
            return;
        }
        let (shared, wrap) = (Arc::clone(shared), Arc::clone(wrap));
        // A client that goes away is none of the server's problems.
        thread::spawn(move || stream.and_then(|stream| serve(stream, &*wrap, &shared)).ok());
    }
}

fn serve<S: Read + Write>(
    stream: TcpStream,
    wrap: impl Fn(TcpStream) -> io::Result<S>,
    shared: &Shared,
) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(wrap(stream)?);
    while let Some(request) = Request::read(&mut stream, shared.scheme == "https")? {
        let response = iis::respond(&shared.site, shared.twist, &request);
        shared.asked.lock().expect("no panic").push(request.clone());
        response.write(&request.method, stream.get_mut())?;
        if response.has("Connection") {
            break;
        }
    }
    Ok(())
}
