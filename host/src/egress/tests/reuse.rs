//! Connections that are used twice, and requests that never are.

use std::collections::HashSet;

use delivery::WireError;

use super::super::Egress;
use super::server::{Act, Server};
use super::{post, send, settings, summary};

#[tokio::test]
async fn a_connection_is_reused() {
    let server =
        Server::start(&[&[Act::Read, Act::ok("1"), Act::Read, Act::ok("2"), Act::Wait]]).await;
    let egress = Egress::new(settings()).unwrap();
    assert_eq!(
        summary(&send(&egress, post(&server.url("/"))).await),
        "200 1"
    );
    assert_eq!(
        summary(&send(&egress, post(&server.url("/"))).await),
        "200 2"
    );
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_connection_known_to_be_stale_is_replaced() {
    let server = Server::start(&[
        &[Act::Read, Act::ok("1"), Act::CloseAndWait],
        &[Act::Read, Act::ok("2"), Act::Wait],
    ])
    .await;
    let egress = Egress::new(settings()).unwrap();
    assert_eq!(
        summary(&send(&egress, post(&server.url("/1"))).await),
        "200 1"
    );
    // Once the server has seen the host close, the host has seen the server close.
    server.has_seen_off(1).await;
    assert_eq!(
        summary(&send(&egress, post(&server.url("/2"))).await),
        "200 2"
    );
    assert_eq!((server.connections(), server.requests().len()), (2, 2));
}

#[tokio::test]
async fn a_connection_that_dies_with_the_request_on_it_loses_the_request() {
    for end in [vec![Act::Reset], vec![]] {
        let script = [vec![Act::Read, Act::ok("1"), Act::Read], end].concat();
        let server = Server::start(&[&script, &[Act::Read, Act::ok("again"), Act::Wait]]).await;
        let egress = Egress::new(settings()).unwrap();
        assert_eq!(
            summary(&send(&egress, post(&server.url("/1"))).await),
            "200 1"
        );
        let outcome = send(&egress, post(&server.url("/2"))).await;
        assert!(matches!(outcome, Err(WireError::Lost(_))), "{outcome:?}");
        assert_eq!(
            (server.connections(), server.requests().len()),
            (1, 2),
            "not sent again"
        );
    }
}

/// The server closes after every reply without a word, so each request races with a close. Whoever
/// wins, no request arrives twice, and one that is said not to have left has not arrived.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_races_with_a_close_arrives_at_most_once() {
    let server = Server::start(&[&[Act::Read, Act::ok("ok"), Act::CloseAndWait]]).await;
    let egress = Egress::new(settings()).unwrap();
    let mut outcomes = Vec::new();
    for turn in 0..500 {
        let mut request = post(&server.url(&format!("/turn/{turn}?")));
        if turn % 2 == 0 {
            request.body.clear();
        }
        outcomes.push(send(&egress, request).await);
    }
    drop(egress);
    server.has_seen_off(server.connections()).await;

    let arrived: Vec<String> = server
        .requests()
        .iter()
        .map(|request| {
            request
                .split_once('?')
                .unwrap()
                .0
                .replace("POST /turn/", "")
        })
        .collect();
    let distinct: HashSet<&String> = arrived.iter().collect();
    assert_eq!(distinct.len(), arrived.len(), "a request arrived twice");
    for (turn, outcome) in outcomes.iter().enumerate() {
        match outcome {
            Ok(_) => assert!(distinct.contains(&turn.to_string())),
            Err(WireError::NotConnected(_)) => assert!(!distinct.contains(&turn.to_string())),
            Err(WireError::Lost(_)) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
}
