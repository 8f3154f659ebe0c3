//! `<caching>`, printed.

use std::borrow::Cow;

use super::json::{Object, Places, Value};
use super::section::Section;
use super::xml::{self, Xml, optional, present, shown, switch, text};
use crate::effective::{Caching, Profile};

impl Section for Caching {
    fn xml(&self, name: &'static str, xml: &mut Xml<'_>) {
        if self.tag.is_none() {
            return;
        }
        let number = |number: u32| Cow::Owned(number.to_string());
        let attributes = present([
            switch("enabled", self.enabled),
            switch("enableKernelCache", self.kernel_cache),
            shown("maxCacheSize", self.max_cache_size, number),
            shown("maxResponseSize", self.max_response_size, number),
        ]);
        if !self.profiles.is_given() {
            xml.empty(name, &attributes, xml::ToldApart::Lines);
            return;
        }
        xml.element(name, &attributes, xml::ToldApart::Lines, |xml| {
            xml.group("profiles", |xml| {
                xml.clear();
                self.profiles.iter().for_each(|profile| print(profile, xml));
            });
        });
    }

    fn json(&self, group: &mut Object, places: &Places<'_>) {
        let section = self.tag.map(|tag| {
            places
                .at(tag)
                .with("enabled", places.setting(self.enabled))
                .with("enable_kernel_cache", places.setting(self.kernel_cache))
                .with("max_cache_size", places.setting(self.max_cache_size))
                .with("max_response_size", places.setting(self.max_response_size))
                .with(
                    "profiles",
                    self.profiles.iter().map(|it| object(it, places)).collect::<Value>(),
                )
        });
        group.set("caching", section);
    }
}

fn print(profile: &Profile, xml: &mut Xml<'_>) {
    let Profile {
        tag,
        extension,
        policy,
        kernel_policy,
        duration,
        location,
        vary_by_headers,
        vary_by_query,
    } = profile;
    let attributes = present([
        Some(text("extension", extension)),
        shown("policy", *policy, |policy| Cow::Borrowed(policy.name())),
        shown("kernelCachePolicy", *kernel_policy, |policy| Cow::Borrowed(policy.name())),
        shown("duration", *duration, |span| Cow::Owned(span.to_string())),
        shown("location", *location, |location| Cow::Borrowed(location.name())),
        optional("varyByHeaders", vary_by_headers.as_ref()),
        optional("varyByQueryString", vary_by_query.as_ref()),
    ]);
    xml.empty("add", &attributes, xml::ToldApart::Files(*tag));
}

fn object(profile: &Profile, places: &Places<'_>) -> Object {
    places
        .at(profile.tag)
        .with("extension", &profile.extension)
        .with("policy", profile.policy.map(|policy| policy.value.name()))
        .with("kernel_cache_policy", profile.kernel_policy.map(|policy| policy.value.name()))
        .with("duration", profile.duration.map(|span| span.value.to_string()))
        .with("location", profile.location.map(|location| location.value.name()))
        .with("vary_by_headers", profile.vary_by_headers.as_ref())
        .with("vary_by_query_string", profile.vary_by_query.as_ref())
}
