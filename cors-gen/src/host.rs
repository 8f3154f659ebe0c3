//! Hosts of origins: whose they may be.

/// The scheme with its `://` and the host of an origin or of the end of one, without its port.
pub(crate) fn split(origin: &str) -> Option<(&str, &str)> {
    let at = origin.find("://")? + "://".len();
    Some((&origin[..at], without_port(&origin[at..])))
}

/// What stands before the port.
pub(crate) fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((before, port)) if port.bytes().all(|b| b.is_ascii_digit()) => before,
        _ => host,
    }
}

/// Whether a host is the visitor's own machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.parse::<std::net::Ipv4Addr>();
    let is_address = address.is_ok_and(|address| address.is_loopback()) || host == "[::1]";
    is_address || host == "localhost" || host.ends_with(".localhost")
}

/// Whether a host is one that nobody outside of a network can have: a name without dot, a private address, a name that the
/// internet does not know.
pub(crate) fn is_internal(host: &str) -> bool {
    const NAMES: [&str; 8] =
        ["local", "lan", "internal", "intranet", "corp", "home", "private", "localhost"];
    let top = host.rsplit('.').next().unwrap_or(host);
    !host.contains('.') || NAMES.contains(&top) || is_private_address(host)
}

fn is_private_address(host: &str) -> bool {
    let Ok(address) = host.parse::<std::net::Ipv4Addr>() else { return host.starts_with('[') };
    address.is_private() || address.is_loopback() || address.is_link_local()
}

/// Whether anybody can have a host right below this name: `com`, `co.uk`, `azurewebsites.net`.
///
/// By the list of public suffixes; without the feature `public-suffix` a name without a dot.
pub(crate) fn is_public_suffix(name: &str) -> bool {
    let labels = || name.split('.');
    let is_name = |label: &str| !label.is_empty() && !label.starts_with('-');
    let top = labels().next_back().unwrap_or(name);
    let is_top = top.len() > 1 && top.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let is_one = labels().all(is_name) && (is_top || top.starts_with("xn--"));
    is_one && !is_internal(&format!("a.{name}")) && is_listed(name)
}

#[cfg(feature = "public-suffix")]
fn is_listed(name: &str) -> bool {
    psl::suffix_str(name).is_some_and(|suffix| suffix == name)
}

#[cfg(not(feature = "public-suffix"))]
fn is_listed(name: &str) -> bool {
    !name.contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_told_apart() {
        for (host, loopback, internal) in [
            ("localhost", true, true),
            ("app.localhost", true, true),
            ("127.0.0.1", true, true),
            ("127.0.0.2", true, true),
            ("127.evil.example", false, false),
            ("[::1]", true, true),
            ("intranet", false, true),
            ("10.1.2.3", false, true),
            ("192.168.0.7", false, true),
            ("172.32.0.1", false, false),
            ("shop.corp", false, true),
            ("a.example", false, false),
            ("localhost.evil.example", false, false),
        ] {
            assert_eq!((is_loopback(host), is_internal(host)), (loopback, internal), "{host}");
        }
    }

    #[test]
    fn names_are_split_from_ports() {
        for (origin, parts) in [
            ("https://a.example", Some(("https://", "a.example"))),
            ("http://a.example:8080", Some(("http://", "a.example"))),
            ("http://[::1]:8080", Some(("http://", "[::1]"))),
            ("a.example", None),
        ] {
            assert_eq!(split(origin), parts, "{origin}");
        }
    }

    #[test]
    fn anybody_can_have_a_name_below() {
        let listed = cfg!(feature = "public-suffix");
        for (name, is_public) in [
            ("com", true),
            ("example", true),
            ("co.uk", listed),
            ("azurewebsites.net", listed),
            ("github.io", listed),
            ("contoso.com", false),
            ("contoso.co.uk", false),
            ("local", false),
            ("localhost", false),
            ("1", false),
            ("", false),
            ("Com", false),
        ] {
            assert_eq!(is_public_suffix(name), is_public, "{name}");
        }
    }
}
