//! The receiver of the `http` connector over a socket.

use connector_api::{Header, HttpRequest, Method};
use connector_testkit::sim::{HttpFailure, HttpReceiver, LOOPBACK, Simulator, SimulatorHandle};
use connector_testkit::wire::assert_carried;
use serde_json::Value;

use crate::client::{GOOD, client, send};

async fn start(receiver: HttpReceiver) -> SimulatorHandle<HttpReceiver> {
    Simulator::start(receiver, LOOPBACK).await.unwrap()
}

async fn status(request: reqwest::RequestBuilder) -> u16 {
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_document_in_order_is_accepted() {
    let (client, sim) = (client(), start(HttpReceiver::new()).await);
    let reply = send(&client, &sim).send().await.unwrap();
    assert_eq!(reply.status(), 200);
    assert_eq!(
        reply.text().await.unwrap(),
        r#"{"id":"msg-1","status":"queued"}"#
    );
}

#[tokio::test]
async fn a_document_out_of_order_is_refused_with_a_reason() {
    let (client, sim) = (client(), start(HttpReceiver::new()).await);
    for (body, reason) in [
        ("{", "not JSON"),
        (&*GOOD.replace("+1", "1"), "`to`"),
        (&*GOOD.replace("SignIn", "Login"), "`type`"),
        (&*GOOD.replace(r#"{"code":"123456"}"#, "[]"), "`payload`"),
        (&*GOOD.replace("}}", r#"},"ip":7}"#), "`ip`"),
        (&*GOOD.replace("}}", r#"},"x":7}"#), "`x`"),
    ] {
        let reply = send(&client, &sim)
            .body(body.to_owned())
            .send()
            .await
            .unwrap();
        assert_eq!(reply.status(), 400);
        let document: Value = serde_json::from_str(&reply.text().await.unwrap()).unwrap();
        let message = document["error"]["message"].as_str().unwrap();
        assert!(message.contains(reason), "{message}");
    }
    assert!(sim.inbox().is_empty());
}

#[tokio::test]
async fn a_receiver_may_want_an_authorization() {
    let (client, sim) = (
        client(),
        start(HttpReceiver::new().require_authorization("k")).await,
    );
    assert_eq!(status(send(&client, &sim)).await, 401);
    assert_eq!(
        status(send(&client, &sim).header("authorization", "k")).await,
        200
    );
}

#[tokio::test]
async fn a_receiver_may_want_a_signature() {
    let receiver = HttpReceiver::new().require_signature("whsec_c2VjcmV0");
    let (client, sim) = (client(), start(receiver).await);
    assert_eq!(status(send(&client, &sim)).await, 401);
    let old = send(&client, &sim)
        .header("webhook-id", "a")
        .header("webhook-timestamp", "1614265330")
        .header("webhook-signature", "v1,AAAA");
    let reply = old.send().await.unwrap().text().await.unwrap();
    assert!(reply.contains("more than five minutes off"), "{reply}");
}

#[tokio::test]
async fn a_duplicate_is_a_conflict() {
    let (client, sim) = (
        client(),
        start(HttpReceiver::new().refuse_duplicates()).await,
    );
    let request = || send(&client, &sim).header("idempotency-key", "one");
    assert_eq!(
        [status(request()).await, status(request()).await],
        [200, 409]
    );
    assert_eq!(sim.inbox().len(), 1);
}

#[tokio::test]
async fn any_status_can_be_asked_for() {
    let (client, sim) = (client(), start(HttpReceiver::new()).await);
    for wanted in [
        400, 401, 402, 403, 404, 408, 410, 413, 415, 422, 429, 500, 502, 503, 504,
    ] {
        sim.provider().fail_next(wanted);
        assert_eq!(status(send(&client, &sim)).await, wanted);
    }
    sim.provider()
        .fail_next(HttpFailure::new(200).class("invalid_recipient"));
    let reply = send(&client, &sim)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(reply.contains(r#""class":"invalid_recipient""#), "{reply}");
    assert!(sim.inbox().is_empty());
}

#[tokio::test]
async fn a_success_may_have_no_body() {
    let (client, sim) = (client(), start(HttpReceiver::new().answer(204, "")).await);
    let reply = send(&client, &sim).send().await.unwrap();
    assert_eq!(reply.status(), 204);
    assert!(!reply.headers().contains_key("content-length"));
    assert_eq!(status(send(&client, &sim)).await, 204);
}

#[tokio::test]
async fn a_described_request_arrives_as_it_was_described() {
    let (client, sim) = (client(), start(HttpReceiver::new()).await);
    let mut described = HttpRequest::new(Method::Post, sim.url() + "/sms?x=1");
    described
        .headers
        .push(Header::new("content-type", "application/json"));
    described.body = GOOD.to_owned();
    let request = client
        .post(&described.url)
        .header("content-type", "application/json")
        .body(described.body.clone());
    assert_eq!(status(request).await, 200);
    assert_carried(&described, &sim.ledger()[0].request);
}
