//! A site as the text of its `web.config`, and of the server's file where it needs one.

use std::fmt::{self, Display, Write as _};

use super::site::{Cors, Entry, Handlers, Hsts, Outbound, Redirect, Settings, Site, Verbs};
use crate::model::Rule;

impl Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "<configuration>")?;
        write!(f, "{}", sections(&self.root, 1))?;
        for (path, settings) in &self.locations {
            writeln!(f, "  <location path=\"{}\">", escaped(path))?;
            write!(f, "{}", sections(settings, 2))?;
            writeln!(f, "  </location>")?;
        }
        writeln!(f, "</configuration>")
    }
}

impl Site {
    /// The `applicationHost.config` that says what a `web.config` cannot; the site is called `Shop` in it.
    #[must_use]
    pub fn server(&self) -> Option<String> {
        let Hsts { max_age, sub_domains, preload } = self.hsts?;
        let mut out = Lines::default();
        out.within("configuration", |out| {
            out.within("system.applicationHost", |out| {
                out.within("sites", |out| {
                    out.within("site name=\"Shop\"", |out| {
                        out.line("<application path=\"/\" />");
                        out.line(&format!(
                            "<hsts enabled=\"true\" max-age=\"{max_age}\" includeSubDomains=\"{sub_domains}\" preload=\"{preload}\" />"
                        ));
                    });
                });
            });
        });
        Some(out.text)
    }
}

fn sections(settings: &Settings, depth: usize) -> String {
    let mut out = Lines { text: String::new(), depth };
    out.within("system.webServer", |out| {
        settings.cors.iter().for_each(|it| cors(it, out));
        if !settings.headers.is_empty() || !settings.redirect_headers.is_empty() {
            out.within("httpProtocol", |out| protocol(settings, out));
        }
        verbs(&settings.verbs, out);
        settings.handlers.iter().for_each(|it| handlers(*it, out));
        settings.redirect.iter().for_each(|it| redirect(it, out));
        if !settings.outbound.is_empty() {
            out.within("rewrite", |out| out.within("outboundRules", |out| outbound(settings, out)));
        }
    });
    out.text
}

fn cors(cors: &Cors, out: &mut Lines) {
    let mut tag = "cors".to_owned();
    for (name, value) in [("enabled", cors.enabled), ("failUnlistedOrigins", cors.fail_unlisted)] {
        tag.extend(value.map(|value| format!(" {name}=\"{value}\"")));
    }
    out.within(&tag, |out| {
        if cors.clear {
            out.line("<clear />");
        }
        cors.rules.iter().for_each(|it| rule(it, out));
    });
}

fn rule(rule: &Rule, out: &mut Lines) {
    let mut tag = format!("add origin=\"{}\"", escaped(&rule.origin));
    if !rule.allowed {
        tag.push_str(" allowed=\"false\"");
    }
    if rule.credentials {
        tag.push_str(" allowCredentials=\"true\"");
    }
    if rule.max_age != -1 {
        tag.extend([" maxAge=\"", &rule.max_age.to_string(), "\""]);
    }
    out.within(&tag, |out| {
        let all = if rule.all_requested { " allowAllRequestedHeaders=\"true\"" } else { "" };
        names(&format!("allowHeaders{all}"), "header", &rule.headers, rule.all_requested, out);
        names("allowMethods", "method", &rule.methods, false, out);
        names("exposeHeaders", "header", &rule.expose, false, out);
    });
}

fn names(tag: &str, key: &str, names: &[String], even_if_empty: bool, out: &mut Lines) {
    if even_if_empty || !names.is_empty() {
        out.within(tag, |out| {
            for name in names {
                out.line(&format!("<add {key}=\"{}\" />", escaped(name)));
            }
        });
    }
}

fn protocol(settings: &Settings, out: &mut Lines) {
    let add = |name: &str, value: &str| {
        format!("<add name=\"{}\" value=\"{}\" />", escaped(name), escaped(value))
    };
    if !settings.headers.is_empty() {
        out.within("customHeaders", |out| {
            for entry in &settings.headers {
                out.line(&match entry {
                    Entry::Add(name, value) => add(name, value),
                    Entry::Remove(name) => format!("<remove name=\"{}\" />", escaped(name)),
                    Entry::Clear => "<clear />".to_owned(),
                });
            }
        });
    }
    if !settings.redirect_headers.is_empty() {
        out.within("redirectHeaders", |out| {
            settings.redirect_headers.iter().for_each(|(name, value)| out.line(&add(name, value)));
        });
    }
}

fn verbs(verbs: &Verbs, out: &mut Lines) {
    if verbs.unlisted.is_none() && verbs.list.is_empty() {
        return;
    }
    let unlisted = verbs.unlisted.map(|it| format!(" allowUnlisted=\"{it}\""));
    let tag = format!("verbs{}", unlisted.unwrap_or_default());
    out.within("security", |out| {
        out.within("requestFiltering", |out| {
            out.within(&tag, |out| {
                for (verb, allowed) in &verbs.list {
                    out.line(&format!("<remove verb=\"{verb}\" />"));
                    out.line(&format!("<add verb=\"{verb}\" allowed=\"{allowed}\" />"));
                }
            });
        });
    });
}

fn handlers(handlers: Handlers, out: &mut Lines) {
    out.within("handlers", |out| match handlers {
        Handlers::Application => {
            out.line("<remove name=\"app\" />");
            out.line("<add name=\"app\" path=\"*\" verb=\"*\" modules=\"AspNetCoreModuleV2\" />");
        }
        Handlers::Removed => out.line("<remove name=\"OPTIONSVerbHandler\" />"),
        Handlers::Cleared => {
            out.line("<clear />");
            out.line(
                "<add name=\"app\" path=\"*\" verb=\"GET,HEAD,POST\" modules=\"IsapiModule\" />",
            );
        }
    });
}

fn redirect(redirect: &Redirect, out: &mut Lines) {
    let Redirect { destination, exact, status } = redirect;
    let (destination, status) = (escaped(destination), status.parts().0);
    out.line(&format!(
        "<httpRedirect enabled=\"true\" destination=\"{destination}\" exactDestination=\"{exact}\" httpResponseStatus=\"{status}\" />"
    ));
}

fn outbound(settings: &Settings, out: &mut Lines) {
    for Outbound { name, value, if_present } in &settings.outbound {
        let pattern = if *if_present { ".+" } else { ".*" };
        out.within(&format!("rule name=\"set {name}\""), |out| {
            let variable = name.replace('-', "_");
            out.line(&format!(
                "<match serverVariable=\"RESPONSE_{variable}\" pattern=\"{pattern}\" />"
            ));
            out.line(&format!("<action type=\"Rewrite\" value=\"{}\" />", escaped(value)));
        });
    }
}

/// Lines of a document, indented by how deep they are.
#[derive(Default)]
struct Lines {
    text: String,
    depth: usize,
}

impl Lines {
    fn line(&mut self, line: &str) {
        writeln!(self.text, "{:1$}{line}", "", self.depth * 2).expect("a String takes all");
    }

    fn within(&mut self, tag: &str, body: impl FnOnce(&mut Self)) {
        self.line(&format!("<{tag}>"));
        self.depth += 1;
        body(self);
        self.depth -= 1;
        self.line(&format!("</{}>", tag.split(' ').next().unwrap_or_default()));
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
