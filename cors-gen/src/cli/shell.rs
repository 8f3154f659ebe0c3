//! `cors-gen completions` and `cors-gen man`: what shells and manuals know of the command.

use std::io;

use clap::CommandFactory;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::args::{self, Args, Completions, version};
use super::console::product;
use super::exit::{Exit, Failure};

/// Prints the completion script for a shell.
pub(super) fn completions(args: &Completions) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "cors-gen", &mut script);
    let script = String::from_utf8_lossy(&script);
    // clap_complete 4.6 takes the hyphen in the name for the border of a command in half of the script for bash (clap issue 6421).
    product(&script.replace("cors__subcmd__gen", "cors__gen")).map(|()| Exit::Done)
}

/// Prints a manual page.
pub(super) fn man(args: &args::Man) -> Result<Exit, Failure> {
    let mut whole = Args::command().disable_help_subcommand(true);
    // Gives commands their full names and the global options.
    whole.build();
    let command = match &args.command {
        None => &whole,
        Some(name) => whole.find_subcommand(name).ok_or_else(|| {
            Failure::Message(format!("there is no command {name}: see `cors-gen --help`"))
        })?,
    };
    let page = page(command)
        .map_err(|error| Failure::Message(format!("cannot write the manual page: {error}")))?;
    product(&page).map(|()| Exit::Done)
}

/// The page of a command, with the end of its help laid out as it stands there.
fn page(command: &clap::Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    let without_end = command.clone().after_long_help(None::<&str>);
    Man::new(without_end).source(format!("cors-gen {}", version())).render(&mut page)?;
    if let Some(end) = command.get_after_long_help() {
        let mut notes = Roff::new();
        notes.control("SH", ["NOTES"]).control("nf", []);
        for line in end.to_string().lines() {
            notes.text([roman(line)]);
        }
        notes.control("fi", []).to_writer(&mut page)?;
    }
    Ok(page)
}
