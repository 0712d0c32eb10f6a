//! What comes back, status by status.

use std::collections::BTreeSet;

use connector_sdk::{Connector, HttpResponse, testing};
use connector_vonage::Vonage;
use serde_json::json;

use crate::{vonage, with};

fn check(status: u16, body: &str, expected: &str) {
    let vonage = vonage(&with(json!({})));
    let outcome = vonage.outcome(&testing::call(), &HttpResponse::new(status, body));
    assert_eq!(testing::summary(&outcome), expected, "{status} {body}");
}

/// The documented statuses of a message that Vonage refuses.
const STATUSES: &[(&str, &str)] = &[
    ("1", "rate_limited (1), retry after 1 s"),
    ("2", "invalid_request (2)"),
    ("3", "invalid_request (3)"),
    ("4", "invalid_credentials (4)"),
    ("5", "outcome_unknown (5)"),
    ("6", "invalid_recipient (6)"),
    ("7", "unreachable_recipient (7)"),
    ("8", "invalid_credentials (8)"),
    ("9", "insufficient_balance (9)"),
    ("10", "rate_limited (10)"),
    ("11", "invalid_credentials (11)"),
    ("12", "invalid_request (12)"),
    ("14", "invalid_credentials (14)"),
    ("15", "invalid_sender (15)"),
    ("22", "invalid_request (22)"),
    ("23", "invalid_request (23)"),
    ("29", "destination_not_allowed (29)"),
    ("32", "invalid_request (32)"),
    ("33", "invalid_recipient (33)"),
];

#[test]
fn every_part_must_have_status_zero() {
    check(
        200,
        r#"{"message-count":"1","messages":[{"to":"14155550100","message-id":"A1","status":"0"}]}"#,
        "sent: A1, 1 segments",
    );
    check(
        200,
        r#"{"message-count":2,"messages":[{"message-id":"A1","status":0},{"message-id":"A2","status":"0"}]}"#,
        "sent: A1, 2 segments",
    );
}

#[test]
fn a_200_with_a_refusal_inside_is_a_failure() {
    for (status, expected) in STATUSES {
        for written in [format!("\"{status}\""), (*status).to_owned()] {
            let body = format!(r#"{{"messages":[{{"status":{written},"error-text":"no"}}]}}"#);
            check(200, &body, &format!("failed: {expected}"));
        }
    }
    check(
        200,
        r#"{"messages":[{"status":"99"}]}"#,
        "failed: outcome_unknown (99)",
    );
}

#[test]
fn a_message_that_was_taken_in_part_may_have_been_processed() {
    let body = r#"{"messages":[{"message-id":"A1","status":"0"},{"status":"9"}]}"#;
    check(
        200,
        body,
        "failed: insufficient_balance (9), may have been processed",
    );
    let body = r#"{"messages":[{"status":"1"},{"message-id":"A1","status":"0"}]}"#;
    check(
        200,
        body,
        "failed: rate_limited (1), retry after 1 s, may have been processed",
    );
}

#[test]
fn a_part_that_leaves_its_outcome_open_forbids_another_try_of_the_whole() {
    for open in [r#"{"status":"5"}"#, r#"{"status":"99"}"#, r#"{}"#, "null"] {
        let body = format!(r#"{{"messages":[{{"status":"1"}},{open}]}}"#);
        let expected = "failed: rate_limited (1), retry after 1 s, may have been processed";
        check(200, &body, expected);
    }
    let body = r#"{"messages":[{"status":"1"},{"status":"1"}]}"#;
    check(200, body, "failed: rate_limited (1), retry after 1 s");
}

#[test]
fn every_status_of_the_table_is_in_these_tests() {
    let tested: BTreeSet<&str> = STATUSES.iter().map(|(status, _)| *status).collect();
    let table: BTreeSet<&str> = Vonage::CODES.iter().map(|row| row.code).collect();
    assert_eq!(table, tested);
    assert_eq!(
        table.len(),
        Vonage::CODES.len(),
        "a status is in the table twice"
    );
}

#[test]
fn without_a_message_the_http_status_decides() {
    check(401, "", "failed: invalid_credentials");
    check(429, "", "failed: rate_limited");
    check(400, "<html>", "failed: invalid_request");
    for status in [500, 502, 503, 504] {
        check(status, "", "failed: outcome_unknown");
    }
    check(
        503,
        r#"{"messages":[{"message-id":"A1","status":"0"}]}"#,
        "failed: outcome_unknown (0)",
    );
    check(
        401,
        r#"{"messages":[{"message-id":"A1","status":"0"}]}"#,
        "failed: invalid_credentials (0), may have been processed",
    );
}

#[test]
fn a_reply_that_cannot_be_understood_is_no_success() {
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "<html>",
        "{\"messages\":",
        r#"{"messages":[]}"#,
        r#"{"messages":{}}"#,
        r#"{"messages":[null]}"#,
        r#"{"messages":[{"status":"0"}]}"#,
        r#"{"messages":[{"status":null}]}"#,
        r#"{"messages":["0"]}"#,
    ] {
        check(200, body, "failed: unintelligible");
    }
}
