//! What comes back, code by code.

use std::collections::BTreeSet;

use connector_aliyun::Aliyun;
use connector_sdk::{Connector, HttpResponse};
use serde_json::json;

use crate::{aliyun, call_to, mainland, with};

fn check_response(response: &HttpResponse, expected: &str) {
    let outcome = aliyun(&with(json!({}))).outcome(&call_to(mainland()), response);
    let summary = connector_sdk::testing::summary(&outcome);
    assert_eq!(summary, expected, "{} {}", response.status, response.body);
}

fn check(status: u16, body: &str, expected: &str) {
    check_response(&HttpResponse::new(status, body), expected);
}

/// Refusals of the gateway, with the HTTP status they are expected under.
const GATEWAY: &[(u16, &str, &str)] = &[
    (404, "InvalidAccessKeyId.NotFound", "invalid_credentials"),
    (403, "InvalidAccessKeyId.Inactive", "invalid_credentials"),
    (403, "InvalidSecurityToken.Expired", "invalid_credentials"),
    (400, "InvalidSecurityToken.Malformed", "invalid_credentials"),
    (
        400,
        "InvalidSecurityToken.MismatchWithAccessKey",
        "invalid_credentials",
    ),
    (400, "SignatureDoesNotMatch", "invalid_credentials"),
    (400, "IncompleteSignature", "invalid_credentials"),
    (400, "InvalidTimeStamp.Expired", "invalid_request"),
    (400, "SignatureNonceUsed", "outcome_unknown"),
    (403, "Forbidden.RAM", "invalid_credentials"),
    (400, "Throttling", "rate_limited"),
    (400, "Throttling.User", "rate_limited"),
    (503, "Throttling.Api", "rate_limited"),
    (503, "ServiceUnavailable", "outcome_unknown"),
];

/// Refusals of `SendSms`, which are HTTP 200.
const CHINA: &[(&str, &str)] = &[
    ("isp.RAM_PERMISSION_DENY", "invalid_credentials"),
    ("isv.ACCOUNT_NOT_EXISTS", "invalid_credentials"),
    ("isv.ACCOUNT_ABNORMAL", "invalid_credentials"),
    ("isv.PRODUCT_UN_SUBSCRIPT", "invalid_credentials"),
    ("isv.PRODUCT_UNSUBSCRIBE", "invalid_credentials"),
    ("isv.AMOUNT_NOT_ENOUGH", "insufficient_balance"),
    ("isv.OUT_OF_SERVICE", "insufficient_balance"),
    ("isv.MOBILE_NUMBER_ILLEGAL", "invalid_recipient"),
    ("isv.MOBILE_COUNT_OVER_LIMIT", "invalid_request"),
    ("isv.DOMESTIC_NUMBER_NOT_SUPPORTED", "template_rejected"),
    ("isv.SMS_SIGNATURE_ILLEGAL", "invalid_sender"),
    ("isv.SMS_SIGN_ILLEGAL", "invalid_sender"),
    ("isv.SIGN_STATE_ILLEGAL", "invalid_sender"),
    ("isv.SMS_SIGNATURE_SCENE_ILLEGAL", "template_rejected"),
    ("isv.EXTEND_CODE_ERROR", "invalid_request"),
    ("isv.SMS_TEMPLATE_ILLEGAL", "template_rejected"),
    ("isv.TEMPLATE_MISSING_PARAMETERS", "template_rejected"),
    ("isv.TEMPLATE_PARAMS_ILLEGAL", "content_rejected"),
    ("isv.PARAM_LENGTH_LIMIT", "template_rejected"),
    ("isv.PARAM_NOT_SUPPORT_URL", "template_rejected"),
    ("isv.INVALID_JSON_PARAM", "invalid_request"),
    ("isv.INVALID_PARAMETERS", "invalid_request"),
    ("isv.SMS_CONTENT_ILLEGAL", "content_rejected"),
    ("isv.BLACK_KEY_CONTROL_LIMIT", "content_rejected"),
    ("isv.DAY_LIMIT_CONTROL", "quota_exceeded"),
    ("isv.MONTH_LIMIT_CONTROL", "quota_exceeded"),
    ("isv.DENY_IP_RANGE", "destination_not_allowed"),
    ("isp.SYSTEM_ERROR", "outcome_unknown"),
    ("isp.UNKNOWN_ERROR", "outcome_unknown"),
];

/// Refusals at the international site, which are HTTP 200.
const ABROAD: &[(&str, &str)] = &[
    ("RAM_PERMISSION_DENY", "invalid_credentials"),
    ("PRODUCT_NOT_SUBSCRIBED", "invalid_credentials"),
    ("ACCOUNT_ILLEGAL", "invalid_credentials"),
    ("FORBIDDEN_ACTION", "invalid_credentials"),
    ("AMOUNT_NOT_ENOUGH", "insufficient_balance"),
    ("OUT_OF_SERVICE", "insufficient_balance"),
    ("MOBILE_NUMBER_ILLEGAL", "invalid_recipient"),
    ("SMS_SIGN_NAME_ILLEGAL", "invalid_sender"),
    ("INVALID_SENDERID", "invalid_sender"),
    ("SMS_CONTENT_CODE_ILLEGAL", "template_rejected"),
    ("CONTENT_MISSING_PARAMETERS", "template_rejected"),
    ("PARAM_LENGTH_LIMIT", "template_rejected"),
    ("SMS_CONTENT_ILLEGAL", "content_rejected"),
    ("BLACK_KEY_CONTROL_LIMIT", "content_rejected"),
    ("QPS_LIMIT_CONTROL", "rate_limited"),
    ("NOT_SUPPORTED_COUNTRY", "destination_not_allowed"),
    ("SMS_SECURITY_INTERCEPTED", "fraud_blocked"),
    ("SYSTEM_ERROR", "outcome_unknown"),
    ("ONLINE_BILLING_FAILED", "outcome_unknown"),
];

#[test]
fn a_message_is_sent_when_the_code_is_ok_and_there_is_an_identifier() {
    check(
        200,
        r#"{"Message":"OK","RequestId":"F655","Code":"OK","BizId":"900619746936498440^0"}"#,
        "sent: 900619746936498440^0",
    );
    check(
        200,
        r#"{"ResponseCode":"OK","ResponseDescription":"OK","MessageId":"10080303003","Segments":"2","To":"14155552671"}"#,
        "sent: 10080303003, 2 segments",
    );
}

#[test]
fn a_refusal_of_the_gateway_means_what_its_code_means() {
    for (status, code, kind) in GATEWAY {
        let body = format!(
            r#"{{"RequestId":"F6","HostId":"dysmsapi.aliyuncs.com","Code":"{code}","Message":"no","Recommend":"https://api.aliyun.com"}}"#
        );
        // The same code under another status means the same.
        for status in [*status, 200, 400, 500] {
            check(status, &body, &format!("failed: {kind} ({code})"));
        }
    }
}

#[test]
fn a_200_with_a_refusal_inside_is_a_failure() {
    for (code, kind) in CHINA {
        let body = format!(r#"{{"Message":"no","RequestId":"F6","Code":"{code}"}}"#);
        check(200, &body, &format!("failed: {kind} ({code})"));
    }
    for (code, kind) in ABROAD {
        let body = format!(
            r#"{{"ResponseCode":"{code}","ResponseDescription":"no","RequestId":"F6","MessageId":"1"}}"#
        );
        check(200, &body, &format!("failed: {kind} ({code})"));
    }
}

#[test]
fn a_full_window_of_a_number_tells_when_it_ends() {
    for (message, wait) in [
        ("触发分钟级流控Permits:1", 60),
        ("触发小时级流控Permits:5", 3600),
        ("触发天级流控Permits:10", 86_400),
        ("触发号码天级流控Permits:40", 86_400),
        ("something else", 60),
        ("", 60),
    ] {
        let body = format!(r#"{{"Code":"isv.BUSINESS_LIMIT_CONTROL","Message":"{message}"}}"#);
        let expected =
            format!("failed: rate_limited (isv.BUSINESS_LIMIT_CONTROL), retry after {wait} s");
        check(200, &body, &expected);
    }
    check(
        200,
        r#"{"Code":"isv.BUSINESS_LIMIT_CONTROL"}"#,
        "failed: rate_limited (isv.BUSINESS_LIMIT_CONTROL), retry after 60 s",
    );
}

#[test]
fn the_gateway_may_tell_how_long_to_wait() {
    let reply = |status, code: &str, wait: &str| {
        HttpResponse::new(status, format!(r#"{{"Code":"{code}"}}"#))
            .with_header("x-acs-retry-after", wait)
    };
    let throttled = "failed: rate_limited (Throttling.User)";
    check_response(
        &reply(400, "Throttling.User", "3"),
        &format!("{throttled}, retry after 3 s"),
    );
    check_response(&reply(429, "Throttling.User", "soon"), throttled);
    let limited = "failed: rate_limited (isv.BUSINESS_LIMIT_CONTROL), retry after 60 s";
    check_response(&reply(200, "isv.BUSINESS_LIMIT_CONTROL", "3"), limited);
    let other = "failed: invalid_recipient (isv.MOBILE_NUMBER_ILLEGAL)";
    check_response(&reply(200, "isv.MOBILE_NUMBER_ILLEGAL", "3"), other);
}

#[test]
fn every_code_of_the_table_is_in_these_tests() {
    let mut tested: BTreeSet<&str> = BTreeSet::from(["isv.BUSINESS_LIMIT_CONTROL"]);
    tested.extend(GATEWAY.iter().map(|(_, code, _)| *code));
    tested.extend(CHINA.iter().chain(ABROAD).map(|(code, _)| *code));
    let table: BTreeSet<&str> = Aliyun::CODES.iter().map(|row| row.code).collect();
    assert_eq!(table, tested);
    assert_eq!(Aliyun::CODES.len(), table.len());
}

#[test]
fn an_unknown_code_means_what_the_http_status_means() {
    check(
        200,
        r#"{"Code":"isv.NEW"}"#,
        "failed: outcome_unknown (isv.NEW)",
    );
    check(
        403,
        r#"{"Code":"NoPermission"}"#,
        "failed: invalid_credentials (NoPermission)",
    );
    check(
        500,
        r#"{"Code":"InternalError"}"#,
        "failed: outcome_unknown (InternalError)",
    );
    check(400, "<html>", "failed: invalid_request");
    for status in [500, 502, 503, 504] {
        check(status, "", "failed: outcome_unknown");
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
        r#"{"Code":"OK","BizId":"9006"#,
        r#"{"Code":"OK"}"#,
        r#"{"Code":"OK","BizId":""}"#,
        r#"{"Code":"OK","BizId":null}"#,
        r#"{"Code":"OK","BizId":{}}"#,
        r#"{"Code":"OK","MessageId":"1"}"#,
        r#"{"Code":{"Code":"OK"},"BizId":"1"}"#,
        r#"{"Code":["OK"],"BizId":"1"}"#,
        r#"{"BizId":"1"}"#,
        r#"{"ResponseCode":"OK","BizId":"1"}"#,
        r#""OK""#,
    ] {
        check(200, body, "failed: unintelligible");
    }
    check(
        200,
        r#"{"Code":"ok","BizId":"1"}"#,
        "failed: outcome_unknown (ok)",
    );
    check(
        500,
        r#"{"Code":"OK","BizId":"1"}"#,
        "failed: unintelligible",
    );
}
