//! Tencent Cloud: the known signature, each refusal, both layers of failure.

use std::time::{Duration, UNIX_EPOCH};

use connector_testkit::sim::{Provider, Received, Tencent, TencentFailure, Verdict};
use serde_json::{Value, json};

use crate::signing::{hex, hmac, sha256};

/// 2026-01-02T03:04:05Z
const NOW: u64 = 1_767_323_045;
const HOST: &str = "sms.tencentcloudapi.com";
const JSON: &str = "application/json; charset=utf-8";

fn account() -> Tencent {
    Tencent::new("AKIDEXAMPLE", "SECRETEXAMPLE", "1400006666")
        .with_sign_name("腾讯云")
        .with_template("1110", 1)
        .with_overseas_template("2220", 2)
}

fn good() -> Value {
    json!({
        "PhoneNumberSet": ["+8618501234444"],
        "SmsSdkAppId": "1400006666",
        "SignName": "腾讯云",
        "TemplateId": "1110",
        "TemplateParamSet": ["123456"],
        "SessionContext": "req-0001",
    })
}

/// The good document with other or more fields; `null` removes one.
fn with(changes: Value) -> Value {
    let mut document = good();
    let fields = document.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => fields.remove(name),
            value => fields.insert(name.clone(), value.clone()),
        };
    }
    document
}

fn unsigned(body: &str) -> Received {
    let mut request = Received::new("POST", "/")
        .with_header("Host", HOST)
        .with_header("Content-Type", JSON)
        .with_header("X-TC-Action", "SendSms")
        .with_header("X-TC-Version", "2021-01-11")
        .with_header("X-TC-Region", "ap-guangzhou")
        .with_header("X-TC-Timestamp", &NOW.to_string())
        .with_body(body);
    request.received_at = UNIX_EPOCH + Duration::from_secs(NOW);
    request
}

fn authorized(request: Received, signature: &str) -> Received {
    let scope = "2026-01-02/sms/tc3_request";
    request.with_header(
        "Authorization",
        &format!(
            "TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders=content-type;host, \
             Signature={signature}"
        ),
    )
}

/// The request with the signature it should have.
fn signed(request: Received) -> Received {
    let body = sha256(std::str::from_utf8(&request.body).unwrap());
    let host = request.header("host").unwrap();
    let canonical =
        format!("POST\n/\n\ncontent-type:{JSON}\nhost:{host}\n\ncontent-type;host\n{body}");
    let timestamp = request.header("x-tc-timestamp").unwrap();
    let scope = "2026-01-02/sms/tc3_request";
    let text = format!(
        "TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{}",
        sha256(&canonical)
    );
    let steps = ["2026-01-02", "sms", "tc3_request"];
    let key = steps
        .iter()
        .fold(b"TC3SECRETEXAMPLE".to_vec(), |key, step| hmac(key, step));
    authorized(request, &hex(hmac(key, &text)))
}

/// The layer and the code of a refusal, or the number and text of a message that is on its way.
fn answer(tencent: &mut Tencent, request: &Received) -> String {
    let reply = tencent.verdict(request);
    assert_eq!(reply.status, 200);
    let document: Value = serde_json::from_slice(&reply.body).unwrap();
    assert!(document.pointer("/Response/RequestId").is_some());
    let text = |pointer: &str| {
        let value = document.pointer(pointer);
        value.and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    if let Verdict::Accepted(sms) = reply.verdict {
        let status = |name: &str| text(&format!("/Response/SendStatusSet/0/{name}"));
        assert_eq!(
            (status("Code"), status("SerialNo")),
            ("Ok".to_owned(), sms.id)
        );
        assert_eq!(status("SessionContext"), "req-0001");
        return format!("{} {}", sms.to, sms.text);
    }
    let (request, number) = (
        text("/Response/Error/Code"),
        text("/Response/SendStatusSet/0/Code"),
    );
    let layer = if number.is_empty() {
        "request"
    } else {
        "number"
    };
    format!("{layer}: {request}{number}")
}

#[track_caller]
fn check(request: &Received, expected: &str) {
    assert_eq!(answer(&mut account(), request), expected, "{request}");
}

#[test]
fn a_signed_request_is_accepted() {
    let request = signed(unsigned(&good().to_string()));
    check(&request, r#"+8618501234444 1110 ["123456"]"#);
}

/// Agrees with the official Python SDK.
#[test]
fn the_known_signature_is_accepted() {
    let body = r#"{"PhoneNumberSet":["+8618501234444"],"SmsSdkAppId":"1400006666","SignName":"腾讯云","TemplateId":"1110","TemplateParamSet":["123456"],"SessionContext":"req-0001"}"#;
    let signature = "45cb3602c273a81be305e2012aae4d8d1f39dda7af73fb2ecfa2d3efdcdecb6e";
    let request = authorized(unsigned(body), signature);
    check(&request, r#"+8618501234444 1110 ["123456"]"#);
    let other = authorized(unsigned(&body.replace("123456", "654321")), signature);
    check(&other, "request: AuthFailure.SignatureFailure");
}

#[test]
fn what_is_wrong_with_a_signature_or_a_header_is_an_error() {
    let changed = |name: &str, value: Option<&str>| {
        let mut request = unsigned(&good().to_string());
        request.headers.retain(|(known, _)| known != name);
        match value {
            Some(value) => request.with_header(name, value),
            None => request,
        }
    };
    check(
        &changed("X", None),
        "request: AuthFailure.InvalidAuthorization",
    );
    for (name, value, expected) in [
        ("X-TC-Action", Some("PullSmsSendStatus"), "InvalidAction"),
        ("X-TC-Action", None, "MissingParameter"),
        ("X-TC-Version", Some("2019-07-11"), "NoSuchVersion"),
        ("X-TC-Region", None, "MissingParameter"),
        ("X-TC-Token", Some("t"), "AuthFailure.TokenFailure"),
        ("Host", Some("cvm.tencentcloudapi.com"), "InvalidAction"),
    ] {
        check(
            &signed(changed(name, value)),
            &format!("request: {expected}"),
        );
    }
    let late = (NOW - 301).to_string();
    check(
        &signed(changed("X-TC-Timestamp", Some(&late))),
        "request: AuthFailure.SignatureExpire",
    );
    // Midnight has passed, and the credential is still that of the day before.
    let tomorrow = (NOW + 86_400).to_string();
    let mut request = signed(changed("X-TC-Timestamp", Some(&tomorrow)));
    request.received_at += Duration::from_secs(86_400);
    check(&request, "request: AuthFailure.SignatureFailure");
    let scope = |from: &str, to: &str| {
        let mut request = signed(unsigned(&good().to_string()));
        let (name, value) = request.headers.pop().unwrap();
        request.with_header(&name, &value.replace(from, to))
    };
    check(
        &scope("AKID", "AKIX"),
        "request: AuthFailure.SecretIdNotFound",
    );
    check(
        &scope("/sms/", "/cvm/"),
        "request: AuthFailure.InvalidAuthorization",
    );
    check(
        &scope(", Sig", ",Sig"),
        "request: AuthFailure.InvalidAuthorization",
    );
    check(
        &scope("content-type;host", "host"),
        "request: AuthFailure.SignatureFailure",
    );
    let mut other = signed(unsigned(&good().to_string()));
    other
        .headers
        .iter_mut()
        .find(|(name, _)| name == "Content-Type")
        .unwrap()
        .1 = "application/json".to_owned();
    check(&other, "request: AuthFailure.SignatureFailure");
}

#[test]
fn the_international_site_and_a_token_are_known() {
    let mut tencent = account().require_security_token("sts");
    let mut request = unsigned(&good().to_string()).with_header("X-TC-Token", "sts");
    request.headers[0].1 = "sms.intl.tencentcloudapi.com".to_owned();
    assert!(answer(&mut tencent, &signed(request)).starts_with('+'));
}

#[test]
fn what_is_wrong_with_a_message_is_in_one_of_two_layers() {
    for (changes, expected) in [
        (
            json!({ "PhoneNumberSet": null }),
            "request: MissingParameter.EmptyPhoneNumberSet",
        ),
        (
            json!({ "PhoneNumberSet": "+8618501234444" }),
            "request: InvalidParameter",
        ),
        (
            json!({ "PhoneNumberSet": vec!["+8618501234444"; 201] }),
            "request: LimitExceeded.PhoneNumberCountLimit",
        ),
        (
            json!({ "SmsSdkAppId": "1" }),
            "request: UnauthorizedOperation.SmsSdkAppIdVerifyFail",
        ),
        (json!({ "TemplateId": 1110 }), "request: InvalidParameter"),
        (
            json!({ "TemplateParamSet": [123_456] }),
            "request: InvalidParameter",
        ),
        (json!({ "Sign": "腾讯云" }), "request: UnknownParameter"),
        (
            json!({ "SessionContext": "x".repeat(512) }),
            "request: InvalidParameterValue",
        ),
        (
            json!({ "PhoneNumberSet": ["447700900123"] }),
            "number: InvalidParameterValue.IncorrectPhoneNumber",
        ),
        (
            json!({ "SignName": null }),
            "number: FailedOperation.SignatureIncorrectOrUnapproved",
        ),
        (
            json!({ "SignName": "x" }),
            "number: FailedOperation.SignatureIncorrectOrUnapproved",
        ),
        (
            json!({ "TemplateId": "1" }),
            "number: FailedOperation.TemplateIncorrectOrUnapproved",
        ),
        (
            json!({ "TemplateId": "2220" }),
            "number: UnsupportedOperation.GlobalTemplateToChineseMainlandPhone",
        ),
        (
            json!({ "PhoneNumberSet": ["+14155552671"] }),
            "number: UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone",
        ),
        (
            json!({ "TemplateParamSet": ["123456", "fr"] }),
            "number: FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
        ),
        (
            json!({ "TemplateParamSet": ["1234567"] }),
            "number: InvalidParameterValue.TemplateParameterFormatError",
        ),
        (
            json!({ "TemplateParamSet": ["a://b"] }),
            "number: InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
        ),
    ] {
        check(&signed(unsigned(&with(changes).to_string())), expected);
    }
    check(
        &signed(unsigned("{")),
        "request: FailedOperation.FailResolvePacket",
    );
}

#[test]
fn numbers_overseas_need_no_signature_and_an_overseas_template() {
    let document = with(json!({
        "PhoneNumberSet": ["+14155552671"], "SignName": null, "TemplateId": "2220",
        "TemplateParamSet": ["123456", "5"], "SenderId": "Acme",
    }));
    let request = signed(unsigned(&document.to_string()));
    check(&request, r#"+14155552671 2220 ["123456","5"]"#);
}

#[test]
fn bare_digits_of_an_american_number_reach_a_stranger_in_china() {
    let document = with(json!({ "PhoneNumberSet": ["14155552671"] }));
    let request = signed(unsigned(&document.to_string()));
    check(&request, r#"+8614155552671 1110 ["123456"]"#);
}

#[test]
fn every_documented_code_can_be_asked_for_in_both_layers() {
    let request = signed(unsigned(&good().to_string()));
    let mut tencent = account();
    for code in Tencent::codes() {
        tencent.fail_next(code);
        assert!(answer(&mut tencent, &request).ends_with(code), "{code}");
        tencent.fail_next(TencentFailure::Request(code.to_owned()));
        assert_eq!(answer(&mut tencent, &request), format!("request: {code}"));
        tencent.fail_next(TencentFailure::Number(code.to_owned()));
        assert_eq!(answer(&mut tencent, &request), format!("number: {code}"));
    }
    tencent.fail_with(TencentFailure::NoStatus);
    assert_eq!(answer(&mut tencent, &request), "request: ");
    tencent.recover();
    assert!(answer(&mut tencent, &request).starts_with('+'));
}
