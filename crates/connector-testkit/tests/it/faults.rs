//! Each fault does what it says, and the ledger says which it was.

use std::time::{Duration, Instant};

use connector_testkit::sim::{Exchange, Fault, Verdict};

use crate::client::{Raw, client, receiver, send};

const MOMENT: Duration = Duration::from_millis(60);

fn is_accepted(exchange: &Exchange) -> bool {
    matches!(exchange.verdict, Verdict::Accepted(_))
}

#[tokio::test]
async fn a_reply_stands_in_for_the_provider_once() {
    let (client, sim) = (client(), receiver().await);
    sim.on_next(
        Fault::new()
            .reply(429, "{}")
            .reply_header("Retry-After", "2"),
    );

    let reply = send(&client, &sim).send().await.unwrap();
    assert_eq!(reply.status(), 429);
    assert_eq!(reply.headers()["retry-after"], "2");
    assert_eq!(reply.text().await.unwrap(), "{}");
    assert_eq!(send(&client, &sim).send().await.unwrap().status(), 200);

    let ledger = sim.ledger();
    assert_eq!(ledger[0].verdict, Verdict::NotAsked);
    assert_eq!(ledger[0].answer.fault, "reply 429, Retry-After: 2");
    assert!(is_accepted(&ledger[1]));
}

#[tokio::test]
async fn a_fault_for_every_request_lasts_until_recovery() {
    let (client, sim) = (client(), receiver().await);
    sim.on_every(Fault::new().reply(503, ""));
    sim.on_next(Fault::new().reply(500, ""));
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(send(&client, &sim).send().await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [500, 503, 503]);
    sim.recover();
    assert_eq!(send(&client, &sim).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_late_reply_is_late_and_whole() {
    let (client, sim) = (client(), receiver().await);
    sim.on_next(Fault::new().reply_after(MOMENT));
    let start = Instant::now();
    let reply = send(&client, &sim).send().await.unwrap();
    assert!(start.elapsed() >= MOMENT);
    assert_eq!(reply.status(), 200);
}

#[tokio::test]
async fn a_drip_is_slow_and_whole() {
    let sim = receiver().await;
    sim.on_next(Fault::new().drip(50, MOMENT));
    let mut raw = Raw::connect(&sim).await;
    raw.send().await;
    let start = Instant::now();
    let response = raw.read_response().await;
    assert!(response.ends_with(r#""status":"queued"}"#), "{response}");
    let pauses = (response.len() - 1) / 50;
    assert!(pauses >= 1);
    assert!(start.elapsed() >= MOMENT * u32::try_from(pauses).unwrap());
}

#[tokio::test]
async fn bodies_that_are_no_documents_are_well_framed_http() {
    let (client, sim) = (client(), receiver().await);
    let whole = send(&client, &sim)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();

    sim.on_next(Fault::new().garbage());
    let garbage = send(&client, &sim).send().await.unwrap();
    assert_eq!(garbage.status(), 200);
    assert!(String::from_utf8(garbage.bytes().await.unwrap().to_vec()).is_err());

    sim.on_next(Fault::new().html());
    let page = send(&client, &sim).send().await.unwrap();
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    assert!(page.text().await.unwrap().starts_with("<!doctype html>"));

    sim.on_next(Fault::new().truncated_json());
    let half = send(&client, &sim)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert_eq!(half.len(), whole.len() / 2);
    assert!(half.starts_with(r#"{"id":"#), "{half}");
    assert_eq!(sim.inbox().len(), 4);
}

#[tokio::test]
async fn bytes_that_are_not_http_end_the_connection() {
    let (client, sim) = (client(), receiver().await);
    sim.on_next(Fault::new().not_http());
    assert!(send(&client, &sim).send().await.unwrap_err().is_request());
    assert_eq!(sim.ledger()[0].answer.status, None);
}

#[tokio::test]
async fn a_huge_body_announces_its_length_and_is_sent_as_fast_as_it_is_read() {
    let (client, sim) = (client(), receiver().await);
    sim.on_next(Fault::new().huge(10 << 30));
    let mut reply = send(&client, &sim).send().await.unwrap();
    assert_eq!(reply.content_length(), Some(10 << 30));
    let mut read = 0;
    while read < 1 << 20 {
        read += reply.chunk().await.unwrap().unwrap().len();
    }
    sim.on_next(Fault::new().huge(100_000));
    let small = send(&client, &sim)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    assert_eq!(small.len(), 100_000);
}

#[tokio::test]
async fn a_gzip_bomb_unpacks_to_far_more_than_was_sent() {
    let (client, sim) = (client(), receiver().await);
    sim.on_every(Fault::new().gzip_bomb());
    let mut raw = Raw::connect(&sim).await;
    raw.send().await;
    let (head, length) = raw.read_head().await;
    assert!(head.contains("content-encoding: gzip\r\n"), "{head}");
    assert!(length < 3 << 20, "{head}");

    let mut reply = send(&client, &sim).send().await.unwrap();
    let mut unpacked = 0;
    while unpacked < 8 << 20 {
        unpacked += reply.chunk().await.unwrap().unwrap().len();
    }
}

#[tokio::test]
async fn a_redirect_points_elsewhere_and_sends_nothing() {
    let (client, sim) = (client(), receiver().await);
    sim.on_next(Fault::new().redirect("http://169.254.169.254/"));
    let reply = send(&client, &sim).send().await.unwrap();
    assert_eq!(reply.status(), 307);
    assert_eq!(reply.headers()["location"], "http://169.254.169.254/");
    assert!(sim.inbox().is_empty());
}

#[tokio::test]
async fn faults_combine() {
    let sim = receiver().await;
    let fault = Fault::new()
        .reply(503, "no")
        .reply_after(MOMENT)
        .close_after_bytes(12);
    sim.on_next(fault);
    let mut raw = Raw::connect(&sim).await;
    let start = Instant::now();
    raw.send().await;
    assert_eq!(Raw::assert_closed(raw.read_to_end().await), b"HTTP/1.1 503");
    assert!(start.elapsed() >= MOMENT);
    assert_eq!(
        sim.ledger()[0].answer.fault,
        "reply 503, after 60ms, close after 12 bytes"
    );
}
