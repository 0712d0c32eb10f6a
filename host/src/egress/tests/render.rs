//! That the rendered request is the one that is sent, and shows no secret.

use connector_api::{Header, HttpRequest, Method};

use super::super::{Egress, MaskedRequest};
use super::server::Server;
use super::{post, send, settings, summary};

const NONE: [&str; 0] = [];

#[tokio::test]
async fn the_rendered_request_is_the_one_that_is_sent() {
    let egress = Egress::new(settings()).unwrap();
    for (method, body) in [
        (Method::Post, "to=%2B14155550100&text=Your+code+is+123456"),
        (Method::Post, ""),
        (Method::Put, "{\"text\":\"é\"}\r\n"),
        (Method::Get, ""),
        (Method::Get, "with a body"),
        (Method::Delete, ""),
    ] {
        let server = Server::reply("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
        let mut request = HttpRequest::new(method, server.url("/v1/sms?a=%20b&c='d'|"));
        request.headers.push(Header::new("X-TC-Action", "SendSms"));
        request
            .headers
            .push(Header::new("content-type", "text/plain"));
        request.body = body.to_owned();
        let rendered = MaskedRequest::new(&request, &NONE).to_string();
        let (head, body) = rendered.split_once("\n\n").unwrap();
        assert_eq!(summary(&send(&egress, request).await), "200 ok");
        let expected = format!("{}\r\n\r\n{body}", head.replace('\n', "\r\n"));
        assert_eq!(server.requests(), [expected]);
    }
}

#[test]
fn credentials_show_their_scheme_alone() {
    let mut request = post("https://api.example.com/v1?x=1");
    request
        .headers
        .push(Header::sensitive("authorization", "Basic QUM6dG9rZW4="));
    request
        .headers
        .push(Header::sensitive("X-Api-Key", "abc def"));
    request
        .headers
        .push(Header::sensitive("Authorization", "abcdef"));
    let agent = format!("switchboard/{}", env!("CARGO_PKG_VERSION"));
    assert_eq!(
        MaskedRequest::new(&request, &NONE).to_string(),
        format!(
            "POST /v1?x=1 HTTP/1.1\nHost: api.example.com\nAuthorization: Basic ****\n\
             X-Api-Key: ****\nAuthorization: ****\nUser-Agent: {agent}\nAccept: */*\n\
             Accept-Encoding: gzip\nContent-Length: 11\n\ncode=123456"
        )
    );
}

#[test]
fn the_document_has_what_the_text_has() {
    let mut request = post("https://api.example.com/v1?key=tok%2Fen");
    request
        .headers
        .push(Header::sensitive("Authorization", "Bearer tok/en"));
    let document = serde_json::to_value(MaskedRequest::new(&request, &["tok/en"])).unwrap();
    assert_eq!(document["method"], "POST");
    assert_eq!(document["url"], "https://api.example.com/v1?key=****");
    assert_eq!(document["headers"][1]["name"], "Authorization");
    assert_eq!(document["headers"][1]["value"], "Bearer ****");
    assert_eq!(document["body"], "code=123456");
    assert_eq!(document.as_object().unwrap().len(), 4);
}

#[test]
fn a_request_that_would_be_refused_is_still_shown_safely() {
    let mut request = post("https://user:hunter22@api.example.com/\r\nX: y");
    request.headers.push(Header::new("x-\u{1b}[31m", "a\r\nb"));
    request.body = "line\n\u{1b}[2J".to_owned();
    let text = MaskedRequest::new(&request, &["hunter22"]).to_string();
    assert!(
        !text.contains("hunter22") && !text.contains('\u{1b}') && !text.contains('\r'),
        "{text:?}"
    );
    assert!(text.contains("X-\\u{1b}[31m: a\\r\\nb\n"), "{text:?}");
    assert!(text.ends_with("line\n\\u{1b}[2J"), "{text:?}");
}
