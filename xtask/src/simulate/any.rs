//! A provider that nobody has written a simulator for: it takes whatever is posted.

use connector_testkit::sim::HttpReceiver;
use serde_json::json;

use super::provider::{Credentials, Simulated};
use crate::chore::{Chore, failed};

pub(super) fn simulated(accepts: &Credentials, fail: Option<&str>) -> Chore<Simulated> {
    let answer = accepts.answer.as_deref().unwrap_or(r#"{"id":"{id}"}"#);
    let mut provider = HttpReceiver::new()
        .accept_any_body()
        .answer(accepts.status.unwrap_or(200), answer);
    if let Some(code) = fail {
        match code.parse() {
            Ok(status @ 200..=599) => provider.fail_with(status),
            _ => return failed(format!("{code} is no HTTP status (200 to 599)")),
        }
    }
    Ok(Simulated {
        provider: Box::new(provider),
        origin: "https://api.provider.example",
        config: json!({}),
    })
}
