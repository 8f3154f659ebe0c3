//! The configuration as written: typed sections, nothing defaulted, nothing merged.
//!
//! Reading is as strict as IIS is with the sections that decide about CORS and headers (CF-1, CF-2): what IIS would answer
//! with 500.19 is an error here. Sections that say nothing about either are passed over, as are elements of other tools.
//! One file a section; [`read`] finds the sections.

mod authentication;
mod collection;
mod cors;
mod fields;
mod file;
mod fragment;
mod handlers;
mod http_protocol;
mod locks;
mod modules;
mod names;
mod request_filtering;
mod rewrite;
mod sections;
mod server;

pub use authentication::Authentication;
pub use collection::{Directive, Keyed};
pub use cors::{AllowHeaders, Cors, NameList, OriginRule};
pub use file::{ConfigFile, Location, read};
pub use handlers::{Handler, Handlers};
pub use http_protocol::{HeaderEntry, Headers, HttpProtocol};
pub use locks::{Child, Key, Names, Written};
pub use modules::{Module, Modules};
pub(crate) use names::is_near;
pub use request_filtering::{RequestFiltering, VerbEntry, Verbs};
pub use rewrite::{
    Condition, Conditions, Grouping, InboundAction, InboundRule, MapEntry, MatchType,
    OutboundAction, OutboundMatch, OutboundRule, OutboundRules, PatternSyntax, PreCondition,
    Rewrite, RewriteMap, SetVariable, Test, UrlMatch,
};
pub use sections::Sections;
pub use server::{Server, Site};
