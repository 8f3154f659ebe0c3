//! Policies from a build script.

include!(concat!(env!("OUT_DIR"), "/cors.rs"));
include!(concat!(env!("OUT_DIR"), "/second.rs"));

#[cfg(test)]
mod tests {
    use cors_runtime::Request;

    #[test]
    fn decides() {
        let preflight = Request::new(b"OPTIONS", b"/api")
            .origin(Some(b"https://app.contoso.example"))
            .requested_method(Some(b"PUT"));
        for policy in [&super::CORS, &super::SECOND] {
            assert_eq!(policy.decide(&preflight).answer().map(|answer| answer.status), Some(204));
        }
    }
}
