//! The shape of the document: `{"to", "type", "payload", "ip"?}` and nothing else.

use std::net::IpAddr;
use std::str::FromStr;

use connector_api::UsageType;
use serde_json::Value;

/// Says what is wrong with a document, if anything.
pub(super) fn check(document: &Value) -> Result<(), String> {
    let fields = document
        .as_object()
        .ok_or("the document is not an object")?;
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    if !text("to").is_some_and(is_e164) {
        return Err("`to` is not an E.164 number with a plus sign".to_owned());
    }
    if !text("type").is_some_and(is::<UsageType>) {
        return Err("`type` is not a known usage type".to_owned());
    }
    if !fields.get("payload").is_some_and(Value::is_object) {
        return Err("`payload` is not an object".to_owned());
    }
    if fields.contains_key("ip") && !text("ip").is_some_and(is::<IpAddr>) {
        return Err("`ip` is not an IP address".to_owned());
    }
    let known = ["to", "type", "payload", "ip"];
    match fields.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(format!("`{name}` is not a field of the document")),
        None => Ok(()),
    }
}

fn is<T: FromStr>(text: &str) -> bool {
    text.parse::<T>().is_ok()
}

fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}
