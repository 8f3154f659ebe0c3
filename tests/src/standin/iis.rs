//! What the server answers: module after module, in the order of OP-8 and OP-9.

use super::application;
use super::http::{Request, Response};
use super::module;
use super::site::{Answerers, Effective, Hsts, Redirect, Site};
use super::twist::Twist;
use crate::model::{Line, Outcome};

/// What the site answers to a request; with a twist, one thing is otherwise.
#[must_use]
pub fn respond(site: &Site, twist: Option<Twist>, request: &Request) -> Response {
    Turn { settings: site.at(request.path()), twist, request }.respond()
}

/// Who made a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    RequestFiltering,
    CorsModule,
    Redirection,
    OptionsHandler,
    Application,
}

/// A request, and what counts for it.
struct Turn<'a> {
    settings: Effective,
    twist: Option<Twist>,
    request: &'a Request,
}

impl Turn<'_> {
    fn is(&self, twist: Twist) -> bool {
        self.twist == Some(twist)
    }

    fn respond(&self) -> Response {
        let cors = self.settings.cors.as_ref();
        let cors = cors.map(|section| module::outcome(section, self.twist, self.request));
        let answered = cors.as_ref().and_then(|outcome| outcome.answered);
        let (by, mut response) = self.answer(answered);
        if let Some(outcome) = cors {
            self.add_cors(by, outcome, &mut response);
        }
        if self.is(Twist::OutboundAfterCustom) {
            self.add_custom(by, &mut response);
            self.run_outbound(&mut response);
            self.add_hsts(&mut response);
        } else {
            self.run_outbound(&mut response);
            self.add_hsts(&mut response);
            self.add_custom(by, &mut response);
        }
        response
    }

    /// The response of the first module or handler that answers.
    fn answer(&self, by_cors: Option<u16>) -> (By, Response) {
        if !self.settings.allows(&self.request.method) {
            // OP-5, RF-1
            let status = if self.is(Twist::VerbWith405) { 405 } else { 404 };
            return (By::RequestFiltering, Response::new(status).with("Connection", "close"));
        }
        if let Some(status) = by_cors {
            return (By::CorsModule, Response::new(status));
        }
        if let Some((path, redirect)) = &self.settings.redirect {
            return (By::Redirection, self.redirected(path, redirect));
        }
        let handler = (self.request.method == "OPTIONS").then(|| self.options()).flatten();
        match handler {
            Some(response) => (By::OptionsHandler, response),
            None => (By::Application, application::answer(self.request)),
        }
    }

    /// RD-1, RD-2
    fn redirected(&self, path: &str, redirect: &Redirect) -> Response {
        let target =
            if self.is(Twist::QueryDropped) { self.request.path() } else { &self.request.target };
        let target = target.trim_start_matches('/');
        let suffix = if redirect.exact { "" } else { &target[path.len()..] };
        let configured = redirect.status.parts().1;
        let status = if self.is(Twist::RedirectWith302) { 302 } else { configured };
        Response::new(status).with("Location", &format!("{}{suffix}", redirect.destination))
    }

    /// What IIS's own handlers make of OPTIONS; `None` where the application gets it.
    fn options(&self) -> Option<Response> {
        const STOCK: &str = "OPTIONS, TRACE, GET, HEAD, POST";
        let Answerers { application, options, files } = self.settings.handlers;
        if application {
            None
        } else if options && self.is(Twist::OptionsRefused) {
            Some(Response::new(405).with("Allow", STOCK))
        } else if options {
            Some(Response::new(200).with("Allow", STOCK).with("Public", STOCK))
        } else if files && self.is(Twist::OptionsToApplication) {
            None
        } else if files && !self.is(Twist::OptionsNotFound) {
            Some(Response::new(405).with("Allow", "GET, HEAD, OPTIONS, TRACE"))
        } else {
            Some(Response::new(404))
        }
    }

    /// The lines of the CORS module, on whatever is answered (CM-16, CM-18, CM-19).
    fn add_cors(&self, by: By, outcome: Outcome, response: &mut Response) {
        let is_error = by == By::Application && response.status >= 400;
        for (name, value) in outcome.headers {
            match name.as_str() {
                _ if is_error && self.is(Twist::NoCorsOnErrors) => {}
                "Vary"
                    if by == By::RequestFiltering
                        && (self.is(Twist::VaryWhereMatched) || self.is(Twist::VaryToCors)) => {}
                "Vary" => self.put(response, (name, value)),
                _ if by == By::RequestFiltering => {}
                module::ORIGIN if self.is(Twist::OriginTwice) => response.add(&name, value),
                "Access-Control-Expose-Headers" => response.add(&name, value),
                _ if !response.has(&name) => response.add(&name, value),
                module::ORIGIN if self.is(Twist::OwnOriginAndModule) => response.add(&name, value),
                module::ORIGIN if self.is(Twist::ModuleOverOwnOrigin) => {
                    response.remove(&name);
                    response.add(&name, value);
                }
                _ => {}
            }
        }
    }

    /// RW-5: rules run over every response, on what the modules before made.
    fn run_outbound(&self, response: &mut Response) {
        if self.is(Twist::NoOutbound) {
            return;
        }
        for rule in &self.settings.outbound {
            if rule.if_present && !response.has(&rule.name) {
                continue;
            }
            response.remove(&rule.name);
            if !rule.value.is_empty() || self.is(Twist::EmptySent) {
                response.add(&rule.name, &rule.value);
            }
        }
    }

    /// ST-3, ST-4, ST-7
    fn add_hsts(&self, response: &mut Response) {
        let Some(hsts) = self.settings.hsts.filter(|_| self.request.is_https) else { return };
        let Hsts { max_age, sub_domains, preload } = hsts;
        let between = if self.is(Twist::NoSpaceInHsts) { ";" } else { "; " };
        let mut value = format!("max-age={max_age}");
        for (name, is_set) in [("includeSubDomains", sub_domains), ("preload", preload)] {
            if is_set {
                value = [&value, name].join(between);
            }
        }
        if !self.is(Twist::NoHsts) {
            response.add("Strict-Transport-Security", value);
        }
    }

    /// CH-1 to CH-5, CH-9
    fn add_custom(&self, by: By, response: &mut Response) {
        let is_left_out = match by {
            By::Application => self.is(Twist::NoCustomOnErrors) && response.status >= 400,
            By::OptionsHandler => self.is(Twist::NoCustomOnOptions),
            By::RequestFiltering | By::CorsModule | By::Redirection => false,
        };
        if !is_left_out {
            self.put_all(&self.settings.headers, response);
        }
        if self.is(Twist::LocationEverywhere) {
            self.put_all(&self.settings.elsewhere, response);
        }
        if (300..400).contains(&response.status) && !self.is(Twist::NoRedirectHeaders) {
            self.put_all(&self.settings.redirect_headers, response);
        }
    }

    /// Fields with an empty value are not sent (CH-4).
    fn put_all(&self, fields: &[(String, String)], response: &mut Response) {
        for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
            self.put(response, (name.clone(), value.clone().into_bytes()));
        }
    }

    /// CH-5: one more line, or for fields that http.sys holds joined, one more part of the line that is there.
    fn put(&self, response: &mut Response, (name, value): Line) {
        let measured = ["Cache-Control", "Content-Type"];
        let inferred =
            ["Allow", "Content-Language", "ETag", "Expires", "Location", "Pragma", "Vary"];
        let among = |names: &[&str]| names.iter().any(|it| it.eq_ignore_ascii_case(&name));
        let joins = among(&measured) || among(&inferred) && !self.is(Twist::OthersDoubled);
        if self.is(Twist::CacheControlReplaced) && name == "Cache-Control" {
            response.remove(&name);
        }
        let own = response.lines.iter_mut().find(|(it, _)| it.eq_ignore_ascii_case(&name));
        match own {
            Some((_, own)) if joins => own.extend([b",", value.as_slice()].concat()),
            _ => response.add(&name, value),
        }
    }
}
