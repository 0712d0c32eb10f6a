//! Alibaba Cloud: the published signatures, each refusal, each shape of failure.

use std::time::{Duration, UNIX_EPOCH};

use connector_testkit::sim::{Aliyun, AliyunFailure, Provider, Received, Verdict};
use serde_json::Value;

use crate::signing::{hex, hmac, sha256};

const CHINA: &str = "dysmsapi.aliyuncs.com";
const SINGAPORE: &str = "dysmsapi.ap-southeast-1.aliyuncs.com";
const JAKARTA: &str = "dysmsapi.ap-southeast-5.aliyuncs.com";
/// 2026-01-02T03:04:05Z
const NOW: u64 = 1_767_323_045;
const DATE: &str = "2026-01-02T03:04:05Z";
/// Values whose encoding is themselves, but for the last, which is `{"code":"123456"}`.
const GOOD: &[(&str, &str)] = &[
    ("PhoneNumbers", "8613800000000"),
    ("SignName", "Acme"),
    ("TemplateCode", "SMS_1"),
    ("TemplateParam", "%7B%22code%22%3A%22123456%22%7D"),
];

fn account() -> Aliyun {
    Aliyun::new("testid", "testsecret")
        .with_sign_name("Acme")
        .with_sign_name("阿里云")
        .with_template("SMS_1", &["code"])
        .with_template("SMS_153055065", &["code"])
        .with_overseas_template("SMS_2", &["code"])
        .with_overseas_template("SMS_3", &["code", "minutes"])
}

/// A call without a signature. Parameters are encoded and in order.
fn unsigned(host: &str, action: &str, version: &str, parameters: &[(&str, &str)]) -> Received {
    let pairs: Vec<_> = parameters
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let mut request = Received::new("POST", &format!("/?{}", pairs.join("&")))
        .with_header("Host", host)
        .with_header("x-acs-action", action)
        .with_header("x-acs-content-sha256", &sha256(""))
        .with_header("x-acs-date", DATE)
        .with_header("x-acs-signature-nonce", &sha256(&pairs.concat()))
        .with_header("x-acs-version", version);
    request.received_at = UNIX_EPOCH + Duration::from_secs(NOW);
    request
}

/// The request with the signature it should have.
fn signed(request: Received) -> Received {
    let query = request.target.strip_prefix("/?").unwrap();
    let mut headers: Vec<(String, &str)> = request
        .headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value.as_str()))
        .collect();
    headers.sort();
    let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
    let names = names.join(";");
    let lines = headers
        .iter()
        .map(|(name, value)| format!("{name}:{value}\n"));
    let lines: String = lines.collect();
    let hash = sha256("");
    let canonical = format!("{}\n/\n{query}\n{lines}\n{names}\n{hash}", request.method);
    let text = format!("ACS3-HMAC-SHA256\n{}", sha256(&canonical));
    let signature = hex(hmac("testsecret", &text));
    request.with_header(
        "Authorization",
        &format!("ACS3-HMAC-SHA256 Credential=testid,SignedHeaders={names},Signature={signature}"),
    )
}

fn send_sms(parameters: &[(&str, &str)]) -> Received {
    signed(unsigned(CHINA, "SendSms", "2017-05-25", parameters))
}

/// The good parameters with one changed, added, or (when `None`) left out.
fn with<'a>(name: &'a str, value: Option<&'a str>) -> Vec<(&'a str, &'a str)> {
    let mut parameters: Vec<_> = GOOD
        .iter()
        .copied()
        .filter(|(known, _)| *known != name)
        .collect();
    parameters.extend(value.map(|value| (name, value)));
    parameters.sort_unstable();
    parameters
}

/// HTTP status and code of an answer, and the number and text of a message that is on its way.
fn answer(aliyun: &mut Aliyun, request: &Received) -> String {
    let reply = aliyun.verdict(request);
    let document: Value = serde_json::from_slice(&reply.body).unwrap();
    let code = document.get("Code").or(document.get("ResponseCode"));
    let code = code.unwrap().as_str().unwrap().to_owned();
    match reply.verdict {
        Verdict::Accepted(sms) => {
            let id = document.get("BizId").or(document.get("MessageId")).unwrap();
            assert_eq!((id.as_str(), code.as_str()), (Some(sms.id.as_str()), "OK"));
            format!("{} {} {}", reply.status, sms.to, sms.text)
        }
        verdict => {
            assert_eq!(verdict, Verdict::rejected(&code));
            format!("{} {code}", reply.status)
        }
    }
}

#[track_caller]
fn check(request: &Received, expected: &str) {
    assert_eq!(answer(&mut account(), request), expected, "{request}");
}

#[test]
fn a_signed_call_is_accepted() {
    check(
        &send_sms(GOOD),
        r#"200 +8613800000000 SMS_1 {"code":"123456"}"#,
    );
}

/// Agrees with the official Python SDK.
#[test]
fn the_known_signature_of_version_3_is_accepted() {
    let request = unsigned(
        CHINA,
        "SendSms",
        "2017-05-25",
        &[
            ("OutId", "req-0001"),
            ("PhoneNumbers", "8613800000000"),
            ("SignName", "%E9%98%BF%E9%87%8C%E4%BA%91"),
            ("TemplateCode", "SMS_153055065"),
            ("TemplateParam", "%7B%22code%22%3A%22123456%22%7D"),
        ],
    );
    let mut request = request.with_header(
        "Authorization",
        "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;x-acs-action;x-acs-content-sha256;\
         x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=\
         e0912692b9274488cc42241d2e6f9cff4b47d38d84dae2fdbfb544e4c290c53a",
    );
    let nonce = request
        .headers
        .iter_mut()
        .find(|(name, _)| name == "x-acs-signature-nonce");
    nonce.unwrap().1 = "3156853299f313e23d1673dc12e1703d".to_owned();
    check(
        &request,
        r#"200 +8613800000000 SMS_153055065 {"code":"123456"}"#,
    );
}

/// Agrees with the official Python SDK.
#[test]
fn the_known_signature_of_version_1_is_accepted() {
    let body = "AccessKeyId=testid&Action=SendSms&Format=json&OutId=req-0001\
        &PhoneNumbers=8613800000000&RegionId=cn-hangzhou&SignName=%E9%98%BF%E9%87%8C%E4%BA%91\
        &SignatureMethod=HMAC-SHA1&SignatureNonce=9e030f6b-03a2-40f0-a6ba-157d44532fd0\
        &SignatureVersion=1.0&TemplateCode=SMS_153055065\
        &TemplateParam=%7B%22code%22%3A%22123456%22%7D&Timestamp=2026-01-02T03%3A04%3A05Z\
        &Version=2017-05-25&Signature=pQ%2FyEc1OUsW8zuryXTBEnIujV5g%3D";
    let form = |body: &str| {
        let mut request = Received::new("POST", "/")
            .with_header("Host", CHINA)
            .with_header("Content-Type", "application/x-www-form-urlencoded")
            .with_body(body);
        request.received_at = UNIX_EPOCH + Duration::from_secs(NOW);
        request
    };
    check(
        &form(body),
        r#"200 +8613800000000 SMS_153055065 {"code":"123456"}"#,
    );
    for (from, to, expected) in [
        ("testid", "other", "404 InvalidAccessKeyId.NotFound"),
        ("123456", "654321", "400 SignatureDoesNotMatch"),
        ("04%3A05Z", "04%3A5Z", "400 InvalidTimeStamp.Expired"),
        ("HMAC-SHA1", "MD5", "400 IncompleteSignature"),
        ("SignatureNonce=", "Nonce=", "400 IncompleteSignature"),
        ("2017-05-25", "2018-05-01", "400 InvalidVersion"),
        (
            "Action=SendSms",
            "Action=SendMms",
            "404 InvalidAction.NotFound",
        ),
    ] {
        check(&form(&body.replace(from, to)), expected);
    }
}

#[test]
fn what_is_wrong_with_a_signature_is_the_gateways_code() {
    let good = || unsigned(CHINA, "SendSms", "2017-05-25", GOOD);
    let changed = |name: &str, value: &str| {
        let mut request = good();
        request.headers.retain(|(known, _)| known != name);
        signed(request.with_header(name, value))
    };
    check(&good(), "400 IncompleteSignature");
    check(
        &changed("x-acs-date", "2026-01-02T02:49:04Z"),
        "400 InvalidTimeStamp.Expired",
    );
    check(
        &changed("x-acs-date", "2026-01-02 03:04:05"),
        "400 InvalidTimeStamp.Expired",
    );
    check(
        &changed("x-acs-date", "2026-02-30T03:04:05Z"),
        "400 InvalidTimeStamp.Expired",
    );
    check(
        &changed("x-acs-version", "2018-05-01"),
        "400 InvalidVersion",
    );
    check(
        &changed("x-acs-action", "QuerySendDetails"),
        "404 InvalidAction.NotFound",
    );
    check(
        &changed("x-acs-content-sha256", &sha256("other")),
        "400 IncompleteSignature",
    );
    check(
        &changed("x-acs-security-token", "t"),
        "400 InvalidSecurityToken.MismatchWithAccessKey",
    );
    check(
        &changed("Host", "sms.aliyuncs.com"),
        "404 InvalidAction.NotFound",
    );
    let unsigned_header = signed(good()).with_header("x-acs-extra", "1");
    check(&unsigned_header, "400 IncompleteSignature");
    let mut moved = signed(good());
    moved.target = moved.target.replace("SMS_1", "SMS_2");
    check(&moved, "400 SignatureDoesNotMatch");
    let spaced = |request: Received| {
        let (name, value) = request.headers.last().unwrap().clone();
        let mut request = request;
        request.headers.pop();
        request.with_header(&name, &value.replace(",Sig", ", Sig"))
    };
    check(&spaced(signed(good())), "400 IncompleteSignature");
}

#[test]
fn a_clock_may_be_off_by_a_quarter_of_an_hour() {
    let mut request = unsigned(CHINA, "SendSms", "2017-05-25", GOOD);
    request
        .headers
        .iter_mut()
        .find(|(name, _)| name == "x-acs-date")
        .unwrap()
        .1 = "2026-01-02T03:19:05Z".to_owned();
    assert!(answer(&mut account(), &signed(request)).starts_with("200 +"));
}

#[test]
fn temporary_credentials_need_their_token() {
    let mut aliyun = account().require_security_token("sts");
    assert_eq!(
        answer(&mut aliyun, &send_sms(GOOD)),
        "400 InvalidSecurityToken.MismatchWithAccessKey"
    );
    let request = unsigned(CHINA, "SendSms", "2017-05-25", GOOD);
    let request = signed(request.with_header("x-acs-security-token", "sts"));
    assert!(answer(&mut aliyun, &request).starts_with("200 +"));
}

#[test]
fn a_request_that_comes_again_is_refused_whatever_became_of_the_first() {
    let mut aliyun = account();
    aliyun.fail_next("isp.SYSTEM_ERROR");
    assert_eq!(answer(&mut aliyun, &send_sms(GOOD)), "200 isp.SYSTEM_ERROR");
    assert_eq!(
        answer(&mut aliyun, &send_sms(GOOD)),
        "400 SignatureNonceUsed"
    );
}

#[test]
fn what_is_wrong_with_a_message_is_the_services_code() {
    let json = "%7B%22code%22%3A";
    let number = format!("{json}123456%7D");
    let word = format!("{json}%22a-b-c%22%7D");
    let link = format!("{json}%22a%3A%2F%2Fb%22%7D");
    let more = format!("{json}%22123456%22%2C%22uiLocales%22%3A%22fr%22%7D");
    let many = vec!["8613800000000"; 1001].join("%2C");
    for (name, value, expected) in [
        ("PhoneNumbers", None, "isv.MOBILE_NUMBER_ILLEGAL"),
        (
            "PhoneNumbers",
            Some("86138000000001"),
            "isv.MOBILE_NUMBER_ILLEGAL",
        ),
        (
            "PhoneNumbers",
            Some("442071838750"),
            "isv.MOBILE_NUMBER_ILLEGAL",
        ),
        (
            "PhoneNumbers",
            Some(many.as_str()),
            "isv.MOBILE_COUNT_OVER_LIMIT",
        ),
        ("SignName", None, "isv.SMS_SIGNATURE_ILLEGAL"),
        ("SignName", Some("Other"), "isv.SMS_SIGNATURE_ILLEGAL"),
        ("TemplateCode", None, "isv.SMS_TEMPLATE_ILLEGAL"),
        ("TemplateCode", Some("SMS_9"), "isv.SMS_TEMPLATE_ILLEGAL"),
        (
            "TemplateCode",
            Some("SMS_2"),
            "isv.DOMESTIC_NUMBER_NOT_SUPPORTED",
        ),
        ("TemplateParam", None, "isv.TEMPLATE_MISSING_PARAMETERS"),
        ("TemplateParam", Some("code"), "isv.INVALID_JSON_PARAM"),
        (
            "TemplateParam",
            Some(number.as_str()),
            "isv.INVALID_PARAMETERS",
        ),
        (
            "TemplateParam",
            Some(more.as_str()),
            "isv.INVALID_PARAMETERS",
        ),
        (
            "TemplateParam",
            Some(word.as_str()),
            "isv.TEMPLATE_PARAMS_ILLEGAL",
        ),
        (
            "TemplateParam",
            Some(link.as_str()),
            "isv.PARAM_NOT_SUPPORT_URL",
        ),
    ] {
        check(&send_sms(&with(name, value)), &format!("200 {expected}"));
    }
}

#[test]
fn bare_digits_of_an_american_number_reach_a_stranger_in_china() {
    let mainland = send_sms(&with("PhoneNumbers", Some("14155552671")));
    check(&mainland, r#"200 +8614155552671 SMS_1 {"code":"123456"}"#);
    let mut overseas = with("PhoneNumbers", Some("14155552671"));
    overseas.retain(|(name, _)| *name != "TemplateCode");
    overseas.insert(2, ("TemplateCode", "SMS_2"));
    check(
        &send_sms(&overseas),
        r#"200 +14155552671 SMS_2 {"code":"123456"}"#,
    );
}

#[test]
fn the_international_product_has_calls_of_its_own() {
    let call = |host, action, parameters: &[(&str, &str)]| {
        let mut parameters = parameters.to_vec();
        parameters.sort_unstable();
        signed(unsigned(host, action, "2018-05-01", &parameters))
    };
    let template = [
        ("From", "Acme"),
        ("TemplateCode", "SMS_1"),
        ("TemplateParam", "%7B%22code%22%3A%22123456%22%7D"),
    ];
    let to_mainland = [&template[..], &[("To", "8613800000000")]].concat();
    let name = "SendMessageWithTemplate";
    let sent = r#"200 +8613800000000 SMS_1 {"code":"123456"}"#;
    check(&call(SINGAPORE, name, &to_mainland), sent);
    check(
        &call(JAKARTA, name, &to_mainland),
        "404 InvalidAction.NotFound",
    );
    check(
        &call(CHINA, name, &to_mainland),
        "404 InvalidAction.NotFound",
    );
    for (to, expected) in [
        ("13800000000", "200 NOT_SUPPORTED_COUNTRY"),
        ("14155552671", "200 NOT_SUPPORTED_COUNTRY"),
        ("442071838750", "200 NOT_SUPPORTED_COUNTRY"),
        ("%2B8613800000000", "200 MOBILE_NUMBER_ILLEGAL"),
    ] {
        check(
            &call(SINGAPORE, name, &[&template[..], &[("To", to)]].concat()),
            expected,
        );
    }
    let name = "SendMessageToGlobe";
    let text = [("Message", "Code-123456"), ("Type", "OTP")];
    for (more, expected) in [
        (
            [("To", "14155552671"), ("From", "Acme")],
            "200 +14155552671 Code-123456",
        ),
        (
            [("To", "14155552671"), ("From", "TwelveLetter")],
            "200 INVALID_SENDERID",
        ),
        (
            [("To", "8613800000000"), ("From", "Acme")],
            "200 NOT_SUPPORTED_COUNTRY",
        ),
        (
            [("To", "0014155552671"), ("From", "Acme")],
            "200 MOBILE_NUMBER_ILLEGAL",
        ),
    ] {
        check(&call(JAKARTA, name, &[&text[..], &more].concat()), expected);
    }
    let odd = [("To", "14155552671"), ("Message", "x"), ("Type", "SMS")];
    check(&call(SINGAPORE, name, &odd), "200 SMS_CONTENT_ILLEGAL");
}

#[test]
fn every_documented_code_can_be_asked_for() {
    let request = send_sms(GOOD);
    for code in Aliyun::codes() {
        let mut aliyun = account();
        aliyun.fail_next(code);
        let answer = answer(&mut aliyun, &request);
        let (status, given) = answer.split_once(' ').unwrap();
        assert_eq!(given, code);
        // The service writes capitals and underscores.
        assert_eq!(status == "200", code.contains('_'), "{answer}");
    }
}

#[test]
fn a_failure_may_have_another_message() {
    let mut aliyun = account();
    let failure = AliyunFailure::new("isv.BUSINESS_LIMIT_CONTROL");
    aliyun.fail_with(failure.message("触发小时级流控Permits:5"));
    let reply = aliyun.verdict(&send_sms(GOOD));
    let document: Value = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(document.get("Message").unwrap(), "触发小时级流控Permits:5");
    aliyun.recover();
    assert!(answer(&mut aliyun, &send_sms(&with("OutId", Some("2")))).starts_with("200 +"));
}
