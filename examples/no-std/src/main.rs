//! The server of the library behind a socket of this machine, so that `curl` can ask it.
//!
//! `cargo run -p no-std-app` listens on port 3000; another port is an argument away.

use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

fn main() -> io::Result<()> {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(3000);
    let listener = TcpListener::bind(("127.0.0.1", port))?;
    writeln!(io::stdout(), "listening on http://{}", listener.local_addr()?)?;
    for stream in listener.incoming() {
        // A client that goes away in the middle is no reason to stop.
        let _ = serve(stream?);
    }
    Ok(())
}

fn serve(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 4096];
    let mut length = 0;
    while !buffer[..length].ends_with(b"\r\n\r\n") {
        match stream.read(&mut buffer[length..])? {
            0 => return Ok(()),
            more => length += more,
        }
    }
    let mut response = String::new();
    match std::str::from_utf8(&buffer[..length]) {
        Ok(request) if no_std_app::respond(request, application, &mut response).is_ok() => {
            stream.write_all(response.as_bytes())
        }
        _ => Ok(()),
    }
}

/// What the device itself knows.
fn application(method: &str, path: &str) -> no_std_app::Answer {
    match (method, path) {
        ("GET", "/temperature") => (200, "21.5"),
        ("PUT", "/target") => (204, ""),
        _ => (404, ""),
    }
}
