//! One policy, made of transforms, parents, a site folder and a `configSource`, by the three surfaces.

use cors_macros::include_cors;
use cors_runtime::Policy;

/// By the macro.
pub static EXPANDED: Policy = include_cors!(
    "site",
    transform = "Web.Release.config",
    transform = "Web.Secure.config",
    parent = "server/applicationHost.config",
    parent = "server/web.config",
    site = "Shop",
    app = "/api",
);

/// By the builder.
pub mod built {
    include!(concat!(env!("OUT_DIR"), "/built.rs"));
}

/// By the command: a test of `cors-gen` shows that it would write this file now.
pub mod written;

#[cfg(test)]
mod tests {
    use cors_runtime::Request;

    #[test]
    fn the_surfaces_make_the_same_policy() {
        let expanded = format!("{:#?}", super::EXPANDED);
        assert_eq!(expanded, format!("{:#?}", super::built::BUILT));
        assert_eq!(expanded, format!("{:#?}", super::written::WRITTEN));
    }

    #[test]
    fn every_file_has_its_say() {
        let text = format!("{:#?}", super::EXPANDED);
        for from_each in
            ["X-Server", "X-Site", "X-Api", "X-Admin", "X-Moved", "https://www.shop.example"]
        {
            assert!(text.contains(from_each), "{from_each}: {text}");
        }
        let preflight = |origin| {
            let request = Request::new(b"OPTIONS", b"/orders")
                .origin(Some(origin))
                .requested_method(Some(b"PUT"));
            super::EXPANDED.decide(&request).answer().map(|answer| answer.status)
        };
        assert_eq!(preflight(b"https://www.shop.example"), Some(204));
        assert_eq!(preflight(b"http://localhost:3000"), Some(403));
    }
}
