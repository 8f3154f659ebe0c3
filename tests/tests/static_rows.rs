//! The rows SC-1 to SC-10 and OC-1 to OC-3: what the policy says of static files.

use cors_gen::explain::{App, Explainer, Explanation, RequestSpec};
use cors_gen::pipeline::{self, Input, Options, Outcome};
use cors_gen::policy::Arena;

fn outcome(content: &str) -> Outcome<'static> {
    let text = format!("<configuration>{content}</configuration>");
    let input = Input::from_reader("web.config", text.as_bytes()).expect("text in memory");
    pipeline::run(input, &Options::default(), Box::leak(Box::<Arena>::default()))
}

fn sections(sections: &str) -> String {
    format!("<system.webServer>{sections}</system.webServer>")
}

/// What a static file at a path gets, where the service itself sends these fields.
fn explained(content: &str, path: &str, status: u16, own: &[(&str, &str)]) -> Explanation {
    let outcome = outcome(content);
    let policy = outcome.policy.unwrap_or_else(|| panic!("{:?}", outcome.diagnostics));
    let headers = own.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let app = App { status: Some(status), headers: headers.collect() };
    let path = path.to_owned();
    let request = RequestSpec { path, app, is_static: true, ..RequestSpec::default() };
    Explainer::new(&policy, &outcome.sources).explain(&request)
}

/// The fields of a response, in one line each.
fn fields(explanation: &Explanation) -> Vec<String> {
    explanation.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect()
}

#[test]
fn what_client_cache_sends() {
    const DATE: &str = "httpExpires=\"Tue, 19 Jan 2038 03:14:07 GMT\"";
    let expires = "Expires: Tue, 19 Jan 2038 03:14:07 GMT";
    let max_age =
        |age: &str| format!("cacheControlMode=\"UseMaxAge\" cacheControlMaxAge=\"{age}\"");
    for (name, attributes, sent) in [
        ("SC-2", String::new(), &[][..]),
        ("SC-2", "cacheControlMode=\"NoControl\" cacheControlMaxAge=\"00:00:30\"".into(), &[]),
        ("SC-3", max_age("1.00:00:00"), &["Cache-Control: max-age=86400"]),
        (
            "SC-3 default",
            "cacheControlMode=\"UseMaxAge\"".into(),
            &["Cache-Control: max-age=86400"],
        ),
        ("SC-3 (CC10)", max_age("365.00:00:00"), &["Cache-Control: max-age=31536000"]),
        ("SC-3 zero", max_age("00:00:00"), &["Cache-Control: max-age=0"]),
        ("SC-4 (CC6)", format!("cacheControlMode=\"UseExpires\" {DATE}"), &[expires]),
        ("SC-4 (CC5)", max_age("00:00:30") + " " + DATE, &["Cache-Control: max-age=30"]),
        ("SC-4 no date", "cacheControlMode=\"UseExpires\"".into(), &[]),
        (
            "SC-5 (CC8)",
            format!("cacheControlMode=\"DisableCache\" {DATE}"),
            &["Cache-Control: no-cache"],
        ),
        (
            "SC-5 with a custom value",
            "cacheControlMode=\"DisableCache\" cacheControlCustom=\"no-store\"".into(),
            &["Cache-Control: no-store,no-cache"],
        ),
        (
            "SC-6 (CC4)",
            max_age("00:00:30") + " cacheControlCustom=\"public\"",
            &["Cache-Control: public,max-age=30"],
        ),
        (
            "SC-6 (CC9)",
            "cacheControlCustom=\"public, must-revalidate\"".into(),
            &["Cache-Control: public, must-revalidate"],
        ),
        (
            "SC-6 (CC7)",
            format!("cacheControlMode=\"UseExpires\" cacheControlCustom=\"public\" {DATE}"),
            &["Cache-Control: public", expires],
        ),
        ("SC-6 empty", "cacheControlCustom=\"\"".into(), &[]),
    ] {
        let content =
            sections(&format!("<staticContent><clientCache {attributes} /></staticContent>"));
        for status in [200, 206, 304] {
            assert_eq!(
                fields(&explained(&content, "/a.txt", status, &[])),
                sent,
                "{name} {status}"
            );
        }
        for status in [301, 404, 416, 500] {
            let of = explained(&content, "/a.txt", status, &[]);
            assert!(of.headers.is_empty(), "SC-1, {name} {status}");
        }
    }
}

#[test]
fn sc_7_the_etag_goes_and_last_modified_stays() {
    let own = [("ETag", "\"1\""), ("Last-Modified", "Tue, 01 Jan 2019 00:00:00 GMT")];
    for (set, left) in [("true", 2), ("false", 1)] {
        let content =
            sections(&format!("<staticContent><clientCache setEtag=\"{set}\" /></staticContent>"));
        for status in [200, 304] {
            let sent = fields(&explained(&content, "/a.txt", status, &own));
            assert_eq!(sent.len(), left, "{set}");
            assert_eq!(sent[left - 1], "Last-Modified: Tue, 01 Jan 2019 00:00:00 GMT", "{set}");
        }
    }
}

#[test]
fn sc_8_it_is_of_its_path_and_a_bad_value_is_an_error() {
    let cache = |age: &str| {
        sections(&format!(
            "<staticContent><clientCache cacheControlMode=\"UseMaxAge\" cacheControlMaxAge=\"{age}\" /></staticContent>"
        ))
    };
    let content = format!("<location path=\"sub\">{}</location>", cache("01:00:00"));
    for (path, sent) in [("/a.txt", &[][..]), ("/SUB/a.txt", &["Cache-Control: max-age=3600"])] {
        assert_eq!(fields(&explained(&content, path, 200, &[])), sent, "CC12 {path}");
    }
    for (age, code, allowed) in
        [("abc", "CG013", false), ("604800", "CG013", false), ("7.24:00:00", "CG150", true)]
    {
        let outcome = outcome(&cache(age));
        let [finding] = &*outcome.diagnostics else { panic!("{:?}", outcome.diagnostics) };
        assert_eq!((finding.code.id(), finding.code.if_allowed().is_some()), (code, allowed));
        assert!(outcome.policy.is_none(), "{age}");
    }
}

#[test]
fn the_word_of_a_profile() {
    for (name, attributes, sent) in [
        ("OC-1 (CP9)", "policy=\"CacheUntilChange\" location=\"Any\"", Some("public")),
        ("OC-1 (CP7)", "policy=\"CacheUntilChange\" location=\"Downstream\"", Some("public")),
        ("OC-1 (CP3)", "policy=\"CacheForTimePeriod\" location=\"Any\"", Some("public")),
        ("OC-1 (CP2)", "policy=\"CacheUntilChange\" location=\"Client\"", Some("private")),
        ("OC-1 (CP8)", "policy=\"CacheUntilChange\" location=\"ServerAndClient\"", Some("private")),
        ("OC-1 (CP5)", "policy=\"CacheUntilChange\" location=\"Server\"", Some("no-cache")),
        ("OC-1 (CP16)", "policy=\"CacheForTimePeriod\"", Some("no-cache")),
        ("OC-1 (CP47)", "policy=\"CacheUntilChange\" location=\"None\"", Some("no-cache")),
        ("OC-1 (CP6)", "policy=\"DisableCache\" location=\"Any\"", None),
        ("OC-1", "policy=\"DontCache\" location=\"Any\"", None),
        ("OC-1", "location=\"Any\"", None),
        ("OC-1 (CP4)", "kernelCachePolicy=\"CacheUntilChange\" location=\"Any\"", None),
        (
            "OC-2 (CP2, CP3)",
            "policy=\"CacheUntilChange\" duration=\"01:00:00\" varyByHeaders=\"Accept\" varyByQueryString=\"v\"",
            Some("no-cache"),
        ),
    ] {
        let profiles = format!(
            "<caching><profiles><add extension=\".Css\" {attributes} /></profiles></caching>"
        );
        let of = |path, cache: &str| {
            fields(&explained(&sections(&format!("{cache}{profiles}")), path, 200, &[]))
        };
        let sent = sent.map(|word| format!("Cache-Control: {word}"));
        assert_eq!(of("/a.cSS?x=.txt", ""), Vec::from_iter(sent.clone()), "{name}");
        assert_eq!(of("/a.txt", ""), [""; 0], "{name}");
        let max_age =
            "<staticContent><clientCache cacheControlMode=\"UseMaxAge\" /></staticContent>";
        let both =
            sent.map_or("Cache-Control: max-age=86400".to_owned(), |sent| sent + ",max-age=86400");
        assert_eq!(of("/a.css", max_age), [both], "OC-3 (CC13), {name}");
        assert_eq!(of("/a.txt", max_age), ["Cache-Control: max-age=86400"], "OC-3 (CC13), {name}");
    }
    // CP45: what is switched off does not store, and the word is sent all the same.
    let off = "<caching enabled=\"false\"><profiles><add extension=\".css\" policy=\"CacheUntilChange\" /></profiles></caching>";
    assert_eq!(fields(&explained(&sections(off), "/a.css", 200, &[])), ["Cache-Control: no-cache"]);
}

#[test]
fn oc_2_profiles_that_mix_up_origins_are_told() {
    let noted = |cors: &str, profile: &str| {
        let profiles = format!(
            "<caching><profiles><add extension=\".aspx\" {profile} /></profiles></caching>"
        );
        let found = outcome(&sections(&format!("{cors}{profiles}"))).diagnostics;
        found.iter().filter(|it| it.code.id() == "CG154").count()
    };
    let echoes = "<cors enabled=\"true\"><add origin=\"https://a.example\" /></cors>";
    for (cors, profile, count) in [
        (echoes, "policy=\"CacheUntilChange\"", 1),
        (echoes, "kernelCachePolicy=\"CacheForTimePeriod\"", 1),
        (echoes, "policy=\"CacheUntilChange\" varyByHeaders=\"Accept, ORIGIN\"", 0),
        (echoes, "policy=\"DontCache\"", 0),
        ("<cors enabled=\"true\"><add origin=\"*\" /></cors>", "policy=\"CacheUntilChange\"", 0),
        ("<cors><add origin=\"https://a.example\" /></cors>", "policy=\"CacheUntilChange\"", 0),
    ] {
        assert_eq!(noted(cors, profile), count, "{cors} {profile}");
    }
}

#[test]
fn sc_10_types_by_extension() {
    let own = [("Content-Type", "application/octet-stream")];
    let guess = "application/octet-stream";
    for (name, maps, path, sent) in [
        ("given", "<mimeMap fileExtension=\".x\" mimeType=\"text/x\" />", "/a.X", Some("text/x")),
        ("another's", "<mimeMap fileExtension=\".x\" mimeType=\"text/x\" />", "/a.y", Some(guess)),
        (
            "in place",
            "<remove fileExtension=\".X\" /><mimeMap fileExtension=\".x\" mimeType=\"text/x\" />",
            "/a.x",
            Some("text/x"),
        ),
        ("removed", "<remove fileExtension=\".x\" />", "/a.x", None),
        (
            "removed again",
            "<mimeMap fileExtension=\".x\" mimeType=\"text/x\" /><remove fileExtension=\".x\" />",
            "/a.x",
            None,
        ),
        ("of a directory", "<remove fileExtension=\".html\" />", "/docs/", None),
        ("cleared", "<clear />", "/a.x", None),
        (
            "cleared, given",
            "<clear /><mimeMap fileExtension=\".x\" mimeType=\"text/x\" />",
            "/a.x",
            Some("text/x"),
        ),
        ("cleared, no extension", "<clear />", "/a", Some(guess)),
        (
            "no extension",
            "<mimeMap fileExtension=\".\" mimeType=\"text/x\" />",
            "/a.d/b",
            Some("text/x"),
        ),
        (
            "for all",
            "<clear /><mimeMap fileExtension=\".*\" mimeType=\"text/x\" />",
            "/a.y",
            Some("text/x"),
        ),
    ] {
        let content = sections(&format!("<staticContent>{maps}</staticContent>"));
        let of = explained(&content, path, 200, &own);
        let sent = sent.map(|mime| ("Content-Type".to_owned(), mime.to_owned()));
        let (status, by) = if sent.is_some() { (200, "application") } else { (404, "static-file") };
        assert_eq!((of.status, of.answered_by), (status, by), "{name}");
        assert_eq!(of.headers, Vec::from_iter(sent), "{name}");
        assert_eq!(of.decided_by.is_some(), status == 404, "{name}");
    }
    let twice = "<mimeMap fileExtension=\".x\" mimeType=\"text/x\" /><mimeMap fileExtension=\".X\" mimeType=\"text/x\" />";
    let found = outcome(&sections(&format!("<staticContent>{twice}</staticContent>"))).diagnostics;
    assert!(found.iter().any(|it| it.code.id() == "CG015"), "{found:?}");
}

/// The list of a server's file: what the site takes out of it is gone, what it adds again is an error, the rest is the service's.
#[test]
fn sc_10_the_list_of_the_server() {
    let server = "<configuration><system.applicationHost><sites><site name=\"S\" id=\"1\"><application path=\"/\">
        <virtualDirectory path=\"/\" physicalPath=\"C:\\s\" /></application></site></sites></system.applicationHost>
        <system.webServer><staticContent><mimeMap fileExtension=\".x\" mimeType=\"text/x\" />
        <mimeMap fileExtension=\".y\" mimeType=\"text/y\" /></staticContent></system.webServer>
        <location path=\"S\"><system.webServer><staticContent><mimeMap fileExtension=\".z\" mimeType=\"text/z\" />
        </staticContent></system.webServer></location></configuration>";
    let run = |maps: &str| {
        let own = format!(
            "<configuration>{}</configuration>",
            sections(&format!("<staticContent>{maps}</staticContent>"))
        );
        let mut input = Input::from_reader("web.config", own.as_bytes()).expect("text in memory");
        let server = Input::from_reader("applicationHost.config", server.as_bytes());
        input.parents.push(server.expect("text in memory").files.remove(0).1);
        pipeline::run(input, &Options::default(), Box::leak(Box::<Arena>::default()))
    };
    let outcome = run("<remove fileExtension=\".x\" />");
    let ids: Vec<_> = outcome.diagnostics.iter().map(|it| it.code.id()).collect();
    assert!(ids.contains(&"CG155"), "{ids:?}");
    let policy = outcome.policy.expect("a policy").policy;
    for (path, status) in [("/a.x", Some(404)), ("/a.y", None), ("/a.z", None), ("/a.w", None)] {
        let request = cors_runtime::Request::new(b"GET", path.as_bytes());
        assert_eq!(policy.decide_static(&request).answer().map(|it| it.status), status, "{path}");
    }
    let types = policy.parts().root.parts().static_files.expect("static files").parts().types;
    let listed: Vec<_> = types.iter().map(|it| it.parts().extension).collect();
    assert_eq!(listed, [".x", ".z"], "what the server says of this site is carried");
    let twice = run("<mimeMap fileExtension=\".Y\" mimeType=\"text/y\" />");
    assert!(twice.diagnostics.iter().any(|it| it.code.id() == "CG015"), "{:?}", twice.diagnostics);
}

#[test]
fn op_10_nothing_of_it_acts_behind_the_asp_net_core_module() {
    let files = "<staticContent><clientCache cacheControlMode=\"UseMaxAge\" /><clear /></staticContent>
        <caching><profiles><add extension=\".css\" policy=\"CacheUntilChange\" /></profiles></caching>";
    for (name, handler, acts) in [
        ("OP-10", "<add name=\"a\" path=\"*\" verb=\"*\" modules=\"AspNetCoreModuleV2\" />", false),
        (
            "OP-10",
            "<add name=\"a\" path=\"*\" verb=\"GET,POST\" modules=\"aspNetCoreModule\" />",
            false,
        ),
        (
            "some paths",
            "<add name=\"a\" path=\"api/*\" verb=\"*\" modules=\"AspNetCoreModuleV2\" />",
            true,
        ),
        (
            "other methods",
            "<add name=\"a\" path=\"*\" verb=\"POST\" modules=\"AspNetCoreModuleV2\" />",
            true,
        ),
        ("another module", "<add name=\"a\" path=\"*\" verb=\"*\" modules=\"iisnode\" />", true),
    ] {
        let outcome = outcome(&sections(&format!("<handlers>{handler}</handlers>{files}")));
        let policy = outcome.policy.expect(name).policy;
        assert_eq!(policy.parts().root.parts().static_files.is_some(), acts, "{name}");
        let told = outcome.diagnostics.iter().map(|it| it.code.id());
        let told: Vec<_> = told.filter(|id| ["CG151", "CG152"].contains(id)).collect();
        assert_eq!(told, [if acts { "CG152" } else { "CG151" }], "{name}");
    }
}

#[test]
fn op_12_nothing_of_it_acts_without_the_module_of_static_files() {
    let files = "<staticContent><clear /></staticContent>";
    let off = "<modules><remove name=\"StaticFileModule\" /></modules>";
    for (modules, acts) in [("", true), (off, false)] {
        let outcome = outcome(&sections(&format!("{modules}{files}")));
        let policy = outcome.policy.expect("a policy").policy;
        assert_eq!(policy.parts().root.parts().static_files.is_some(), acts, "{modules}");
    }
}

#[test]
fn sc_9_two_cache_controls_are_told() {
    let found = outcome(&sections(
        "<httpProtocol><customHeaders><add name=\"Cache-Control\" value=\"no-transform\" /></customHeaders></httpProtocol>
         <staticContent><clientCache cacheControlMode=\"DisableCache\" /></staticContent>",
    )).diagnostics;
    let told = found.iter().find(|it| it.code.id() == "CG153").expect("a warning");
    assert_eq!(told.severity, cors_gen::diagnostic::Severity::Warning);
}
