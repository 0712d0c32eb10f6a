//! The header `Idempotency-Key`.

use axum::http::HeaderMap;
use delivery::Message;
use store::IdempotencyKey;
use zeroize::Zeroizing;

use super::Problem;
use super::problem::ApiProblem;

const HEADER: &str = "idempotency-key";

/// Most characters of a key.
const LONGEST: usize = 255;

/// The key that the caller gave, if any.
pub(super) fn key_of(headers: &HeaderMap, path: &str) -> Result<Option<String>, Problem> {
    let mut values = headers.get_all(HEADER).iter();
    let key = match (values.next(), values.next()) {
        (None, _) => return Ok(None),
        (Some(value), None) => value.to_str().ok().and_then(parse),
        (Some(_), Some(_)) => None,
    };
    let Some(key) = key else {
        let detail = "`Idempotency-Key` is 1 to 255 printable ASCII characters, once";
        return Err(Problem::of_api(ApiProblem::MalformedBody, detail, path));
    };
    Ok(Some(key.to_owned()))
}

/// The key, for this message and no other.
pub(super) fn keyed(key: String, message: &Message) -> IdempotencyKey {
    IdempotencyKey {
        key,
        request: Zeroizing::new(canonical(message)),
    }
}

/// The key, without the quotes that structured headers put around it.
fn parse(value: &str) -> Option<&str> {
    let value = value.trim();
    let quoted = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let key = quoted.unwrap_or(value);
    let is_key =
        (1..=LONGEST).contains(&key.len()) && key.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    is_key.then_some(key)
}

/// A message so that equal messages are equal bytes, however they were written: JSON objects are kept
/// in the order of their names, and without white space.
fn canonical(message: &Message) -> Vec<u8> {
    let parts = (
        &message.recipient.e164,
        message.usage_type.name(),
        &message.payload,
        &message.locale,
        &message.ip,
    );
    // Plain data with string keys: encoding it cannot fail.
    serde_json::to_vec(&parts).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::parse_message_document;

    #[test]
    fn a_key_may_be_quoted_and_means_the_same() {
        assert_eq!(parse("abc"), Some("abc"));
        assert_eq!(parse(" \"abc\" "), Some("abc"));
        assert_eq!(parse("a b"), Some("a b"));
        for wrong in ["", "\"\"", "é", "a\tb", &"k".repeat(256)] {
            assert_eq!(parse(wrong), None, "{wrong:?}");
        }
        assert!(parse(&"k".repeat(255)).is_some());
    }

    #[test]
    fn the_same_message_written_differently_is_the_same() {
        let of = |text: &str| canonical(&parse_message_document(text, None).unwrap());
        let one =
            of(r#"{"to":"+14155550100","type":"SignIn","payload":{"code":"1","a":{"c":1,"b":2}}}"#);
        let same = of(
            r#"{ "type":"SignIn", "payload":{"a":{"b":2,"c":1},"code":"1"}, "to":"1 415 555-0100" }"#,
        );
        assert_eq!(one, same);
        let text = r#"["+14155550100","SignIn",{"a":{"b":2,"c":1},"code":"1"},null,null]"#;
        assert_eq!(
            one,
            text.as_bytes(),
            "keys of before the last upgrade still fit"
        );
        let other = of(r#"{"to":"+14155550100","type":"SignIn","payload":{"code":"2"}}"#);
        assert_ne!(one, other);
    }
}
