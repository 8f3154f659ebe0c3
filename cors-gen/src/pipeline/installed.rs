//! What a server has installed and unlocked, as far as its file says it, or the stock one is taken (CF-9).

use super::placed::Placed;
use crate::config::{ConfigFile, Used, declared_again};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::Span;

/// Reports what the server of these files would refuse.
pub(super) fn check(files: &[Placed], bag: &mut Bag) {
    for placed in files {
        bag.extend(placed.file.declarations.refused.iter().cloned());
    }
    match files.iter().position(|placed| placed.file.server.is_some()) {
        Some(server) => declarations(files, server, bag),
        None => files.iter().for_each(|placed| stock_locks(&placed.file, bag)),
    }
}

fn declarations(files: &[Placed], server: usize, bag: &mut Bag) {
    let declared = &files[server].file.declarations.declared;
    for (number, Placed { file, .. }) in files.iter().enumerate() {
        for (path, own) in file.declarations.declared.iter().filter(|_| number != server) {
            if let Some(first) = declared.get(path).filter(|it| !(it.is_group && own.is_group)) {
                bag.push(declared_again(path, *own, *first));
            }
        }
    }
    // A part of a server's file may leave out what is declared.
    if declared.keys().any(|path| path.starts_with(WEB_SERVER)) {
        for placed in files {
            undeclared(&placed.file.used, files, bag);
        }
    }
}

const WEB_SERVER: &str = "system.webServer/";

fn undeclared(used: &[Used], files: &[Placed], bag: &mut Bag) {
    for Used { path, tag, inner } in used {
        let full = format!("{WEB_SERVER}{path}");
        let mut declared = files.iter().map(|placed| &placed.file.declarations.declared);
        match declared.find_map(|declared| declared.get(&full)) {
            Some(declared) if declared.is_group => undeclared(inner, files, bag),
            Some(_) => {}
            None => {
                let name = path.rsplit('/').next().unwrap_or(path);
                let message =
                    format!("`<{name}>` is not declared in the `<configSections>` of the server");
                bag.push(
                    Diagnostic::new(Code::UndeclaredSection, *tag, message)
                        .label("IIS answers 500.19 to every request: what reads this is not installed (CF-9)")
                        .help("install the module on the server, or remove this"),
                );
            }
        }
    }
}

/// The sections that a stock server locks for every `web.config`, of those that people set there.
const LOCKED: [&str; 8] = [
    "security/authentication/anonymousAuthentication",
    "security/authentication/windowsAuthentication",
    "security/authentication/basicAuthentication",
    "security/authentication/digestAuthentication",
    "security/authentication/clientCertificateMappingAuthentication",
    "security/access",
    "security/ipSecurity",
    "rewrite/allowedServerVariables",
];

fn stock_locks(file: &ConfigFile, bag: &mut Bag) {
    let mut open: Vec<&Used> = file.used.iter().collect();
    while let Some(used) = open.pop() {
        open.extend(&used.inner);
        if LOCKED.contains(&used.path.as_str()) {
            let name = used.path.rsplit('/').next().unwrap_or_default();
            let message = format!("`<{name}>` is locked on a stock server");
            let unlock = format!(
                "have it unlocked: `appcmd unlock config -section:system.webServer/{}`",
                used.path
            );
            bag.push(locked(used.tag, message).help(unlock));
        }
    }
}

fn locked(place: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::LockedByDefault, place, message)
        .label("IIS answers 500.19 to every request unless the server unlocks it (CF-9)")
        .help("pass the server's file with `--parent`, if it does")
}
