//! What comes back, code by code, in both layers.

use std::collections::BTreeSet;

use connector_sdk::{Connector, HttpResponse, testing};
use connector_tencent::Tencent;
use serde_json::json;

use crate::{tencent, with};

fn check(status: u16, body: &str, expected: &str) {
    let connector = tencent(&with(json!({})));
    let outcome = connector.outcome(&testing::call(), &HttpResponse::new(status, body));
    assert_eq!(testing::summary(&outcome), expected, "{status} {body}");
}

/// A refusal of the request as a whole.
fn request_refused(code: &str) -> String {
    format!(r#"{{"Response":{{"Error":{{"Code":"{code}","Message":"no"}},"RequestId":"a0"}}}}"#)
}

/// A refusal of the number.
fn number_refused(code: &str) -> String {
    format!(
        r#"{{"Response":{{"SendStatusSet":[{{"SerialNo":"","PhoneNumber":"+14155550100","Fee":0,
        "SessionContext":"","Code":"{code}","Message":"no","IsoCode":"US"}}],"RequestId":"a0"}}}}"#
    )
}

/// The documented codes, and the seconds to wait that go with them.
const CODES: &[(&str, &str, Option<u64>)] = &[
    ("AuthFailure.SecretIdNotFound", "invalid_credentials", None),
    ("AuthFailure.InvalidSecretId", "invalid_credentials", None),
    ("AuthFailure.SignatureFailure", "invalid_credentials", None),
    ("AuthFailure.TokenFailure", "invalid_credentials", None),
    (
        "AuthFailure.InvalidAuthorization",
        "invalid_credentials",
        None,
    ),
    (
        "AuthFailure.UnauthorizedOperation",
        "invalid_credentials",
        None,
    ),
    ("AuthFailure.MFAFailure", "invalid_credentials", None),
    (
        "UnauthorizedOperation.RequestIpNotInWhitelist",
        "invalid_credentials",
        None,
    ),
    ("IpNotInWhitelist", "invalid_credentials", None),
    ("IpInBlacklist", "invalid_credentials", None),
    (
        "UnauthorizedOperation.RequestPermissionDeny",
        "invalid_credentials",
        None,
    ),
    (
        "UnauthorizedOperation.SdkAppIdIsDisabled",
        "invalid_credentials",
        None,
    ),
    (
        "UnauthorizedOperation.SmsSdkAppIdVerifyFail",
        "invalid_credentials",
        None,
    ),
    (
        "InvalidParameterValue.SdkAppIdNotExist",
        "invalid_credentials",
        None,
    ),
    (
        "InvalidParameter.AppidAndBizId",
        "invalid_credentials",
        None,
    ),
    ("AuthFailure.SignatureExpire", "invalid_request", None),
    (
        "InternalError.RequestTimeException",
        "invalid_request",
        None,
    ),
    (
        "FailedOperation.InsufficientBalanceInSmsPackage",
        "insufficient_balance",
        None,
    ),
    (
        "UnauthorizedOperation.ServiceSuspendDueToArrears",
        "insufficient_balance",
        None,
    ),
    (
        "InvalidParameterValue.IncorrectPhoneNumber",
        "invalid_recipient",
        None,
    ),
    (
        "FailedOperation.PhoneNumberParseFail",
        "invalid_recipient",
        None,
    ),
    (
        "MissingParameter.EmptyPhoneNumberSet",
        "invalid_request",
        None,
    ),
    (
        "LimitExceeded.PhoneNumberCountLimit",
        "invalid_request",
        None,
    ),
    (
        "FailedOperation.PhoneNumberInBlacklist",
        "unreachable_recipient",
        None,
    ),
    (
        "FailedOperation.SignatureIncorrectOrUnapproved",
        "invalid_sender",
        None,
    ),
    ("FailedOperation.MissingSignature", "invalid_sender", None),
    (
        "FailedOperation.MissingSignatureList",
        "invalid_sender",
        None,
    ),
    ("FailedOperation.SignIdNotExist", "invalid_sender", None),
    (
        "FailedOperation.TemplateIncorrectOrUnapproved",
        "template_rejected",
        None,
    ),
    (
        "FailedOperation.TemplateUnapprovedOrNotExist",
        "template_rejected",
        None,
    ),
    (
        "FailedOperation.TemplateIdNotExist",
        "template_rejected",
        None,
    ),
    (
        "FailedOperation.MissingTemplateList",
        "template_rejected",
        None,
    ),
    (
        "FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
        "template_rejected",
        None,
    ),
    (
        "InvalidParameterValue.TemplateParameterFormatError",
        "template_rejected",
        None,
    ),
    (
        "InvalidParameterValue.TemplateParameterLengthLimit",
        "template_rejected",
        None,
    ),
    (
        "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
        "template_rejected",
        None,
    ),
    (
        "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone",
        "template_rejected",
        None,
    ),
    (
        "UnsupportedOperation.GlobalTemplateToChineseMainlandPhone",
        "template_rejected",
        None,
    ),
    (
        "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber",
        "template_rejected",
        None,
    ),
    (
        "UnsupportedOperation.ContainDomesticPhoneNumber",
        "template_rejected",
        None,
    ),
    (
        "FailedOperation.MarketingSendTimeConstraint",
        "template_rejected",
        None,
    ),
    (
        "UnauthorizedOperation.IndividualUserMarketingSmsPermissionDeny",
        "template_rejected",
        None,
    ),
    (
        "UnsupportedOperation.UnsupportedRegion",
        "destination_not_allowed",
        None,
    ),
    (
        "LimitExceeded.AppCountryOrRegionInBlacklist",
        "destination_not_allowed",
        None,
    ),
    (
        "FailedOperation.ContainSensitiveWord",
        "content_rejected",
        None,
    ),
    ("InvalidParameter.DirtyWordFound", "content_rejected", None),
    (
        "InvalidParameterValue.ContentLengthLimit",
        "invalid_request",
        None,
    ),
    (
        "LimitExceeded.PhoneNumberThirtySecondLimit",
        "rate_limited",
        Some(30),
    ),
    (
        "LimitExceeded.DeliveryFrequencyLimit",
        "rate_limited",
        Some(30),
    ),
    (
        "LimitExceeded.PhoneNumberOneHourLimit",
        "rate_limited",
        Some(3600),
    ),
    (
        "LimitExceeded.PhoneNumberDailyLimit",
        "rate_limited",
        Some(86400),
    ),
    (
        "LimitExceeded.PhoneNumberSameContentDailyLimit",
        "rate_limited",
        Some(86400),
    ),
    ("LimitExceeded.AppDailyLimit", "quota_exceeded", None),
    (
        "LimitExceeded.AppMainlandChinaDailyLimit",
        "quota_exceeded",
        None,
    ),
    ("LimitExceeded.AppGlobalDailyLimit", "quota_exceeded", None),
    (
        "LimitExceeded.AppCountryOrRegionDailyLimit",
        "quota_exceeded",
        None,
    ),
    ("LimitExceeded.DailyLimit", "quota_exceeded", None),
    (
        "LimitExceeded.GlobalSmsSendingRateLimit",
        "rate_limited",
        None,
    ),
    ("RequestLimitExceeded", "rate_limited", None),
    ("RequestLimitExceeded.IPLimitExceeded", "rate_limited", None),
    (
        "RequestLimitExceeded.UinLimitExceeded",
        "rate_limited",
        None,
    ),
    (
        "RequestLimitExceeded.GlobalRegionUinLimitExceeded",
        "rate_limited",
        None,
    ),
    ("FailedOperation.FailResolvePacket", "invalid_request", None),
    ("FailedOperation.JsonParseFail", "invalid_request", None),
    ("InvalidParameter", "invalid_request", None),
    (
        "InvalidParameter.InvalidParameters",
        "invalid_request",
        None,
    ),
    ("InvalidParameterValue", "invalid_request", None),
    ("MissingParameter", "invalid_request", None),
    ("UnsupportedOperation", "invalid_request", None),
    ("InvalidAction", "invalid_request", None),
    ("NoSuchVersion", "invalid_request", None),
    ("InternalError.SigVerificationFail", "invalid_request", None),
    ("InternalError.SigFieldMissing", "invalid_request", None),
    (
        "InternalError.RestApiInterfaceNotExist",
        "invalid_request",
        None,
    ),
    ("InternalError.JsonParseFail", "invalid_request", None),
    ("InternalError.Timeout", "outcome_unknown", None),
    ("InternalError.SendAndRecvFail", "outcome_unknown", None),
    ("InternalError.OtherError", "outcome_unknown", None),
    ("InternalError.UnknownError", "outcome_unknown", None),
    (
        "InternalError.ParseBackendResponseFail",
        "outcome_unknown",
        None,
    ),
    ("InternalError", "outcome_unknown", None),
    ("FailedOperation.OtherError", "outcome_unknown", None),
    (
        "FailedOperation.ParametersOtherError",
        "outcome_unknown",
        None,
    ),
    ("FailedOperation", "outcome_unknown", None),
    ("AuthFailure", "invalid_credentials", None),
    ("UnauthorizedOperation", "invalid_credentials", None),
    ("LimitExceeded", "quota_exceeded", None),
];

#[test]
fn a_number_whose_status_is_ok_gets_its_message() {
    let sent = |code: &str, fee: &str| {
        format!(
            r#"{{"Response":{{"SendStatusSet":[{{"SerialNo":"5000:1045","PhoneNumber":"+14155550100","Fee":{fee},"SessionContext":"","Code":"{code}","Message":"send success","IsoCode":"US"}}],"RequestId":"a0"}}}}"#
        )
    };
    check(200, &sent("Ok", "1"), "sent: 5000:1045, 1 segments");
    check(200, &sent("ok", "\"2\""), "sent: 5000:1045, 2 segments");
    check(200, &sent("OK", "0"), "sent: 5000:1045");
}

#[test]
fn every_code_means_the_same_in_both_layers() {
    for (code, kind, wait) in CODES {
        let wait = wait.map(|wait| format!(", retry after {wait} s"));
        let expected = format!("failed: {kind} ({code}){}", wait.unwrap_or_default());
        check(200, &request_refused(code), &expected);
        check(200, &number_refused(code), &expected);
    }
}

#[test]
fn every_code_of_the_table_is_in_these_tests() {
    let tested: BTreeSet<&str> = CODES.iter().map(|(code, ..)| *code).collect();
    let table: BTreeSet<&str> = Tencent::CODES.iter().map(|row| row.code).collect();
    assert_eq!(table, tested);
    assert_eq!(Tencent::CODES.len(), table.len());
}

#[test]
fn a_code_that_is_not_documented_means_what_its_family_means() {
    for (code, kind) in [
        ("AuthFailure.New", "invalid_credentials"),
        ("UnauthorizedOperation.New", "invalid_credentials"),
        ("InvalidParameterValue.New", "invalid_request"),
        ("MissingParameter.New", "invalid_request"),
        ("LimitExceeded.New", "quota_exceeded"),
        ("RequestLimitExceeded.New", "rate_limited"),
        ("InternalError.New", "outcome_unknown"),
        ("FailedOperation.New", "outcome_unknown"),
        ("New", "outcome_unknown"),
    ] {
        let expected = format!("failed: {kind} ({code})");
        check(200, &request_refused(code), &expected);
        check(200, &number_refused(code), &expected);
    }
}

#[test]
fn another_http_status_is_never_a_success() {
    let ok = r#"{"Response":{"SendStatusSet":[{"SerialNo":"1","Code":"Ok"}]}}"#;
    check(500, ok, "failed: outcome_unknown");
    check(400, "<html>", "failed: invalid_request");
    check(
        403,
        &request_refused("AuthFailure.TokenFailure"),
        "failed: invalid_credentials (AuthFailure.TokenFailure)",
    );
    for status in [408, 500, 502, 503, 504] {
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
        r#"{"Response":{"SendStatusSet":[{"SerialNo":"1","Code":"Ok""#,
        r#"{"Response":{}}"#,
        r#"{"Response":[]}"#,
        r#"{"Response":{"SendStatusSet":[]}}"#,
        r#"{"Response":{"SendStatusSet":{}}}"#,
        r#"{"Response":{"SendStatusSet":[null]}}"#,
        r#"{"Response":{"SendStatusSet":[{"SerialNo":"1"}]}}"#,
        r#"{"Response":{"SendStatusSet":[{"SerialNo":"","Code":"Ok"}]}}"#,
        r#"{"Response":{"SendStatusSet":[{"SerialNo":[],"Code":"Ok"}]}}"#,
        r#"{"Response":{"SendStatusSet":[{"SerialNo":"1","Code":["Ok"]}]}}"#,
        r#"{"Response":{"Error":{},"SendStatusSet":[{"SerialNo":"1","Code":"Ok"}]}}"#,
        r#"{"Response":{"Error":"no"}}"#,
        r#"{"SendStatusSet":[{"SerialNo":"1","Code":"Ok"}]}"#,
    ] {
        check(200, body, "failed: unintelligible");
    }
}
