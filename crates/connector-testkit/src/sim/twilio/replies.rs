//! The documents Twilio answers with.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::checks::Message;
use super::errors::status_and_text;
use crate::sim::segments::segments;
use crate::sim::{Received, Reply, Sms, Verdict};

/// The error envelope of a code.
pub(super) fn refused(code: u32, request: &Received) -> Reply {
    let form = request.form();
    let to = form.iter().find(|(name, _)| name == "To");
    let (status, message) = status_and_text(code, to.map_or("", |(_, to)| to));
    let envelope = json!({
        "code": code,
        "message": message,
        "more_info": format!("https://www.twilio.com/docs/errors/{code}"),
        "status": status,
    });
    let reply = Reply::json(status, &envelope, Verdict::rejected(code));
    match status {
        429 => reply.header("twilio-concurrent-requests", "100"),
        _ => reply,
    }
}

/// An error envelope as parts of Twilio answer it that know no codes.
pub(super) fn refused_without_code(status: u16) -> Reply {
    let envelope =
        json!({"message": "Service is unable to process this request", "status": status});
    Reply::json(
        status,
        &envelope,
        Verdict::rejected(format!("HTTP {status}")),
    )
}

/// The new message resource.
pub(super) fn created(account: &str, sid: &str, message: &Message, request: &Received) -> Reply {
    let sms = Sms {
        id: sid.to_owned(),
        to: message.to.clone(),
        text: message.body.clone(),
    };
    let resource = resource(account, sid, message, request.received_at);
    Reply::json(201, &resource, Verdict::Accepted(sms))
}

/// A message resource that was created and has failed already.
pub(super) fn failed_in_body(
    code: u32,
    account: &str,
    sid: &str,
    message: &Message,
    request: &Received,
) -> Reply {
    let mut resource = resource(account, sid, message, request.received_at);
    let (_, text) = status_and_text(code, &message.to);
    if let Some(fields) = resource.as_object_mut() {
        fields.extend([
            ("status".to_owned(), Value::from("failed")),
            ("error_code".to_owned(), Value::from(code)),
            ("error_message".to_owned(), Value::from(text)),
        ]);
    }
    Reply::json(201, &resource, Verdict::rejected(code))
}

/// With a Messaging Service the sender is not chosen yet: no `from`, and no parts counted.
fn resource(account: &str, sid: &str, message: &Message, now: SystemTime) -> Value {
    let (status, parts) = match message.service {
        Some(_) => ("accepted", 0),
        None => ("queued", segments(&message.body)),
    };
    let date = httpdate::fmt_http_date(now).replace("GMT", "+0000");
    let uri = format!("/2010-04-01/Accounts/{account}/Messages/{sid}");
    json!({
        "account_sid": account,
        "api_version": "2010-04-01",
        "body": message.body,
        "date_created": date,
        "date_sent": null,
        "date_updated": date,
        "direction": "outbound-api",
        "error_code": null,
        "error_message": null,
        "from": if message.service.is_some() { None } else { message.from.as_deref() },
        "messaging_service_sid": message.service,
        "num_media": "0",
        "num_segments": parts.to_string(),
        "price": null,
        "price_unit": null,
        "sid": sid,
        "status": status,
        "subresource_uris": {"media": format!("{uri}/Media.json")},
        "to": message.to,
        "uri": format!("{uri}.json"),
    })
}
