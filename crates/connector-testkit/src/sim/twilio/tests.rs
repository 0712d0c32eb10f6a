//! The rules, without a socket.

use serde_json::Value;

use super::*;
use crate::sim::Verdict;

const ACCOUNT: &str = "AC00000000000000000000000000000001";
const SERVICE: &str = "MG00000000000000000000000000000001";
/// `ACCOUNT:token` in Base64.
const BASIC: &str = "Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMTp0b2tlbg==";
const GOOD: &str = "To=%2B14155550100&From=%2B15005550006&Body=Your+code+is+123456";

fn request(form: &str) -> Received {
    Received::new(
        "POST",
        &format!("/2010-04-01/Accounts/{ACCOUNT}/Messages.json"),
    )
    .with_header("Host", "api.twilio.com")
    .with_header("Authorization", BASIC)
    .with_header("Content-Type", "application/x-www-form-urlencoded")
    .with_body(form)
}

fn answer(twilio: &mut Twilio, request: &Received) -> (u16, Value, Verdict) {
    let reply = twilio.verdict(request);
    let document = serde_json::from_slice(&reply.body).unwrap();
    (reply.status, document, reply.verdict)
}

/// The HTTP status and the code that Twilio refuses a request with.
#[track_caller]
fn check_refused(request: &Received, status: u16, code: u32) {
    let (actual, envelope, verdict) = answer(&mut Twilio::new(ACCOUNT, "token"), request);
    assert_eq!(
        (actual, &envelope["code"]),
        (status, &Value::from(code)),
        "{request}"
    );
    assert_eq!(envelope["status"], status);
    assert_eq!(verdict, Verdict::rejected(code));
}

#[test]
fn every_parameter_is_checked() {
    let long = "a".repeat(1601);
    for (form, code) in [
        ("From=%2B15005550006&Body=x", 21604),
        ("To=4155550100&From=%2B15005550006&Body=x", 21211),
        ("To=%2B123456&From=%2B15005550006&Body=x", 21211),
        ("To=%2B1234567890123456&From=%2B15005550006&Body=x", 21211),
        ("To=%2B1415555010O&From=%2B15005550006&Body=x", 21211),
        ("To=%2B14155550100&Body=x", 21603),
        ("To=%2B14155550100&From=&Body=x", 21603),
        ("To=%2B14155550100&From=MuchTooLongName&Body=x", 21212),
        ("To=%2B14155550100&MessagingServiceSid=MG1&Body=x", 21705),
        ("To=%2B14155550100&From=%2B15005550006", 21602),
    ] {
        check_refused(&request(form), 400, code);
    }
    check_refused(
        &request(&format!("To=%2B14155550100&From=Acme&Body={long}")),
        400,
        21617,
    );
    for (extra, code) in [
        ("ValidityPeriod=0", 21624),
        ("ValidityPeriod=36001", 21624),
        ("ValidityPeriod=5m", 21624),
        ("StatusCallback=ftp://example.com/", 21609),
        ("StatusCallback=https://under_score.example.com/x", 21609),
        ("StatusCallback=example.com", 21609),
        ("RiskCheck=off", 20001),
    ] {
        check_refused(&request(&format!("{GOOD}&{extra}")), 400, code);
    }
}

#[test]
fn the_optional_parameters_are_accepted_at_their_limits() {
    let form = format!(
        "{GOOD}&ValidityPeriod=36000&RiskCheck=disable&StatusCallback=https://u@example.com:1/a_b"
    );
    assert_eq!(
        answer(&mut Twilio::new(ACCOUNT, "token"), &request(&form)).0,
        201
    );
    let long = format!("To=%2B1415555&From=12345&Body={}", "я".repeat(1600));
    assert_eq!(
        answer(&mut Twilio::new(ACCOUNT, "token"), &request(&long)).0,
        201
    );
}

#[test]
fn method_address_and_credentials_are_checked() {
    let with = |change: &dyn Fn(&mut Received)| {
        let mut request = request(GOOD);
        change(&mut request);
        request
    };
    check_refused(&with(&|r| r.method = "GET".to_owned()), 405, 20004);
    check_refused(&with(&|r| r.target = "/".to_owned()), 404, 20404);
    check_refused(
        &with(&|r| r.target = r.target.replace("AC0", "AC")),
        404,
        20404,
    );
    check_refused(
        &with(&|r| r.target = r.target.replace("01/M", "02/M")),
        404,
        20404,
    );
    check_refused(
        &with(&|r| r.headers.retain(|(name, _)| name != "Authorization")),
        401,
        20003,
    );
    check_refused(
        &with(&|r| r.headers[1].1 = "Basic QUM6eA==".to_owned()),
        401,
        20003,
    );
    check_refused(
        &with(&|r| r.headers[0].1 = "api.ie1.twilio.com".to_owned()),
        404,
        20404,
    );
    // A body of another type is no parameters at all.
    check_refused(
        &with(&|r| r.headers[2].1 = "application/json".to_owned()),
        400,
        21604,
    );
}

#[test]
fn credentials_of_one_region_are_unknown_in_another() {
    let mut irish = Twilio::new(ACCOUNT, "token").bound_to(Region::Ie1);
    let mut request = request(GOOD);
    assert_eq!(answer(&mut irish, &request).0, 401);
    request.headers[0].1 = Region::Ie1.host().to_owned();
    assert_eq!(answer(&mut irish, &request).0, 201);
    // Without a Twilio host there is no region to differ from.
    request.headers[0].1 = "127.0.0.1:4010".to_owned();
    assert_eq!(answer(&mut irish, &request).0, 201);
}

#[test]
fn an_api_key_stands_in_for_the_auth_token() {
    let mut twilio = Twilio::new(ACCOUNT, "other").with_api_key("SK1", "secret");
    let mut request = request(GOOD);
    request.headers[1].1 = "Basic U0sxOnNlY3JldA==".to_owned();
    assert_eq!(answer(&mut twilio, &request).0, 201);
}

#[test]
fn a_message_from_a_number_is_queued_with_its_parts() {
    let (status, resource, verdict) = answer(&mut Twilio::new(ACCOUNT, "token"), &request(GOOD));
    let Verdict::Accepted(sms) = verdict else {
        panic!("{verdict:?}")
    };
    assert_eq!((status, sms.to.as_str()), (201, "+14155550100"));
    assert_eq!(sms.text, "Your code is 123456");
    assert_eq!(resource["sid"], sms.id);
    assert_eq!(sms.id.len(), 34);
    assert_eq!(resource["status"], "queued");
    assert_eq!(resource["num_segments"], "1");
    assert_eq!(resource["body"], "Your code is 123456");
    assert_eq!(resource["from"], "+15005550006");
    assert_eq!(resource["error_code"], Value::Null);
    assert_eq!(resource["date_created"], "Thu, 01 Jan 1970 00:00:00 +0000");
}

#[test]
fn a_messaging_service_accepts_before_it_chooses_a_sender() {
    let form = format!("To=%2B14155550100&MessagingServiceSid={SERVICE}&Body=x");
    let (_, resource, _) = answer(&mut Twilio::new(ACCOUNT, "token"), &request(&form));
    assert_eq!(resource["status"], "accepted");
    assert_eq!(resource["num_segments"], "0");
    assert_eq!(resource["from"], Value::Null);
    assert_eq!(resource["messaging_service_sid"], SERVICE);
}

#[test]
fn every_documented_code_comes_with_its_status_and_without_a_message() {
    let mut twilio = Twilio::new(ACCOUNT, "token");
    for code in Twilio::codes() {
        twilio.fail_next(code);
        let (status, envelope, verdict) = answer(&mut twilio, &request(GOOD));
        assert!((400..500).contains(&status), "{code}: {status}");
        assert_eq!(envelope["code"], code);
        assert_eq!(verdict, Verdict::rejected(code));
    }
    assert_eq!(answer(&mut twilio, &request(GOOD)).0, 201);
}

#[test]
fn codes_are_listed_once_and_in_order() {
    let codes: Vec<u32> = Twilio::codes().collect();
    assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
}

#[test]
fn a_failure_inside_a_created_resource_is_no_message() {
    let mut twilio = Twilio::new(ACCOUNT, "token");
    twilio.fail_with(TwilioFailure::InBody(30007));
    let (status, resource, verdict) = answer(&mut twilio, &request(GOOD));
    assert_eq!((status, &resource["status"]), (201, &Value::from("failed")));
    assert_eq!(resource["error_code"], 30007);
    assert_eq!(verdict, Verdict::rejected(30007));
    twilio.recover();
    assert_eq!(
        answer(&mut twilio, &request(GOOD)).1["error_code"],
        Value::Null
    );
}

#[test]
fn an_envelope_may_lack_the_code() {
    let mut twilio = Twilio::new(ACCOUNT, "token");
    twilio.fail_next(TwilioFailure::WithoutCode(503));
    let (status, envelope, _) = answer(&mut twilio, &request(GOOD));
    assert_eq!((status, envelope.get("code")), (503, None));
}

#[test]
fn message_identifiers_differ() {
    let mut twilio = Twilio::new(ACCOUNT, "token");
    let sids: Vec<Value> = (0..3)
        .map(|_| answer(&mut twilio, &request(GOOD)).1["sid"].clone())
        .collect();
    assert!(
        sids[0] != sids[1] && sids[1] != sids[2] && sids[0] != sids[2],
        "{sids:?}"
    );
}
