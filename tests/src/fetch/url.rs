//! Origins and addresses, as far as CORS looks at them.

/// Where a script runs (`#concept-request-origin`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Scheme, host and port as browsers write them: in lower case, without a default port.
    Tuple(String),
    /// That of a sandboxed frame or of a page at `data:`, the same as no other.
    Opaque,
}

impl Origin {
    /// An origin with scheme and host.
    #[must_use]
    pub fn tuple(text: &str) -> Self {
        Self::Tuple(text.to_owned())
    }

    /// As the header field `Origin` has it.
    #[must_use]
    pub fn serialized(&self) -> &str {
        match self {
            Self::Tuple(text) => text,
            Self::Opaque => "null",
        }
    }

    /// Whether it is the origin of an address.
    #[must_use]
    pub fn is_that_of(&self, url: &Url) -> bool {
        matches!(self, Self::Tuple(text) if text == url.origin())
    }

    /// Whether the scheme and the last two labels of the host are those of an address. (Browsers ask a list how many labels
    /// make a site; two are right for the reserved names that tests use.)
    #[must_use]
    pub fn is_same_site(&self, url: &Url) -> bool {
        match self {
            Self::Tuple(text) => site(text) == site(url.origin()),
            Self::Opaque => false,
        }
    }
}

fn site(origin: &str) -> (&str, Vec<&str>) {
    let (scheme, host) = origin.split_once("://").unwrap_or(("", origin));
    let host = host.split(':').next().unwrap_or_default();
    (scheme, host.rsplit('.').take(2).collect())
}

/// An address of HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    origin: String,
    target: String,
    has_credentials: bool,
}

impl Url {
    /// An address, absolute and as browsers write it; `None` when it is none of HTTP.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        if !matches!(scheme, "http" | "https") {
            return None;
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(end);
        let (user, host) =
            authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
        let target = target.split('#').next().unwrap_or_default();
        let target = if target.starts_with('/') { target.to_owned() } else { format!("/{target}") };
        let has_credentials = user.is_some_and(|user| !matches!(user, "" | ":"));
        Some(Self { origin: format!("{scheme}://{host}"), target, has_credentials })
    }

    /// The address that a `Location` names; `None` when it is none of HTTP.
    #[must_use]
    pub fn join(&self, location: &str) -> Option<Self> {
        let scheme = self.origin.split("//").next().unwrap_or_default();
        if location.starts_with("//") {
            return Self::parse(&format!("{scheme}{location}"));
        }
        if location.starts_with('/') {
            return Self::parse(&format!("{}{location}", self.origin));
        }
        if location.split(['/', '?', '#']).next().is_some_and(|start| start.contains(':')) {
            return Self::parse(location);
        }
        let path = self.target.split('?').next().unwrap_or_default();
        let folder = &path[..=path.rfind('/').unwrap_or(0)];
        Self::parse(&format!("{}{folder}{location}", self.origin))
    }

    /// The address with a query behind it, `?` included.
    #[must_use]
    pub fn with(&self, query: &str) -> Self {
        Self { target: format!("{}{query}", self.target), ..self.clone() }
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Host and port.
    #[must_use]
    pub fn host(&self) -> &str {
        self.origin.split_once("://").map_or("", |(_, host)| host)
    }

    /// Path and query.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Whether it has a name or a password.
    #[must_use]
    pub fn has_credentials(&self) -> bool {
        self.has_credentials
    }

    /// Whether the host is a domain, or one below.
    #[must_use]
    pub fn is_below(&self, domain: &str) -> bool {
        let host = self.host().split(':').next().unwrap_or_default();
        host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_joined() {
        let base = Url::parse("http://a.example:81/one/two?q").expect("an address");
        for (location, expected) in [
            ("http://b.example", Some("http://b.example /")),
            ("http://b.example?q", Some("http://b.example /?q")),
            ("//b.example/x", Some("http://b.example /x")),
            ("/x?y#z", Some("http://a.example:81 /x?y")),
            ("three", Some("http://a.example:81 /one/three")),
            ("data:,x", None),
            ("mailto:a@b.example", None),
        ] {
            let url = base.join(location);
            let shown = url.map(|url| format!("{} {}", url.origin(), url.target()));
            assert_eq!(shown.as_deref(), expected, "{location}");
        }
    }

    #[test]
    fn sites_and_domains() {
        let url = Url::parse("http://api.shop.example:81/").expect("an address");
        for (origin, same) in [
            ("http://app.shop.example", true),
            ("http://shop.example:8080", true),
            ("https://app.shop.example", false),
            ("http://workshop.example", false),
        ] {
            assert_eq!(Origin::tuple(origin).is_same_site(&url), same, "{origin}");
        }
        assert!(url.is_below("shop.example") && url.is_below("api.shop.example"));
        assert!(!url.is_below("op.example") && !url.is_below("app.shop.example"));
    }

    #[test]
    fn names_and_passwords() {
        for (text, has) in [
            ("http://u:p@a.example/", true),
            ("http://u@a.example/", true),
            ("http://a.example/u@b", false),
        ] {
            let url = Url::parse(text).expect("an address");
            assert_eq!((url.has_credentials(), url.host()), (has, "a.example"), "{text}");
        }
    }
}
