//! The fixtures of what pages can read, `tests/fixtures/browser`: a `web.config` and a table each.
//!
//! A folder with the id of a code has a configuration that `check` refuses with that finding and no other. Its policy is the
//! one that comes of allowing it, and the table shows what a browser makes of that.

use std::fs;
use std::path::PathBuf;

use cors_gen::diagnostic::{Code, Severity};
use cors_gen::explain::{Explainer, RequestSpec};
use cors_gen::pipeline::{self, Input, Options, Outcome};
use cors_gen::policy::Arena;

use crate::cases;
use crate::fetch::{Answer, Sent, Server};
use crate::fetch_table::{Call, FetchTable};

/// A fixture.
#[derive(Debug)]
pub struct Case {
    /// Its folder.
    pub folder: PathBuf,
    /// The finding that its policy has to live with.
    pub broken: Option<Code>,
}

/// All fixtures, by name.
///
/// # Panics
///
/// When there are none.
#[must_use]
pub fn all() -> Vec<Case> {
    let folders = cases::entries(&cases::folder("browser"), "");
    let case = |folder: PathBuf| {
        let name = folder.file_name().unwrap_or_default();
        let broken = Code::ALL.iter().copied().find(|code| name == code.id());
        Case { folder, broken }
    };
    folders.into_iter().map(case).collect()
}

impl Case {
    /// What comes of the configuration.
    ///
    /// # Panics
    ///
    /// When there are other errors than the one that there is to be.
    #[must_use]
    pub fn outcome<'p>(&self, arena: &'p Arena) -> Outcome<'p> {
        let file = self.folder.join("web.config");
        let run = |allow| {
            let input = Input::read("web.config", &file).expect("a web.config");
            pipeline::run(input, &Options::allowing(allow), arena)
        };
        let allow: Vec<Code> = self.broken.into_iter().collect();
        let refused = run(Vec::new()).diagnostics;
        let errors = refused.iter().filter(|finding| finding.severity == Severity::Error);
        let errors: Vec<Code> = errors.map(|finding| finding.code).collect();
        assert_eq!(errors, allow, "{}", file.display());
        run(allow)
    }

    /// Where the table is.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.folder.join("fetches.txt")
    }

    /// The table.
    ///
    /// # Panics
    ///
    /// When it is none, or has nothing to run.
    #[must_use]
    pub fn table(&self) -> FetchTable {
        let file = self.file();
        let text = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
        let table = FetchTable::parse(&text);
        let table = table.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert!(table.scripts().count() > 0, "{}: there are no scripts", file.display());
        table
    }
}

/// A server that answers what `explain` says.
#[derive(Debug)]
pub struct Explained<'a, 'p> {
    /// Who explains.
    pub explainer: Explainer<'a, 'p>,
    /// The call, which says what the application answers.
    pub call: &'a Call,
    /// What was asked.
    pub sent: Vec<Sent>,
}

impl Server for Explained<'_, '_> {
    fn answer(&mut self, request: &Sent) -> Answer {
        self.sent.push(request.clone());
        let mut headers = request.headers.clone();
        headers.push(("host".to_owned(), request.url.host().to_owned()));
        let spec = RequestSpec {
            method: request.method.clone(),
            path: format!("{}{}", request.url.origin(), request.url.target()),
            headers,
            app: self.call.app(&request.method, request.url.target()),
            is_static: false,
        };
        let explanation = self.explainer.explain(&spec);
        Answer { status: explanation.status, headers: explanation.headers }
    }
}
