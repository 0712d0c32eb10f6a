//! The documents Alibaba Cloud answers with.

use serde_json::{Value, json};

use super::errors::status_and_message;
use super::gateway::{Action, Called};
use super::service::Message;
use crate::sim::{Reply, Sms, Verdict};

const REQUEST_ID: &str = "F655A8D5-B967-440B-8683-DAD6FF8DE990";

/// A refusal: of the gateway, or of the service, which are told by their HTTP status.
pub(super) fn refused(called: Option<&Called>, code: &str, message: Option<&str>) -> Reply {
    let (status, known) = status_and_message(code);
    let message = message.unwrap_or(known);
    let international = called.is_some_and(|called| called.action != Action::Sms);
    let envelope = match (status, international) {
        (200, false) => json!({"RequestId": REQUEST_ID, "Code": code, "Message": message}),
        (200, true) => json!({
            "RequestId": REQUEST_ID,
            "ResponseCode": code,
            "ResponseDescription": message,
        }),
        _ => json!({
            "RequestId": REQUEST_ID,
            "HostId": "dysmsapi.aliyuncs.com",
            "Code": code,
            "Message": message,
            "Recommend": format!("https://api.aliyun.com/troubleshoot?q={code}"),
        }),
    };
    Reply::json(status, &envelope, Verdict::rejected(code))
}

/// The acceptance of the message with this number.
pub(super) fn accepted(called: &Called, message: Message, number: u64) -> Reply {
    let Message { to, text } = message;
    let (id, envelope): (String, Value) = match called.action {
        Action::Sms => {
            let id = format!("9006197469364984{number:02}^0");
            let envelope =
                json!({"RequestId": REQUEST_ID, "Code": "OK", "Message": "OK", "BizId": id});
            (id, envelope)
        }
        Action::WithTemplate | Action::ToGlobe => {
            let id = format!("1008030001233{number:04}");
            let envelope = json!({
                "RequestId": REQUEST_ID,
                "ResponseCode": "OK",
                "ResponseDescription": "OK",
                "MessageId": id,
                "Segments": "1",
                "To": to.trim_start_matches('+'),
            });
            (id, envelope)
        }
    };
    Reply::json(200, &envelope, Verdict::Accepted(Sms { id, to, text }))
}
