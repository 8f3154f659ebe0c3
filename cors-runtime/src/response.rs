//! How a response is edited: one edit a header field, applied to whatever holds the header fields.

use crate::field::Field;
use crate::policy::AllowHeaders;
use crate::rewrite::Written;

/// The value of an edit: known since generation, or a value of the request sent back as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldValue<'p> {
    /// The value itself.
    Known(&'p str),
    /// The request's `Origin` (CM-15).
    RequestOrigin,
    /// The request's `Access-Control-Request-Headers` (CM-7).
    RequestedHeaders,
}

/// What happens when the response already has a field of that name.
///
/// Whoever holds header fields has to know each of these; another one would be a breaking change.
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
#[non_exhaustive]
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
    /// What request filtering refuses: [`Decision::refusal`](crate::Decision::refusal).
    Refusal,
    /// The `..` in the path of the request.
    ParentSegment,
    /// The rule that answers, of URL Rewrite or of `<httpRedirect>`: [`Decision::inbound_rule`](crate::Decision::inbound_rule).
    InboundRule,
    /// The `<hsts>` of the site.
    Hsts,
    /// The outbound rule of URL Rewrite at this position of the scope's.
    OutboundRule(usize),
    /// What the scope says of all static files: `Cache-Control`, `Expires`, `ETag`.
    StaticFiles,
    /// The entry at this position of the scope's list of `Cache-Control` by extension.
    FileCache(usize),
    /// The entry at this position of the scope's list of file types.
    FileType(usize),
    /// What the scope says of files whose extension its list of types does not have.
    OtherTypes,
}

/// One change to the header fields of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edit<'p, V = FieldValue<'p>> {
    /// The field.
    pub field: Field<'p>,
    /// Its value.
    pub value: V,
    /// What to do beside a field of the same name.
    pub how: How,
    /// Where it comes from.
    pub reason: Reason,
}

impl<'p, V> Edit<'p, V> {
    pub(crate) const fn new(field: Field<'p>, value: V, how: How, reason: Reason) -> Self {
        Self { field, value, how, reason }
    }

    /// The same edit with another value, for holders of header fields that stand before another.
    #[must_use]
    pub fn with_value<W>(self, value: W) -> Edit<'p, W> {
        Edit::new(self.field, value, self.how, self.reason)
    }
}

impl<'p> Edit<'p> {
    pub(crate) const fn of_rule(field: Field<'p>, value: &'p str) -> Self {
        Self::new(field, FieldValue::Known(value), How::SetIfAbsent, Reason::Rule)
    }

    /// The `Access-Control-Allow-Headers` of a preflight that asked for `requested` header fields or for none.
    pub(crate) fn allow_headers(setting: AllowHeaders<'p>, requested: bool) -> Option<Self> {
        let value = match setting {
            AllowHeaders::Listed(names) => FieldValue::Known(names),
            AllowHeaders::Requested if requested => FieldValue::RequestedHeaders,
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
    pub(crate) fn resolve<'p>(
        &self,
        value: FieldValue<'p>,
        known: impl FnOnce(&'p str) -> V,
    ) -> Option<V> {
        match value {
            FieldValue::Known(text) => Some(known(text)),
            FieldValue::RequestOrigin => self.origin.clone(),
            FieldValue::RequestedHeaders => self.requested_headers.clone(),
        }
    }
}

/// The header fields of a response, as an HTTP library holds them, for policies whose texts live as long as `'p`.
///
/// A library that can share text only if it lives for ever implements this for `'static`.
pub trait ResponseHeaders<'p> {
    /// How the library holds a field value; cloning should be cheap.
    type Value: Clone;

    /// A field value that was known when the policy was generated.
    fn value(text: &'p str) -> Self::Value;

    /// Carries out one edit, as [`Edit::how`] says.
    fn edit(&mut self, edit: Edit<'p, Self::Value>);
}

/// The header fields of a response that can be read and taken away as well.
pub trait OpenHeaders<'p>: ResponseHeaders<'p> {
    /// The values of the lines of a field, in their order.
    fn lines(&self, field: Field<'p>) -> impl Iterator<Item = &[u8]>;

    /// Takes all lines of a field away, if there are any.
    fn remove(&mut self, field: Field<'p>, reason: Reason);
}

/// The header fields of a response that outbound rules of URL Rewrite can work on.
pub trait RewriteHeaders<'p>: OpenHeaders<'p> {
    /// The value with the text of a rule; `None` when HTTP allows no such value, which removes the field.
    fn compose(&self, text: &Written<'_, 'p>) -> Option<Self::Value>;

    /// Changes the lines of a field one by one, in their order, as `change` says of each; for fields of which each line is a
    /// value of its own, as with `Set-Cookie` (RW-5).
    ///
    /// `change` sees the header fields as they were before the first line was changed.
    fn change_lines(
        &mut self,
        field: Field<'p>,
        reason: Reason,
        change: impl FnMut(&Self, &[u8]) -> Change<Self::Value>,
    );
}

/// What becomes of a line of a header field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change<V> {
    /// It stays as it is.
    Keep,
    /// It is taken away.
    Remove,
    /// It gets this value.
    Set(V),
}
