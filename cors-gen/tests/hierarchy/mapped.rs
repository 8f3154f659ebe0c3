//! CF-3: applications and virtual directories, each in a folder of its own.

use super::*;

fn header(name: &str) -> String {
    web(&headers(&format!("<add name=\"{name}\" value=\"1\" />")))
}

/// An `applicationHost.config` of a site in `D:\site` with these applications beside the root one.
fn server(applications: &str) -> String {
    format!(
        "<configuration><system.applicationHost><sites><site name=\"S\">\n<application path=\"/\"><virtualDirectory path=\"/\" physicalPath=\"D:\\site\\\" /></application>\n{applications}</site></sites></system.applicationHost></configuration>"
    )
}

fn application(path: &str, physical: &str) -> String {
    format!(
        "<application path=\"{path}\"><virtualDirectory path=\"/\" physicalPath=\"{physical}\" /></application>"
    )
}

/// The names of the custom headers of a path.
fn names(effective: &Effective, path: &str) -> String {
    let headers = &scope(effective, path).http_protocol.custom_headers;
    let names: Vec<_> = headers.iter().map(|header| header.name.value.as_str()).collect();
    names.join(" ")
}

fn tree(applications: &str) -> Tree {
    Tree::new(&[
        ("server.config", &server(applications)),
        ("site/web.config", &header("X-Site")),
        ("site/shop/web.config", &header("X-Shop")),
        ("site/store/web.config", &header("X-Store")),
        ("site/store/deep/web.config", &header("X-Deep")),
    ])
}

/// The codes and places of what is no error.
fn said(effective: &Effective) -> Vec<String> {
    let of = |d: &Diagnostic| format!("{} {}", d.code, line(&effective.sources, d.span));
    effective.diagnostics.iter().map(of).collect()
}

#[test]
fn an_application_in_a_folder_of_another_name() {
    let effective =
        tree(&application("/shop", "d:\\Site\\Store")).resolve("site", &["server.config"]);
    assert_eq!(names(&effective, "/shop/x"), "X-Site X-Store");
    assert_eq!(names(&effective, "/shop/deep"), "X-Site X-Store X-Deep");
    assert_eq!(names(&effective, "/store/deep"), "X-Site X-Store X-Deep", "a folder all the same");
    assert_eq!(said(&effective), ["CG022 site/shop/web.config:1"], "nobody gets there");
}

#[test]
fn two_applications_in_one_folder_and_one_by_name() {
    let applications = application("/a", "D:\\site\\store") + &application("/b", "D:\\site\\store");
    let effective = tree(&applications).resolve("site", &["server.config"]);
    for path in ["/a", "/b", "/store"] {
        assert_eq!(names(&effective, path), "X-Site X-Store", "{path}");
    }
    assert_eq!(names(&effective, "/shop"), "X-Site X-Shop");
    assert_eq!(said(&effective), Vec::<String>::new());
}

#[test]
fn virtual_directories() {
    let images = "<application path=\"/shop\"><virtualDirectory path=\"/\" physicalPath=\"D:\\site\\shop\" /><virtualDirectory path=\"/images\" physicalPath=\"D:\\site\\store\" /></application>";
    let effective = tree(images).resolve("site", &["server.config"]);
    assert_eq!(names(&effective, "/shop/images/deep"), "X-Site X-Shop X-Store X-Deep");
}

#[test]
fn a_folder_elsewhere_is_a_warning() {
    for folder in ["E:\\shop", "D:\\site2", "D:\\"] {
        let effective = tree(&application("/shop", folder)).resolve("site", &["server.config"]);
        assert_eq!(names(&effective, "/shop"), "X-Site", "{folder}");
        assert_eq!(
            said(&effective),
            ["CG022 site/shop/web.config:1", "CG022 server.config:3"],
            "{folder}"
        );
    }
}

/// A folder of the site that was not looked into: it is not there, or only one file was given.
#[test]
fn a_folder_of_the_site_that_is_not_among_the_files() {
    let tree = tree(
        &(application("/a", "D:\\site\\missing")
            + &application("/b", "D:\\site\\STORE")
            + &application("/c", "D:\\site\\images")),
    );
    tree.write("site/images/logo.txt", "");
    for (config, unread) in [
        ("site", &["CG022 server.config:3"][..]),
        ("site/web.config", &["CG022 server.config:3"; 2]),
    ] {
        let effective = tree.resolve(config, &["server.config"]);
        assert_eq!(said(&effective), unread, "{config}");
    }
}

#[test]
fn files_below_that_are_not_read() {
    let store = application("/shop", "D:\\site\\store");
    let off = store.replace("physicalPath", "allowSubDirConfig=\"false\" physicalPath");
    let by_default = store.replacen(
        "<virtualDirectory",
        "<virtualDirectoryDefaults allowSubDirConfig=\"false\" /><virtualDirectory",
        1,
    );
    for applications in [off, by_default] {
        let effective = tree(&applications).resolve("site", &["server.config"]);
        assert_eq!(names(&effective, "/shop/deep"), "X-Site X-Store", "{applications}");
        assert_eq!(names(&effective, "/store/deep"), "X-Site X-Store X-Deep");
        assert!(said(&effective).contains(&"CG022 site/store/deep/web.config:1".to_owned()));
    }
}

/// The server's file counts first, wherever it is named.
#[test]
fn the_server_comes_first() {
    let server = server("").replace(
        "</configuration>",
        "<system.webServer><httpProtocol><customHeaders><add name=\"X-Server\" value=\"1\" /></customHeaders></httpProtocol></system.webServer></configuration>",
    );
    let tree = tree("");
    tree.write("server.config", &server);
    for parents in [["server.config", "site/web.config"], ["site/web.config", "server.config"]] {
        let effective = tree.resolve("site/shop/web.config", &parents);
        assert_eq!(names(&effective, "/"), "X-Server X-Site X-Shop", "{parents:?}");
    }
}

/// A folder in an application: what the application's file says for it counts.
#[test]
fn a_folder_of_an_application_that_is_named() {
    let location = |path: &str, name: &str| {
        let header = headers(&format!("<add name=\"{name}\" value=\"1\" />"));
        format!(
            "<configuration><location path=\"{path}\"><system.webServer>{header}</system.webServer></location></configuration>"
        )
    };
    let tree = Tree::new(&[
        ("site/web.config", &location("shop/deep", "X-Site")),
        ("site/shop/web.config", &location("deep", "X-Shop")),
        ("site/shop/deep/web.config", &header("X-Deep")),
    ]);
    for (parents, expected) in [
        (&["site/shop/web.config"][..], "X-Shop X-Deep"),
        (&["site/web.config", "site/shop/web.config"], "X-Site X-Shop X-Deep"),
        (&["site/web.config"], "X-Site X-Deep"),
    ] {
        let input = tree.input("site/shop/deep/web.config", parents);
        let effective = effective(Input { app: Some("/shop".to_owned()), ..input });
        assert_eq!(names(&effective, "/"), expected, "{parents:?}");
    }
}
