//! What comes back, reply by reply.

use connector_sdk::{Connector, HttpResponse, testing};

use serde_json::json;

use crate::{smsaero, with};

fn check(status: u16, body: &str, expected: &str) {
    let outcome =
        smsaero(&with(json!({}))).outcome(&testing::call(), &HttpResponse::new(status, body));
    assert_eq!(testing::summary(&outcome), expected, "{status} {body}");
}

#[test]
fn a_message_with_an_identifier_is_sent() {
    check(
        200,
        r#"{"success":true,"data":{"id":1,"from":"SMS Aero","number":"14155550100","text":"Sign in with 123456.","status":0,"cost":1.2},"message":null}"#,
        "sent: 1, 1 segments",
    );
    check(
        200,
        r#"{"success":true,"data":[{"id":"17"}]}"#,
        "sent: 17, 1 segments",
    );
}

#[test]
fn a_200_with_a_refusal_inside_is_a_failure() {
    for (message, kind) in [
        (
            "Your request was made with invalid credentials. Authorization failed",
            "invalid_credentials",
        ),
        ("Wrong api_key", "invalid_credentials"),
        ("Not enough credits", "insufficient_balance"),
        ("Not enough money", "insufficient_balance"),
        ("Your balance is too low", "insufficient_balance"),
        ("Недостаточно средств", "insufficient_balance"),
        ("Incorrect number", "invalid_recipient"),
        ("Invalid number: 14155550100", "invalid_recipient"),
        ("The number is in the black list", "unreachable_recipient"),
        ("Number blacklisted", "unreachable_recipient"),
        ("Sign is not approved", "invalid_sender"),
        ("Signature not found", "invalid_sender"),
        (
            "Exceeded limit of numbers",
            "rate_limited, retry after 60 s",
        ),
        ("The limit of the text length is 640", "invalid_request"),
        ("Text is too long, the limit is 640", "invalid_request"),
        ("No such design", "invalid_request"),
        ("Unknown sign", "invalid_sender"),
        ("Text has a stop word", "content_rejected"),
        ("Refused by moderation", "content_rejected"),
        ("Something new", "invalid_request"),
    ] {
        let body = format!(r#"{{"success":false,"message":"{message}"}}"#);
        check(200, &body, &format!("failed: {kind}"));
        check(400, &body, &format!("failed: {kind}"));
    }
    check(200, r#"{"success":false}"#, "failed: invalid_request");
    check(
        200,
        r#"{"success":"false","message":null}"#,
        "failed: invalid_request",
    );
}

#[test]
fn the_older_shapes_of_a_refusal_are_understood() {
    check(
        200,
        r#"{"result":"no credits"}"#,
        "failed: insufficient_balance",
    );
    check(
        200,
        r#"{"result":"reject","reason":"incorrect number"}"#,
        "failed: invalid_recipient",
    );
    check(
        200,
        r#"{"result":"reject","reason":"other"}"#,
        "failed: invalid_request",
    );
}

#[test]
fn a_validation_error_names_the_field() {
    for (field, kind) in [
        ("number", "invalid_recipient"),
        ("sign", "invalid_sender"),
        ("text", "invalid_request"),
    ] {
        for place in ["message", "data"] {
            let body = format!(r#"{{"success":false,"{place}":{{"{field}":["bad"]}}}}"#);
            check(422, &body, &format!("failed: {kind}"));
            check(200, &body, &format!("failed: {kind}"));
        }
    }
}

#[test]
fn without_a_reason_the_http_status_decides() {
    check(401, r#"{"success":false}"#, "failed: invalid_credentials");
    check(403, "", "failed: invalid_credentials");
    check(402, "", "failed: insufficient_balance");
    check(429, "", "failed: rate_limited");
    check(400, "<html>", "failed: invalid_request");
    check(422, "", "failed: invalid_request");
    for status in [500, 502, 503] {
        check(
            status,
            r#"{"success":true,"data":{"id":1}}"#,
            "failed: outcome_unknown",
        );
    }
}

#[test]
fn a_reply_that_cannot_be_understood_is_no_success() {
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "<html>",
        "{\"success\":",
        r#"{"success":true}"#,
        r#"{"success":true,"data":{}}"#,
        r#"{"success":true,"data":[]}"#,
        r#"{"success":true,"data":{"id":null}}"#,
        r#"{"success":1,"data":{"id":1}}"#,
    ] {
        check(200, body, "failed: unintelligible");
    }
}

#[test]
fn a_success_that_was_rejected_by_moderation_is_a_failure() {
    for message in [
        r#"{"id":1,"status":6,"extendStatus":"reject"}"#,
        r#"{"id":1,"extendStatus":"reject"}"#,
        r#"{"id":1,"status":6}"#,
        r#"{"id":1,"status":"6"}"#,
    ] {
        for data in [message.to_owned(), format!("[{message}]")] {
            let body = format!(r#"{{"success":true,"data":{data}}}"#);
            check(200, &body, "failed: content_rejected");
        }
    }
}

#[test]
fn a_result_that_is_not_known_is_no_refusal() {
    check(200, r#"{"result":"accepted"}"#, "failed: unintelligible");
}
