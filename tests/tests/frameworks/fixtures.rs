//! The requests of the fixtures, and what they come to.

use std::path::Path;

use cors_gen::explain::RequestSpec;
use cors_gen::policy::Arena;
use cors_runtime::Policy;
use cors_tests::cases;
use cors_tests::table::Table;

use crate::answers::{Exchange, Explained};
use crate::application::{How, Reply};

/// The table of a fixture.
pub(crate) struct Fixture {
    pub(crate) name: String,
    pub(crate) policy: &'static Policy,
    pub(crate) exchanges: Vec<Exchange>,
    /// How many requests cannot be on a wire as they stand in the table.
    pub(crate) left_out: usize,
}

/// All fixtures with requests, but for those about static files, which are of another layer.
pub(crate) fn fixtures() -> Vec<Fixture> {
    cases::policies().iter().map(|folder| fixture(folder)).collect()
}

fn fixture(folder: &Path) -> Fixture {
    let arena: &'static Arena = Box::leak(Box::default());
    let outcome = cases::outcome(folder, arena);
    let policy = outcome.policy.as_ref().expect("a policy");
    let site = Explained { policy, sources: &outcome.sources };
    let text = std::fs::read_to_string(folder.join("requests.txt")).expect("a table");
    let table = Table::parse(&text.replace("\r\n", "\n")).expect("a table");
    let requests = table.exchanges().map(|it| &it.request).filter(|it| !it.is_static);
    let (sent, left_out): (Vec<_>, Vec<_>) = requests.partition(|it| is_http(it));
    let exchanges = sent.into_iter().map(|request| {
        // Of a long body there is just what a framework waits for before it looks at the request.
        let length = request.header("content-length").map_or(0, |it| it.parse().unwrap_or(16));
        let body = &"0123456789abcdef"[..length.min(16)];
        Exchange::new(site, request.clone(), body, reply(request))
    });
    let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
    Fixture {
        name,
        policy: policy.policy,
        exchanges: exchanges.collect(),
        left_out: left_out.len(),
    }
}

fn reply(request: &RequestSpec) -> Reply {
    let app = request.app.clone();
    let has_body = !matches!(app.status, Some(204 | 304));
    let how = How::Text(if has_body { "said" } else { "" });
    Reply { status: app.status, headers: app.headers, how }
}

/// Whether the request can be on a wire as it stands in the table, and passes in front of a router.
fn is_http(request: &RequestSpec) -> bool {
    let has_parent = || request.path.split('/').any(|segment| segment == "..");
    !request.path.contains([' ', '<', '>', '`', '"']) && !has_parent()
}
