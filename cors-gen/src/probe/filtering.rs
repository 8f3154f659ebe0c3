//! Requests about request filtering.

use super::paths::{encode, encode_query, is_in};
use super::{Asked, Draft, Probes};

/// The longest text that is sent to go beyond a limit: servers have limits of their own.
const LONGEST: usize = 16 * 1024;

pub(super) fn ask(asked: Asked<'_, '_>, probes: &mut Probes) {
    verbs(asked, probes);
    let Some(filtering) = asked.scope.parts().filtering else { return };
    let parts = filtering.parts();
    let mut below = |segment: &str, about: String| {
        let draft = asked.get().below(segment);
        if is_in(asked.policy, asked.scope, draft.current_path()) {
            probes.add(draft, about);
        }
    };
    for segment in parts.hidden_segments {
        below(&format!("{}/probe", encode(segment)), format!("the hidden segment `{segment}`"));
    }
    if let Some(extensions) = parts.file_extensions {
        for (extension, allowed) in extensions.listed {
            let verb = if *allowed { "allowed" } else { "denied" };
            below(
                &format!("probe{}", encode(extension)),
                format!("the {verb} extension `{extension}`"),
            );
        }
        below("probe.unlisted", "an extension that is not listed".to_owned());
        below("probe", "a path without extension".to_owned());
    }
    for sequence in parts.deny_url_sequences {
        below(&format!("x{}y", encode(sequence)), format!("the denied sequence `{sequence}`"));
    }
    if parts.deny_double_escaping {
        below("probe%252Fx", "a path that is escaped twice".to_owned());
        below("a+b", "a path with a plus".to_owned());
    }
    if parts.deny_high_bit_characters {
        below("%C3%A9", "a path that is not ASCII".to_owned());
    }
    for sequence in parts.deny_query_string_sequences {
        let draft = asked.get().query(&format!("x={}y", encode_query(sequence)));
        probes.add(draft, format!("the denied sequence `{sequence}` in the query"));
    }
    limits(asked, parts.max_url, parts.max_query_string, probes);
    for (name, limit) in parts.header_limits {
        if let Some(text) = longer(*limit, 0) {
            let about = format!("`{}` beyond its limit", name.as_written());
            probes.add(asked.get().header(name.as_written(), &text), about);
        }
    }
    if let Some(limit) = parts.max_allowed_content_length {
        let length = (u64::from(limit) + 1).to_string();
        let draft = asked.get().method("POST").header("Content-Length", &length);
        probes.add(draft, "a body beyond its limit");
    }
}

fn verbs(asked: Asked<'_, '_>, probes: &mut Probes) {
    let Some(verbs) = asked.scope.parts().verbs else { return };
    for (verb, allowed) in verbs.parts().listed {
        let is_allowed = if *allowed { "allowed" } else { "denied" };
        probes.add(asked.get().method(verb), format!("the {is_allowed} verb `{verb}`"));
    }
    probes.add(asked.get().method("PROBE"), "a verb that is not listed");
}

fn limits(asked: Asked<'_, '_>, url: Option<u32>, query: Option<u32>, probes: &mut Probes) {
    let path = asked.get().current_path().len() + 1;
    if let Some(text) = url.and_then(|limit| longer(limit, path)) {
        probes.add(asked.get().below(&in_segments(text)), "a path beyond its limit");
    }
    if let Some(text) = query.and_then(|limit| longer(limit, 0)) {
        let draft: Draft = asked.get().query(&text);
        probes.add(draft, "a query beyond its limit");
    }
}

/// A text with which `before` bytes are one more than the limit.
fn longer(limit: u32, before: usize) -> Option<String> {
    let length = usize::try_from(limit).ok()?.saturating_add(1);
    (length <= LONGEST).then(|| "a".repeat(length.saturating_sub(before).max(1)))
}

/// The text cut into segments, none longer than http.sys lets pass.
fn in_segments(mut text: String) -> String {
    const LONGEST: usize = 250;
    let slashes = (LONGEST..text.len().saturating_sub(1)).step_by(LONGEST);
    for at in slashes {
        text.replace_range(at..=at, "/");
    }
    text
}
