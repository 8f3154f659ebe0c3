//! A request in the making.

use crate::explain::{App, RequestSpec};

/// A request whose parts are set one by one; what was set before is replaced.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    method: String,
    path: String,
    query: Option<String>,
    headers: Vec<(String, String)>,
    app: Vec<(String, String)>,
}

impl Draft {
    pub(super) fn get(path: &str) -> Self {
        let (path, query) = match path.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (path, None),
        };
        Self {
            method: "GET".to_owned(),
            path: path.to_owned(),
            query,
            headers: Vec::new(),
            app: Vec::new(),
        }
    }

    pub(super) fn method(mut self, method: &str) -> Self {
        method.clone_into(&mut self.method);
        self
    }

    pub(super) fn path(mut self, path: String) -> Self {
        self.path = path;
        self
    }

    /// The path with one more segment.
    pub(super) fn below(mut self, segment: &str) -> Self {
        if !self.path.ends_with('/') {
            self.path.push('/');
        }
        self.path.push_str(segment);
        self
    }

    pub(super) fn query(mut self, query: &str) -> Self {
        self.query = Some(query.to_owned());
        self
    }

    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(given, _)| !given.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn origin(self, origin: &str) -> Self {
        self.header("Origin", origin)
    }

    pub(super) fn preflight(self, method: &str, headers: &str) -> Self {
        let asked = self.method("OPTIONS").header("Access-Control-Request-Method", method);
        asked.header("Access-Control-Request-Headers", headers)
    }

    /// A header field of the application's response.
    pub(super) fn app(mut self, name: &str, value: &str) -> Self {
        self.app.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn current_path(&self) -> &str {
        &self.path
    }

    pub(super) fn request(self) -> RequestSpec {
        let path = match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path,
        };
        RequestSpec {
            method: self.method,
            path,
            headers: self.headers,
            app: App { status: None, headers: self.app },
            is_static: false,
        }
    }
}
