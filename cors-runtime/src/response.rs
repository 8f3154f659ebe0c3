//! How a response is edited: one edit a header field, applied to whatever holds the header fields.

use crate::policy::AllowHeaders;
use crate::rewrite::Written;

/// The name of a header field that a policy sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// `Access-Control-Allow-Origin`
    AllowOrigin,
    /// `Access-Control-Allow-Credentials`
    AllowCredentials,
    /// `Access-Control-Allow-Methods`
    AllowMethods,
    /// `Access-Control-Allow-Headers`
    AllowHeaders,
    /// `Access-Control-Max-Age`
    MaxAge,
    /// `Access-Control-Expose-Headers`
    ExposeHeaders,
    /// `Vary`
    Vary,
    /// A field of `customHeaders`, `redirectHeaders` or of an IIS handler.
    Other {
        /// The name as IIS writes it.
        name: &'static str,
        /// The name in lower case.
        lower: &'static str,
    },
}

impl Field {
    /// The field of this name; `lower` is the same in lower case.
    #[must_use]
    pub const fn named(name: &'static str, lower: &'static str) -> Self {
        match lower.as_bytes() {
            b"access-control-allow-origin" => Self::AllowOrigin,
            b"access-control-allow-credentials" => Self::AllowCredentials,
            b"access-control-allow-methods" => Self::AllowMethods,
            b"access-control-allow-headers" => Self::AllowHeaders,
            b"access-control-max-age" => Self::MaxAge,
            b"access-control-expose-headers" => Self::ExposeHeaders,
            b"vary" => Self::Vary,
            _ => Self::Other { name, lower },
        }
    }

    /// The name as IIS writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AllowOrigin => "Access-Control-Allow-Origin",
            Self::AllowCredentials => "Access-Control-Allow-Credentials",
            Self::AllowMethods => "Access-Control-Allow-Methods",
            Self::AllowHeaders => "Access-Control-Allow-Headers",
            Self::MaxAge => "Access-Control-Max-Age",
            Self::ExposeHeaders => "Access-Control-Expose-Headers",
            Self::Vary => "Vary",
            Self::Other { name, .. } => name,
        }
    }
}

/// The value of an edit: known since generation, or a value of the request sent back as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// The value itself.
    Static(&'static str),
    /// The request's `Origin` (CM-15).
    RequestOrigin,
    /// The request's `Access-Control-Request-Headers` (CM-7).
    RequestedHeaders,
}

/// What happens when the response already has a field of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The response's own stays, and nothing is added (CM-18).
    SetIfAbsent,
    /// Another line is added (CH-5).
    Append,
    /// The value is joined to the response's own with a comma, into one line (CH-5).
    Join,
    /// The value takes the place of all lines of that name (RW-5).
    Replace,
}

/// Which part of the configuration an edit comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The CORS rule for the request's origin: [`Decision::rule`](crate::Decision::rule).
    Rule,
    /// The `<cors>` section as such.
    Cors,
    /// The handler that answers OPTIONS: [`Decision::options_handler`](crate::Decision::options_handler).
    Handler,
    /// The entry at this position of the scope's custom headers.
    CustomHeader(usize),
    /// The entry at this position of the scope's redirect headers.
    RedirectHeader(usize),
    /// The inbound rule of URL Rewrite that answers: [`Decision::inbound_rule`](crate::Decision::inbound_rule).
    InboundRule,
    /// The outbound rule of URL Rewrite at this position of the scope's.
    OutboundRule(usize),
}

/// One change to the header fields of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit<V = Value> {
    /// The field.
    pub field: Field,
    /// Its value.
    pub value: V,
    /// What to do beside a field of the same name.
    pub how: How,
    /// Where it comes from.
    pub reason: Reason,
}

impl Edit {
    pub(crate) const fn new(field: Field, value: Value, how: How, reason: Reason) -> Self {
        Self { field, value, how, reason }
    }

    pub(crate) const fn of_rule(field: Field, value: &'static str) -> Self {
        Self::new(field, Value::Static(value), How::SetIfAbsent, Reason::Rule)
    }

    /// The `Access-Control-Allow-Headers` of a preflight that asked for `requested` header fields or for none.
    pub(crate) fn allow_headers(setting: AllowHeaders, requested: bool) -> Option<Self> {
        let value = match setting {
            AllowHeaders::Listed(names) => Value::Static(names),
            AllowHeaders::Requested if requested => Value::RequestedHeaders,
            AllowHeaders::None | AllowHeaders::Requested => return None,
        };
        Some(Self::new(Field::AllowHeaders, value, How::SetIfAbsent, Reason::Rule))
    }
}

/// The values of the request that a response may send back, in the form that the response's headers take.
#[derive(Debug, Clone, Default)]
pub struct Echo<V> {
    /// The request's `Origin`; needed when [`Decision::echoes_origin`](crate::Decision::echoes_origin).
    pub origin: Option<V>,
    /// The request's `Access-Control-Request-Headers`, for preflights.
    pub requested_headers: Option<V>,
}

impl<V: Clone> Echo<V> {
    /// The value to send; `None` where the caller did not keep the request's value.
    pub(crate) fn resolve(&self, value: Value, known: impl FnOnce(&'static str) -> V) -> Option<V> {
        match value {
            Value::Static(text) => Some(known(text)),
            Value::RequestOrigin => self.origin.clone(),
            Value::RequestedHeaders => self.requested_headers.clone(),
        }
    }
}

/// The header fields of a response, as an HTTP library holds them.
pub trait ResponseHeaders {
    /// How the library holds a field value; cloning should be cheap.
    type Value: Clone;

    /// A field value that was known when the policy was generated.
    fn value(text: &'static str) -> Self::Value;

    /// Carries out one edit, as [`Edit::how`] says.
    fn edit(&mut self, edit: Edit<Self::Value>);
}

/// The header fields of a response that outbound rules of URL Rewrite can read and take away as well.
pub trait RewriteHeaders: ResponseHeaders {
    /// The first line of a field; `None` when the response has none.
    fn line(&self, field: Field) -> Option<&[u8]>;

    /// The value with the text of a rule; `None` when HTTP allows no such value, which removes the field.
    fn compose(&self, text: &Written<'_>) -> Option<Self::Value>;

    /// Takes all lines of a field away, if there are any.
    fn remove(&mut self, field: Field, reason: Reason);
}
