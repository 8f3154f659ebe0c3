//! The CORS module as rows CM-3 to CM-17 describe it: linear, copying everything, sharing nothing with the engine.

use cors_runtime::policy::{UnlistedPreflight, Vary};

/// A `<cors>` section, as written in a web.config.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// `failUnlistedOrigins`
    pub fail_unlisted: bool,
    /// The `<add>` elements in document order.
    pub rules: Vec<Rule>,
}

/// The answers that can be chosen.
#[derive(Debug, Clone, Copy, Default)]
pub struct Assumed {
    /// CM-16
    pub vary: Vary,
    /// CM-17
    pub unlisted_preflight: UnlistedPreflight,
}

/// One `<add origin="…">`.
#[derive(Debug, Clone)]
pub struct Rule {
    /// `origin`, as text
    pub origin: String,
    /// `allowed`
    pub allowed: bool,
    /// `allowCredentials`
    pub credentials: bool,
    /// `maxAge`; -1 is none
    pub max_age: i32,
    /// `allowMethods`
    pub methods: Vec<String>,
    /// `allowHeaders`
    pub headers: Vec<String>,
    /// `allowAllRequestedHeaders`
    pub all_requested: bool,
    /// `exposeHeaders`
    pub expose: Vec<String>,
}

impl Rule {
    /// A rule with the defaults of CM-2.
    #[must_use]
    pub fn new(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            allowed: true,
            credentials: false,
            max_age: -1,
            methods: Vec::new(),
            headers: Vec::new(),
            all_requested: false,
            expose: Vec::new(),
        }
    }
}

/// What of a request counts.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The method, in the case it came in.
    pub method: String,
    /// `Origin`
    pub origin: Option<Vec<u8>>,
    /// `Access-Control-Request-Method`
    pub requested_method: Option<Vec<u8>>,
    /// `Access-Control-Request-Headers`
    pub requested_headers: Option<Vec<u8>>,
}

/// A header field: its name as IIS writes it, and its value.
pub type Line = (String, Vec<u8>);

/// What becomes of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The status that the module answers with; `None` when the application answers.
    pub answered: Option<u16>,
    /// The header fields that the module sends, in order.
    pub headers: Vec<Line>,
}

impl Section {
    /// What the module does with a request, as far as nobody has chosen otherwise.
    #[must_use]
    pub fn outcome(&self, request: &Request) -> Outcome {
        self.outcome_where(Assumed::default(), request)
    }

    /// What the module does with a request under these assumptions.
    #[must_use]
    pub fn outcome_where(&self, assumed: Assumed, request: &Request) -> Outcome {
        let mut outcome = Outcome { answered: None, headers: Vec::new() };
        if let Some(origin) = &request.origin {
            // CM-4
            let preflight = request.method == "OPTIONS" && request.requested_method.is_some();
            match self.most_specific(origin).filter(|rule| rule.allowed) {
                Some(rule) => {
                    outcome.answered = preflight.then_some(204);
                    outcome.headers = rule.headers(origin, preflight, request);
                }
                // CM-17
                None if self.fail_unlisted => outcome.answered = Some(403),
                None if preflight => {
                    outcome.answered = match assumed.unlisted_preflight {
                        UnlistedPreflight::Next => None,
                        UnlistedPreflight::Answered => Some(204),
                        UnlistedPreflight::Forbidden => Some(403),
                    };
                }
                None => {}
            }
        }
        // CM-16
        let sent = match assumed.vary {
            Vary::Section => true,
            Vary::Cors => request.origin.is_some(),
            Vary::Matched => {
                outcome.headers.iter().any(|(name, _)| name == "Access-Control-Allow-Origin")
            }
            Vary::Never => false,
        };
        if sent && !(self.rules.len() == 1 && self.rules[0].origin == "*") {
            outcome.headers.push(line("Vary", "Origin"));
        }
        outcome
    }

    /// The rule for an origin (CM-14).
    #[must_use]
    pub fn most_specific(&self, origin: &[u8]) -> Option<&Rule> {
        let matching = self.rules.iter().filter(|rule| form(&rule.origin).matches(origin));
        matching.max_by_key(|rule| form(&rule.origin).specificity())
    }
}

impl Rule {
    /// CM-6 to CM-10 and CM-15
    fn headers(&self, origin: &[u8], preflight: bool, request: &Request) -> Vec<Line> {
        let mut headers = Vec::new();
        let origin = if self.origin == "*" { b"*".to_vec() } else { origin.to_vec() };
        headers.push(("Access-Control-Allow-Origin".to_owned(), origin));
        if self.credentials {
            headers.push(line("Access-Control-Allow-Credentials", "true"));
        }
        if preflight {
            headers.extend(list("Access-Control-Allow-Methods", &self.methods));
            if self.all_requested {
                // CM-7: an empty list is no request for any header.
                let requested = request.requested_headers.clone().filter(|it| !it.is_empty());
                headers.extend(requested.map(|it| ("Access-Control-Allow-Headers".to_owned(), it)));
            } else {
                headers.extend(list("Access-Control-Allow-Headers", &self.headers));
            }
            if self.max_age != -1 {
                headers.push(line("Access-Control-Max-Age", &self.max_age.to_string()));
            }
        } else {
            headers.extend(list("Access-Control-Expose-Headers", &self.expose));
        }
        headers
    }
}

fn line(name: &str, value: &str) -> Line {
    (name.to_owned(), value.as_bytes().to_vec())
}

fn list(name: &str, values: &[String]) -> Option<Line> {
    (!values.is_empty()).then(|| line(name, &values.join(",")))
}

/// The three forms of a rule's origin (CM-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form<'a> {
    /// `*`
    Any,
    /// `scheme://*` with a literal suffix
    Wildcard {
        /// The scheme with its `://`.
        scheme: &'a str,
        /// What follows the `*`.
        suffix: &'a str,
    },
    /// Any other text, which is compared as it stands.
    Exact(&'a str),
}

/// Which form a rule's origin has.
#[must_use]
pub fn form(origin: &str) -> Form<'_> {
    if origin == "*" {
        return Form::Any;
    }
    match origin.split_once("://*") {
        Some((name, suffix)) if is_scheme(name) => {
            Form::Wildcard { scheme: &origin[..name.len() + "://".len()], suffix }
        }
        _ => Form::Exact(origin),
    }
}

fn is_scheme(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '+' | '.' | '-'))
}

impl Form<'_> {
    fn matches(self, origin: &[u8]) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(text) => text.as_bytes() == origin,
            Self::Wildcard { scheme, suffix } => {
                origin.len() >= scheme.len() + suffix.len()
                    && origin.starts_with(scheme.as_bytes())
                    && origin.ends_with(suffix.as_bytes())
            }
        }
    }

    fn specificity(self) -> usize {
        match self {
            Self::Any => 0,
            Self::Wildcard { suffix, .. } => 1 + suffix.len(),
            Self::Exact(_) => usize::MAX,
        }
    }
}
