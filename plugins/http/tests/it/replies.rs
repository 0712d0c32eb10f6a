//! What comes back.

use connector_http::Http;
use connector_sdk::{Connector, HttpResponse, testing};
use serde_json::{Value, json};

use crate::{http, with};

fn check_with(config: &Value, status: u16, body: &str, expected: &str) {
    let outcome = http(config).outcome(&testing::call(), &HttpResponse::new(status, body));
    assert_eq!(testing::summary(&outcome), expected, "{status} {body}");
}

fn check(status: u16, body: &str, expected: &str) {
    check_with(&with(json!({})), status, body, expected);
}

#[test]
fn any_2xx_is_a_success_whatever_the_body() {
    for status in [200, 201, 202, 204, 299] {
        check(status, "", "sent: without an id");
    }
    check(200, "<html>", "sent: without an id");
    check(200, r#"{"id":"a1"}"#, "sent: a1");
    check(200, r#"{"id":7,"status":"ok"}"#, "sent: 7");
}

#[test]
fn a_receiver_that_knows_the_message_has_taken_it() {
    check(409, "", "sent: without an id");
    check(409, r#"{"id":"a1"}"#, "sent: a1");
    let config = with(json!({ "response": { "id": "/ref" } }));
    check_with(&config, 409, r#"{"id":"a1"}"#, "sent: without an id");
    check_with(&config, 409, r#"{"ref":"a1"}"#, "sent: a1");
}

#[test]
fn statuses_mean_what_they_say() {
    for status in [300, 301, 307, 400, 404, 405, 410, 413, 415, 422] {
        check(status, "", "failed: invalid_request");
    }
    check(401, "", "failed: invalid_credentials");
    check(403, "", "failed: invalid_credentials");
    check(402, "", "failed: insufficient_balance");
    check(429, "", "failed: rate_limited");
    check(
        429,
        r#"{"error":{"retry_after":"30"}}"#,
        "failed: rate_limited, retry after 30 s",
    );
    for status in [408, 500, 502, 503, 504] {
        check(status, "", "failed: outcome_unknown");
    }
    check(100, "", "failed: unintelligible");
}

#[test]
fn a_receiver_may_name_the_failure_itself() {
    let body = |class: &str| format!(r#"{{"error":{{"class":"{class}","retry_after":5}}}}"#);
    for row in Http::CODES {
        for status in [200, 400, 409, 429, 500] {
            let expected = format!("failed: {} ({}), retry after 5 s", row.kind, row.code);
            check(status, &body(row.code), &expected);
        }
    }
    check(
        400,
        &body("no_such_kind"),
        "failed: invalid_request (no_such_kind), retry after 5 s",
    );
}

#[test]
fn a_success_that_names_a_failure_is_none() {
    let body = |error: &str| format!(r#"{{"id":"a1","error":{error}}}"#);
    for error in ["null", "{}", r#"{"class":null}"#, r#"{"class":""}"#] {
        check(200, &body(error), "sent: a1");
    }
    check(
        200,
        &body(r#"{"class":"no_such_kind"}"#),
        "failed: outcome_unknown (no_such_kind)",
    );
    check(
        200,
        &body(r#"{"class":{"name":1}}"#),
        "failed: unintelligible",
    );
}

#[test]
fn a_receiver_cannot_speak_for_the_host() {
    for kind in [
        "connector_crashed",
        "connection_failed",
        "egress_denied",
        "no_active_connector",
    ] {
        let body = format!(r#"{{"error":{{"class":"{kind}"}}}}"#);
        check(400, &body, &format!("failed: invalid_request ({kind})"));
        check(503, &body, &format!("failed: outcome_unknown ({kind})"));
    }
}

#[test]
fn pointers_say_where_a_reply_has_what() {
    let config = with(
        json!({ "response": { "id": "/data/0/id", "errorClass": "/why", "retryAfter": "/wait" } }),
    );
    check_with(&config, 200, r#"{"data":[{"id":"x9"}]}"#, "sent: x9");
    check_with(&config, 200, r#"{"id":"x9"}"#, "failed: unintelligible");
    check_with(&config, 200, "<html>", "failed: unintelligible");
    check_with(
        &config,
        400,
        r#"{"why":"fraud_blocked","wait":60}"#,
        "failed: fraud_blocked (fraud_blocked), retry after 60 s",
    );
}

#[test]
fn only_the_listed_statuses_are_successes() {
    let config = with(json!({ "successStatus": [202, 302] }));
    check_with(&config, 202, "", "sent: without an id");
    check_with(&config, 302, "", "sent: without an id");
    check_with(&config, 200, "", "failed: unintelligible");
}
