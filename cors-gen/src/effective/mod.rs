//! The effective configuration of each path: what IIS would have in hand there.
//!
//! Layers are laid over each other from the outside in: the server's file or its defaults, the files between, the file's
//! own level, then each `<location>` and folder by depth (CF-3, CF-4); what a level locked stays locked (CF-7). Every value that
//! comes out still carries the place it was written at.

mod authentication;
mod caching;
mod cors;
mod handlers;
mod hierarchy;
mod http_protocol;
mod http_redirect;
mod level;
mod locks;
mod modules;
mod path;
mod request_filtering;
mod resolve;
mod rewrite;
mod scope;
mod section;
mod static_content;
mod tree;

pub use authentication::{AnonymousAuthentication, WindowsAuthentication};
pub use caching::Caching;
pub use cors::Cors;
pub use handlers::Handlers;
pub use hierarchy::{Hierarchy, Level, Role};
pub use http_protocol::HttpProtocol;
pub use http_redirect::{HttpRedirect, LeveledRedirect};
pub use level::RuleLevel;
pub use modules::{Modules, NativeModule};
pub use path::ConfigPath;
pub use request_filtering::{AllowList, RequestFiltering, RequestLimits};
pub use resolve::{Resolved, resolve};
pub use rewrite::{
    AllowedServerVariables, GlobalRules, InboundRules, LeveledRule, OutboundRules, RewriteMaps,
};
pub use scope::EffectiveScope;
pub use static_content::{ClientCache, MimeMap, MimeMaps, RemovedMime, StaticContent};

pub(crate) use crate::config::sections;
pub use crate::config::{Acts, Fact, Finding, Setting, Verdict, When};
pub use crate::config::{
    AllowHeaders, CacheLocation, CacheMode, CachePolicy, Condition, Conditions, ExtensionEntry,
    FilterText, Grouping, Handler, HeaderEntry, HeaderLimit, Hsts, InboundAction, InboundRule,
    List, MapEntry, MatchType, Module, NameList, OriginRule, OutboundAction, OutboundMatch,
    OutboundRule, PatternSyntax, PreCondition, Profile, RedirectEntry, RedirectStatus, RewriteMap,
    SetVariable, Test, TimeSpan, UrlMatch, VerbEntry,
};

/// The defaults of the server, as a configuration file of their own: see `resolve`.
pub const DEFAULTS: &str = include_str!("defaults.config");

/// What messages call [`DEFAULTS`].
pub const DEFAULTS_NAME: &str = "IIS 10 defaults";

#[cfg(test)]
mod tests;
