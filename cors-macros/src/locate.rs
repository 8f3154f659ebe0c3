//! From the path in the macro to the file.

use std::env;
use std::path::Path;

use cors_gen::pipeline::Input;
use syn::LitStr;

/// Reads the file that `path` names, relative to the package.
pub(crate) fn read(path: &LitStr) -> syn::Result<Input> {
    let error = |message: String| syn::Error::new(path.span(), message);
    let name = path.value();
    if is_absolute(&name) {
        return Err(error(format!(
            "`{name}` is an absolute path, which exists on this machine only: write the path from the directory of Cargo.toml"
        )));
    }
    let package = env::var_os("CARGO_MANIFEST_DIR").ok_or_else(|| {
        error("`CARGO_MANIFEST_DIR` is not set: the path is relative to it".to_owned())
    })?;
    let full = Path::new(&package).join(&name);
    Input::read(name.replace('\\', "/"), &full).map_err(|cause| {
        error(format!(
            "cannot read {}: {cause}\nThe path is relative to the directory of Cargo.toml.",
            full.display()
        ))
    })
}

/// Whether a path is absolute on any system, not just on the one that compiles.
fn is_absolute(path: &str) -> bool {
    let has_drive = path.as_bytes().get(1) == Some(&b':');
    has_drive || path.starts_with(['/', '\\'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_is_named_in_full() {
        let path = LitStr::new("no/such.config", proc_macro2::Span::call_site());
        let message = read(&path).expect_err("no such file").to_string();
        let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("no/such.config");
        assert!(message.contains(&format!("cannot read {}", full.display())), "{message}");
    }

    #[test]
    fn absolute_on_any_system() {
        for path in [
            "/web.config",
            "\\web.config",
            "C:\\web.config",
            "c:web.config",
            "\\\\host\\web.config",
        ] {
            assert!(is_absolute(path), "{path}");
        }
        for path in ["web.config", "../web.config", "site/web.config", "a", ""] {
            assert!(!is_absolute(path), "{path}");
        }
    }
}
