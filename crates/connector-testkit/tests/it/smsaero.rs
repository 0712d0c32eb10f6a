//! SMSAero: each refusal, each shape of failure. The socket is the same as everyone's.

use connector_testkit::sim::{Provider, Received, SmsAero, SmsAeroFailure, Verdict};
use serde_json::{Value, json};

fn account() -> SmsAero {
    SmsAero::new("ops@example.com", "key").with_sign("Acme")
}

/// A good request with one field changed.
fn with(name: &str, value: &Value) -> Received {
    let mut document = json!({ "number": "79031234567", "sign": "SMS Aero", "text": "code 1" });
    document
        .as_object_mut()
        .unwrap()
        .insert(name.to_owned(), value.clone());
    Received::new("POST", "/v2/sms/send")
        // ops@example.com:key
        .with_header("Authorization", "Basic b3BzQGV4YW1wbGUuY29tOmtleQ==")
        .with_header("Content-Type", "application/json")
        .with_body(document.to_string())
}

fn good() -> Received {
    with("text", &json!("code 1"))
}

fn answer(smsaero: &mut SmsAero, request: &Received) -> String {
    let reply = smsaero.verdict(request);
    format!(
        "{} {}",
        reply.status,
        String::from_utf8(reply.body).unwrap()
    )
}

#[test]
fn a_good_request_is_taken_and_its_text_echoed() {
    for (name, value) in [
        ("sign", json!("Acme")),
        ("number", json!(79_031_234_567_u64)),
    ] {
        let answer = answer(&mut account(), &with(name, &value));
        assert!(
            answer.starts_with("200 ") && answer.contains(r#""success":true"#),
            "{answer}"
        );
        assert!(answer.contains(r#""text":"code 1""#), "{answer}");
    }
}

#[test]
fn what_is_wrong_with_a_request_is_refused() {
    let long = "a".repeat(641);
    for (name, value, expected) in [
        ("number", json!("+79031234567"), "422 "),
        ("number", json!("123456"), "422 "),
        ("text", json!("x"), "422 "),
        ("text", json!(long), "422 "),
        ("sign", json!("Unknown"), "200 "),
    ] {
        let answer = answer(&mut account(), &with(name, &value));
        assert!(answer.starts_with(expected), "{name}: {answer}");
        assert!(answer.contains(r#""success":false"#), "{answer}");
    }
    let stranger = Received::new("POST", "/v2/sms/send").with_body("{}");
    assert!(answer(&mut account(), &stranger).starts_with("401 "));
}

#[test]
fn failures_come_as_asked_for() {
    let mut smsaero = account();
    smsaero.fail_next(SmsAeroFailure::Result("no credits", ""));
    assert!(answer(&mut smsaero, &good()).contains(r#""result":"no credits""#));
    smsaero.fail_next(SmsAeroFailure::Message("Not enough money".to_owned()));
    assert!(answer(&mut smsaero, &good()).contains("Not enough money"));
    smsaero.fail_next(SmsAeroFailure::Field("sign"));
    assert!(answer(&mut smsaero, &good()).starts_with("422 "));
    smsaero.fail_with(503);
    assert_eq!(answer(&mut smsaero, &good()), "503 ");
    smsaero.recover();
    assert!(matches!(
        smsaero.verdict(&good()).verdict,
        Verdict::Accepted(_)
    ));
}
