//! What comes back, code by code.

use std::collections::BTreeSet;

use connector_gatewayapi::GatewayApi;
use connector_sdk::{Connector, HttpResponse, testing};

use crate::{LEGACY, MESSAGING, gatewayapi};

fn check(endpoint: &str, status: u16, body: &str, expected: &str) {
    let gatewayapi = gatewayapi(endpoint, None);
    let outcome = gatewayapi.outcome(&testing::call(), &HttpResponse::new(status, body));
    assert_eq!(
        testing::summary(&outcome),
        expected,
        "{endpoint} {status} {body}"
    );
}

/// The codes that are known, with the status they come with.
const CODES: &[(u16, &str, &str)] = &[
    (401, "0x0229", "invalid_credentials"),
    (403, "0x0213", "invalid_credentials"),
    (403, "0x0216", "insufficient_balance"),
    (403, "0x1092", "insufficient_balance"),
    (403, "0x0215", "unreachable_recipient"),
    (422, "0x1904", "content_rejected"),
    (422, "0x1905", "invalid_sender"),
    (422, "0x1010", "invalid_recipient"),
    (500, "0x0002", "outcome_unknown"),
];

#[test]
fn an_accepted_message_is_sent() {
    check(
        LEGACY,
        200,
        r#"{"ids":[421332671],"usage":{"total_cost":0.12}}"#,
        "sent: 421332671, 1 segments",
    );
    check(
        MESSAGING,
        202,
        r#"{"msg_id":"01HZ","recipient":14155550100}"#,
        "sent: 01HZ, 1 segments",
    );
}

#[test]
fn a_status_of_the_other_dialect_is_no_success() {
    check(LEGACY, 202, r#"{"ids":[1]}"#, "failed: unintelligible");
    check(
        MESSAGING,
        200,
        r#"{"msg_id":"01HZ"}"#,
        "failed: unintelligible",
    );
}

#[test]
fn every_known_code_is_classified() {
    for (status, code, kind) in CODES {
        let body = format!(
            r#"{{"code":"{code}","incident_uuid":"x","message":"%1","variables":["14155550100"]}}"#
        );
        check(LEGACY, *status, &body, &format!("failed: {kind} ({code})"));
    }
    let tested: BTreeSet<&str> = CODES.iter().map(|(_, code, _)| *code).collect();
    let table: BTreeSet<&str> = GatewayApi::CODES.iter().map(|row| row.code).collect();
    assert_eq!(table, tested);
    assert_eq!(
        table.len(),
        GatewayApi::CODES.len(),
        "a code is in the table twice"
    );
}

#[test]
fn other_codes_are_told_apart_by_their_family() {
    check(
        LEGACY,
        400,
        r#"{"code":"0x0308"}"#,
        "failed: invalid_request (0x0308)",
    );
    check(
        LEGACY,
        403,
        r#"{"code":"0x1234"}"#,
        "failed: outcome_unknown (0x1234)",
    );
    check(
        LEGACY,
        401,
        r#"{"code":"0x0999"}"#,
        "failed: invalid_credentials (0x0999)",
    );
    check(
        LEGACY,
        403,
        r#"{"code":"odd"}"#,
        "failed: invalid_credentials (odd)",
    );
    check(
        LEGACY,
        503,
        r#"{"code":"0x0308"}"#,
        "failed: outcome_unknown (0x0308)",
    );
    check(
        LEGACY,
        429,
        r#"{"code":"0x0308"}"#,
        "failed: rate_limited (0x0308)",
    );
    check(
        LEGACY,
        400,
        r#"{"code":"0x0800"}"#,
        "failed: invalid_request (0x0800)",
    );
    for code in ["0x0100", "0x07FF"] {
        let body = format!(r#"{{"code":"{code}"}}"#);
        check(
            LEGACY,
            403,
            &body,
            &format!("failed: invalid_request ({code})"),
        );
    }
}

#[test]
fn a_validation_error_names_the_field() {
    for (field, kind) in [
        ("recipient", "invalid_recipient"),
        ("sender", "invalid_sender"),
        ("message", "invalid_request"),
    ] {
        let body = format!(
            r#"{{"detail":[{{"loc":["body","{field}"],"msg":"bad","type":"value_error"}}]}}"#
        );
        check(MESSAGING, 422, &body, &format!("failed: {kind}"));
    }
    check(MESSAGING, 422, "{}", "failed: invalid_request");
}

#[test]
fn without_a_code_the_http_status_decides() {
    for endpoint in [LEGACY, MESSAGING] {
        check(endpoint, 400, "", "failed: invalid_request");
        check(endpoint, 401, "", "failed: invalid_credentials");
        check(endpoint, 403, "<html>", "failed: invalid_credentials");
        check(endpoint, 410, "", "failed: invalid_request");
        check(endpoint, 422, "", "failed: invalid_request");
        check(endpoint, 429, "", "failed: rate_limited");
        for status in [500, 502, 503, 599] {
            check(endpoint, status, "", "failed: outcome_unknown");
        }
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
        "{\"ids\":[",
        r#"{"ids":[]}"#,
        r#"{"ids":{}}"#,
        r#"{"ids":[null]}"#,
        r#"{"msg_id":null}"#,
        r#"{"msg_id":[]}"#,
    ] {
        check(LEGACY, 200, body, "failed: unintelligible");
        check(MESSAGING, 202, body, "failed: unintelligible");
    }
}
