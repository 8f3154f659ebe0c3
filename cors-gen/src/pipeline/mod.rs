//! The stages in a row.

mod beside;
mod disk;
#[cfg(feature = "explain")]
mod effective;
mod file;
#[cfg(feature = "format")]
mod fingerprint;
mod folder;
mod folders;
mod hierarchy;
mod include;
mod input;
mod installed;
mod outline;
mod parse;
mod placed;
mod project;
mod server_transform;
#[cfg(feature = "cli")]
mod sites;
mod transform;
#[cfg(feature = "explain")]
mod transformed;

pub use beside::Beside;
#[cfg(feature = "explain")]
pub use effective::{Effective, effective};
pub use file::{MAX_FILE_SIZE, Source};
pub use input::Input;
pub use project::{Project, ProjectChoice, Start};
#[cfg(feature = "cli")]
pub use sites::Sites;
#[cfg(feature = "explain")]
pub use transformed::{Transformed, transform};

use std::path::{Path, PathBuf};

use self::placed::Placed;
use crate::assume::{Assumptions, BadRules};
use crate::budget::Budget;
use crate::config::{self, ConfigFile};
use crate::diagnostic::{Bag, Code, Diagnostic, Findings, Levels, Severity, Silenced};
use crate::effective::{self as levels, ConfigPath, Resolved};
use crate::inventory::Entry;
use crate::lint::{self, Facts};
use crate::policy::{self, Arena, Lowered};
use crate::sorting::sort_by;
use crate::source::{SourceMap, Span};
use crate::xml::{self, Document};

/// What the user chose.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Which kinds of findings to live with, to be warned of, or to have none of. Exceptions that files make in comments go
    /// before them.
    pub levels: Levels,
    /// What is assumed of IIS where nobody has published what it does.
    pub assume: Assumptions,
}

impl Options {
    /// These kinds of findings allowed.
    #[must_use]
    pub fn allowing(codes: impl IntoIterator<Item = Code>) -> Self {
        Self { levels: Levels::allowing(codes), ..Self::default() }
    }
}

/// What came of a configuration.
#[derive(Debug, Clone)]
pub struct Outcome<'p> {
    /// The files that were read.
    pub sources: SourceMap,
    /// The findings, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
    /// The findings that the user chose to live with, in the order of their places: no errors.
    pub silenced: Vec<Silenced>,
    /// The policy; `None` exactly when a finding is an error.
    pub policy: Option<Lowered<'p>>,
    /// What becomes of each section that says anything, in the order of the places; empty where there is no policy.
    pub inventory: Vec<Entry>,
}

impl Outcome<'_> {
    /// All findings in the order of their places, silenced ones too: what a generated file has to say of its gaps does not
    /// depend on what people want to see.
    #[must_use]
    pub fn all(&self) -> Vec<&Diagnostic> {
        let silenced = self.silenced.iter().map(|silenced| &silenced.finding);
        let mut all: Vec<_> = self.diagnostics.iter().chain(silenced).collect();
        sort_by(&mut all, |a, b| a.order().cmp(&b.order()));
        all
    }

    /// The highest severity among the findings; `None` when there are none.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.diagnostics.iter().map(|d| d.severity).max()
    }

    /// Whether the configuration could not be read at all, rather than being read and found wrong.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        self.policy.is_none() && self.diagnostics.iter().any(|d| d.code.is_unreadable())
    }
}

/// Reads a configuration and makes its policy.
///
/// Never fails in itself: what is wrong with the configuration is in [`Outcome::diagnostics`].
#[must_use]
pub fn run<'p>(mut input: Input, options: &Options, arena: &'p Arena) -> Outcome<'p> {
    let (mut sources, mut bag) = begin(&mut input, options);
    let made = stages(input, &options.assume, &mut sources, arena, &mut bag);
    let Findings { shown: diagnostics, silenced } = bag.finish(made.is_some());
    let is_error = |finding: &Diagnostic| finding.severity == Severity::Error;
    let (policy, inventory) = made.filter(|_| !diagnostics.iter().any(is_error)).unzip();
    let inventory = inventory.unwrap_or_default();
    Outcome { sources, diagnostics, silenced, policy, inventory }
}

/// The sources and findings that a run starts from.
fn begin(input: &mut Input, options: &Options) -> (SourceMap, Bag) {
    let Start { sources, findings } = std::mem::take(&mut input.start);
    let mut levels = options.levels.clone();
    if options.assume.bad_rules() == BadRules::Accepted {
        levels = levels.over(Levels::allowing([Code::BadOrigin, Code::WildcardWithCredentials]));
    }
    let mut bag = Bag::with(levels);
    bag.extend(findings);
    (sources, bag)
}

fn stages<'p>(
    input: Input,
    assume: &Assumptions,
    sources: &mut SourceMap,
    arena: &'p Arena,
    bag: &mut Bag,
) -> Option<(Lowered<'p>, Vec<Entry>)> {
    let budget = Budget::new();
    let mut facts = Facts::default();
    let effective = resolve(input, sources, &budget, &mut facts, bag)?;
    let policy = policy::lower(&effective, assume, arena, &budget, bag)?;
    lint::lint(&policy, &facts, &budget, bag);
    let inventory = lint::inventory(&effective.scopes, &policy, &budget, bag);
    Some((policy, inventory))
}

/// The stages up to the effective configuration of each path.
fn resolve(
    input: Input,
    sources: &mut SourceMap,
    budget: &Budget,
    facts: &mut Facts,
    bag: &mut Bag,
) -> Option<Resolved> {
    if bag.has_errors() {
        // What stands around the configuration is not known.
        return None;
    }
    let files = read_all(input, sources, budget, bag);
    facts.transform = files.transform;
    installed::check(&files.placed, bag);
    if bag.has_errors() {
        return None;
    }
    let Files { placed, site, app, .. } = files;
    let has_server = placed.iter().any(|placed| placed.file.server.is_some());
    let defaults =
        if hierarchy::is_complete(&placed) { None } else { defaults(has_server, sources, bag) };
    let hierarchy =
        hierarchy::assemble(defaults.as_ref(), &placed, site.as_deref(), app.as_deref(), bag)?;
    facts.own_origins.clone_from(&hierarchy.own_origins);
    facts.knows_own_origins = hierarchy.knows_own_origins;
    levels::resolve(&hierarchy, budget, bag)
}

/// The files as read, from the outside in.
struct Files {
    placed: Vec<Placed>,
    site: Option<String>,
    app: Option<String>,
    /// The first transform of the configuration that makes what is deployed.
    transform: Option<Span>,
}

/// Reads every file, also after one that is wrong, so that all findings are told at once.
///
/// The configuration comes first, so that its findings do, then what changes it, then the levels around it.
fn read_all(input: Input, sources: &mut SourceMap, budget: &Budget, bag: &mut Bag) -> Files {
    let Input { files, parents, transforms, site, app, beside, start: _ } = input;
    sources.set_base(base(&files));
    let has_transforms = !transforms.is_empty();
    let mut reader = FileReader {
        site: site.as_deref(),
        of_server: Vec::new(),
        transform: None,
        sources,
        budget,
        bag,
    };
    let mut own = Vec::new();
    let mut transforms = Some(transforms);
    for (below, source) in files {
        // Transforms are of the configuration itself, which is the one at the top.
        let transforms = transforms.take_if(|_| below.is_empty()).unwrap_or_default();
        own.extend(reader.read(source, transforms, Some(ConfigPath::new(&below))));
    }
    transform::without_document(transforms.unwrap_or_default(), reader.sources, reader.bag);
    if let Some(top) = own.first() {
        beside.say(top.file.root.span, has_transforms, reader.bag);
    }
    reader.bag.shared_from_here();
    let parents = parents.into_iter().filter_map(|parent| reader.read(parent, Vec::new(), None));
    // The server is around every site, wherever its file was named.
    let (mut placed, parents): (Vec<_>, Vec<_>) =
        parents.partition(|parent| parent.file.server.is_some());
    let transform = reader.transform;
    server_transform::without_server(&reader.of_server, reader.bag);
    placed.extend(parents);
    placed.extend(own);
    Files { placed, site, app, transform }
}

/// The folder of the configuration: that of the file at the top.
fn base(files: &[(String, Source)]) -> Option<PathBuf> {
    let (below, source) = files.first()?;
    let folder = source.path.as_deref()?.parent()?;
    folder.ancestors().nth(ConfigPath::new(below).depth()).map(Path::to_owned)
}

/// Bytes to sections: the document, transformed, and with the content that is in other files.
struct FileReader<'r> {
    site: Option<&'r str>,
    /// Transforms of the server's file, until it comes.
    of_server: Vec<Document>,
    /// The first transform that makes what is deployed.
    transform: Option<Span>,
    sources: &'r mut SourceMap,
    budget: &'r Budget,
    bag: &'r mut Bag,
}

impl FileReader<'_> {
    fn read(
        &mut self,
        source: Source,
        transforms: Vec<Source>,
        below: Option<ConfigPath>,
    ) -> Option<Placed> {
        let Self { site, of_server, transform: deployed, sources, budget, bag } = self;
        let name = source.name.clone();
        let folder = source.path.as_deref().and_then(Path::parent).map(Path::to_owned);
        let mut document = parse::parse(source, sources, bag);
        let mut own = Vec::new();
        for transform in transforms {
            let name = transform.name.clone();
            match parse::parse(transform, sources, bag) {
                Some(transform) if server_transform::is_it(&transform, &name) => {
                    of_server.push(transform);
                }
                transform => {
                    let is_deployed = !name.to_ascii_lowercase().contains("debug");
                    let place = transform.as_ref().map(|it| it.root.tag);
                    *deployed = deployed.or(place.filter(|_| is_deployed));
                    own.push(transform);
                }
            }
        }
        if let Some(server) = document.as_ref().filter(|it| server_transform::is_server(it)) {
            for mut transform in of_server.drain(..) {
                server_transform::fill(&mut transform, server, *site);
                own.push(Some(transform));
            }
        }
        for transform in &own {
            let transform = transform.as_ref();
            document = transform::apply_to(document, transform, sources, budget, bag);
        }
        let mut document = config::adopt_entry(document?, bag);
        include::include(&mut document.root, &name, folder.as_deref(), sources, bag);
        let file = config::read(&document, bag)?;
        Some(Placed { file, below, folder })
    }
}

/// What stands in for the server's file where the user gives none, or a part of one (CF-9).
fn defaults(has_server: bool, sources: &mut SourceMap, bag: &mut Bag) -> Option<ConfigFile> {
    let file = sources.add(levels::DEFAULTS_NAME, None, levels::DEFAULTS.to_owned());
    let document = xml::read(file, levels::DEFAULTS).ok()?;
    parse::note(file, &document, sources);
    let mut defaults = config::read(&document, bag)?;
    // Nobody wrote them.
    defaults.root.value.settings.clear();
    if has_server {
        // Which modules it has, and which of them are locked, is for the server's own file to say.
        let sections = &mut defaults.root.value;
        sections.modules = None;
        sections.written.retain(|written| written.path != "modules");
    }
    Some(defaults)
}
