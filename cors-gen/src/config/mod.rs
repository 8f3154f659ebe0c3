//! The configuration as written: typed sections, nothing defaulted, no levels merged.
//!
//! Reading is as strict as IIS is with the sections that decide about CORS and headers (CF-1, CF-2): what IIS would answer
//! with 500.19 is an error here. Sections that say nothing about either are passed over, as are elements of other tools.
//! One file for each section; `table` says which there are.

mod authentication;
mod caching;
mod collection;
mod cors;
mod declarations;
mod fields;
mod file;
mod fragment;
mod handlers;
mod http_protocol;
mod http_redirect;
mod list;
mod location_path;
mod locks;
mod merging;
mod modules;
mod names;
mod request_filtering;
mod rewrite;
mod roots;
mod section;
mod sections;
mod server;
mod setting;
mod static_content;
mod table;
mod time_span;

pub use authentication::{AnonymousAuthentication, WindowsAuthentication};
pub use caching::{CacheLocation, CachePolicy, Caching, Profile};
pub use collection::{Directive, Keyed};
pub use cors::{AllowHeaders, Cors, NameList, OriginRule};
pub(crate) use declarations::again as declared_again;
pub use declarations::{Declarations, Declared, Used};
pub use file::{ConfigFile, Location, read};
pub use handlers::{Handler, Handlers};
pub use http_protocol::{HeaderEntry, HttpProtocol};
pub use http_redirect::{HttpRedirect, RedirectEntry, RedirectStatus};
pub use list::List;
pub use locks::{Child, Key, LockedNames, Written};
pub use merging::Position;
pub(crate) use merging::letter_case;
pub use modules::{Module, Modules};
pub use request_filtering::{
    AllowList, ExtensionEntry, FilterText, HeaderLimit, RequestFiltering, RequestLimits, VerbEntry,
};
pub use rewrite::{
    AllowedServerVariables, Condition, Conditions, GlobalRules, Grouping, InboundAction,
    InboundRule, InboundRules, MapEntry, MatchType, OutboundAction, OutboundMatch, OutboundRule,
    OutboundRules, PatternSyntax, PreCondition, RewriteMap, RewriteMaps, SetVariable, Test,
    UrlMatch,
};
pub(crate) use roots::{adopt, adopt_entry};
pub use sections::Sections;
pub use server::{Directory, Hsts, Server, Site};
pub use setting::{Acts, Fact, Finding, Setting, Verdict, When};
pub use static_content::{CacheMode, ClientCache, MimeMap, StaticContent};
#[cfg(feature = "format")]
pub(crate) use table::may_warn;
pub(crate) use table::{is_looked_at, is_section, join, path_of, sections};
pub use time_span::TimeSpan;
