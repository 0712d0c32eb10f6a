//! A provider that nobody has written a simulator for: it takes whatever is posted.

use connector_testkit::sim::HttpReceiver;
use serde_json::json;

use super::http::fail_with_status;
use super::provider::{Credentials, Simulated};
use crate::chore::Chore;

pub(super) fn simulated(accepts: &Credentials, fail: Option<&str>) -> Chore<Simulated> {
    let answer = accepts.answer.as_deref().unwrap_or(r#"{"id":"{id}"}"#);
    let mut provider = HttpReceiver::new()
        .accept_any_body()
        .answer(accepts.status.unwrap_or(200), answer);
    fail_with_status(&mut provider, fail)?;
    Ok(Simulated {
        provider: Box::new(provider),
        origin: "https://api.provider.example",
        config: json!({}),
    })
}
