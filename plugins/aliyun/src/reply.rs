//! What a reply says. The China site has `Code`, the international one `ResponseCode`; a refusal
//! by the gateway has `Code` at both. The code decides, whatever the HTTP status is.

use connector_sdk::prelude::*;

use crate::codes::{CODES, DAY, FLOW_CONTROL, HOUR, MINUTE};

/// Words in the text of a refusal by flow control, and the seconds of the window they stand for.
const WINDOWS: &[(&str, u64)] = &[
    ("分钟", MINUTE),
    ("小时", HOUR),
    ("天", DAY),
    ("minute", MINUTE),
    ("hour", HOUR),
    ("day", DAY),
];

pub(crate) fn outcome(response: &HttpResponse) -> Outcome {
    let reply = response.json();
    let (code_at, id_at) = match reply.value("/ResponseCode") {
        Some(_) => ("/ResponseCode", "/MessageId"),
        None => ("/Code", "/BizId"),
    };
    let code = reply.text(code_at).unwrap_or_default();
    if code != "OK" {
        return match reply.failed(code_at, CODES) {
            Outcome::Failed(failure) => failure.retry_after(wait(&code, response, &reply)).into(),
            outcome => outcome,
        };
    }
    match response.status {
        200..=299 => reply.sent(id_at).with_segments(reply.number("/Segments")),
        _ => reply.unintelligible(),
    }
}

/// Seconds to wait, where the reply itself tells.
fn wait(code: &str, response: &HttpResponse, reply: &Reply) -> Option<u64> {
    match code {
        FLOW_CONTROL => {
            let said = reply.text("/Message")?.to_ascii_lowercase();
            let window = WINDOWS.iter().find(|(word, _)| said.contains(word));
            window.map(|(_, seconds)| *seconds)
        }
        // The unit is not documented. Read as seconds it is never too short.
        _ if code.starts_with("Throttling") => {
            let header = response.header("x-acs-retry-after")?;
            header.trim().parse().ok()
        }
        _ => None,
    }
}
