//! GatewayAPI: each refusal of both dialects. The socket is the same as everyone's.

use connector_testkit::sim::{GatewayApi, GatewayApiFailure, Provider, Received, Verdict};
use serde_json::{Value, json};

fn account() -> GatewayApi {
    GatewayApi::new("token")
}

fn legacy(change: impl FnOnce(&mut Value)) -> Received {
    let mut document = json!({
        "message": "code 1", "sender": "Acme", "recipients": [{ "msisdn": "14155550100" }],
    });
    change(&mut document);
    Received::new("POST", "/rest/mtsms")
        // token:
        .with_header("Authorization", "Basic dG9rZW46")
        .with_header("Content-Type", "application/json")
        .with_body(document.to_string())
}

fn messaging(change: impl FnOnce(&mut Value)) -> Received {
    let mut document =
        json!({ "message": "code 1", "sender": "Acme", "recipient": 14_155_550_100_u64 });
    change(&mut document);
    Received::new("POST", "/mobile/single")
        .with_header("Authorization", "Token token")
        .with_header("Content-Type", "application/json")
        .with_body(document.to_string())
}

fn set(name: &str, value: Value) -> impl FnOnce(&mut Value) {
    let name = name.to_owned();
    move |document| {
        document.as_object_mut().unwrap().insert(name, value);
    }
}

fn answer(request: &Received) -> Value {
    serde_json::from_slice(&account().verdict(request).body).unwrap()
}

fn status(request: &Received) -> u16 {
    account().verdict(request).status
}

#[test]
fn good_requests_are_taken_in_both_dialects() {
    assert_eq!(
        answer(&legacy(|_| ())),
        json!({
            "ids": [421_332_671_u64],
            "usage": { "countries": { "US": 1 }, "currency": "DKK", "total_cost": 0.12 },
        })
    );
    assert_eq!(
        answer(&messaging(|_| ())),
        json!({
            "msg_id": "01KA0000000000000000000001", "recipient": 14_155_550_100_u64,
            "reference": null,
        })
    );
    assert_eq!(status(&legacy(|_| ())), 200);
    assert_eq!(status(&messaging(|_| ())), 202);
}

#[test]
fn what_is_wrong_with_a_legacy_request_is_refused() {
    assert_eq!(status(&legacy(set("sender", json!("TwelveLetter")))), 422);
    assert_eq!(
        status(&legacy(set(
            "recipients",
            json!([{ "msisdn": "+14155550100" }])
        ))),
        400
    );
    assert_eq!(status(&legacy(set("recipients", json!([])))), 400);
    assert_eq!(status(&legacy(set("encoding", json!("UTF-16")))), 400);
    let two = json!([{ "msisdn": "14155550100" }, { "msisdn": "14155550101" }]);
    assert_eq!(status(&legacy(set("recipients", two))), 400);
    assert_eq!(status(&legacy(set("message", json!("")))), 400);
    assert_eq!(status(&Received::new("POST", "/rest/mtsms")), 401);
    assert_eq!(status(&Received::new("GET", "/rest/mtsms")), 404);
    let no_password = "Basic dG9rZW46";
    let form = Received::new("POST", "/rest/mtsms").with_header("Authorization", no_password);
    assert_eq!(status(&form.with_body("{}")), 400);
}

#[test]
fn what_is_wrong_with_a_message_is_refused() {
    assert_eq!(
        status(&messaging(set("recipient", json!("14155550100")))),
        422
    );
    assert_eq!(status(&messaging(set("sender", json!("ab")))), 422);
    assert_eq!(status(&messaging(set("recipient", json!(1000)))), 422);
    assert_eq!(
        status(&messaging(set(
            "recipient",
            json!(1_000_000_000_000_000_u64)
        ))),
        422
    );
    assert_eq!(
        status(&messaging(set("sender", json!("a".repeat(19))))),
        422
    );
    assert_eq!(status(&messaging(set("message", json!("")))), 422);
    assert_eq!(
        status(&messaging(set("message", json!("a".repeat(39_016))))),
        422
    );
    assert_eq!(status(&Received::new("POST", "/mobile/single")), 401);
    let wrong = Received::new("POST", "/mobile/single").with_header("Authorization", "Token x");
    assert_eq!(status(&wrong), 403);
}

#[test]
fn a_legacy_text_that_is_not_marked_as_ucs2_is_broken() {
    for (encoding, text) in [("UTF8", "??? 1"), ("UCS2", "код 1")] {
        let request = legacy(|document| {
            set("message", json!("код 1"))(document);
            set("encoding", json!(encoding))(document);
        });
        let Verdict::Accepted(sms) = account().verdict(&request).verdict else {
            panic!("it is refused");
        };
        assert_eq!(sms.text, text);
    }
}

#[test]
fn failures_come_as_asked_for() {
    let mut account = account();
    account.fail_next(GatewayApiFailure::Code(403, "0x0216".to_owned()));
    let reply = account.verdict(&legacy(|_| ()));
    assert_eq!(
        (reply.status, reply.verdict),
        (403, Verdict::rejected("0x0216"))
    );
    account.fail_next(GatewayApiFailure::Field("recipient"));
    let reply = account.verdict(&messaging(|_| ()));
    let document: Value = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(document["detail"][0]["loc"], json!(["body", "recipient"]));
    account.fail_with(503);
    assert_eq!(account.verdict(&messaging(|_| ())).status, 503);
    account.recover();
    assert_eq!(account.verdict(&messaging(|_| ())).status, 202);
}
