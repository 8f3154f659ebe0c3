//! A policy read back from its JSON form: that of an earlier run, to compare with.
//!
//! What is read is a document like any other, written by whoever: each item is looked at before a constructor, which panics at
//! nonsense, gets it. Places are those of the document.

mod filtering;
mod rewrite;
mod static_files;
mod text;

use std::cmp::Reverse;
use std::collections::HashSet;
use std::fmt;
use std::path::PathBuf;

use cors_runtime::FieldName;
use cors_runtime::policy::{Cors, Header, Hsts, OptionsHandler, OriginRule, Policy, Scope, Verbs};

use self::rewrite::Known;
use super::at::At;
use super::chosen;
use super::{
    Answer, JsonCors, JsonHandler, JsonHeader, JsonHsts, JsonPolicy, JsonRule, JsonScope,
    JsonVerbs, Kind, VERSION,
};
use crate::budget::Budget;
use crate::policy::arena::Arena;
use crate::policy::origin::{self, OriginForm};
use crate::policy::places::{
    AllowListPlaces, CorsPlaces, HandlerPlace, Lowered, RulePlaces, ScopePlaces,
};
use crate::policy::scopes;
use crate::policy::token::{field_name, forbidden_in_value, is_token};
use crate::source::{FileId, SourceMap, Span};

/// Why a document is no policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadPolicyError {
    /// Where that is seen: `policy.json:7:13`.
    pub place: String,
    /// What is wrong, in a sentence.
    pub message: String,
}

impl fmt::Display for ReadPolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

impl std::error::Error for ReadPolicyError {}

/// Reads what `--emit json` printed, called `name`. The places of the policy are those in the document.
///
/// # Errors
///
/// When it is no such document, or says what no configuration could have said.
pub fn read<'p>(
    name: &str,
    path: Option<PathBuf>,
    document: &str,
    arena: &'p Arena,
) -> Result<(Lowered<'p>, SourceMap), ReadPolicyError> {
    let mut sources = SourceMap::default();
    let file = sources.add(name, path, document.to_owned());
    let json: JsonPolicy<'_> = serde_json::from_str(document).map_err(|error| ReadPolicyError {
        place: format!("{name}:{}:{}", error.line(), error.column()),
        message: format!(
            "this is no policy as `cors-gen CONFIG --emit json` of this version prints it: {error}"
        ),
    })?;
    let reader = Reader { arena, document, file, budget: Budget::new(), known: Known::default() };
    let policy = reader.policy(&json).map_err(|Broken { at, message }| ReadPolicyError {
        place: sources.locate(at).to_string(),
        message,
    })?;
    Ok((policy, sources))
}

/// What is wrong with an item of a document, and where that is.
struct Broken {
    at: Span,
    message: String,
}

type Read<T> = Result<T, Broken>;

struct Reader<'d, 'p> {
    arena: &'p Arena,
    document: &'d str,
    file: FileId,
    budget: Budget,
    known: Known<'p>,
}

impl<'p> Reader<'_, 'p> {
    fn policy(mut self, json: &JsonPolicy<'_>) -> Read<Lowered<'p>> {
        let start = Span::new(self.file, 0, 0);
        if json.version != VERSION {
            let message = format!("the form has the number {}, not {VERSION}", json.version);
            return Err(Broken { at: start, message });
        }
        self.known.maps = json.maps.iter().map(|map| self.map(map)).collect();
        let Some((root, deeper)) = json.scopes.split_first() else {
            return Err(Broken {
                at: start,
                message: "a policy has at least one scope".to_owned(),
            });
        };
        if !root.path.is_empty() {
            return Err(self.broken(&root.source, "the first scope is the root, without a path"));
        }
        let (root, root_places) = self.scope(root)?;
        let mut seen = HashSet::new();
        let mut read = Vec::with_capacity(deeper.len());
        for scope in deeper {
            let is_path = scopes::normal(&scope.path).is_some_and(|path| path == scope.path)
                && !scope.path.is_empty()
                && !scope.path.contains('\\')
                && scope.path.split('/').count() <= scopes::DEEPEST;
            if !is_path || !seen.insert(scope.path.to_ascii_lowercase()) {
                let message = format!("`{}` is no path of a scope, or is another's", scope.path);
                return Err(self.broken(&scope.source, message));
            }
            read.push(self.scope(scope)?);
        }
        read.sort_by_cached_key(|(scope, _)| {
            (Reverse(scope.path().split('/').count()), scope.path().to_lowercase())
        });
        let (scopes, places): (Vec<_>, Vec<_>) = read.into_iter().unzip();
        let policy = Policy::new(root, scopes::table(self.arena.list(&scopes), self.arena));
        let hsts = json.hsts.as_ref().map(|hsts| self.hsts(hsts)).transpose()?;
        Ok(Lowered {
            policy: self.arena.one(hsts.map_or(policy, |(hsts, _)| policy.hsts(hsts))),
            root: root_places,
            deeper: self.arena.list(&places),
            hsts: hsts.map(|(_, place)| place),
            assume: chosen::read(&json.assume)
                .map_err(|error| Broken { at: start, message: error.to_string() })?,
        })
    }

    fn scope(&mut self, json: &JsonScope<'_>) -> Read<(Scope<'p>, ScopePlaces<'p>)> {
        let arena = self.arena;
        let cors = json.cors.as_ref().map(|cors| self.cors(cors)).transpose()?;
        let filtering = json.filtering.as_ref().map(|it| self.filtering(it)).transpose()?;
        let rewrite = json.rewrite.as_ref().map(|rules| self.rewrite(rules)).transpose()?;
        let redirect = match json.http_redirect.as_slice() {
            [] => None,
            rules => Some(self.requests(rules)?),
        };
        let files = json.static_files.as_ref().map(|it| self.static_files(it, &json.source));
        let files = files.transpose()?;
        let (custom, custom_at) = self.headers(&json.custom_headers)?;
        let (on_redirects, on_redirects_at) = self.headers(&json.redirect_headers)?;
        let handlers = json.options.iter().map(|handler| self.handler(handler));
        let (handlers, handlers_at): (Vec<_>, Vec<_>) = handlers.unzip();
        let verbs = json.verbs.as_ref().map(|verbs| self.verbs(verbs));

        let mut scope = Scope::new(arena.text(&json.path))
            .options(arena.list(&handlers))
            .custom_headers(custom)
            .redirect_headers(on_redirects);
        if let Some((cors, _)) = cors {
            scope = scope.cors(cors);
        }
        if let Some((verbs, _)) = verbs {
            scope = scope.verbs(verbs);
        }
        if let Some((filtering, _)) = filtering {
            scope = scope.filtering(filtering);
        }
        if let Some((rewrite, _)) = rewrite {
            scope = scope.rewrite(rewrite);
        }
        if let Some((files, _)) = files {
            scope = scope.static_files(files);
        }
        if let Some((redirect, _)) = redirect {
            scope = scope.http_redirect(redirect);
        }
        if json.custom_headers_first {
            scope = scope.custom_headers_first();
        }
        let places = ScopePlaces {
            opened: self.at(&json.source),
            verbs: verbs.map(|(_, places)| places),
            filtering: filtering.map(|(_, places)| places),
            cors: cors.map(|(_, places)| places),
            options: arena.list(&handlers_at),
            custom_headers: custom_at,
            redirect_headers: on_redirects_at,
            rewrite: rewrite.map(|(_, places)| places),
            static_files: files.map(|(_, places)| places),
            http_redirect: redirect.map(|(_, places)| places),
        };
        Ok((scope, places))
    }

    fn hsts(&self, json: &JsonHsts<'_>) -> Read<(Hsts<'p>, Span)> {
        let at = json.source.as_ref().map_or(Span::new(self.file, 0, 0), |source| self.at(source));
        let hsts = Hsts::new(self.value_at(at, &json.value)?);
        Ok((if json.redirect_http_to_https { hsts.redirect_http_to_https() } else { hsts }, at))
    }

    fn verbs(&self, json: &JsonVerbs<'_>) -> (Verbs<'p>, AllowListPlaces<'p>) {
        let listed = json
            .listed
            .iter()
            .map(|verb| ((self.arena.text(&verb.verb), verb.allowed), self.at(&verb.source)));
        let (listed, places): (Vec<_>, Vec<_>) = listed.unzip();
        let places = AllowListPlaces {
            allow_unlisted: self.at(&json.source),
            listed: self.arena.list(&places),
        };
        (Verbs::new(self.arena.list(&listed), json.allow_unlisted), places)
    }

    fn cors(&self, json: &JsonCors<'_>) -> Read<(Cors<'p>, CorsPlaces<'p>)> {
        let mut rules = Vec::with_capacity(json.rules.len());
        let mut seen = HashSet::new();
        for rule in &json.rules {
            if !seen.insert(&rule.origin) {
                let message = format!("there are two rules for `{}`", rule.origin);
                return Err(self.broken(&rule.source, message));
            }
            rules.push(self.rule(rule)?);
        }
        rules.sort_by(|(a, ..), (b, ..)| a.cmp(b));
        let (rules, places): (Vec<_>, Vec<_>) =
            rules.into_iter().map(|(_, rule, place)| (rule, place)).unzip();
        let cors = Cors::new(origin::table(self.arena.list(&rules), self.arena));
        let mut cors = cors
            .vary(json.vary.0)
            .unlisted_preflight(json.unlisted_preflight.0)
            .both_set(json.both_set.0)
            .on_errors(json.on_errors.0);
        if json.vary_line {
            cors = cors.vary_line();
        }
        let section = self.at(&json.source);
        let places =
            CorsPlaces { section, fail_unlisted: section, rules: self.arena.list(&places) };
        Ok((if json.fail_unlisted_origins { cors.fail_unlisted_origins() } else { cors }, places))
    }

    fn rule(&self, json: &JsonRule<'_>) -> Read<(OriginForm, OriginRule<'p>, RulePlaces)> {
        let (arena, at) = (self.arena, &json.source);
        let form = OriginForm::parse(&json.origin)
            .map_err(|_| self.broken(at, format!("`{}` is the origin of no rule", json.origin)))?;
        let (kind, mut rule) = match &form {
            OriginForm::Exact(origin) => (Kind::Exact, OriginRule::exact(arena.text(origin))),
            OriginForm::Wildcard { scheme, suffix } => {
                (Kind::Wildcard, OriginRule::wildcard(arena.text(scheme), arena.text(suffix)))
            }
            OriginForm::Any => (Kind::Any, OriginRule::any()),
        };
        if kind != json.kind || (kind == Kind::Any && json.allow_credentials) {
            let message = format!("a rule for `{}` is of another kind", json.origin);
            return Err(self.broken(at, message));
        }
        if !json.allowed {
            rule = rule.denied();
        }
        if json.allow_credentials {
            rule = rule.allow_credentials();
        }
        if let Some(seconds) = json.max_age {
            rule = rule.max_age(arena.text(&seconds.to_string()));
        }
        rule = match json.allow_methods.as_deref() {
            None => rule,
            Some("") => rule.empty_methods(),
            Some(methods) => rule.allow_methods(self.value(at, methods)?),
        };
        if json.allow_requested_headers {
            rule = rule.allow_requested_headers();
        } else if let Some(names) = &json.allow_headers {
            rule = rule.allow_headers(self.value(at, names)?);
        }
        if let Some(names) = &json.expose_headers {
            rule = rule.expose_headers(self.value(at, names)?);
        }
        let places = RulePlaces {
            tag: self.at(at),
            credentials: None,
            max_age: None,
            allow_methods: None,
            allow_headers: None,
            expose_headers: None,
        };
        Ok((form, rule, places))
    }

    fn handler(&self, json: &JsonHandler<'_>) -> (OptionsHandler<'p>, HandlerPlace) {
        let (name, path) = (self.arena.text(&json.name), self.arena.text(&json.path));
        let handler = match json.answer {
            Answer::Application => OptionsHandler::application(name, path),
            Answer::OptionsVerbHandler => OptionsHandler::verb_handler(name, path),
            Answer::StaticFile => OptionsHandler::static_file(name, path),
            Answer::NoHandler => OptionsHandler::not_found(name, path),
        };
        (handler, HandlerPlace::Mapping(self.at(&json.source)))
    }

    fn headers(&self, json: &[JsonHeader<'_>]) -> Read<(&'p [Header<'p>], &'p [Span])> {
        let mut headers = Vec::with_capacity(json.len());
        for header in json {
            let name = self.name(&header.source, &header.name)?;
            let value = self.value(&header.source, &header.value)?;
            let header_of = if header.joined { Header::joined } else { Header::line };
            headers.push((header_of(name, value), self.at(&header.source)));
        }
        let (headers, places): (Vec<_>, Vec<_>) = headers.into_iter().unzip();
        Ok((self.arena.list(&headers), self.arena.list(&places)))
    }

    fn at(&self, source: &At) -> Span {
        let place = source.within(self.document);
        Span::new(self.file, place.start, place.end)
    }

    fn ats(&self, sources: &[At]) -> &'p [Span] {
        let places: Vec<Span> = sources.iter().map(|source| self.at(source)).collect();
        self.arena.list(&places)
    }

    fn broken(&self, source: &At, message: impl Into<String>) -> Broken {
        Broken { at: self.at(source), message: message.into() }
    }

    /// A text that is a field value.
    fn value(&self, source: &At, text: &str) -> Read<&'p str> {
        self.value_at(self.at(source), text)
    }

    fn value_at(&self, at: Span, text: &str) -> Read<&'p str> {
        if text.is_empty() || forbidden_in_value(text).is_some() {
            return Err(Broken { at, message: format!("`{text}` is no value of a header field") });
        }
        Ok(self.arena.text(text))
    }

    /// A text that is a field name.
    fn name(&self, source: &At, text: &str) -> Read<FieldName<'p>> {
        if !is_token(text) {
            return Err(self.broken(source, format!("`{text}` is no name of a header field")));
        }
        Ok(field_name(text, self.arena))
    }
}
