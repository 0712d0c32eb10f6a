//! Twilio over a socket: a send, each refusal, each documented failure.

use connector_testkit::sim::{
    Fault, LOOPBACK, Region, Simulator, SimulatorHandle, Twilio, TwilioFailure,
};
use serde_json::Value;

use crate::client::client;

const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
const PATH: &str = "/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json";
const GOOD: &[(&str, &str)] = &[
    ("To", "+14155550100"),
    ("From", "+15005550006"),
    ("Body", "Your code is 123456"),
];

async fn start() -> SimulatorHandle<Twilio> {
    Simulator::start(Twilio::new(ACCOUNT, "token"), LOOPBACK)
        .await
        .unwrap()
}

fn send(sim: &SimulatorHandle<Twilio>, form: &[(&str, &str)]) -> reqwest::RequestBuilder {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    client()
        .post(sim.url() + PATH)
        .header("host", Region::Us1.host())
        .header("content-type", "application/x-www-form-urlencoded")
        .basic_auth(ACCOUNT, Some("token"))
        .body(body)
}

async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let reply = request.send().await.unwrap();
    let status = reply.status().as_u16();
    (
        status,
        serde_json::from_str(&reply.text().await.unwrap()).unwrap(),
    )
}

/// The good form, with one field changed, added or (with an empty value) taken away.
fn form<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let kept = GOOD.iter().copied().filter(|(known, _)| *known != name);
    let added = (!value.is_empty()).then_some((name, value));
    kept.chain(added).collect()
}

#[tokio::test]
async fn a_message_in_order_is_created() {
    let sim = start().await;
    let (status, resource) = answer(send(&sim, GOOD)).await;
    assert_eq!((status, &resource["status"]), (201, &Value::from("queued")));
    let inbox = sim.inbox();
    assert_eq!(resource["sid"], inbox[0].id);
    assert_eq!(inbox[0].text, "Your code is 123456");
    assert_eq!(sim.ledger()[0].request.host(), "api.twilio.com");
}

#[tokio::test]
async fn each_refusal_has_its_code_and_sends_nothing() {
    let sim = start().await;
    let long = "x".repeat(1601);
    for (name, value, code) in [
        ("To", "", 21604),
        ("To", "14155550100", 21211),
        ("From", "", 21603),
        ("From", "Waytoolongname", 21212),
        ("MessagingServiceSid", "MG123", 21705),
        ("Body", "", 21602),
        ("Body", &long, 21617),
        ("ValidityPeriod", "0", 21624),
        ("StatusCallback", "https://a_b.example.com", 21609),
        ("RiskCheck", "no", 20001),
    ] {
        let (status, envelope) = answer(send(&sim, &form(name, value))).await;
        assert_eq!(
            (status, &envelope["code"]),
            (400, &Value::from(code)),
            "{name}={value}"
        );
        assert!(
            envelope["more_info"]
                .as_str()
                .unwrap()
                .ends_with(&code.to_string())
        );
    }
    assert!(sim.inbox().is_empty());
    assert_eq!(
        sim.ledger()[0].summary(),
        format!("POST {PATH} -> rejected 21604, answered 400")
    );
}

#[tokio::test]
async fn strangers_are_turned_away() {
    let sim = start().await;
    let wrong = client()
        .post(sim.url() + PATH)
        .basic_auth(ACCOUNT, Some("x"));
    let twice = send(&sim, GOOD).basic_auth(ACCOUNT, Some("x"));
    let elsewhere = client().post(sim.url() + &PATH.replace("f/M", "0/M"));
    let elsewhere = elsewhere.basic_auth(ACCOUNT, Some("token"));
    for (request, status, code) in [
        (client().post(sim.url() + PATH), 401, 20003),
        (wrong, 401, 20003),
        (twice, 401, 20003),
        (elsewhere, 404, 20404),
        (client().get(sim.url() + PATH), 405, 20004),
        (client().post(sim.url()), 404, 20404),
    ] {
        let (actual, envelope) = answer(request).await;
        assert_eq!((actual, &envelope["code"]), (status, &Value::from(code)));
    }
}

#[tokio::test]
async fn every_documented_code_can_be_asked_for() {
    let sim = start().await;
    for code in Twilio::codes() {
        sim.provider().fail_next(code);
        let (status, envelope) = answer(send(&sim, GOOD)).await;
        assert_eq!(envelope["code"], code);
        assert_eq!(envelope["status"], status);
    }
    assert!(sim.inbox().is_empty());
    assert_eq!(answer(send(&sim, GOOD)).await.0, 201);
}

#[tokio::test]
async fn a_throttled_request_tells_how_many_there_were() {
    let sim = start().await;
    sim.provider().fail_next(20429);
    sim.on_next(Fault::new().reply_header("Retry-After", "1"));
    let reply = send(&sim, GOOD).send().await.unwrap();
    assert_eq!(reply.status(), 429);
    assert_eq!(reply.headers()["twilio-concurrent-requests"], "100");
    assert_eq!(reply.headers()["retry-after"], "1");
}

#[tokio::test]
async fn an_unwell_twilio_answers_without_a_code_or_fails_inside_a_success() {
    let sim = start().await;
    sim.provider().fail_with(TwilioFailure::WithoutCode(500));
    let (status, envelope) = answer(send(&sim, GOOD)).await;
    assert_eq!((status, envelope.get("code")), (500, None));
    sim.provider().fail_with(TwilioFailure::InBody(30008));
    let (status, resource) = answer(send(&sim, GOOD)).await;
    assert_eq!(
        (status, &resource["error_code"]),
        (201, &Value::from(30008))
    );
    assert_eq!(resource["status"], "failed");
    sim.provider().recover();
    assert_eq!(answer(send(&sim, GOOD)).await.1["status"], "queued");
    assert_eq!(sim.inbox().len(), 1);
}

#[tokio::test]
async fn the_region_is_read_from_the_host_header() {
    let twilio = Twilio::new(ACCOUNT, "token").bound_to(Region::Ie1);
    let sim = Simulator::start(twilio, LOOPBACK).await.unwrap();
    assert_eq!(answer(send(&sim, GOOD)).await.0, 401);
    let dublin = client()
        .post(sim.url() + PATH)
        .header("host", "api.dublin.ie1.twilio.com")
        .header("content-type", "application/x-www-form-urlencoded")
        .basic_auth(ACCOUNT, Some("token"))
        .body("To=%2B14155550100&From=Acme&Body=x");
    assert_eq!(answer(dublin).await.0, 201);
    assert_eq!(sim.ledger()[1].request.host(), Region::Ie1.host());
}
