//! An endpoint as an operator would write it.

use connector_testkit::sim::HttpReceiver;
use serde_json::{Map, Value};

use super::provider::{Credentials, Simulated};
use crate::chore::{Chore, failed};

const ORIGIN: &str = "https://hooks.example.com";

pub(super) fn simulated(accepts: &Credentials, fail: Option<&str>) -> Chore<Simulated> {
    let mut provider = HttpReceiver::new();
    let mut config = Map::new();
    config.insert("endpoint".to_owned(), format!("{ORIGIN}/otp").into());
    if let Some(value) = &accepts.authorization {
        provider = provider.require_authorization(value);
        config.insert("authorization".to_owned(), value.as_str().into());
    }
    if let Some(secret) = &accepts.signing_secret {
        provider = provider.require_signature(secret);
        config.insert("signingSecret".to_owned(), secret.as_str().into());
    }
    fail_with_status(&mut provider, fail)?;
    Ok(Simulated {
        provider: Box::new(provider),
        origin: ORIGIN,
        config: Value::Object(config),
    })
}

/// Fails every request with an HTTP status, when one is given.
pub(super) fn fail_with_status(provider: &mut HttpReceiver, fail: Option<&str>) -> Chore {
    match fail.map(|code| (code, code.parse())) {
        None => {}
        Some((_, Ok(status @ 200..=599))) => provider.fail_with(status),
        Some((code, _)) => return failed(format!("{code} is no HTTP status (200 to 599)")),
    }
    Ok(())
}
