//! Vonage: each refusal, each shape of failure. The socket is the same as everyone's.

use connector_testkit::sim::{Provider, Received, Verdict, Vonage, VonageFailure};
use serde_json::Value;

const GOOD: &[(&str, &str)] = &[
    ("api_key", "abcd1234"),
    ("api_secret", "secret"),
    ("from", "Acme"),
    ("to", "14155550100"),
    ("text", "Your code is 123456"),
];

/// One character more than Vonage takes.
const LONG_REFERENCE: &str = match std::str::from_utf8(&[b'r'; 101]) {
    Ok(text) => text,
    Err(_) => "",
};

/// The good form with one field changed, added, or (when `None`) left out.
fn with(name: &str, value: Option<&str>) -> Received {
    let mut form: Vec<(&str, &str)> = GOOD
        .iter()
        .copied()
        .filter(|(field, _)| *field != name)
        .collect();
    form.extend(value.map(|value| (name, value)));
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    Received::new("POST", "/sms/json")
        .with_header("content-type", "application/x-www-form-urlencoded")
        .with_body(body)
}

fn account() -> Vonage {
    Vonage::new("abcd1234", "secret")
}

/// The statuses in an answer; refusals are HTTP 200.
fn statuses(vonage: &mut Vonage, request: &Received) -> String {
    let reply = vonage.verdict(request);
    let document: Value = serde_json::from_slice(&reply.body).unwrap();
    let messages = document
        .get("messages")
        .unwrap()
        .as_array()
        .unwrap()
        .clone();
    let count = document.get("message-count").and_then(Value::as_str);
    assert_eq!(count, Some(messages.len().to_string().as_str()));
    let statuses = messages
        .iter()
        .map(|message| message.get("status").unwrap().as_str().unwrap().to_owned());
    format!(
        "{} {}",
        reply.status,
        statuses.collect::<Vec<_>>().join(",")
    )
}

#[test]
fn a_good_request_is_taken() {
    assert_eq!(
        statuses(&mut account(), &with("client-ref", Some("x"))),
        "200 0"
    );
    let reply = account().verdict(&with("client-ref", Some("x")));
    let document: Value = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(document["messages"][0]["client-ref"], "x");
}

#[test]
fn what_is_wrong_with_a_request_is_a_status() {
    for (name, value, expected) in [
        ("api_key", Some("other"), "200 4"),
        ("api_secret", Some("other"), "200 4"),
        ("api_secret", None, "200 4"),
        ("sig", Some("00"), "200 32"),
        ("to", None, "200 2"),
        ("from", None, "200 2"),
        ("text", Some(""), "200 2"),
        ("to", Some("+14155550100"), "200 3"),
        ("to", Some("0014155550100"), "200 3"),
        ("to", Some("123456"), "200 3"),
        ("from", Some("TwelveLetter"), "200 15"),
        ("from", Some("4477009000001"), "200 0"),
        ("type", Some("utf8"), "200 3"),
        ("ttl", Some("19999"), "200 3"),
        ("ttl", Some("20000"), "200 0"),
        ("client-ref", Some(LONG_REFERENCE), "200 3"),
    ] {
        assert_eq!(
            statuses(&mut account(), &with(name, value)),
            expected,
            "{name} {value:?}"
        );
    }
}

#[test]
fn a_signed_account_takes_no_secret_and_no_old_signature() {
    let mut vonage = account().require_signature("sha256", "signing");
    assert_eq!(statuses(&mut vonage, &with("ttl", None)), "200 14");
    assert_eq!(statuses(&mut vonage, &with("api_secret", None)), "200 14");
}

#[test]
fn a_text_that_is_not_marked_as_unicode_is_broken() {
    let mut vonage = account();
    let reply = vonage.verdict(&with("text", Some("код 1")));
    let Verdict::Accepted(sms) = reply.verdict else {
        panic!("it is refused");
    };
    assert_eq!(sms.text, "??? 1");
}

#[test]
fn a_text_that_is_too_long_is_refused() {
    let text = "a".repeat(3201);
    assert_eq!(
        statuses(&mut account(), &with("text", Some(&text))),
        "200 12"
    );
}

#[test]
fn every_documented_status_can_be_asked_for() {
    for status in Vonage::statuses() {
        let mut vonage = account();
        vonage.fail_next(status);
        assert_eq!(
            statuses(&mut vonage, &with("ttl", None)),
            format!("200 {status}")
        );
    }
}

#[test]
fn a_long_text_is_several_messages() {
    let text = "a".repeat(161);
    assert_eq!(
        statuses(&mut account(), &with("text", Some(&text))),
        "200 0,0"
    );
}

#[test]
fn failures_come_as_asked_for() {
    let mut vonage = account();
    let good = with("ttl", None);
    vonage.fail_next(9);
    assert_eq!(statuses(&mut vonage, &good), "200 9");
    vonage.fail_next(VonageFailure::SecondPart(1));
    assert_eq!(statuses(&mut vonage, &good), "200 0,1");
    vonage.fail_with(VonageFailure::Http(503));
    assert_eq!(vonage.verdict(&good).status, 503);
    vonage.recover();
    assert_eq!(statuses(&mut vonage, &good), "200 0");
}
