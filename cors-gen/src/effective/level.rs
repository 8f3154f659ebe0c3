//! Where rules about paths are.

use super::path::ConfigPath;

/// Where a rule was written, as seen from the root of the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLevel {
    /// The segments of a request's path that the rule does not see, because its file or its application stands that deep.
    pub skipped: usize,
    /// What the rule sees before a request's path, because it stands above the root; with a slash at its end.
    pub prefix: String,
    /// How many segments deeper the `<location>` is that the rule stands in. Measured, the rule sees them all the same; the
    /// documentation says that it does not (RW-1, UR23).
    pub deeper: usize,
    /// The path of the rule's folder from the root of the site on, as clients of IIS see it, with slashes at both ends (RD-8).
    pub folder: String,
    /// The same from the root of the policy on, as the service sees it.
    pub folder_below: String,
}

/// That of the root.
impl Default for RuleLevel {
    fn default() -> Self {
        Self {
            skipped: 0,
            prefix: String::new(),
            deeper: 0,
            folder: "/".to_owned(),
            folder_below: "/".to_owned(),
        }
    }
}

impl RuleLevel {
    /// The level of rules for `path` that see paths from the first `depth` segments of theirs on, for the policy of `base`.
    ///
    /// A rule sees the path from the folder of its file, also where it stands in a `<location>`; from the application, where
    /// one starts between the two (RW-1).
    pub(super) fn new(path: &ConfigPath, depth: usize, base: &ConfigPath) -> Self {
        let base_text = base.below(&ConfigPath::default());
        let unseen = base_text.split('/').skip(depth).filter(|segment| !segment.is_empty());
        let skipped = depth.saturating_sub(base.depth());
        let folder = |path: &str, depth| {
            let segments = path.split('/').filter(|segment| !segment.is_empty()).take(depth);
            segments.fold(String::from("/"), |folder, segment| folder + segment + "/")
        };
        Self {
            skipped,
            prefix: unseen.flat_map(|segment| [segment, "/"]).collect(),
            deeper: path.depth().saturating_sub(depth),
            folder: folder(&path.below(&ConfigPath::default()), depth),
            folder_below: folder(&path.below(base), skipped),
        }
    }
}
