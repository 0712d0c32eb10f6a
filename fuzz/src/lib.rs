//! What the targets for replies share.

use connector_sdk::{Connector, HttpResponse, Outcome, testing};

/// Gives a connector a reply made of arbitrary bytes: the first two are the status, the rest is the
/// body. Whatever it is, the connector must not panic, and what is no success by its status must
/// not become one.
pub fn reply<C: Connector>(connector: &C, data: &[u8], accepts: impl Fn(u16) -> bool) {
    let [high, low, body @ ..] = data else {
        return;
    };
    let status = 100 + u16::from_be_bytes([*high, *low]) % 500;
    let response = HttpResponse::new(status, String::from_utf8_lossy(body));
    let outcome = connector.outcome(&testing::call(), &response);
    if matches!(outcome, Outcome::Sent(_)) {
        assert!(accepts(status), "status {status} became a success");
    }
}

/// The statuses that say success.
pub fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}
