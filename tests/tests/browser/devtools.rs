//! The protocol of Chromium's developer tools over a pair of pipes: a line of JSON, ended by a zero byte, for each message.

use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The longest that a browser may think about one thing.
const PATIENCE: Duration = Duration::from_secs(30);

/// A session with one page.
pub(crate) type Session = String;

/// The connection. When this end is closed the browser ends.
pub(crate) struct DevTools {
    to_browser: Box<dyn Write + Send>,
    from_browser: Receiver<Value>,
    last_id: u64,
    events: Vec<Value>,
}

impl DevTools {
    pub(crate) fn new(
        to_browser: impl Write + Send + 'static,
        from_browser: impl Read + Send + 'static,
    ) -> Self {
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let mut reader = BufReader::new(from_browser);
            let mut message = Vec::new();
            while reader.read_until(0, &mut message).is_ok_and(|length| length > 0) {
                let text = message.strip_suffix(&[0]).unwrap_or(&message);
                let Ok(value) = serde_json::from_slice(text) else { break };
                if sender.send(value).is_err() {
                    break;
                }
                message.clear();
            }
        });
        let to_browser = Box::new(to_browser);
        Self { to_browser, from_browser: receiver, last_id: 0, events: Vec::new() }
    }

    /// Calls a method and waits for its result.
    ///
    /// # Errors
    ///
    /// When the browser is gone, silent for too long, or does not do it.
    pub(crate) fn call(
        &mut self,
        session: Option<&Session>,
        method: &str,
        params: &Value,
    ) -> Result<Value, String> {
        self.last_id += 1;
        let id = self.last_id;
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = session {
            message["sessionId"] = json!(session);
        }
        self.send(&message).map_err(|error| format!("{method}: {error}"))?;
        let answer = self.wait(method, |message| message["id"] == id)?;
        match &answer["error"] {
            Value::Null => Ok(answer["result"].clone()),
            error => Err(format!("{method}: {error}")),
        }
    }

    /// Waits for an event, which may have come already.
    ///
    /// # Errors
    ///
    /// When it does not come.
    pub(crate) fn event(&mut self, session: &Session, method: &str) -> Result<Value, String> {
        let is_it =
            |message: &Value| message["method"] == method && message["sessionId"] == **session;
        if let Some(at) = self.events.iter().position(is_it) {
            return Ok(self.events.remove(at));
        }
        self.wait(method, is_it)
    }

    /// The events of a session that came so far and that nobody waited for.
    pub(crate) fn events(&mut self, session: &Session) -> Vec<Value> {
        let events = std::mem::take(&mut self.events);
        let (ours, others) = events.into_iter().partition(|it| it["sessionId"] == **session);
        self.events = others;
        ours
    }

    /// Waits until the browser closes its end.
    pub(crate) fn end(&mut self) {
        self.to_browser = Box::new(io::sink());
        while self.from_browser.recv_timeout(PATIENCE).is_ok() {}
    }

    fn send(&mut self, message: &Value) -> io::Result<()> {
        let mut bytes = serde_json::to_vec(message)?;
        bytes.push(0);
        self.to_browser.write_all(&bytes)?;
        self.to_browser.flush()
    }

    fn wait(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Result<Value, String> {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.from_browser.recv_timeout(left) {
                Ok(message) if is_it(&message) => return Ok(message),
                Ok(message) if message["id"].is_null() => self.events.push(message),
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => {
                    return Err(format!("{what}: no answer within {} s", PATIENCE.as_secs()));
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(format!("{what}: the browser has ended"));
                }
            }
        }
    }
}
