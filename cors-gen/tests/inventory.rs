//! What becomes of each section, and what is said of those that are not carried.

use cors_gen::diagnostic::Diagnostic;
use cors_gen::inventory::{Disposition, summary};
use cors_gen::pipeline::{self, Input, Options, Outcome};
use cors_gen::policy::Arena;

fn run<'p>(inner: &str, arena: &'p Arena) -> Outcome<'p> {
    let text = format!("<configuration>{inner}</configuration>");
    let input = Input::from_reader("web.config", text.as_bytes()).expect("text in memory");
    pipeline::run(input, &Options::default(), arena)
}

/// The findings as `CG110 warning`, without those about assumptions.
fn found(inner: &str) -> Vec<String> {
    let arena = Arena::new();
    let outcome = run(inner, &arena);
    let one = |it: &Diagnostic| {
        assert!(!it.help.is_empty(), "{} says what to do", it.code);
        format!("{} {}", it.code, it.severity.name())
    };
    let found: Vec<_> = outcome.diagnostics.iter().map(one).collect();
    found.into_iter().filter(|found| !found.starts_with("CG090")).collect()
}

/// The inventory as `section: disposition`, below `system.webServer` without its name.
fn inventory(inner: &str) -> Vec<String> {
    let arena = Arena::new();
    let outcome = run(inner, &arena);
    assert!(outcome.policy.is_some(), "{inner}");
    let entries = outcome.inventory.iter().map(|entry| {
        let says = !entry.why.is_empty() || !entry.todo.is_empty();
        assert_eq!(says, entry.disposition != Disposition::Carried, "{}", entry.section);
        let section = entry.section.trim_start_matches("system.webServer/");
        format!("{section}: {}", entry.disposition.name())
    });
    entries.collect()
}

fn server(inner: &str) -> String {
    format!("<system.webServer>{inner}</system.webServer>")
}

fn security(inner: &str) -> String {
    server(&format!("<security>{inner}</security>"))
}

fn web(inner: &str) -> String {
    format!("<system.web>{inner}</system.web>")
}

fn headers(entries: &str) -> String {
    format!("<httpProtocol><customHeaders>{entries}</customHeaders></httpProtocol>")
}

fn times(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().concat()
}

const BY_HEADERS: &str =
    r#"<add name="Access-Control-Allow-Origin" value="https://app.example" />"#;
const BY_MODULE: &str = r#"<cors enabled="true"><add origin="https://app.example"><allowMethods><add method="PUT" /></allowMethods></add></cors>"#;
const CORE: &str = r#"<handlers><add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" /></handlers>"#;

/// `inner` beside CORS by custom headers.
fn with_headers(inner: &str) -> String {
    format!("{}{inner}", server(&headers(BY_HEADERS)))
}

#[test]
fn nothing_that_says_something_is_silent() {
    for (inner, expected) in [
        (server(""), &[][..]),
        (server("<httpErrors /><urlCompression/><rewrite><rules/></rewrite>"), &[]),
        (server(r#"<handlers lockItem="true" />"#), &[]),
        (server(r#"<cors enabled="false" /><validation validateIntegratedModeConfiguration="false" />"#),
            &["cors: carried", "validation: without effect"]),
        (server(&headers(BY_HEADERS)), &["httpProtocol: carried"]),
        (server("<madeUp><b /></madeUp>"), &["madeUp: unknown"]),
        (format!(r#"<appSettings><add key="a" value="b" /></appSettings><made><up /></made>{}"#, web(r#"<compilation debug="true" /><up a="1" />"#)),
            &["appSettings: yours", "made: unknown", "system.web/compilation: without effect", "system.web/up: unknown"]),
        (r#"<configSections><section name="log4net" type="x" /></configSections><log4net debug="true" />"#.to_owned(), &["log4net: yours"]),
        (format!(r#"<location path="a">{}{}</location>"#, security(r#"<access sslFlags="Ssl" />"#), web(r#"<trace enabled="true" />"#)),
            &["security/access: yours", "system.web/trace: without effect"]),
        (server(r#"<aspNetCore processPath="dotnet" /><webSocket enabled="false" />"#), &["aspNetCore: satisfied", "webSocket: satisfied"]),
        (server(r#"<rewrite><providers><provider name="p" type="t" /></providers></rewrite>"#), &["rewrite/providers: yours"]),
        // What is carried in part is work as well.
        (
            server(
                r#"<httpProtocol allowKeepAlive="false"><customHeaders><add name="X-A" value="1" /></customHeaders></httpProtocol><cors enabled="false" />"#,
            ),
            &["httpProtocol: yours", "cors: carried"],
        ),
    ] {
        assert_eq!(inventory(&inner), expected, "{inner}");
    }
}

#[test]
fn a_lone_piece_counts_as_its_section() {
    for (text, section) in [
        (
            r#"<customHeaders><add name="X-A" value="1" /></customHeaders>"#,
            "system.webServer/httpProtocol",
        ),
        (r#"<verbs allowUnlisted="true" />"#, "system.webServer/security/requestFiltering"),
        (r#"<cors enabled="false" />"#, "system.webServer/cors"),
        (r#"<ipSecurity allowUnlisted="false" />"#, "system.webServer/security/ipSecurity"),
    ] {
        let arena = Arena::new();
        let input = Input::from_reader("piece", text.as_bytes()).expect("text in memory");
        let outcome = pipeline::run(input, &Options::default(), &arena);
        let sections: Vec<_> = outcome.inventory.iter().map(|entry| &*entry.section).collect();
        assert_eq!(sections, [section], "{text}");
    }
}

#[test]
fn what_guards_access_is_a_warning() {
    for (inner, expected) in [
        // AC-1, AC-2
        (security(r#"<access sslFlags="None" />"#), &[][..]),
        (security(r#"<access sslFlags="Ssl, SslNegotiateCert" />"#), &["CG111 warning"]),
        (security(r#"<access sslFlags="Ssl128" />"#), &["CG111 warning"]),
        (security(r#"<access sslFlags="Ssl,SslRequireCert" />"#), &["CG111 warning"]),
        (
            with_headers(&format!(
                r#"<location path="a">{}</location>"#,
                security(r#"<access sslFlags="SslRequireCert" />"#)
            )),
            &["CG111 warning", "CG112 warning"],
        ),
        // AC-4
        (
            security(
                r#"<ipSecurity allowUnlisted="true"><add ipAddress="10.0.0.1" allowed="true" /></ipSecurity>"#,
            ),
            &[],
        ),
        (
            security(
                r#"<ipSecurity allowUnlisted="false"><add ipAddress="10.0.0.1" allowed="true" /></ipSecurity>"#,
            ),
            &["CG110 warning"],
        ),
        (security(r#"<ipSecurity><add ipAddress="10.0.0.1" /></ipSecurity>"#), &["CG110 warning"]),
        (security(r#"<ipSecurity configSource="addresses.config" />"#), &["CG110 warning"]),
        // AC-5
        (
            security(
                r#"<dynamicIpSecurity><denyByRequestRate enabled="true" /></dynamicIpSecurity>"#,
            ),
            &["CG110 warning"],
        ),
        (
            security(
                r#"<dynamicIpSecurity><denyByRequestRate enabled="false" /></dynamicIpSecurity>"#,
            ),
            &[],
        ),
        (
            security(r#"<authentication><basicAuthentication enabled="true" /></authentication>"#),
            &["CG061 warning"],
        ),
        (
            security(r#"<authentication><basicAuthentication enabled="false" /></authentication>"#),
            &[],
        ),
    ] {
        let found: Vec<_> =
            found(&inner).into_iter().filter(|it| !it.starts_with("CG023")).collect();
        assert_eq!(found, expected, "AC-1, AC-2, AC-4, AC-5: {inner}");
    }
}

#[test]
fn authorization_is_read_as_far_as_it_lets_preflights_in() {
    let iis = |rules: &str| security(&format!("<authorization>{rules}</authorization>"));
    let asp = |rules: &str| web(&format!("<authorization>{rules}</authorization>"));
    let (lost, refused) = ("CG061 warning", "CG051 warning");
    for (rules, expected) in [
        // AC-6: a stock rule lets everybody in.
        (iis(r#"<add accessType="Allow" users="*" />"#), &[][..]),
        (iis(r#"<add accessType="Allow" roles="Admins" />"#), &[]),
        (iis(r#"<add accessType="Deny" users="?" />"#), &[refused, lost]),
        (
            iis(
                r#"<remove users="*" roles="" verbs="" /><add accessType="Allow" roles="Admins" />"#,
            ),
            &[refused, lost],
        ),
        (
            iis(
                r#"<clear /><add accessType="Allow" users="*" verbs="OPTIONS" /><add accessType="Allow" roles="A" />"#,
            ),
            &[lost],
        ),
        (iis(r#"<clear /><add accessType="Allow" users="*" verbs="options" />"#), &[refused, lost]),
        (iis(r#"<add accessType="Deny" users="?" verbs="POST,PUT" />"#), &[lost]),
        (iis(r#"<clear /><add accessType="Allow" users="*" />"#), &[]),
        // AC-7: the first rule that fits.
        (asp(r#"<allow users="*" /><deny users="?" />"#), &[]),
        (asp(r#"<deny users="?" />"#), &[refused, lost]),
        (asp(r#"<allow users="*" verbs="OPTIONS" /><deny users="?" />"#), &[lost]),
        (asp(r#"<allow verbs="options" users="*" /><deny users="*" />"#), &[lost]),
        (asp(r#"<allow roles="Admins" /><deny users="*" />"#), &[refused, lost]),
        (asp(r#"<deny users="bob" />"#), &[lost]),
    ] {
        let found: Vec<_> =
            found(&with_headers(&format!(r#"<location path="a">{rules}</location>"#)));
        assert_eq!(found, expected, "AC-6, AC-7: {rules}");
        // The module answers earlier, and without CORS nobody sends preflights.
        let alone: Vec<_> = expected.iter().filter(|it| **it == lost).collect();
        let by_module = format!(r#"{}<location path="a">{rules}</location>"#, server(BY_MODULE));
        assert_eq!(self::found(&by_module).iter().collect::<Vec<_>>(), alone, "{rules}");
        assert_eq!(self::found(&rules).iter().collect::<Vec<_>>(), alone, "{rules}");
    }
}

#[test]
fn error_pages_change_what_pages_of_other_origins_see() {
    let errors = |attributes: &str, rows: &str| {
        server(&format!("<httpErrors {attributes}>{rows}</httpErrors>"))
    };
    let row = |mode: &str| format!(r#"<error statusCode="404" path="/e" responseMode="{mode}" />"#);
    for (inner, alone, with_cors) in [
        // ER-4, ER-6
        (errors(r#"existingResponse="PassThrough""#, &row("ExecuteURL")), None, None),
        (errors("", &row("File")), None, None),
        (errors(r#"errorMode="Custom""#, r#"<remove statusCode="404" />"#), None, None),
        // ER-5
        (errors(r#"existingResponse="Replace""#, ""), Some("CG113 note"), Some("CG113 note")),
        // ER-7, ER-8
        (errors("", &row("ExecuteURL")), Some("CG113 note"), Some("CG113 warning")),
        (
            errors(
                r#"defaultResponseMode="ExecuteURL""#,
                r#"<error statusCode="500" path="/e" />"#,
            ),
            Some("CG113 note"),
            Some("CG113 warning"),
        ),
        (errors("", &row("Redirect")), Some("CG113 note"), Some("CG113 warning")),
        // ER-10
        (web(r#"<customErrors mode="On" />"#), Some("CG124 note"), Some("CG113 note")),
        (web(r#"<customErrors mode="Off" />"#), None, None),
    ] {
        assert_eq!(found(&inner), Vec::from_iter(alone), "ER-4, ER-5, ER-6: {inner}");
        let with = with_headers(&format!(r#"<location path="a">{inner}</location>"#));
        assert_eq!(found(&with), Vec::from_iter(with_cors), "ER-7, ER-8, ER-10: {inner}");
    }
}

#[test]
fn op_10_the_core_module_goes_past_errors_files_and_managed_code() {
    let past = r#"<httpErrors><error statusCode="404" path="/e" responseMode="ExecuteURL" /></httpErrors><staticContent><clientCache cacheControlMode="DisableCache" /></staticContent><caching enabled="false" /><defaultDocument enabled="false" /><directoryBrowse enabled="true" />"#;
    let managed = web(
        r#"<customErrors mode="On" /><authorization><deny users="?" /></authorization><compilation debug="true" />"#,
    );
    let inner = format!("{}{managed}", server(&format!("{CORE}{past}")));
    let inventory = inventory(&inner);
    let without: Vec<_> = inventory.iter().filter(|it| it.ends_with(": without effect")).collect();
    assert_eq!((inventory.len(), without.len()), (9, 8), "{inventory:?}");
    assert_eq!(found(&inner), ["CG121 note", "CG151 note"]);
    // What acts for every request does behind it as well.
    let guarded =
        server(&format!(r#"{CORE}<security><ipSecurity allowUnlisted="false" /></security>"#));
    assert_eq!(found(&guarded).last().map(String::as_str), Some("CG110 warning"));
    // A part of the site that it does not take.
    let of_one = format!(r#"<location path="app">{}</location>{}"#, server(CORE), server(past));
    assert!(found(&of_one).contains(&"CG061 warning".to_owned()), "{:?}", found(&of_one));
}

#[test]
fn headers_that_others_make() {
    for (inner, expected) in [
        // SI-2, SI-4
        (security(r#"<requestFiltering removeServerHeader="true" />"#), &["CG123 note"][..]),
        (security(r#"<requestFiltering removeServerHeader="false" />"#), &[]),
        (web(r#"<httpRuntime enableVersionHeader="false" />"#), &[]),
        // SI-5
        (server(&headers(r#"<remove name="Server" />"#)), &["CG119 note"]),
        (server(&headers(r#"<remove name="x-aspnet-version" />"#)), &["CG119 note"]),
        (server(&headers(r#"<remove name="X-Powered-By" />"#)), &[]),
        (
            format!(
                r#"{}<location path="a">{}</location>"#,
                server(&headers(r#"<add name="Server" value="x" />"#)),
                server(&headers(r#"<remove name="Server" />"#))
            ),
            &[],
        ),
        // AN-1
        (
            web(r#"<compilation debug="true" /><httpRuntime targetFramework="4.8" />"#),
            &["CG115 note"],
        ),
        (web(r#"<compilation debug="true" /><httpRuntime sendCacheControlHeader="false" />"#), &[]),
        (
            web(
                r#"<compilation debug="true" /><caching><outputCache sendCacheControlHeader="false" /></caching>"#,
            ),
            &[],
        ),
        (
            format!(
                "{}{}",
                web(r#"<compilation debug="true" />"#),
                server(&headers(r#"<add name="Cache-Control" value="no-store" />"#))
            ),
            &[],
        ),
        // AN-4
        (
            server(&headers(r#"<add name="Arr-Disable-Session-Affinity" value="True" />"#)),
            &["CG117 note"],
        ),
        // AN-5
        (server(r#"<httpProtocol allowKeepAlive="false" />"#), &["CG061 warning"]),
        // ZP-1, ZP-4
        (
            server(
                r#"<urlCompression doDynamicCompression="true" /><httpCompression><dynamicTypes><add mimeType="a/b" enabled="true" /></dynamicTypes></httpCompression>"#,
            ),
            &["CG114 note"],
        ),
        (
            server(
                r#"<urlCompression doStaticCompression="false" doDynamicCompression="false" />"#,
            ),
            &[],
        ),
        (server(r#"<httpCompression sendCacheHeaders="true" />"#), &["CG114 note"]),
        // AR-1
        (server(r#"<proxy enabled="true" preserveHostHeader="true" />"#), &["CG122 note"]),
        (server(r#"<proxy enabled="false" />"#), &[]),
    ] {
        let found: Vec<_> =
            found(&inner).into_iter().filter(|it| !it.starts_with("CG023")).collect();
        assert_eq!(
            found, expected,
            "SI-2, SI-4, SI-5, AN-1, AN-4, AN-5, ZP-1, ZP-4, AR-1: {inner}"
        );
    }
}

#[test]
fn an_2_cookies_matter_with_credentials_and_are_told_once() {
    let cookies = web(
        r#"<httpCookies requireSSL="true" /><sessionState cookieless="false" /><authentication mode="Forms" />"#,
    );
    let credentials = server(
        r#"<cors enabled="true"><add origin="https://app.example" allowCredentials="true"><allowMethods><add method="PUT" /></allowMethods></add></cors>"#,
    );
    assert_eq!(found(&format!("{cookies}{credentials}")), ["CG116 note"]);
    assert_eq!(found(&format!("{cookies}{}", server(BY_MODULE))), ["CG124 note"]);
}

#[test]
fn documents_that_a_directory_shows() {
    let files =
        |names: &str| server(&format!("<defaultDocument><files>{names}</files></defaultDocument>"));
    for (inner, expected) in [
        (files(r#"<clear /><add value="index.html" />"#), &[][..]),
        (files(r#"<add value="start.aspx" />"#), &["CG124 note"]),
        (server(r#"<defaultDocument enabled="false" />"#), &["CG124 note"]),
        (server(r#"<directoryBrowse enabled="false" />"#), &[]),
        (server(r#"<directoryBrowse enabled="true" />"#), &["CG061 warning"]),
    ] {
        assert_eq!(found(&inner), expected, "{inner}");
    }
}

/// What the stock file of a server has is no choice of anybody.
#[test]
fn what_a_server_has_for_all_sites_is_not_noted() {
    let stock = r#"<httpCompression directory="t"><dynamicTypes><add mimeType="text/*" enabled="true" /></dynamicTypes></httpCompression><defaultDocument><files><add value="default.aspx" /></files></defaultDocument><staticContent><mimeMap fileExtension=".a" mimeType="a/b" /></staticContent>"#;
    let sites = r#"<system.applicationHost><sites><site name="s" id="1"><application path="/"><virtualDirectory path="/" physicalPath="." /></application></site></sites></system.applicationHost>"#;
    assert_eq!(found(&format!("{sites}{}", server(stock))), ["CG155 note"]);
    assert_eq!(found(&server(stock)).len(), 3);
    let for_site = format!(r#"{sites}<location path="s">{}</location>"#, server(stock));
    assert_eq!(found(&for_site).len(), 3);
    let guarded = format!("{sites}{}", security(r#"<ipSecurity allowUnlisted="false" />"#));
    assert_eq!(found(&guarded), ["CG110 warning"]);
}

#[test]
fn st_7_a_header_beside_hsts() {
    let host = |hsts: &str| {
        format!(
            r#"<system.applicationHost><sites><site name="s" id="1"><application path="/"><virtualDirectory path="/" physicalPath="." /></application>{hsts}</site></sites></system.applicationHost>{}"#,
            server(&headers(r#"<add name="Strict-Transport-Security" value="max-age=1" />"#))
        )
    };
    assert_eq!(found(&host(r#"<hsts enabled="true" max-age="1" />"#)), ["CG118 note"]);
    assert_eq!(found(&host(r#"<hsts enabled="false" />"#)), [""; 0]);
}

#[test]
fn options_that_the_application_gets_is_work() {
    let handler = |verbs: &str| {
        format!(
            r#"<handlers><add name="app" path="*" verb="{verbs}" modules="IsapiModule" scriptProcessor="a.dll" /></handlers>"#
        )
    };
    let answered = r#"<rewrite><rules><rule name="o"><match url=".*" /><conditions><add input="{REQUEST_METHOD}" pattern="^OPTIONS$" /></conditions><action type="CustomResponse" statusCode="200" /></rule></rules></rewrite>"#;
    let echo = r#"<rewrite><outboundRules><rule name="o"><match serverVariable="RESPONSE_Access-Control-Allow-Origin" pattern=".*" /><action type="Rewrite" value="https://app.example" /></rule></outboundRules></rewrite>"#;
    for (inner, expected) in [
        // OP-2: noted where nothing depends on it.
        (server(&handler("*")), &["CG120 note"][..]),
        (server(&handler("GET,POST")), &[]),
        (
            server(&format!("{}{}", handler("*"), headers(r#"<add name="X-A" value="1" />"#))),
            &["CG120 note"],
        ),
        // The preflights of the module's origins never come so far.
        (server(&format!("{}{BY_MODULE}", handler("*"))), &["CG120 note"]),
        (server(&format!("{}{}", handler("*"), headers(BY_HEADERS))), &["CG120 warning"]),
        (server(&format!("{}{echo}", handler("OPTIONS"))), &["CG120 warning"]),
        // A rule answers earlier.
        (server(&format!("{}{}{answered}", handler("*"), headers(BY_HEADERS))), &[]),
        // A rule for something else does not.
        (
            server(&format!(
                r#"{}{}<rewrite><rules><rule name="h"><match url="^health$" /><action type="CustomResponse" statusCode="200" /></rule></rules></rewrite>"#,
                handler("*"),
                headers(BY_HEADERS)
            )),
            &["CG120 warning"],
        ),
        // OP-3: what is left after the removal has no OPTIONS.
        (server(r#"<handlers><remove name="OPTIONSVerbHandler" /></handlers>"#), &[]),
        // OP-4
        (
            server(
                r#"<handlers><remove name="OPTIONSVerbHandler" /><add name="OPTIONSVerbHandler" path="*" verb="OPTIONS" modules="IsapiModule" scriptProcessor="asp.dll" /></handlers>"#,
            ),
            &["CG120 note"],
        ),
        // Nothing but the application of ASP.NET Core.
        (server(CORE), &["CG121 note"]),
        (server(&format!("{CORE}{}", headers(BY_HEADERS))), &["CG120 warning"]),
        // Once for a file, and the graver.
        (
            format!(
                r#"{}<location path="b">{}</location>"#,
                server(&handler("*")),
                server(&headers(BY_HEADERS))
            ),
            &["CG120 warning"],
        ),
    ] {
        let is_other = |it: &String| it.starts_with("CG105") || it.starts_with("CG180");
        let found: Vec<_> = found(&inner).into_iter().filter(|it| !is_other(it)).collect();
        assert_eq!(found, expected, "OP-2, OP-3, OP-4: {inner}");
    }
}

#[test]
fn what_nobody_looks_for_is_told_in_one_note() {
    let many = times(40, |n| format!("<made{n}><up /></made{n}>"));
    let arena = Arena::new();
    let outcome = run(
        &format!(
            "{many}{}",
            web(
                r#"<sessionState mode="InProc" /><machineKey decryption="AES" /><globalization culture="en" />"#
            )
        ),
        &arena,
    );
    let told: Vec<_> =
        outcome.diagnostics.iter().map(|it| (it.code.id(), it.message.as_str())).collect();
    let [unknown, managed] = told.as_slice() else { panic!("{told:?}") };
    assert!(
        unknown.1.contains("`made0`") && unknown.1.contains(" and more at 28 other places"),
        "{unknown:?}"
    );
    assert_eq!(
        *managed,
        (
            "CG124",
            "the service has to see to what `<system.web>` says in `sessionState`, `machineKey`, `globalization`"
        )
    );
    assert_eq!(summary(&outcome.inventory).as_deref(), Some("43 settings: 3 yours, 40 unknown"));
}

#[test]
fn hostile_sizes_come_to_an_end() {
    let locations = times(3000, |n| {
        format!(
            r#"<location path="p{n}">{}{}</location>"#,
            security(r#"<ipSecurity allowUnlisted="false" />"#),
            web("<made up=\"1\" />")
        )
    });
    let entries = times(3000, |n| format!(r#"<add name="X-{n}" value="1" />"#));
    let arena = Arena::new();
    let start = std::time::Instant::now();
    let outcome = run(
        &format!(
            "{}{locations}",
            server(&format!("{CORE}{}", headers(&format!("{BY_HEADERS}{entries}"))))
        ),
        &arena,
    );
    let count = |code| outcome.diagnostics.iter().filter(|it| it.code.id() == code).count();
    assert_eq!((count("CG110"), count("CG120")), (3000, 1), "each list, and OPTIONS once");
    assert_eq!(outcome.inventory.len(), 2 + 2 * 3000);
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}
