//! Where a server is: `https://old.example/app`.

#[cfg(any(feature = "verify", test))]
use crate::explain::RequestSpec;

/// A server, and the path below which the application is on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Server {
    scheme: String,
    /// The host, with the port unless that is the scheme's own.
    authority: String,
    /// Empty, or begins with a slash and ends without.
    prefix: String,
}

impl Server {
    /// Reads a URL.
    ///
    /// # Errors
    ///
    /// When it is no URL of a server: a sentence that says what is wrong with it.
    pub(crate) fn parse(url: &str) -> Result<Self, String> {
        let Some((scheme, rest)) = url.split_once("://") else {
            return Err("write it with its scheme: https://old.example".to_owned());
        };
        let scheme = scheme.to_ascii_lowercase();
        let own = match scheme.as_str() {
            "https" => ":443",
            "http" => ":80",
            _ => return Err(format!("{scheme} is not asked: write http or https")),
        };
        if rest.contains(['?', '#']) {
            return Err("leave out what follows the path: --path names paths".to_owned());
        }
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err(
                "leave out name and password: --header 'Authorization: …' sends them".into()
            );
        }
        let is_sound = |b: u8| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b);
        let authority = authority.to_ascii_lowercase();
        let authority = authority.strip_suffix(own).unwrap_or(&authority).to_owned();
        if authority.is_empty() || !authority.bytes().all(is_sound) || !has_port(&authority) {
            return Err("there is no host in it: https://old.example".to_owned());
        }
        if !path.bytes().all(|b| b.is_ascii_graphic()) {
            return Err("percent-encode what is not ASCII in its path".to_owned());
        }
        Ok(Self { scheme, authority, prefix: path.trim_end_matches('/').to_owned() })
    }

    /// The same server, with the application below `prefix` where the URL named no path.
    pub(crate) fn or_below(mut self, prefix: &str) -> Self {
        if self.prefix.is_empty() && !prefix.trim_matches('/').is_empty() {
            self.prefix = format!("/{}", prefix.trim_matches('/'));
        }
        self
    }

    /// Scheme and host: `https://old.example`.
    pub(crate) fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.authority)
    }

    /// The request as sent to this server, and the URL that is asked for.
    #[cfg(any(feature = "verify", test))]
    pub(crate) fn place(&self, request: &RequestSpec) -> (RequestSpec, String) {
        let mut target = request.target_path();
        if let Some(query) = request.target_query() {
            target.push('?');
            target.push_str(query);
        }
        let origin = self.origin();
        let url = format!("{origin}{}{target}", self.prefix);
        (RequestSpec { path: format!("{origin}{target}"), ..request.clone() }, url)
    }

    /// The target in the application of a URL; `None` where the URL is of another server or lies beside the application.
    pub(crate) fn target(&self, url: &str) -> Option<String> {
        let end = url.find(['?', '#']).unwrap_or(url.len());
        let (before, after) = url.split_at(end);
        let other = Self::parse(before).ok()?;
        if (&other.scheme, &other.authority) != (&self.scheme, &self.authority) {
            return None;
        }
        let path = &before[before.find("://")? + 3..];
        let path = path.find('/').map_or("/", |at| &path[at..]);
        let below = path.get(..self.prefix.len())?.eq_ignore_ascii_case(&self.prefix);
        let rest = below.then(|| &path[self.prefix.len()..])?;
        match rest {
            "" => Some(format!("{}/{after}", self.origin())),
            _ if rest.starts_with('/') => Some(format!("{}{rest}{after}", self.origin())),
            _ => None,
        }
    }
}

fn has_port(authority: &str) -> bool {
    let after_host = authority.rsplit_once(']').map_or(authority, |(_, after)| after);
    match after_host.split_once(':') {
        Some((_, port)) => port.parse::<u16>().is_ok(),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_servers() {
        for (url, expected) in [
            ("https://old.example", Ok(("https://old.example", ""))),
            ("https://Old.example:443/", Ok(("https://old.example", ""))),
            ("http://127.0.0.1:8080/app/", Ok(("http://127.0.0.1:8080", "/app"))),
            ("http://[::1]:80/a/b", Ok(("http://[::1]", "/a/b"))),
            ("old.example", Err("scheme")),
            ("ftp://old.example", Err("ftp")),
            ("https:///x", Err("host")),
            ("https://old.example:99999", Err("host")),
            ("https://me:pw@old.example", Err("--header")),
            ("https://old.example/?x", Err("--path")),
            ("https://old example", Err("host")),
            ("https://old.example/é", Err("ASCII")),
        ] {
            match (Server::parse(url), expected) {
                (Ok(server), Ok((origin, prefix))) => {
                    assert_eq!((&*server.origin(), &*server.prefix), (origin, prefix), "{url}");
                }
                (Err(message), Err(part)) => assert!(message.contains(part), "{url}: {message}"),
                (found, _) => panic!("{url}: {found:?}"),
            }
        }
    }

    #[test]
    fn paths_are_those_in_the_application() {
        let server = Server::parse("https://old.example/app").expect("a URL");
        let request = RequestSpec { path: "/orders?x=1".to_owned(), ..RequestSpec::default() };
        let (request, url) = server.place(&request);
        assert_eq!(request.path, "https://old.example/orders?x=1");
        assert_eq!(url, "https://old.example/app/orders?x=1");
        for (url, target) in [
            ("https://old.example/app/orders?x=1", Some("https://old.example/orders?x=1")),
            ("https://old.example:443/APP", Some("https://old.example/")),
            ("https://old.example/app?q", Some("https://old.example/?q")),
            ("https://old.example/apple", None),
            ("https://old.example/", None),
            ("http://old.example/app", None),
            ("https://cdn.example/app", None),
            ("data:text/plain,x", None),
        ] {
            assert_eq!(server.target(url).as_deref(), target, "{url}");
        }
    }
}
