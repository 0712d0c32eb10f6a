//! `switchboard send`.

use std::path::PathBuf;
use std::time::Duration;

use axum::http::Method;
use clap::Args;
use connector_api::{Failure, FailureKind};
use serde_json::{Map, json};
use store::Ending;

use super::Globals;
use super::output::Output;
use crate::client::{Ask, ask_running};
use crate::config::Config;
use crate::dispatch::{Dispatch, Order, Report, Settings};
use crate::egress::MaskedRequest;
use crate::error::Error;
use crate::exit::Exit;
use crate::failure::facts;
use crate::http::{Problem, SentMessage};
use crate::message::{FieldError, MessageFields};
use crate::plugins::Plugins;
use crate::service::{egress, prepare_file};
use crate::telemetry::metrics::Metrics;

/// Where messages go in the API.
const MESSAGES: &str = "/v1/messages";

/// Arguments of `send`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Number to send to, in E.164.
    #[arg(long, value_name = "NUMBER")]
    to: String,
    /// Usage type: why the code is sent.
    #[arg(long = "type", value_name = "TYPE")]
    usage_type: String,
    /// The passcode.
    #[arg(
        long,
        value_name = "CODE",
        conflicts_with = "payload",
        required_unless_present = "payload"
    )]
    code: Option<String>,
    /// All variables of the message, as a JSON object.
    #[arg(long, value_name = "JSON")]
    payload: Option<String>,
    /// Address of the person who asked for the code.
    #[arg(long, value_name = "ADDRESS")]
    ip: Option<String>,
    /// Language of the text.
    #[arg(long, value_name = "TAG")]
    locale: Option<String>,
    /// Connector to send through, without a running service.
    #[arg(long, value_name = "ID", requires = "connector_config")]
    connector: Option<String>,
    /// Config file of that connector.
    #[arg(long, value_name = "FILE", requires = "connector")]
    connector_config: Option<PathBuf>,
    /// Show the exact HTTP request, with secrets masked, and send nothing.
    #[arg(long)]
    dry_run: bool,
}

/// Sends one message: alone with a connector, or else through the running service.
pub(super) async fn run(
    arguments: Arguments,
    globals: &Globals,
    output: &Output,
) -> Result<Exit, Error> {
    let config = globals.config_source().load()?;
    let alone = arguments
        .connector
        .clone()
        .zip(arguments.connector_config.clone());
    match alone.or_else(|| arguments.dry_run.then(|| configured(&config)).flatten()) {
        Some((id, file)) => {
            let fields = arguments.fields()?;
            let alone = Alone { config, id, file };
            alone.send(fields, arguments.dry_run, output).await
        }
        None if arguments.dry_run => {
            let failure = Failure::new(FailureKind::NoActiveConnector);
            conclude_failure(&failure, output)
        }
        None => through_service(&config, arguments, output).await,
    }
}

/// The active connector of the host's config.
fn configured(config: &Config) -> Option<(String, PathBuf)> {
    let id = config.connectors.active.as_ref()?.as_str().to_owned();
    let file = config.connectors.file_of(&id)?;
    Some((id, file))
}

impl Arguments {
    fn fields(&self) -> Result<MessageFields, Error> {
        let payload = match (&self.payload, &self.code) {
            (Some(text), _) => serde_json::from_str(text).map_err(|error| {
                Error::Usage(format!(
                    "`--payload` is not a JSON object (column {})",
                    error.column()
                ))
            })?,
            (None, code) => Map::from_iter([("code".to_owned(), json!(code))]),
        };
        Ok(MessageFields {
            to: self.to.clone(),
            usage_type: self.usage_type.clone(),
            payload,
            ip: self.ip.clone(),
            locale: self.locale.clone(),
        })
    }
}

/// One connector with one config, without a service.
struct Alone {
    config: Config,
    id: String,
    file: PathBuf,
}

impl Alone {
    async fn send(
        self,
        fields: MessageFields,
        dry_run: bool,
        output: &Output,
    ) -> Result<Exit, Error> {
        let region = self.config.messages.default_region.as_ref();
        let message = match fields.parse(region.map(|region| region.as_str())) {
            Ok(message) => message,
            Err(errors) => return refuse(&errors, output),
        };
        let plugins = Plugins::new(&self.config.plugins, Metrics::new());
        let plugin = plugins.load(&self.id).await?;
        let generation = prepare_file(&plugin, &self.file).await?.into_generation(1);
        let settings = Settings::new(&self.config, egress(&self.config)?);
        let dispatch = Dispatch::new(settings, 1, None, Metrics::new());
        if dry_run {
            return match dispatch.dry_run(&generation, &message).await {
                Ok(request) => {
                    let masked = MaskedRequest::new(&request, &generation.secrets);
                    output.data(&masked, || masked.to_string());
                    Ok(Exit::Ok)
                }
                Err(failure) => conclude_failure(&failure, output),
            };
        }
        dispatch.registry().switch(generation);
        match dispatch.send(Order::new(message, "alone")).await {
            Ok(report) => conclude(&report, output),
            // One message, a free place, no store: nothing is in its way.
            Err(_) => Err(Error::Unavailable("the message was not taken".to_owned())),
        }
    }
}

/// The message makes no sense; says so by the names of the options.
fn refuse(errors: &[FieldError], output: &Output) -> Result<Exit, Error> {
    let sentence = |error: &FieldError| {
        format!(
            "`--{}` {}",
            error.pointer.trim_start_matches('/'),
            error.message
        )
    };
    let sentences: Vec<String> = errors.iter().map(sentence).collect();
    if !output.is_json() {
        return Err(Error::Message(sentences));
    }
    let pointers = errors.iter().map(|error| error.pointer);
    let problem = Problem::of_message(pointers, sentences.join("; "), MESSAGES);
    output.data(&problem, String::new);
    Ok(Exit::Failed)
}

fn conclude(report: &Report, output: &Output) -> Result<Exit, Error> {
    match (&report.ending, Problem::of_report(report)) {
        (Ending::Sent(sent), _) => {
            output.data(&SentMessage::new(report, sent), || {
                let connector = report.connector.as_deref().unwrap_or_default();
                let id = sent
                    .provider_message_id
                    .as_deref()
                    .unwrap_or("without an identifier");
                format!("sent through {connector}, provider message {id}")
            });
            Ok(Exit::Ok)
        }
        (Ending::Rejected(failure) | Ending::Unknown(failure), Some(problem))
            if output.is_json() =>
        {
            output.data(&problem, String::new);
            Ok(facts(failure).exit)
        }
        (Ending::Rejected(failure) | Ending::Unknown(failure), _) => Err(Error::Failed {
            failure: failure.clone(),
        }),
        (Ending::Expired, _) => Err(Error::Unavailable("the message expired".to_owned())),
    }
}

fn conclude_failure(failure: &Failure, output: &Output) -> Result<Exit, Error> {
    if output.is_json() {
        output.data(&Problem::of_failure(failure, MESSAGES), String::new);
        return Ok(facts(failure).exit);
    }
    Err(Error::Failed {
        failure: failure.clone(),
    })
}

/// Hands the message to the running service.
async fn through_service(
    config: &Config,
    arguments: Arguments,
    output: &Output,
) -> Result<Exit, Error> {
    let fields = arguments.fields()?;
    let document = json!({
        "to": fields.to,
        "type": fields.usage_type,
        "payload": fields.payload,
        "ip": fields.ip,
        "locale": fields.locale,
    });
    let patience = config.messages.deadline.duration() + Duration::from_secs(5);
    let question = Ask::new(Method::POST, MESSAGES).document(document.to_string());
    let answer = ask_running(config, question, patience).await?;
    output.data(&answer.document, || match answer.status {
        200 => format!(
            "sent through {}, provider message {}",
            answer.text("/connector"),
            answer.text("/providerMessageId")
        ),
        _ => format!("{}: {}", answer.text("/code"), answer.text("/detail")),
    });
    Ok(answer.exit())
}
