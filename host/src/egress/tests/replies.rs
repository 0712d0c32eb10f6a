//! Which replies are readable, and how much of them is read.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::server::{Act, Server};
use super::{post_with, settings, summary};

const LIMIT: usize = 64 * 1024;

async fn outcome(head: &str, body: impl AsRef<[u8]>) -> String {
    let reply = [format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body.as_ref()].concat();
    outcome_of(&[Act::Read, Act::Write(reply)]).await
}

async fn outcome_of(script: &[Act]) -> String {
    let server = Server::start(&[script]).await;
    let outcome = post_with(settings(), &server.url("/")).await;
    assert_eq!(
        (server.connections(), server.requests().len()),
        (1, 1),
        "one request, whatever comes"
    );
    summary(&outcome).replace(&server.address().to_string(), "HOST")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_body_may_be_as_large_as_the_limit_and_no_larger() {
    let body = "a".repeat(LIMIT);
    assert_eq!(outcome("200 OK", &body).await, format!("200 {body}"));
    let larger = format!("{body}a");
    let expected = "unreadable: the reply of HOST is larger than 65536 bytes";
    assert_eq!(outcome("200 OK", &larger).await, expected);
    let head = format!("200 OK\r\ncontent-length: {}", larger.len());
    assert_eq!(outcome(&head, &larger).await, expected);
}

#[tokio::test]
async fn an_endless_body_is_read_up_to_the_limit() {
    let chunk = [b"8000\r\n", vec![b'a'; 0x8000].as_slice(), b"\r\n"].concat();
    for (head, endless) in [
        ("transfer-encoding: chunked", chunk),
        ("content-length: 10737418240", vec![b'a'; 4096]),
        ("x-no-length: 1", vec![b'a'; 4096]),
    ] {
        let head = Act::write(format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n"));
        assert_eq!(
            outcome_of(&[Act::Read, head, Act::WriteForever(endless)]).await,
            "unreadable: the reply of HOST is larger than 65536 bytes"
        );
    }
}

#[tokio::test]
async fn compressed_bodies_are_limited_by_what_they_become() {
    let body = "b".repeat(LIMIT);
    let head = "200 OK\r\ncontent-encoding: gzip";
    assert_eq!(
        outcome(head, gzip(body.as_bytes())).await,
        format!("200 {body}")
    );
    let bomb = gzip(&vec![0; 16 * 1024 * 1024]);
    assert!(bomb.len() < 20 * 1024);
    assert_eq!(
        outcome(head, bomb).await,
        "unreadable: the reply of HOST is larger than 65536 bytes"
    );
}

#[tokio::test]
async fn what_cannot_be_decoded_is_unreadable() {
    let gzip_head = "200 OK\r\ncontent-encoding: gzip";
    let broken = "unreadable: the reply of HOST cannot be decompressed";
    assert_eq!(outcome(gzip_head, "this is not gzip at all").await, broken);
    let mut flipped = gzip(b"{\"id\":\"1\",\"status\":\"queued\"}");
    let last = flipped.len() - 5;
    flipped[last] ^= 0xff;
    assert_eq!(outcome(gzip_head, flipped).await, broken);
    let whole = gzip(&(0..=255).cycle().take(9000).collect::<Vec<u8>>());
    let half = &whole[..whole.len() / 2];
    let head = format!("{gzip_head}\r\ncontent-length: {}", half.len());
    assert_eq!(outcome(&head, half).await, broken);

    let unknown = "unreadable: the reply of HOST has an encoding that was not asked for";
    for encoding in [
        "br",
        "deflate",
        "zstd",
        "gzip, gzip",
        "gzip, br",
        "x-unknown",
    ] {
        assert_eq!(
            outcome(&format!("200 OK\r\ncontent-encoding: {encoding}"), "x").await,
            unknown
        );
    }
    assert_eq!(
        outcome("200 OK\r\ncontent-encoding: identity", "x").await,
        "200 x"
    );
}

#[tokio::test]
async fn what_is_not_http_is_unreadable() {
    let invalid = "unreadable: the reply of HOST is not valid HTTP";
    for reply in [
        "garbage\r\n\r\n",
        "SMTP 220 ready\r\n\r\n",
        "HTTP/1.1 999999 What\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\na: b\0c\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nnot a number\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
    ] {
        assert_eq!(
            outcome_of(&[Act::Read, Act::write(reply)]).await,
            invalid,
            "{reply:?}"
        );
    }
}

#[tokio::test]
async fn heads_are_limited_in_number_and_size() {
    let many = "200 OK".to_owned() + &"\r\nx: y".repeat(101);
    assert_eq!(
        outcome(&many, "").await,
        "unreadable: the reply of HOST is not valid HTTP"
    );
    let large = format!("200 OK\r\nx: {}", "y".repeat(40_000));
    assert_eq!(
        outcome(&large, "").await,
        "unreadable: the reply of HOST has headers larger than 32768 bytes"
    );
    let endless =
        Act::WriteForever(b"x: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy".to_vec());
    let script = [Act::Read, Act::write("HTTP/1.1 200 OK\r\n"), endless];
    assert_eq!(
        outcome_of(&script).await,
        "unreadable: the reply of HOST is not valid HTTP"
    );
}

#[tokio::test]
async fn bytes_that_are_not_text_are_replaced() {
    assert_eq!(outcome("200 OK", b"a\xffb").await, "200 a\u{fffd}b");
}

#[tokio::test]
async fn a_redirect_is_a_reply_like_any_other() {
    let elsewhere = Server::reply("HTTP/1.1 200 OK\r\n\r\n").await;
    for status in [301, 302, 303, 307, 308] {
        let head = format!(
            "{status} Moved\r\nlocation: {}\r\ncontent-length: 0",
            elsewhere.url("/")
        );
        assert_eq!(outcome(&head, "").await, format!("{status} "));
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn replies_without_a_body_are_replies() {
    assert_eq!(outcome("204 No Content", "").await, "204 ");
    assert_eq!(outcome("101 Switching Protocols", "").await, "101 ");
    assert_eq!(outcome("200 OK\r\ncontent-length: 0", "").await, "200 ");
    assert_eq!(
        outcome(
            "100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\ncontent-length: 0",
            ""
        )
        .await,
        "202 "
    );
    assert_eq!(
        outcome("200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 0", "").await,
        "200 "
    );
}
