//! Origins that are nearly another.

/// What a stranger's host ends with.
const STRANGER: &str = ".evil.example";

/// Origins that differ from `origin` in one thing, each with what that is; none for a text that is no origin.
pub(super) fn of(origin: &str) -> Vec<(String, &'static str)> {
    let Some((scheme, authority)) = origin.split_once("://").filter(|(_, it)| !it.is_empty())
    else {
        return Vec::new();
    };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (host, Some(port)),
        _ => (authority, None),
    };
    let other = if scheme == "https" { "http" } else { "https" };
    let end = port.map(|port| format!(":{port}")).unwrap_or_default();
    let other_port = match port {
        Some(_) => format!("{scheme}://{host}"),
        None => format!("{scheme}://{host}:8443"),
    };
    vec![
        (format!("{other}://{authority}"), "another scheme than"),
        (other_port, "another port than"),
        (format!("{scheme}://{host}{STRANGER}{end}"), "a stranger's host that begins as"),
        (format!("{scheme}://evil{host}{end}"), "a stranger's host that ends as"),
        (format!("{scheme}://{}{end}", first_upper(host)), "another letter case than"),
    ]
}

fn first_upper(host: &str) -> String {
    let mut host = host.to_owned();
    if let Some(at) = host.find(|c: char| c.is_ascii_alphabetic()) {
        host[at..=at].make_ascii_uppercase();
    }
    host
}
