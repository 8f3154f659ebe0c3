//! Writing generated files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Whether a file can be written, for those who have long work to do before they write it. Leaves nothing behind.
///
/// # Errors
///
/// What writing would fail with.
#[cfg(feature = "cli")]
pub(crate) fn can_write(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(is) if is.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        // A link or a pipe is written to where it is.
        Ok(is) if !is.is_file() => Ok(()),
        _ => {
            let beside = beside(path);
            fs::write(&beside, "").and_then(|()| fs::remove_file(&beside))
        }
    }
}

/// The file that is written first, to be put in the place of `path`.
fn beside(path: &Path) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.tmp", std::process::id()));
    beside.into()
}

/// Writes `content` to `path` unless it is there already; tells whether it wrote.
///
/// A file that is in use is replaced as a whole or not at all, and one that needs no change keeps its time, so that
/// nothing that depends on it is built again. A link or a
/// pipe is written to, not replaced, and a pipe is not read first: that could wait for ever.
pub(crate) fn write_if_changed(path: &Path, content: impl AsRef<[u8]>) -> io::Result<bool> {
    let content = content.as_ref();
    let is_file = fs::metadata(path).map(|it| it.is_file());
    if matches!(is_file, Ok(true)) && fs::read(path).is_ok_and(|old| old == content) {
        return Ok(false);
    }
    let is_link = fs::symlink_metadata(path).is_ok_and(|it| it.is_symlink());
    if is_link || matches!(is_file, Ok(false)) {
        return fs::write(path, content).map(|()| true);
    }
    let beside = beside(path);
    let written = fs::write(&beside, content)
        // Who may read and write it is as it was.
        .and_then(|()| match fs::metadata(path) {
            Ok(old) => fs::set_permissions(&beside, old.permissions()),
            Err(_) => Ok(()),
        })
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // The error to tell is the first one.
        let _ = fs::remove_file(&beside);
    }
    written.map(|()| true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_changes_are_written_and_nothing_is_left_behind() {
        let directory =
            std::env::temp_dir().join(format!("cors-gen-output-{}", std::process::id()));
        fs::create_dir_all(&directory).expect("a directory");
        let path = directory.join("cors.rs");
        assert!(write_if_changed(&path, "a").expect("written"));
        let time = fs::metadata(&path).and_then(|it| it.modified()).expect("a time");
        assert!(!write_if_changed(&path, "a").expect("read"));
        assert_eq!(fs::metadata(&path).and_then(|it| it.modified()).expect("a time"), time);
        assert!(write_if_changed(&path, "b").expect("written"));
        assert_eq!(fs::read_to_string(&path).expect("read"), "b");
        assert!(write_if_changed(&directory.join("missing/cors.rs"), "a").is_err());
        #[cfg(feature = "cli")]
        for (path, can) in [("cors.rs", true), ("new.rs", true), ("missing/x", false), ("", false)]
        {
            assert_eq!(can_write(&directory.join(path)).is_ok(), can, "{path}");
        }
        assert_eq!(fs::read_dir(&directory).expect("a directory").count(), 1);
        fs::remove_dir_all(&directory).expect("removed");
    }
}
