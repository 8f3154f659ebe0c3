//! Running `cors-gen verify` on the configuration of a site.

use std::fs;
use std::path::{Path, PathBuf};

use cors_tests::command::{self, Run};
use cors_tests::standin::Site;
use serde_json::Value;

/// A folder with the configuration of a site.
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    has_server: bool,
}

impl Folder {
    /// A new folder; its name has to be one of its own.
    pub(crate) fn new(name: &str, site: &Site) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verify").join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder");
        let folder = Self { path, has_server: site.hsts.is_some() };
        folder.write("web.config", &site.to_string());
        if let Some(server) = site.server() {
            folder.write("applicationHost.config", &server);
        }
        folder
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path.join(name), text).expect("written");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path.join(name)).expect("a file")
    }

    /// Runs `cors-gen verify web.config` as fast as the server answers.
    pub(crate) fn verify(&self, args: &[&str]) -> Run {
        let mut all = vec!["verify", "web.config", "--rate", "0"];
        if self.has_server {
            all.extend(["--parent", "applicationHost.config", "--site", "Shop"]);
        }
        all.extend(args);
        command::run(env!("CARGO_BIN_EXE_cors-gen-under-test"), &self.path, &all)
    }

    /// The report as JSON; the run has to end with this exit code.
    pub(crate) fn json(&self, args: &[&str], code: i32) -> Value {
        let run = self.verify(&[args, &["--format", "json"]].concat());
        assert_eq!(run.code, Some(code), "{}{}", run.product, run.report);
        serde_json::from_str(&run.product).expect("JSON")
    }
}

/// An entry of a list of the report.
pub(crate) fn list<'v>(report: &'v Value, key: &str) -> &'v [Value] {
    report[key].as_array().map_or(&[], Vec::as_slice)
}
