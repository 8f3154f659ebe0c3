//! The process of the browser: one for each test, with a profile in a temporary folder. It ends with the test, however that
//! ends: when its pipe is closed, by a panic or because the process of the test is gone, Chromium ends by itself.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, process};

use serde_json::{Value, json};

use crate::devtools::{DevTools, Session};

/// Names under which Chromium is installed.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A browser that finds every host of `example` at one port of this machine, and no other host at all.
pub(crate) struct Chromium {
    process: Child,
    profile: PathBuf,
    tools: DevTools,
}

impl Chromium {
    /// Starts the browser.
    pub(crate) fn start(port: u16) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let program = program().expect(
            "Chromium is needed: `apt-get install chromium`, or its path in the variable CHROMIUM",
        );
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let profile = env::temp_dir().join(format!("cors-gen-browser-{}-{number}", process::id()));
        fs::create_dir_all(&profile).expect("a folder for the profile");
        let messages = File::create(profile.join("messages.txt")).expect("a file for messages");
        // The protocol is spoken over descriptors 3 and 4, which the shell makes of the ordinary ones.
        let mut command = Command::new("/bin/sh");
        command.args(["-c", r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null"#]).arg(program);
        command.args([
            "--headless",
            // Chromium has no sandbox for root; it visits nothing but this test's own pages.
            "--no-sandbox",
            "--remote-debugging-pipe",
            "--no-first-run",
            "--no-default-browser-check",
            "--no-proxy-server",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-extensions",
            // Pages of all places are of this machine; and a sandboxed frame is told of in its page's session.
            "--disable-features=LocalNetworkAccessChecks,HttpsUpgrades,IsolateSandboxedIframes",
        ]);
        command
            .arg(format!("--host-resolver-rules=MAP *.example 127.0.0.1:{port}, MAP * ~NOTFOUND"));
        command.arg(format!("--user-data-dir={}", profile.display()));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(messages);
        let mut process = command.spawn().expect("the browser starts");
        let to_browser = process.stdin.take().expect("a pipe");
        let from_browser = process.stdout.take().expect("a pipe");
        let mut chromium =
            Self { process, profile, tools: DevTools::new(to_browser, from_browser) };
        chromium.call(None, "Browser.getVersion", &json!({}));
        chromium
    }

    /// Calls a method.
    pub(crate) fn call(
        &mut self,
        session: Option<&Session>,
        method: &str,
        params: &Value,
    ) -> Value {
        let result = self.tools.call(session, method, params);
        result.unwrap_or_else(|error| self.give_up(&error))
    }

    /// Waits for an event.
    pub(crate) fn event(&mut self, session: &Session, method: &str) -> Value {
        let event = self.tools.event(session, method);
        event.unwrap_or_else(|error| self.give_up(&error))
    }

    /// The events that came so far.
    pub(crate) fn events(&mut self, session: &Session) -> Vec<Value> {
        self.tools.events(session)
    }

    fn give_up(&self, error: &str) -> ! {
        let messages = fs::read_to_string(self.profile.join("messages.txt")).unwrap_or_default();
        panic!("{error}\nChromium's own messages:\n{messages}");
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        self.tools.end();
        // It has ended by now; where not, it has been asked for long enough. Nothing may panic here: a panic may be under way.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.profile);
    }
}

/// The program, from the environment or by its usual names.
fn program() -> Option<OsString> {
    env::var_os("CHROMIUM").or_else(|| {
        let paths = env::var_os("PATH")?;
        let folders: Vec<PathBuf> = env::split_paths(&paths).collect();
        let found = NAMES.iter().find_map(|name| {
            folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file())
        });
        found.map(PathBuf::into_os_string)
    })
}
