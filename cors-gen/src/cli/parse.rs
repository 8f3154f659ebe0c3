//! From the words of the command line to arguments, or to an error that says what was meant.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgMatches, Args as _, CommandFactory, Error, FromArgMatches, ValueEnum};

use super::args::{Args, Generate};
use super::talk::Color;
use crate::spelling::is_near;

/// Reads the words, of which the first is the name of the program.
pub(super) fn parse(words: &[OsString]) -> Result<Args, Error> {
    let mut command = Args::command();
    let parsed = command.try_get_matches_from_mut(words).and_then(|matches| {
        one_command(&mut command, &matches)?;
        Args::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
    });
    match parsed {
        Ok(args) if args.command.is_some() => Ok(args),
        Err(error) if !error.use_stderr() => Err(error),
        parsed => match mistyped(&mut command, words, parsed.as_ref().err()) {
            Some(error) => Err(error),
            None => parsed,
        },
    }
}

/// What the words say of colour, also where the rest makes no sense: an error has to be written as well.
pub(super) fn color(words: &[OsString]) -> Color {
    let mut values =
        words.iter().enumerate().rev().filter_map(|(at, word)| match word.to_str()? {
            "--color" => words.get(at + 1)?.to_str(),
            word => word.strip_prefix("--color="),
        });
    values.find_map(|value| Color::from_str(value, false).ok()).unwrap_or_default()
}

/// Refuses what is for the command without a name, in front of the name of another.
fn one_command(command: &mut clap::Command, matches: &ArgMatches) -> Result<(), Error> {
    let Some(name) = matches.subcommand_name() else { return Ok(()) };
    let of_generate = Generate::augment_args(clap::Command::default());
    let is_of_generate = |id| of_generate.get_arguments().any(|argument| argument.get_id() == id);
    let given = command.get_arguments().find(|argument| {
        let id = argument.get_id();
        is_of_generate(id) && matches.value_source(id.as_str()) == Some(ValueSource::CommandLine)
    });
    let message = given.map(|argument| {
        format!("the argument '{argument}' cannot be used with the command '{name}'")
    });
    message.map_or(Ok(()), |message| Err(command.error(ErrorKind::ArgumentConflict, message)))
}

/// The error for a first word that is no file and was probably meant to be a command: `error` is what came of taking it for
/// a configuration, if it is one.
fn mistyped(
    command: &mut clap::Command,
    words: &[OsString],
    error: Option<&Error>,
) -> Option<Error> {
    let word = first_word(words, command)?;
    if Path::new(word).exists() {
        return None;
    }
    let word = word.to_str()?;
    if command.find_subcommand(word).is_some() {
        return None;
    }
    let near = command.get_subcommands().map(clap::Command::get_name);
    let near: Vec<String> = near.filter(|name| is_near(word, name)).map(str::to_owned).collect();
    let is_word = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let has_surplus = error.is_some_and(|error| error.kind() == ErrorKind::UnknownArgument);
    if near.is_empty() && !(is_word && has_surplus) {
        return None;
    }
    let mut error = Error::new(ErrorKind::InvalidSubcommand).with_cmd(command);
    let word = ContextValue::String(word.to_owned());
    error.insert(ContextKind::InvalidSubcommand, word);
    if !near.is_empty() {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(near));
    }
    let usage = ContextValue::StyledStr(command.render_usage());
    error.insert(ContextKind::Usage, usage);
    Some(error)
}

/// The first word that is neither an option nor the value of one.
fn first_word<'w>(words: &'w [OsString], command: &clap::Command) -> Option<&'w OsStr> {
    let takes_value = |argument: &clap::Arg| argument.get_action().takes_values();
    let long = |name: &str| command.get_arguments().find(|it| it.get_long() == Some(name));
    let short = |name: char| command.get_arguments().find(|it| it.get_short() == Some(name));
    let mut words = words.iter().skip(1);
    while let Some(word) = words.next() {
        let text = word.to_string_lossy();
        let has_value = match (text.strip_prefix("--"), text.strip_prefix('-')) {
            (Some(name), _) => long(name).is_some_and(takes_value),
            // Of several in one word, the last: one before it has the rest of the word.
            (None, Some(names)) if !names.is_empty() => {
                let mut names = names.chars().peekable();
                let taking = names.find(|name| short(*name).is_some_and(takes_value));
                taking.is_some() && names.peek().is_none()
            }
            _ => return Some(word),
        };
        if has_value {
            words.next();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn the_first_word_is_no_option_and_no_value_of_one() {
        for (line, expected) in [
            ("cors-gen chekc web.config", Some("chekc")),
            ("cors-gen -q --name check chekc", Some("chekc")),
            ("cors-gen --name=check -o out.rs chekc", Some("chekc")),
            ("cors-gen -oout.rs -vo out.rs chekc", Some("chekc")),
            ("cors-gen --color never -", Some("-")),
            ("cors-gen --check -o", None),
            ("cors-gen", None),
        ] {
            let words = words(line);
            let found = first_word(&words, &Args::command());
            assert_eq!(found, expected.map(OsStr::new), "{line}");
        }
    }

    #[test]
    fn colour_is_known_before_the_rest_is() {
        for (line, expected) in [
            ("cors-gen --nonsense --color never", Color::Never),
            ("cors-gen --color=always --nonsense", Color::Always),
            ("cors-gen --color always --color auto", Color::Auto),
            ("cors-gen --color", Color::Auto),
            ("cors-gen --color red", Color::Auto),
        ] {
            assert_eq!(color(&words(line)), expected, "{line}");
        }
    }

    #[test]
    fn a_command_stands_alone() {
        for (line, kind) in [
            ("cors-gen web.config check web.config", Some(ErrorKind::ArgumentConflict)),
            ("cors-gen --name X check web.config", Some(ErrorKind::ArgumentConflict)),
            ("cors-gen -q --color never check web.config", None),
            ("cors-gen check -q web.config --color never", None),
            ("cors-gen check -qv web.config", Some(ErrorKind::ArgumentConflict)),
            ("cors-gen chekc web.config", Some(ErrorKind::InvalidSubcommand)),
            ("cors-gen chekc", Some(ErrorKind::InvalidSubcommand)),
            ("cors-gen check --nonsense web.config", Some(ErrorKind::UnknownArgument)),
            ("cors-gen generate web.config", Some(ErrorKind::InvalidSubcommand)),
            ("cors-gen web.config web.config", Some(ErrorKind::UnknownArgument)),
            ("cors-gen --version", Some(ErrorKind::DisplayVersion)),
        ] {
            let error = parse(&words(line)).err().map(|error| error.kind());
            assert_eq!(error, kind, "{line}");
        }
    }
}
