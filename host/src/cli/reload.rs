//! `switchboard reload`.

use std::time::Duration;

use axum::http::Method;
use serde_json::json;

use super::Globals;
use super::output::Output;
use crate::client::{Ask, ask_running};
use crate::error::Error;
use crate::exit::Exit;

const PATIENCE: Duration = Duration::from_secs(60);

pub(super) async fn run(globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let config = globals.config_source().load()?;
    let answer = ask_running(&config, Ask::new(Method::POST, "/v1/reload"), PATIENCE).await?;
    answer.success()?;
    output.data(&json!({ "reloaded": true }), || "reloaded".to_owned());
    Ok(Exit::Ok)
}
