//! `switchboard config`.

use clap::Subcommand;

use super::Globals;
use super::output::Output;
use super::table::Table;
use crate::config::sample;
use crate::error::Error;
use crate::exit::Exit;

/// Commands about the host's own configuration.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check the configuration and say everything that is wrong with it.
    Check,
    /// Print a documented file with every key and its default.
    Sample,
    /// Show every value.
    Show {
        /// Show where each value comes from, too.
        #[arg(long)]
        origin: bool,
    },
}

pub(super) fn run(command: &Command, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    if matches!(command, Command::Sample) {
        output.text(&sample());
        return Ok(Exit::Ok);
    }
    let source = globals.config_source();
    let loaded = match (source.load_with_origins(), output.is_json()) {
        (Err(Error::HostConfig(problems)), true) => {
            let document = serde_json::json!({ "valid": false, "errors": problems });
            output.data(&document, String::new);
            return Ok(Exit::BadConfig);
        }
        (loaded, _) => loaded?,
    };
    match command {
        Command::Check => {
            let document = serde_json::json!({ "valid": true, "errors": [] });
            output.data(&document, || match &source.file {
                Some(file) => format!("`{}` is in order", file.display()),
                None => "no file was given; the defaults are in order".to_owned(),
            });
        }
        Command::Sample => {}
        Command::Show { origin } => output.rows(&loaded.origins, || {
            let mut headings = vec!["KEY", "VALUE"];
            headings.extend(origin.then_some("ORIGIN"));
            let mut table = Table::new(&headings);
            for effective in &loaded.origins {
                let (value, from) = (effective.to_text(), effective.origin.to_string());
                let mut cells = vec![effective.key.as_str(), &value];
                cells.extend(origin.then_some(from.as_str()));
                table.row(&cells);
            }
            table
        }),
    }
    Ok(Exit::Ok)
}
