//! Everything the command line prints: data on stdout, errors on stderr.

use std::io::IsTerminal;

use anstream::{eprintln, print, println};
use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::table::Table;
use super::{Colour, Format, Globals};
use crate::error::Error;
use crate::exit::Exit;

const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const CYAN: Style = AnsiColor::Cyan.on_default().bold();

/// Writes in the format and colour that the caller asked for.
pub(super) struct Output {
    format: Format,
    verbose: bool,
    colour: Colour,
}

impl Output {
    pub(super) fn new(globals: &Globals) -> Self {
        match globals.color {
            Colour::Always => anstream::ColorChoice::Always.write_global(),
            Colour::Never => anstream::ColorChoice::Never.write_global(),
            Colour::Auto => {}
        }
        Self {
            format: globals.output,
            verbose: globals.verbose > 0,
            colour: globals.color,
        }
    }

    /// Whether data is for programs.
    pub(super) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Whether logs on stderr may have colour.
    pub(super) fn is_coloured(&self) -> bool {
        match self.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
            }
        }
    }

    /// Data: the document for programs, or what `show` says for people.
    pub(super) fn data(&self, document: &impl Serialize, show: impl FnOnce() -> String) {
        match self.format {
            Format::Json => println!("{}", pretty(document)),
            Format::Table => println!("{}", show().trim_end()),
        }
    }

    /// Rows: the document for programs, or a table for people.
    pub(super) fn rows(&self, document: &impl Serialize, table: impl FnOnce() -> Table) {
        self.data(document, || table().to_string());
    }

    /// Text that is the same for everyone.
    pub(super) fn text(&self, text: &str) {
        print!("{text}");
        if !text.ends_with('\n') {
            println!();
        }
    }

    /// A sentence for people, beside the data.
    pub(super) fn note(&self, text: &str) {
        eprintln!("{text}");
    }

    /// A warning for people, beside the data.
    pub(super) fn warning(&self, text: &str) {
        eprintln!("{YELLOW}warning:{YELLOW:#} {text}");
    }

    /// An error, its details and its hint. Gives the exit code.
    pub(super) fn error(&self, error: &Error) -> Exit {
        eprintln!("{RED}error:{RED:#} {error}");
        for line in error.details() {
            eprintln!("  {line}");
        }
        if let Some(hint) = error.hint() {
            eprintln!("{CYAN}hint:{CYAN:#}  {hint}");
        }
        match error.developer_details() {
            Some(details) if self.verbose => eprintln!("{details}"),
            Some(_) => eprintln!("{CYAN}hint:{CYAN:#}  `--verbose` shows what differs in full"),
            None => {}
        }
        error.exit()
    }
}

fn pretty(document: &impl Serialize) -> String {
    // Plain data with string keys: encoding cannot fail.
    serde_json::to_string_pretty(document).unwrap_or_default()
}
