//! What comes back, code by code.

use std::collections::BTreeSet;

use connector_sdk::{Code, Connector, HttpResponse, testing};
use connector_twilio::Twilio;

use crate::{base, twilio};

fn check(status: u16, body: &str, expected: &str) {
    let outcome = twilio(&base()).outcome(&testing::call(), &HttpResponse::new(status, body));
    assert_eq!(testing::summary(&outcome), expected, "{status} {body}");
}

/// Codes that Twilio gives in place of taking the message, with their HTTP status.
const REFUSALS: &[(u16, &str, &str)] = &[
    (401, "20003", "invalid_credentials"),
    (401, "20005", "invalid_credentials"),
    (401, "10001", "invalid_credentials"),
    (403, "20006", "invalid_credentials"),
    (403, "20403", "invalid_credentials"),
    (404, "20404", "invalid_request"),
    (400, "20422", "invalid_request"),
    (400, "20001", "invalid_request"),
    (429, "20429", "rate_limited"),
    (429, "14107", "rate_limited"),
    (400, "21211", "invalid_recipient"),
    (400, "21214", "invalid_recipient"),
    (400, "21217", "invalid_recipient"),
    (400, "21401", "invalid_recipient"),
    (400, "21265", "invalid_recipient"),
    (400, "21614", "invalid_recipient"),
    (400, "21635", "invalid_recipient"),
    (400, "21604", "invalid_request"),
    (400, "21602", "invalid_request"),
    (400, "21619", "invalid_request"),
    (400, "21617", "invalid_request"),
    (400, "21605", "invalid_request"),
    (400, "21618", "content_rejected"),
    (400, "21603", "invalid_sender"),
    (400, "21212", "invalid_sender"),
    (400, "21606", "invalid_sender"),
    (400, "21607", "invalid_sender"),
    (400, "21608", "unreachable_recipient"),
    (400, "21659", "invalid_sender"),
    (400, "21660", "invalid_sender"),
    (400, "21661", "invalid_sender"),
    (400, "21267", "invalid_sender"),
    (400, "21657", "invalid_sender"),
    (400, "21709", "invalid_sender"),
    (404, "21701", "invalid_sender"),
    (400, "21702", "invalid_sender"),
    (400, "21703", "invalid_sender"),
    (400, "21704", "invalid_sender"),
    (400, "21705", "invalid_sender"),
    (400, "21655", "template_rejected"),
    (400, "21656", "template_rejected"),
    (400, "21408", "destination_not_allowed"),
    (400, "21610", "unreachable_recipient"),
    (400, "21612", "unreachable_recipient"),
    (429, "21611", "rate_limited"),
    (400, "21609", "invalid_request"),
    (400, "21626", "invalid_request"),
    (400, "21624", "invalid_request"),
    (403, "30450", "fraud_blocked"),
    (403, "30453", "fraud_blocked"),
    (429, "30454", "rate_limited"),
    (400, "63038", "quota_exceeded"),
];

/// Codes of messages that Twilio had taken: HTTP 201, and a failure inside.
const FAILED_LATER: &[(&str, &str)] = &[
    ("30001", "rate_limited"),
    ("30002", "invalid_credentials"),
    ("30003", "unreachable_recipient"),
    ("30004", "unreachable_recipient"),
    ("30005", "invalid_recipient"),
    ("30006", "invalid_recipient"),
    ("30007", "content_rejected"),
    ("30008", "outcome_unknown"),
    ("30017", "provider_unavailable"),
    ("30018", "invalid_sender"),
    ("30022", "rate_limited"),
    ("30023", "quota_exceeded"),
    ("30024", "invalid_sender"),
    ("30027", "quota_exceeded"),
    ("30032", "invalid_sender"),
    ("30034", "invalid_sender"),
    ("30035", "invalid_sender"),
    ("30036", "provider_unavailable"),
    ("30038", "content_rejected"),
    ("30410", "outcome_unknown"),
];

/// What a row of the table adds to its kind.
fn summary(code: &str, kind: &str) -> String {
    let row = Code::find(Twilio::CODES, code).unwrap();
    let wait = row
        .retry_after
        .map(|wait| format!(", retry after {wait} s"));
    let processed = if row.processed {
        ", may have been processed"
    } else {
        ""
    };
    format!(
        "failed: {kind} ({code}){}{processed}",
        wait.unwrap_or_default()
    )
}

#[test]
fn a_queued_or_accepted_message_is_sent() {
    check(
        201,
        r#"{"sid":"SM1","status":"queued","error_code":null,"num_segments":"2"}"#,
        "sent: SM1, 2 segments",
    );
    check(
        201,
        r#"{"sid":"SM1","status":"accepted","error_code":null,"num_segments":"0"}"#,
        "sent: SM1, 1 segments",
    );
    check(
        200,
        r#"{"sid":"SM1","status":"scheduled"}"#,
        "sent: SM1, 1 segments",
    );
}

#[test]
fn every_refusal_is_classified_by_its_code() {
    for (status, code, kind) in REFUSALS {
        let body =
            format!(r#"{{"code":{code},"message":"+14155550100 is bad","status":{status}}}"#);
        check(*status, &body, &summary(code, kind));
    }
}

#[test]
fn a_201_with_a_failure_inside_is_a_failure() {
    for (code, kind) in FAILED_LATER {
        let body = format!(r#"{{"sid":"SM1","status":"failed","error_code":{code}}}"#);
        check(201, &body, &summary(code, kind));
        let body = format!(r#"{{"sid":"SM1","status":"queued","error_code":"{code}"}}"#);
        check(201, &body, &summary(code, kind));
    }
    for status in ["failed", "undelivered", "canceled"] {
        let body = format!(r#"{{"sid":"SM1","status":"{status}","error_code":null}}"#);
        check(201, &body, "failed: outcome_unknown");
    }
    check(
        201,
        r#"{"sid":"SM1","status":"failed","error_code":99999}"#,
        "failed: outcome_unknown (99999)",
    );
}

#[test]
fn every_code_of_the_table_is_in_these_tests() {
    let tested = REFUSALS.iter().map(|(_, code, _)| *code);
    let tested: BTreeSet<&str> = tested
        .chain(FAILED_LATER.iter().map(|(code, _)| *code))
        .collect();
    let table: BTreeSet<&str> = Twilio::CODES.iter().map(|row| row.code).collect();
    assert_eq!(table, tested);
    assert_eq!(
        table.len(),
        Twilio::CODES.len(),
        "a code is in the table twice"
    );
}

#[test]
fn only_the_throttle_that_processed_nothing_may_be_tried_again_at_once() {
    let at_once = |row: &&Code| {
        let kind = connector_sdk::FailureKind::RateLimited;
        row.kind == kind && row.retry_after.is_none() && !row.processed
    };
    let codes: Vec<_> = Twilio::CODES
        .iter()
        .filter(at_once)
        .map(|row| row.code)
        .collect();
    assert_eq!(codes, ["20429"]);
}

#[test]
fn without_a_code_the_http_status_decides() {
    check(400, r#"{"message":"bad"}"#, "failed: invalid_request");
    check(401, "", "failed: invalid_credentials");
    check(404, "<html>", "failed: invalid_request");
    check(429, "", "failed: rate_limited");
    check(302, "", "failed: invalid_request");
    for status in [408, 500, 502, 503, 504] {
        check(status, "", "failed: outcome_unknown");
    }
    check(400, r#"{"code":12345}"#, "failed: invalid_request (12345)");
    check(503, r#"{"code":20503}"#, "failed: outcome_unknown (20503)");
}

#[test]
fn a_reply_that_cannot_be_understood_is_no_success() {
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "{\"sid\":",
        "<html>",
        r#"{"sid":null}"#,
        r#"{"sid":["SM1"]}"#,
        r#"{"sid":""}"#,
        r#"{"sid":true}"#,
        r#"{"sid":"SM1","status":"queued","error_code":{}}"#,
        r#"["SM1"]"#,
    ] {
        check(201, body, "failed: unintelligible");
    }
}
