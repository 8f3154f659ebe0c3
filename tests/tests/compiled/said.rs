//! What a policy speaks of: the origins, paths, header fields and texts that its answers may turn on.

use cors_gen::__private::budget::Budget;
use cors_gen::__private::pattern::example;
use cors_runtime::__private::{
    Condition, Conditions, InboundAction, InboundRule, Map, OriginPattern, OutboundRule, Part,
    Rewrite, Test, Variable,
};
use cors_runtime::policy::{Policy, RequestFiltering, Scope, StaticFiles};

/// The texts of a policy, by what they are.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// What origins are compared with.
    pub(crate) origins: Vec<String>,
    /// Paths of scopes, and those that handlers take.
    pub(crate) paths: Vec<String>,
    /// Texts that conditions pass, and keys of maps.
    pub(crate) texts: Vec<String>,
    /// The request's fields that rules read, in lower case.
    pub(crate) request_fields: Vec<String>,
    /// The response's fields that rules read and write.
    pub(crate) response_fields: Vec<String>,
}

impl Said {
    pub(crate) fn by(policy: &Policy<'_>) -> Self {
        let parts = policy.parts();
        let mut said = Self::default();
        said.scope(&parts.root);
        parts.deeper.as_slice().iter().for_each(|scope| said.scope(scope));
        for list in [
            &mut said.origins,
            &mut said.paths,
            &mut said.texts,
            &mut said.request_fields,
            &mut said.response_fields,
        ] {
            list.sort();
            list.dedup();
        }
        said
    }

    fn scope(&mut self, scope: &Scope<'_>) {
        let parts = scope.parts();
        let path = parts.path;
        self.paths.extend([format!("/{path}"), format!("/{path}/x.php"), format!("/{path}x")]);
        let handled = parts.options.iter().map(|it| it.parts().path.replace('*', "x"));
        self.paths.extend(handled.map(|handled| format!("/{path}/{handled}").replace("//", "/")));
        for rule in parts.cors.iter().flat_map(|cors| cors.parts().origins.rules()) {
            match rule.parts().pattern {
                OriginPattern::Exact(origin) => self.origins.push(origin.to_owned()),
                OriginPattern::Wildcard { scheme, suffix } => self.origins.extend([
                    format!("{scheme}x{suffix}"),
                    format!("{scheme}{}", suffix.trim_start_matches('.')),
                ]),
                OriginPattern::Any => {}
            }
        }
        if let Some(filtering) = parts.filtering {
            self.filtering(filtering);
        }
        let headers = parts.custom_headers.iter().chain(parts.redirect_headers);
        let names = headers.map(|header| header.parts().name.as_written().to_owned());
        self.response_fields.extend(names);
        for rules in [parts.rewrite, parts.http_redirect].into_iter().flatten() {
            self.rewrite(rules);
        }
        if let Some(files) = parts.static_files {
            self.static_files(path, files);
        }
    }

    fn static_files(&mut self, path: &str, files: &StaticFiles<'_>) {
        let files = files.parts();
        let cached = files.by_extension.iter().map(|entry| entry.parts().extension);
        let typed = files.types.iter().map(|entry| entry.parts().extension);
        self.paths.extend(cached.chain(typed).map(|extension| format!("/{path}/x{extension}")));
        let own = ["Cache-Control", "Content-Type", "ETag", "Expires"];
        self.response_fields.extend(own.map(str::to_owned));
    }

    fn filtering(&mut self, filtering: &RequestFiltering<'_>) {
        let parts = filtering.parts();
        let owned = |text: &str| text.to_owned();
        for names in [parts.hidden_segments, parts.deny_url_sequences, parts.always_allowed_urls] {
            self.paths.extend(names.iter().map(|name| format!("/x/{name}")));
            self.paths.extend(names.iter().map(|name| format!("/{name}")));
        }
        let extensions = parts.file_extensions.map_or(&[][..], |extensions| extensions.listed);
        self.paths.extend(extensions.iter().map(|(extension, _)| format!("/x{extension}")));
        self.paths.extend(["/a%252Eb", "/caf%C3%A9"].map(owned));
        self.paths.extend(parts.max_url.map(|bytes| format!("/{}", "u".repeat(bytes as usize))));
        for texts in [parts.deny_query_string_sequences, parts.always_allowed_query_strings] {
            self.texts.extend(texts.iter().map(|text| owned(text)));
        }
        self.texts.extend(parts.max_query_string.map(|bytes| "q".repeat(bytes as usize)));
        for (name, bytes) in parts.header_limits {
            self.request_fields.push(owned(name.as_lower()));
            self.texts.push("h".repeat(*bytes as usize + 1));
        }
        if let Some(bytes) = parts.max_allowed_content_length {
            self.request_fields.push(owned("content-length"));
            self.texts.extend([bytes.to_string(), (u64::from(bytes) + 1).to_string()]);
        }
    }

    fn rewrite(&mut self, rules: &Rewrite<'_>) {
        for rule in rules.parts().inbound.iter().map(InboundRule::parts) {
            self.condition(&rule.matched);
            self.conditions(&rule.conditions);
            rule.sets.iter().for_each(|set| self.parts(set.parts().value));
            if let InboundAction::Redirect { location, .. } = rule.action {
                self.parts(location);
            }
        }
        for rule in rules.parts().outbound.iter().map(OutboundRule::parts) {
            self.response_fields.push(rule.field.name().to_owned());
            self.condition(&rule.matched);
            self.conditions(&rule.conditions);
            self.conditions(&rule.pre_condition);
            self.parts(rule.value.unwrap_or_default());
        }
    }

    fn conditions(&mut self, conditions: &Conditions<'_>) {
        conditions.parts().list.iter().for_each(|condition| self.condition(condition));
    }

    fn condition(&mut self, condition: &Condition<'_>) {
        let condition = condition.parts();
        self.parts(condition.input);
        let passes = match condition.test {
            Test::Pattern(pattern) => example(pattern, &Budget::new()).into_iter().collect(),
            Test::OneOf(list) => keys(list),
            Test::Always | Test::Never => Vec::new(),
        };
        match condition.input {
            [Part::Variable(Variable::Header("origin"))] => self.origins.extend(passes),
            [Part::Variable(Variable::Path { .. })] => {
                self.paths.extend(passes.iter().map(|path| format!("/{path}")));
            }
            [Part::Variable(Variable::Url | Variable::RequestUri | Variable::UnencodedUrl)] => {
                let is_path = |text: &String| text.starts_with('/');
                self.paths.extend(passes.into_iter().filter(is_path));
            }
            _ => self.texts.extend(passes),
        }
    }

    fn parts(&mut self, parts: &[Part<'_>]) {
        for part in parts {
            match *part {
                Part::Variable(Variable::Header(name)) => {
                    self.request_fields.push(name.to_owned());
                }
                Part::Response(field) => self.response_fields.push(field.name().to_owned()),
                Part::Lookup(map, [Part::Variable(Variable::Header("origin"))]) => {
                    self.origins.extend(keys(map));
                }
                Part::Lookup(map, [Part::Variable(Variable::Path { .. })]) => {
                    self.paths.extend(keys(map).iter().map(|path| format!("/{path}")));
                }
                Part::Lookup(map, [Part::Variable(Variable::Url)]) => self.paths.extend(keys(map)),
                Part::Lookup(map, _) => self.texts.extend(keys(map)),
                _ => {}
            }
            self.parts(part.inner().unwrap_or_default());
        }
    }
}

fn keys(map: &Map<'_>) -> Vec<String> {
    map.parts().entries.iter().map(|(key, _)| (*key).to_owned()).collect()
}
