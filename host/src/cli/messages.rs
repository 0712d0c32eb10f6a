//! `switchboard messages`: what was sent, through what, with what outcome.

use std::time::Duration;

use axum::http::Method;
use clap::Subcommand;
use serde_json::Value;

use super::Globals;
use super::output::Output;
use super::table::Table;
use crate::client::{Ask, ask, text_of};
use crate::error::Error;
use crate::exit::Exit;

const PATIENCE: Duration = Duration::from_secs(30);

/// Commands about messages.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List messages, newest first.
    List {
        /// Only messages with this status.
        #[arg(long, value_name = "STATUS")]
        status: Option<String>,
        /// Only messages through this connector.
        #[arg(long, value_name = "ID")]
        connector: Option<String>,
        /// How many at most.
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: u32,
    },
    /// Show one message, with everything that happened to it.
    Get {
        /// Its identifier.
        id: String,
    },
}

pub(super) async fn run(
    command: Command,
    globals: &Globals,
    output: &Output,
) -> Result<Exit, Error> {
    let path = match &command {
        Command::Get { id } => format!("/v1/messages/{id}"),
        Command::List {
            status,
            connector,
            limit,
        } => {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("page_size", &limit.to_string());
            for (name, value) in [("status", status), ("connector", connector)] {
                if let Some(value) = value {
                    query.append_pair(name, value);
                }
            }
            format!("/v1/messages?{}", query.finish())
        }
    };
    let answer = ask(
        globals.config_source(),
        Ask::new(Method::GET, path),
        PATIENCE,
    )
    .await?;
    let document = answer.success()?;
    match command {
        Command::Get { .. } => output.data(&document, || format!("{document:#}")),
        Command::List { .. } => output.rows(&document, || table(&document)),
    }
    Ok(Exit::Ok)
}

fn table(document: &Value) -> Table {
    let headings = [
        "ID",
        "STATUS",
        "TYPE",
        "TO",
        "CONNECTOR",
        "GENERATION",
        "ACCEPTED",
        "FAILURE",
    ];
    let mut table = Table::new(&headings);
    for message in document
        .get("messages")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let or_dash = |pointer| match text_of(message, pointer) {
            "" => "-",
            text => text,
        };
        let generation = message.get("generation").and_then(Value::as_u64);
        let generation = generation.map_or_else(|| "-".to_owned(), |number| number.to_string());
        table.row(&[
            or_dash("/id"),
            or_dash("/status"),
            or_dash("/type"),
            or_dash("/to"),
            or_dash("/connector"),
            &generation,
            or_dash("/acceptedAt"),
            or_dash("/failure/code"),
        ]);
    }
    table
}
