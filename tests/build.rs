//! Lists the golden policies as modules, so that all are compiled and none can be forgotten.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

type Error = Box<dyn std::error::Error>;

fn main() -> Result<(), Error> {
    println!("cargo::rerun-if-changed=fixtures/policies");
    let mut modules = String::new();
    let mut list = String::new();
    for folder in folders("fixtures/policies")? {
        let golden = folder.join("policy.rs");
        // A case that is not blessed yet has none; the test of the goldens says so.
        if !golden.is_file() {
            continue;
        }
        let path = format!("{:?}", golden.to_string_lossy());
        let case = folder.file_name().ok_or("a name")?.to_string_lossy();
        let module = case.replace('-', "_");
        writeln!(modules, "/// `{case}`.\npub mod {module} {{\n    ::core::include!({path});\n}}")?;
        writeln!(list, "    (\"{case}\", &{module}::CORS),")?;
    }
    let list = format!(
        "/// Each case with its policy.\npub static ALL: &[(&str, &::cors_runtime::Policy)] = &[\n{list}];\n"
    );
    let out = env::var_os("OUT_DIR").ok_or("no OUT_DIR")?;
    fs::write(Path::new(&out).join("goldens.rs"), modules + &list)?;
    Ok(())
}

fn folders(directory: &str) -> Result<Vec<PathBuf>, Error> {
    let directory =
        Path::new(&env::var_os("CARGO_MANIFEST_DIR").ok_or("no folder")?).join(directory);
    let mut folders = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            folders.push(path);
        }
    }
    folders.sort();
    Ok(folders)
}
