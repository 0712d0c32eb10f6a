//! What is on record, and waiting for it.

use std::time::Duration;

use connector_testkit::sim::{HttpReceiver, Simulator};

use crate::client::{GOOD, client, receiver, send};

#[tokio::test]
async fn every_request_is_recorded_as_it_came() {
    let (client, sim) = (client(), receiver().await);
    let request = send(&client, &sim)
        .header("X-Trace", "7")
        .header("authorization", "Bearer s");
    request.send().await.unwrap();
    let missing = client.post(format!("{}/a?b=c%20d", sim.url())).send();
    assert_eq!(missing.await.unwrap().status(), 415);

    let ledger = sim.ledger();
    let first = &ledger[0].request;
    assert_eq!(
        (first.method.as_str(), first.target.as_str()),
        ("POST", "/sms")
    );
    assert_eq!(first.header("x-trace"), Some("7"));
    assert_eq!(first.header("host"), Some(sim.addr().to_string().as_str()));
    assert_eq!(first.host(), "127.0.0.1");
    assert_eq!(first.body, GOOD.as_bytes());
    assert_eq!(first.connection, 1);
    assert!(first.received_at.elapsed().unwrap() < Duration::from_secs(60));
    assert_eq!(ledger[0].answer.body, r#"{"id":"msg-1","status":"queued"}"#);
    assert_eq!(
        ledger[0].summary(),
        "POST /sms -> accepted msg-1, answered 200"
    );
    assert_eq!(
        ledger[1].summary(),
        "POST /a?b=c%20d -> rejected HTTP 415, answered 415"
    );

    let printed = ledger[0].to_string();
    assert!(
        printed.contains("authorization: Bearer ****\n"),
        "{printed}"
    );
    assert!(printed.contains("123456"), "{printed}");
}

#[tokio::test]
async fn the_inbox_holds_what_would_have_reached_a_phone() {
    let (client, sim) = (client(), receiver().await);
    send(&client, &sim).send().await.unwrap();
    send(&client, &sim).body("{}").send().await.unwrap();
    let inbox = sim.inbox();
    assert_eq!(inbox.len(), 1);
    assert_eq!(inbox[0].to, "+14155550100");
    assert_eq!(inbox[0].text, r#"{"code":"123456"}"#);
}

#[tokio::test]
async fn waiting_ends_when_enough_has_come() {
    let (client, sim) = (client(), receiver().await);
    let sending = async {
        for _ in 0..3 {
            send(&client, &sim).send().await.unwrap();
        }
    };
    let (ledger, ()) = tokio::join!(sim.wait_for(3), sending);
    assert_eq!(ledger.unwrap().len(), 3);
}

#[tokio::test]
async fn waiting_in_vain_says_what_came_instead() {
    let (client, sim) = (client(), receiver().await);
    send(&client, &sim).send().await.unwrap();
    let patience = Duration::from_millis(20);
    let error = sim.wait_for_within(2, patience).await.unwrap_err();
    assert_eq!((error.wanted, error.seen.len()), (2, 1));
    let text = error.to_string();
    assert!(
        text.starts_with("waited 20ms for 2 requests, saw 1: "),
        "{text}"
    );
    assert!(
        text.contains("POST /sms -> accepted msg-1, answered 200"),
        "{text}"
    );
    assert_eq!(format!("{error:?}"), text);
}

#[tokio::test]
async fn shutting_down_closes_the_port_and_every_connection() {
    let (client, sim) = (client(), receiver().await);
    send(&client, &sim).send().await.unwrap();
    let (controls, addr) = ((*sim).clone(), sim.addr());
    sim.shutdown().await;
    assert!(
        send(&client, &controls)
            .send()
            .await
            .unwrap_err()
            .is_connect()
    );
    // The port is free again: the same provider may come back where clients expect it.
    let back = Simulator::start(HttpReceiver::new(), addr).await.unwrap();
    assert_eq!(send(&client, &back).send().await.unwrap().status(), 200);
}
