//! Connections that end, or do not, at the wrong moment.

use std::time::Duration;

use connector_testkit::sim::{Fault, Verdict};

use crate::client::{GOOD, Raw, client, receiver, send};

#[tokio::test]
async fn a_reset_comes_after_exactly_so_many_bytes() {
    let sim = receiver().await;
    for bytes in [0_u64, 1, 9, 40] {
        sim.on_next(Fault::new().reset_after_bytes(bytes));
        let mut raw = Raw::connect(&sim).await;
        raw.send().await;
        let got = Raw::assert_reset(raw.read_to_end().await);
        let whole = "HTTP/1.1 200 \r\ncontent-type: application/json\r\n";
        assert_eq!(got, whole[..usize::try_from(bytes).unwrap()]);
    }
    // The provider has done its work each time: the sender cannot know, and must not send again.
    assert_eq!(sim.inbox().len(), 4);
    let statuses: Vec<_> = sim.ledger().iter().map(|e| e.answer.status).collect();
    assert_eq!(statuses, [None, Some(200), Some(200), Some(200)]);
}

#[tokio::test]
async fn a_reset_past_the_end_leaves_the_answer_whole() {
    let sim = receiver().await;
    sim.on_next(Fault::new().reset_after_bytes(1 << 30));
    let mut raw = Raw::connect(&sim).await;
    raw.send().await;
    let got = Raw::assert_reset(raw.read_to_end().await);
    assert!(got.ends_with(r#""status":"queued"}"#), "{got}");
}

#[tokio::test]
async fn a_close_is_in_order_before_or_within_the_answer() {
    let sim = receiver().await;
    for (fault, expected) in [
        (Fault::new().close_before_reply(), ""),
        (Fault::new().close_after_bytes(12), "HTTP/1.1 200"),
    ] {
        sim.on_next(fault);
        let mut raw = Raw::connect(&sim).await;
        raw.send().await;
        assert_eq!(
            Raw::assert_closed(raw.read_to_end().await),
            expected.as_bytes()
        );
    }
    assert_eq!(sim.inbox().len(), 2);
}

#[tokio::test]
async fn a_request_can_be_cut_off_before_the_provider_sees_it() {
    let sim = receiver().await;
    for bytes in [0, 20, 120] {
        sim.on_next(Fault::new().reset_after_request_bytes(bytes));
        let mut raw = Raw::connect(&sim).await;
        raw.send().await;
        assert_eq!(Raw::assert_reset(raw.read_to_end().await), "");
    }
    let ledger = sim.wait_for(3).await.unwrap();
    assert!(
        ledger
            .iter()
            .all(|e| e.verdict == Verdict::NotAsked && e.answer.status.is_none())
    );
    // What could be read is on record: nothing, half a head, a head and a part of the body.
    assert_eq!(ledger[0].request.body, b"");
    assert_eq!(ledger[1].request.body, b"POST /sms HTTP/1.1\r\n");
    assert_eq!(
        (ledger[2].request.method.as_str(), ledger[2].request.path()),
        ("POST", "/sms")
    );
    assert!(GOOD.as_bytes().starts_with(&ledger[2].request.body));
    assert_eq!(ledger[2].answer.fault, "reset after 120 request bytes");
}

#[tokio::test]
async fn an_answer_that_never_comes_leaves_the_connection_open_and_others_unharmed() {
    let (client, sim) = (client(), receiver().await);
    sim.on_next(Fault::new().never_answer());
    let mut raw = Raw::connect(&sim).await;
    raw.send().await;
    sim.wait_for(1).await.unwrap();
    assert_eq!(send(&client, &sim).send().await.unwrap().status(), 200);
    let silence = tokio::time::timeout(Duration::from_millis(60), raw.read_to_end()).await;
    assert!(silence.is_err(), "{silence:?}");
    assert_eq!(sim.inbox().len(), 2);
}

#[tokio::test]
async fn an_idle_connection_can_be_closed_without_notice() {
    let sim = receiver().await;
    sim.on_next(Fault::new().close_idle());
    let mut raw = Raw::connect(&sim).await;
    raw.send().await;
    let response = Raw::assert_closed(raw.read_to_end().await);
    let response = String::from_utf8(response).unwrap();
    assert!(response.ends_with(r#""status":"queued"}"#), "{response}");
    assert!(!response.contains("connection"), "{response}");
}

#[tokio::test]
async fn a_stale_connection_is_reset_by_its_second_request() {
    let sim = receiver().await;
    sim.on_next(Fault::new());
    sim.on_next(Fault::new().reset_after_request_bytes(0));
    let mut raw = Raw::connect(&sim).await;
    raw.send().await;
    raw.read_response().await;
    raw.send().await;
    assert_eq!(Raw::assert_reset(raw.read_to_end().await), "");
    let ledger = sim.wait_for(2).await.unwrap();
    assert_eq!(ledger[0].request.connection, ledger[1].request.connection);
    assert_eq!(sim.inbox().len(), 1);
}
