//! What a connection that fails proves, and how long it may take.

use std::time::{Duration, Instant};

use connector_api::{Header, HttpRequest, Method};
use delivery::{Wire, WireError};

use super::super::Egress;
use super::server::{Act, Server};
use super::{Outcome, post, post_with, reach, send, send_within, settings, summary};

/// What comes of one POST to a server with this script, with the server's address as HOST.
async fn fate(script: &[Act]) -> String {
    let server = Server::start(&[script]).await;
    let outcome = post_with(settings(), &server.url("/")).await;
    assert_eq!(server.connections(), 1, "never a second connection");
    anonymous(&outcome, &server)
}

fn anonymous(outcome: &Outcome, server: &Server) -> String {
    summary(outcome).replace(&server.address().to_string(), "HOST")
}

#[tokio::test]
async fn a_refused_connection_is_not_connected() {
    let server = Server::start(&[&[]]).await;
    let url = server.url("/");
    let address = server.address();
    drop(server);
    // The port is free once the listener's task has ended.
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let outcome = post_with(settings(), &url).await;
    assert_eq!(
        summary(&outcome),
        format!("not connected: cannot connect to {address}: connection refused")
    );
}

#[tokio::test]
async fn a_reset_after_the_request_is_lost() {
    assert_eq!(
        fate(&[Act::Read, Act::Reset]).await,
        "lost: the connection to HOST was lost: connection reset"
    );
}

#[tokio::test]
async fn an_end_after_the_request_is_lost() {
    assert_eq!(
        fate(&[Act::Read]).await,
        "lost: HOST closed the connection without a complete reply"
    );
}

#[tokio::test]
async fn a_reply_that_breaks_off_is_lost() {
    const INCOMPLETE: &str = "lost: HOST closed the connection without a complete reply";
    for reply in [
        "HTTP/1.1 2",
        "HTTP/1.1 200 OK\r\ncontent-le",
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"id\":",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n",
    ] {
        assert_eq!(
            fate(&[Act::Read, Act::write(reply)]).await,
            INCOMPLETE,
            "{reply:?}"
        );
        let reset = fate(&[Act::Read, Act::write(reply), Act::Reset]).await;
        assert!(reset.starts_with("lost: "), "{reply:?}: {reset}");
    }
}

/// The server may close before, while or after the request is written; only when it has read
/// nothing at all may the host say that nothing was sent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_close_on_arrival_is_never_taken_for_nothing_sent_when_something_was() {
    let egress = Egress::new(settings()).unwrap();
    for method in [Method::Post, Method::Get] {
        for _ in 0..150 {
            let server = Server::start(&[&[Act::CloseAndWait]]).await;
            let mut request = post(&server.url("/"));
            request.method = method;
            if method == Method::Get {
                request.body.clear();
            }
            let outcome = send(&egress, request).await;
            server.has_seen_off(1).await;
            match outcome {
                Err(WireError::NotConnected(_)) => assert_eq!(server.requests(), [""; 0]),
                Err(WireError::Lost(_)) => {}
                other => panic!("{other:?}"),
            }
            assert_eq!(server.connections(), 1, "never a second connection");
        }
    }
}

/// A connection that opens with a greeting, as mail and shell servers do, is given up before the
/// request is written, or after, depending on which is first; never is the greeting a reply.
#[tokio::test]
async fn a_server_that_speaks_first_is_not_a_provider() {
    let fate = fate(&[Act::write("SSH-2.0-OpenSSH_9.6\r\n"), Act::Wait]).await;
    assert!(!fate.starts_with("200"), "{fate}");
}

/// Sends with a deadline of 300 ms and checks that it is kept: not earlier, and not 100 ms later.
async fn late(script: &[Act]) -> String {
    let server = Server::start(&[script]).await;
    let egress = Egress::new(settings()).unwrap();
    let deadline = Duration::from_millis(300);
    let start = Instant::now();
    // A timer of the same runtime judges, so a busy machine delays both alike.
    let outcome = tokio::time::timeout(
        deadline + Duration::from_millis(100),
        send_within(&egress, post(&server.url("/")), deadline),
    )
    .await
    .unwrap();
    assert!(start.elapsed() >= deadline);
    anonymous(&outcome, &server)
}

#[tokio::test]
async fn a_server_that_never_answers_costs_the_deadline_and_no_more() {
    const LATE: &str = "lost: HOST did not reply before the deadline";
    assert_eq!(late(&[Act::Read, Act::Wait]).await, LATE);
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n";
    assert_eq!(late(&[Act::Read, Act::write(head), Act::Wait]).await, LATE);
    let interim = Act::WriteForever(b"HTTP/1.1 100 Continue\r\n\r\n".to_vec());
    assert_eq!(late(&[Act::Read, interim]).await, LATE);
}

#[tokio::test]
async fn a_server_that_drips_costs_the_deadline_and_no_more() {
    const LATE: &str = "lost: HOST did not reply before the deadline";
    let pause = Duration::from_millis(10);
    let body = "x".repeat(5000);
    let reply = format!("HTTP/1.1 200 OK\r\nx: {body}\r\ncontent-length: 5000\r\n\r\n{body}");
    let (head, body) = reply.split_once("\r\n\r\n").unwrap();
    assert_eq!(
        late(&[Act::Read, Act::Drip(reply.clone().into(), pause)]).await,
        LATE
    );
    let whole_head = Act::write(format!("{head}\r\n\r\n"));
    assert_eq!(
        late(&[Act::Read, whole_head, Act::Drip(body.into(), pause)]).await,
        LATE
    );
}

#[tokio::test]
async fn a_deadline_that_has_passed_opens_nothing() {
    let server = Server::start(&[&[Act::Wait]]).await;
    let egress = Egress::new(settings()).unwrap();
    let outcome = send_within(&egress, post(&server.url("/")), Duration::ZERO).await;
    assert_eq!(
        anonymous(&outcome, &server),
        "not connected: cannot connect to HOST before the deadline"
    );
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn an_exchange_that_is_dropped_closes_its_connection() {
    let server = Server::start(&[&[Act::Read, Act::Wait]]).await;
    let request = post(&server.url("/"));
    let exchange = tokio::spawn(async move {
        let egress = Egress::new(settings()).unwrap();
        let outcome = send(&egress, request).await;
        // The egress outlives the exchange, so it is not the egress that closes the connection.
        std::future::pending::<()>().await;
        outcome
    });
    server.has_read(1).await;
    exchange.abort();
    server.has_seen_off(1).await;
    assert_eq!((server.connections(), server.requests().len()), (1, 1));
}

#[tokio::test]
async fn an_exchange_past_its_deadline_closes_its_connection() {
    let server = Server::start(&[&[Act::Read, Act::Wait]]).await;
    let egress = Egress::new(settings()).unwrap();
    let outcome = send_within(&egress, post(&server.url("/")), Duration::from_millis(200)).await;
    assert!(matches!(outcome, Err(WireError::Lost(_))), "{outcome:?}");
    server.has_seen_off(1).await;
}

#[tokio::test]
async fn no_error_repeats_any_part_of_the_request() {
    let server = Server::start(&[&[Act::Read, Act::Reset]]).await;
    let free = server.url("/").replace(&server.port().to_string(), "1");
    for base in [server.url("/"), free, "http://sms.invalid/".to_owned()] {
        let mut request = HttpRequest::new(Method::Post, format!("{base}S3CRET-path?key=S3CRET"));
        request
            .headers
            .push(Header::sensitive("Authorization", "Bearer S3CRET"));
        request.headers.push(Header::new("X-S3CRET-\r\n", "S3CRET"));
        request.body = "S3CRET".to_owned();
        for _ in 0..2 {
            let egress = Egress::new(settings()).unwrap();
            let outcome = egress
                .exchange(
                    request.clone(),
                    &reach(&request.url),
                    Instant::now() + Duration::from_secs(5),
                )
                .await;
            let text = format!("{outcome:?}");
            assert!(outcome.is_err() && !text.contains("S3CRET"), "{text}");
            request.headers.pop();
        }
    }
}
