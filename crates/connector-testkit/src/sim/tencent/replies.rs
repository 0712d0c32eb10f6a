//! The documents Tencent Cloud answers with, always under HTTP 200.

use serde_json::{Value, json};

use super::service::Message;
use crate::sim::{Reply, Sms, Verdict};

/// The real ones differ by code and are not recorded.
const MESSAGE: &str = "simulated failure";
const REQUEST_ID: &str = "a0aabda6-cf91-4f3e-a81f-9198114a2279";

/// The request as a whole is refused.
pub(super) fn refused(code: &str) -> Reply {
    let error = json!({"Code": code, "Message": MESSAGE});
    let document = json!({"Response": {"Error": error, "RequestId": REQUEST_ID}});
    Reply::json(200, &document, Verdict::rejected(code))
}

/// The number is refused.
pub(super) fn number_refused(code: &str, number: &str) -> Reply {
    let document = statuses(json!([{
        "SerialNo": "",
        "PhoneNumber": number,
        "Fee": 0,
        "SessionContext": "",
        "Code": code,
        "Message": MESSAGE,
        "IsoCode": "",
    }]));
    Reply::json(200, &document, Verdict::rejected(code))
}

/// No verdict about any number.
pub(super) fn no_status() -> Reply {
    Reply::json(200, &statuses(json!([])), Verdict::rejected("no status"))
}

/// The acceptance of the message with this serial number.
pub(super) fn accepted(message: Message, number: u64) -> Reply {
    let Message { to, text, context } = message;
    let id = format!("5000:104571568816{number:06}");
    let document = statuses(json!([{
        "SerialNo": id,
        "PhoneNumber": to,
        "Fee": 1,
        "SessionContext": context,
        "Code": "Ok",
        "Message": "send success",
        "IsoCode": if to.starts_with("+86") { "CN" } else { "" },
    }]));
    Reply::json(200, &document, Verdict::Accepted(Sms { id, to, text }))
}

fn statuses(set: Value) -> Value {
    json!({"Response": {"SendStatusSet": set, "RequestId": REQUEST_ID}})
}
