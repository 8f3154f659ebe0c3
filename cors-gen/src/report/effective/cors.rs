//! `<cors>`, printed.

use std::borrow::Cow;

use super::json::{Object, Places, Value};
use super::section::Section;
use super::xml::{self, Attribute, Xml, present, shown, switch, text};
use crate::effective::{Cors, NameList, OriginRule};

impl Section for Cors {
    fn xml(&self, name: &'static str, xml: &mut Xml<'_>) {
        if self.tag.is_none() {
            return;
        }
        let attributes = present([
            switch("enabled", self.enabled),
            switch("failUnlistedOrigins", self.fail_unlisted_origins),
        ]);
        xml.element(name, &attributes, xml::ToldApart::Lines, |xml| {
            xml.clear();
            self.rules.iter().for_each(|rule| print(rule, xml));
        });
    }

    fn json(&self, group: &mut Object, places: &Places<'_>) {
        let cors = self.tag.map(|tag| {
            places
                .at(tag)
                .with("enabled", places.setting(self.enabled))
                .with("fail_unlisted_origins", places.setting(self.fail_unlisted_origins))
                .with(
                    "rules",
                    self.rules.iter().map(|rule| object(rule, places)).collect::<Value>(),
                )
        });
        group.set("cors", cors);
    }
}

fn print(rule: &OriginRule, xml: &mut Xml<'_>) {
    let max_age = shown("maxAge", rule.max_age, |seconds| Cow::Owned(seconds.to_string()));
    let attributes = present([
        Some(text("origin", &rule.origin)),
        switch("allowed", rule.allowed),
        switch("allowCredentials", rule.allow_credentials),
        max_age,
    ]);
    let OriginRule { tag, allow_headers, allow_methods, expose_headers, .. } = rule;
    if allow_headers.is_none() && allow_methods.is_none() && expose_headers.is_none() {
        xml.empty("add", &attributes, xml::ToldApart::Files(*tag));
        return;
    }
    xml.element("add", &attributes, xml::ToldApart::Files(*tag), |xml| {
        if let Some(headers) = allow_headers {
            let all = present([switch("allowAllRequestedHeaders", headers.allow_all_requested)]);
            names("allowHeaders", "header", &all, &headers.list, xml);
        }
        if let Some(list) = allow_methods {
            names("allowMethods", "method", &[], list, xml);
        }
        if let Some(list) = expose_headers {
            names("exposeHeaders", "header", &[], list, xml);
        }
    });
}

fn names(
    element: &'static str,
    key: &'static str,
    attributes: &[Attribute<'_>],
    list: &NameList,
    xml: &mut Xml<'_>,
) {
    if list.names.is_empty() {
        xml.empty(element, attributes, xml::ToldApart::Files(list.tag));
        return;
    }
    xml.element(element, attributes, xml::ToldApart::Files(list.tag), |xml| {
        for name in &list.names {
            xml.empty("add", &[text(key, name)], xml::ToldApart::Lines);
        }
    });
}

fn object(rule: &OriginRule, places: &Places<'_>) -> Object {
    let headers = rule.allow_headers.as_ref();
    let names = |list: &NameList| places.names(&list.names);
    places
        .at(rule.tag)
        .with("origin", &rule.origin)
        .with("allowed", rule.allowed)
        .with("allow_credentials", rule.allow_credentials)
        .with("max_age", rule.max_age.map(|seconds| i64::from(seconds.value)))
        .with("allow_all_requested_headers", headers.and_then(|h| h.allow_all_requested))
        .with("allow_headers", headers.map(|headers| names(&headers.list)))
        .with("allow_methods", rule.allow_methods.as_ref().map(names))
        .with("expose_headers", rule.expose_headers.as_ref().map(names))
}
