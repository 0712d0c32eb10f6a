//! The rules, without a socket.

use std::time::{Duration, UNIX_EPOCH};

use super::*;

const GOOD: &str = r#"{"to":"+14155550100","type":"SignIn","payload":{"code":"123456"}}"#;
// The example of the Standard Webhooks specification.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const TIMESTAMP: u64 = 1_614_265_330;
const BODY: &str = r#"{"test": 2432232314}"#;
const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

fn post(body: &str) -> Received {
    Received::new("POST", "/sms")
        .with_header("Content-Type", "application/json")
        .with_body(body)
}

fn signed(id: &str, signature: &str, received_at: u64) -> Received {
    let mut request = post(BODY)
        .with_header("Webhook-Id", id)
        .with_header("Webhook-Timestamp", &TIMESTAMP.to_string())
        .with_header("Webhook-Signature", signature);
    request.received_at = UNIX_EPOCH + Duration::from_secs(received_at);
    request
}

#[track_caller]
fn check(receiver: &mut HttpReceiver, request: &Received, status: u16) {
    let reply = receiver.verdict(request);
    let body = String::from_utf8_lossy(&reply.body);
    assert_eq!(reply.status, status, "{request}\n\n{body}");
    let accepted = matches!(reply.verdict, Verdict::Accepted(_));
    assert_eq!(accepted, (200..300).contains(&status));
}

#[test]
fn the_document_is_checked_field_by_field() {
    let mut receiver = HttpReceiver::new();
    check(&mut receiver, &post(GOOD), 200);
    check(
        &mut receiver,
        &post(&GOOD.replace("}}", r#"},"ip":"2001:db8::1"}"#)),
        200,
    );
    for bad in [
        "",
        "[]",
        &GOOD.replace('+', ""),
        &GOOD.replace("+1", "+0"),
        &GOOD.replace("0100", "010O"),
        &GOOD.replace("SignIn", "signin"),
        &GOOD.replace(r#"{"code":"123456"}"#, "123456"),
        &GOOD.replace("}}", r#"},"ip":"localhost"}"#),
        &GOOD.replace("}}", r#"},"locale":"fr"}"#),
    ] {
        check(&mut receiver, &post(bad), 400);
    }
}

#[test]
fn method_and_content_type_are_checked() {
    let mut receiver = HttpReceiver::new();
    check(&mut receiver, &Received::new("GET", "/sms"), 405);
    check(
        &mut receiver,
        &Received::new("POST", "/sms").with_body(GOOD),
        415,
    );
    let mut put = HttpReceiver::new().method("PUT");
    check(&mut put, &post(GOOD), 405);
}

#[test]
fn an_authorization_must_match_to_the_letter() {
    let mut receiver = HttpReceiver::new().require_authorization("Bearer s3cret");
    check(&mut receiver, &post(GOOD), 401);
    check(
        &mut receiver,
        &post(GOOD).with_header("authorization", "bearer s3cret"),
        401,
    );
    check(
        &mut receiver,
        &post(GOOD).with_header("authorization", "Bearer s3cret"),
        200,
    );
}

#[test]
fn a_signature_covers_identifier_time_and_body() {
    let mut receiver = HttpReceiver::new()
        .accept_any_body()
        .require_signature(SECRET);
    check(&mut receiver, &signed(ID, SIGNATURE, TIMESTAMP), 200);
    let rotated = format!("v1,AAAA v2,x {SIGNATURE}");
    check(&mut receiver, &signed(ID, &rotated, TIMESTAMP), 200);
    check(
        &mut receiver,
        &signed("msg_other", SIGNATURE, TIMESTAMP),
        401,
    );
    check(&mut receiver, &signed(ID, "v1,AAAA", TIMESTAMP), 401);
    check(
        &mut receiver,
        &signed(ID, SIGNATURE, TIMESTAMP).with_body("{}"),
        401,
    );
    check(&mut receiver, &post(BODY), 401);
    let mut other = HttpReceiver::new()
        .accept_any_body()
        .require_signature("whsec_c2VjcmV0");
    check(&mut other, &signed(ID, SIGNATURE, TIMESTAMP), 401);
}

#[test]
fn a_timestamp_is_good_for_five_minutes_either_way() {
    let mut receiver = HttpReceiver::new()
        .accept_any_body()
        .require_signature(SECRET);
    for (now, status) in [
        (TIMESTAMP - 301, 401),
        (TIMESTAMP - 300, 200),
        (TIMESTAMP + 300, 200),
        (TIMESTAMP + 301, 401),
    ] {
        check(&mut receiver, &signed(ID, SIGNATURE, now), status);
    }
}

#[test]
fn a_duplicate_is_a_conflict_once_the_first_was_accepted() {
    let mut receiver = HttpReceiver::new().refuse_duplicates();
    let first = post(GOOD).with_header("Idempotency-Key", "a");
    receiver.fail_next(503);
    check(&mut receiver, &first, 503);
    check(&mut receiver, &first, 200);
    check(&mut receiver, &first, 409);
    check(
        &mut receiver,
        &post(GOOD).with_header("Webhook-Id", "b"),
        200,
    );
    check(&mut receiver, &post(GOOD), 200);
}

#[test]
fn success_looks_as_configured() {
    let mut receiver = HttpReceiver::new().answer(201, r#"{"ref":"{id}"}"#);
    assert_eq!(receiver.verdict(&post(GOOD)).body, br#"{"ref":"msg-1"}"#);
    let reply = HttpReceiver::new()
        .answer(204, "ignored")
        .verdict(&post(GOOD));
    assert_eq!((reply.status, reply.body.len()), (204, 0));
}

#[test]
fn a_failure_carries_class_message_and_retry_after() {
    let mut receiver = HttpReceiver::new();
    receiver.fail_with(
        HttpFailure::new(429)
            .class("rate_limited")
            .message("slow")
            .retry_after(7),
    );
    let reply = receiver.verdict(&post(GOOD));
    let document: Value = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(
        document["error"],
        json!({"class":"rate_limited","message":"slow","retry_after":7})
    );
    assert!(
        reply
            .headers
            .contains(&("retry-after".to_owned(), "7".to_owned()))
    );
    assert_eq!(reply.verdict, Verdict::rejected("rate_limited"));
    receiver.recover();
    check(&mut receiver, &post(GOOD), 200);
}
