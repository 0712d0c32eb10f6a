//! What was put on the wire, as text that a golden file can hold.
//!
//! [`render`] shows a request that a connector described and a request that a simulator received
//! in the same form. It is exact, credentials included: golden files are made with made-up ones.
//! For people, [`Received`] prints itself with credentials masked.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};

use connector_api::HttpRequest;

use crate::sim::Received;

/// A request, from either end of the wire.
#[derive(Debug, Clone)]
pub struct Message<'a> {
    method: &'a str,
    /// An absolute URL as described, or a path as received.
    target: &'a str,
    headers: Vec<(String, &'a str)>,
    body: String,
}

impl<'a> From<&'a HttpRequest> for Message<'a> {
    fn from(request: &'a HttpRequest) -> Self {
        let headers = request.headers.iter();
        Self {
            method: request.method.name(),
            target: &request.url,
            headers: headers
                .map(|header| (header.name.to_ascii_lowercase(), header.value.as_str()))
                .collect(),
            body: request.body.clone(),
        }
    }
}

impl<'a> From<&'a Received> for Message<'a> {
    fn from(request: &'a Received) -> Self {
        let headers = request.headers.iter();
        Self {
            method: &request.method,
            target: &request.target,
            headers: headers
                .map(|(name, value)| (name.to_ascii_lowercase(), value.as_str()))
                .collect(),
            body: String::from_utf8_lossy(&request.body).into_owned(),
        }
    }
}

/// Request line, headers one per line (names in lower case, order kept), an empty line, body.
///
/// The fields of a form follow once more, decoded, one per line, so that a golden file can be
/// read and a diff names the field.
pub fn render<'a>(request: impl Into<Message<'a>>) -> String {
    let Message {
        method,
        target,
        headers,
        body,
    } = request.into();
    let mut text = format!("{method} {target}\n");
    for (name, value) in &headers {
        text.push_str(&format!("{name}: {value}\n"));
    }
    if body.is_empty() {
        return text;
    }
    text.push_str(&format!("\n{body}\n"));
    let is_form = headers.iter().any(|(name, value)| {
        name == "content-type" && value.starts_with("application/x-www-form-urlencoded")
    });
    if is_form {
        text.push_str("\n# the form, decoded\n");
        for (name, value) in form_urlencoded::parse(body.as_bytes()) {
            text.push_str(&format!("{name} = {value}\n"));
        }
    }
    text
}

/// Asserts that what arrived is what a connector described: method, host, path and query, every
/// described header, and the body to the byte. Headers that an HTTP client adds are its own.
///
/// # Panics
///
/// Something differs; the panic shows both.
#[track_caller]
pub fn assert_carried(described: &HttpRequest, received: &Received) {
    let (authority, target) = split_url(&described.url);
    let headers_arrived = described
        .headers
        .iter()
        .all(|header| received.header(&header.name) == Some(&header.value));
    let same = described.method.name() == received.method
        && received.header("host") == Some(authority)
        && received.target == target
        && headers_arrived
        && described.body.as_bytes() == received.body;
    assert!(
        same,
        "what arrived is not what was described\n--- described\n{}\n--- received\n{}",
        render(described),
        render(received)
    );
}

/// Makes a described request for real, over plain HTTP to a simulator, the way the host does with
/// an egress rewrite: the `Host` header stays the described one. Gives the status of the answer.
///
/// # Errors
///
/// The simulator cannot be reached, or its answer is no HTTP.
pub fn send(request: &HttpRequest, simulator: SocketAddr) -> io::Result<u16> {
    let (authority, target) = split_url(&request.url);
    let mut head = format!(
        "{} {target} HTTP/1.1\r\nHost: {authority}\r\n",
        request.method
    );
    for header in &request.headers {
        head.push_str(&format!("{}: {}\r\n", header.name, header.value));
    }
    let length = request.body.len();
    head.push_str(&format!(
        "Content-Length: {length}\r\nConnection: close\r\n\r\n"
    ));
    let mut stream = TcpStream::connect(simulator)?;
    stream.write_all(head.as_bytes())?;
    stream.write_all(request.body.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let status = answer
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    status.ok_or_else(|| io::Error::other("the answer is no HTTP"))
}

/// Authority, and path with query, of an absolute URL.
fn split_url(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let at = rest.find(['/', '?']).unwrap_or(rest.len());
    match rest.split_at(at) {
        (authority, "") => (authority, "/"),
        parts => parts,
    }
}

#[cfg(test)]
mod tests {
    use connector_api::{Header, Method};

    use super::*;

    fn described() -> HttpRequest {
        let mut request = HttpRequest::new(Method::Post, "https://api.example.com/send?x=1");
        request.headers = vec![
            Header::new("Content-Type", "application/x-www-form-urlencoded"),
            Header::sensitive("Authorization", "Basic YTpi"),
        ];
        request.body = "To=%2B1415&Body=a+b".to_owned();
        request
    }

    fn received() -> Received {
        Received::new("POST", "/send?x=1")
            .with_header("host", "api.example.com")
            .with_header("content-type", "application/x-www-form-urlencoded")
            .with_header("authorization", "Basic YTpi")
            .with_body("To=%2B1415&Body=a+b")
    }

    #[test]
    fn a_form_is_shown_raw_and_decoded() {
        let expected = "POST https://api.example.com/send?x=1\n\
            content-type: application/x-www-form-urlencoded\n\
            authorization: Basic YTpi\n\
            \n\
            To=%2B1415&Body=a+b\n\
            \n\
            # the form, decoded\n\
            To = +1415\n\
            Body = a b\n";
        assert_eq!(render(&described()), expected);
    }

    #[test]
    fn a_received_request_has_the_same_form() {
        let expected = "GET /status\nhost: api.example.com\n";
        let request = Received::new("GET", "/status").with_header("Host", "api.example.com");
        assert_eq!(render(&request), expected);
    }

    #[test]
    fn what_was_described_may_arrive_with_more_headers() {
        assert_carried(&described(), &received().with_header("accept", "*/*"));
    }

    #[test]
    #[should_panic(expected = "what arrived is not what was described")]
    fn a_changed_body_is_noticed() {
        assert_carried(&described(), &received().with_body("To=%2B1415&Body=a%20b"));
    }

    #[test]
    fn a_url_without_a_path_asks_for_the_root() {
        assert_eq!(split_url("https://example.com"), ("example.com", "/"));
        assert_eq!(
            split_url("http://example.com:8080/a/b"),
            ("example.com:8080", "/a/b")
        );
    }
}
