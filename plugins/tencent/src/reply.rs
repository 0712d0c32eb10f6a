//! What a reply says: a refusal of the request, or the status of the number.

use connector_sdk::prelude::*;

use crate::codes::CODES;

const ERROR: &str = "/Response/Error/Code";
const STATUSES: &str = "/Response/SendStatusSet";

pub(crate) fn outcome(response: &HttpResponse) -> Outcome {
    let reply = response.json();
    if reply.value("/Response/Error").is_some() || response.status != 200 {
        return failed(&reply, ERROR);
    }
    // One number per request: there is one status, or the reply is none.
    let Some(status) = reply.elements(STATUSES).next() else {
        return reply.unintelligible();
    };
    match status.text("/Code") {
        Some(code) if code.eq_ignore_ascii_case("ok") => {
            let billed = status.number("/Fee").filter(|count| *count > 0);
            status.sent("/SerialNo").with_segments(billed)
        }
        _ => failed(&status, "/Code"),
    }
}

/// The failure of the code at a pointer. A code that the table does not have means what its family
/// means: `LimitExceeded.Anything` is a `LimitExceeded`.
fn failed(reply: &Reply, code_at: &str) -> Outcome {
    let code = reply.text(code_at).unwrap_or_default();
    let family = code.split('.').next().unwrap_or_default();
    match Code::find(CODES, &code).or_else(|| Code::find(CODES, family)) {
        Some(row) => row.failure().provider_code(code).into(),
        None => reply.failed(code_at, CODES),
    }
}
