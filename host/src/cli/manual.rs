//! Completions for shells, and pages for `man`.

use std::path::Path;

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::Cli;
use super::output::Output;
use crate::error::Error;
use crate::exit::Exit;

/// Prints the completions of a shell.
pub(super) fn completions(shell: Shell, output: &Output) -> Exit {
    let mut script = Vec::new();
    generate(shell, &mut Cli::command(), "switchboard", &mut script);
    output.text(&String::from_utf8_lossy(&script));
    Exit::Ok
}

/// Writes a page for each command.
pub(super) fn write_pages(folder: &Path) -> Result<Exit, Error> {
    let written = clap_mangen::generate_to(Cli::command(), folder);
    written.map(|()| Exit::Ok).map_err(|source| Error::System {
        what: "cannot write the pages",
        source,
    })
}
