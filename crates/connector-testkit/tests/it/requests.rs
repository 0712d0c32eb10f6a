//! The reading side: what is a request, and where it ends.

use connector_testkit::sim::{HttpReceiver, LOOPBACK, Simulator};

use crate::client::{GOOD, Raw, client, receiver, send};

#[tokio::test]
async fn a_kept_alive_connection_carries_many_requests() {
    let sim = receiver().await;
    let mut raw = Raw::connect(&sim).await;
    for _ in 0..3 {
        raw.send().await;
        assert!(raw.read_response().await.starts_with("HTTP/1.1 200 "));
    }
    assert!(
        sim.ledger()
            .iter()
            .all(|exchange| exchange.request.connection == 1)
    );
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() {
    let receiver = HttpReceiver::new().accept_any_body();
    let sim = Simulator::start(receiver, LOOPBACK).await.unwrap();
    let mut raw = Raw::connect(&sim).await;
    let one = |body: &str| format!("POST / HTTP/1.1\r\ncontent-length: 1\r\n\r\n{body}");
    raw.write(&(one("a") + &one("b"))).await;
    assert!(raw.read_response().await.contains("msg-1"));
    assert!(raw.read_response().await.contains("msg-2"));
    let bodies: Vec<_> = sim.ledger().into_iter().map(|e| e.request.body).collect();
    assert_eq!(bodies, [b"a", b"b"]);
}

#[tokio::test]
async fn a_chunked_body_is_put_together() {
    let sim = receiver().await;
    let mut raw = Raw::connect(&sim).await;
    let (start, end) = GOOD.split_at(17);
    raw.write("POST /sms HTTP/1.1\r\ncontent-type: application/json\r\n")
        .await;
    raw.write("transfer-encoding: chunked\r\n\r\n").await;
    for part in [start, end] {
        raw.write(&format!("{:x}\r\n{part}\r\n", part.len())).await;
    }
    raw.write("0\r\n\r\n").await;
    assert!(raw.read_response().await.starts_with("HTTP/1.1 200 "));
    assert_eq!(sim.ledger()[0].request.body, GOOD.as_bytes());
}

#[tokio::test]
async fn a_request_may_come_in_single_bytes() {
    let sim = receiver().await;
    let mut raw = Raw::connect(&sim).await;
    let head = format!("POST / HTTP/1.1\r\nContent-Length: {}\r\n", GOOD.len());
    let whole = format!("{head}Content-Type: application/json\r\n\r\n{GOOD}");
    for byte in whole.chars() {
        raw.write(&byte.to_string()).await;
    }
    assert!(raw.read_response().await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn a_client_that_expects_a_go_ahead_gets_it() {
    let sim = receiver().await;
    let mut raw = Raw::connect(&sim).await;
    raw.write("POST / HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 1\r\n\r\n")
        .await;
    assert_eq!(raw.read(25).await, "HTTP/1.1 100 Continue\r\n\r\n");
    raw.write("x").await;
    assert!(raw.read_response().await.starts_with("HTTP/1.1 415 "));
}

#[tokio::test]
async fn what_is_not_http_is_refused_and_on_record() {
    let sim = receiver().await;
    let mut raw = Raw::connect(&sim).await;
    raw.write("\u{16}\u{3}\u{1} hello TLS\r\n\r\n").await;
    let answer = Raw::assert_closed(raw.read_to_end().await);
    assert!(answer.starts_with(b"HTTP/1.1 400 "));
    let ledger = sim.wait_for(1).await.unwrap();
    assert_eq!(ledger[0].answer.fault, "incomplete or malformed request");
}

#[tokio::test]
async fn a_client_that_wants_to_close_is_obeyed() {
    let sim = receiver().await;
    let mut raw = Raw::connect(&sim).await;
    raw.write("GET / HTTP/1.1\r\nconnection: close\r\n\r\n")
        .await;
    let answer = Raw::assert_closed(raw.read_to_end().await);
    assert!(answer.starts_with(b"HTTP/1.1 405 "));
}

#[tokio::test]
async fn connections_are_served_at_the_same_time() {
    let (client, sim) = (client(), receiver().await);
    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..50 {
        requests.spawn(send(&client, &sim).send());
    }
    for reply in requests.join_all().await {
        assert_eq!(reply.unwrap().status(), 200);
    }
    assert_eq!(sim.inbox().len(), 50);
}
