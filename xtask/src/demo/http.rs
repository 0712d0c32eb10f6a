//! Just enough of HTTP/1.1 to talk to the host: one request per connection, a body of JSON.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// The host has no reason to be slower than this.
const PATIENCE: Duration = Duration::from_secs(10);

/// What was answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: String,
}

impl Answer {
    /// The body as JSON; null when it is none.
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// Whether a member of the body has this text.
    pub(super) fn says(&self, member: &str, text: &str) -> bool {
        self.json().get(member).is_some_and(|value| value == text)
    }
}

/// Sends `GET path`.
pub(super) fn get(host: SocketAddr, key: &str, path: &str) -> io::Result<Answer> {
    send(host, key, &format!("GET {path}"), "")
}

/// Sends `POST path` with a JSON document.
pub(super) fn post(host: SocketAddr, key: &str, path: &str, document: &str) -> io::Result<Answer> {
    send(host, key, &format!("POST {path}"), document)
}

fn send(host: SocketAddr, key: &str, method_and_path: &str, body: &str) -> io::Result<Answer> {
    let mut stream = TcpStream::connect_timeout(&host, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let length = body.len();
    let head = format!(
        "{method_and_path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
         authorization: Bearer {key}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    );
    stream.write_all(&[head.as_bytes(), body.as_bytes()].concat())?;
    let mut raw = String::new();
    stream.read_to_string(&mut raw)?;
    let malformed = || io::Error::new(io::ErrorKind::InvalidData, format!("not HTTP: {raw:?}"));
    parse_answer(&raw).ok_or_else(malformed)
}

fn parse_answer(raw: &str) -> Option<Answer> {
    let (head, body) = raw.split_once("\r\n\r\n")?;
    let status = head.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    Some(Answer {
        status,
        body: body.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_and_body_are_read() {
        let answer = parse_answer("HTTP/1.1 503 Busy\r\nretry-after: 1\r\n\r\n{\"a\":1}").unwrap();
        assert_eq!((answer.status, answer.json()["a"].as_u64()), (503, Some(1)));
        assert_eq!(parse_answer("SSH-2.0-x\r\n\r\n"), None);
        assert_eq!(parse_answer("HTTP/1.1 200 OK\r\n"), None);
    }
}
