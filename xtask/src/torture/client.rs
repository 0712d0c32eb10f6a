//! A client that keeps its connection, and does not repeat anything by itself.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// Longer than any deadline of the host.
const PATIENCE: Duration = Duration::from_secs(30);

/// Somebody with an API key.
pub(crate) struct Client {
    address: SocketAddr,
    key: String,
    connection: Option<BufReader<TcpStream>>,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) document: Value,
}

impl Answer {
    /// A text of the document.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.document
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }
}

impl Client {
    pub(crate) fn new(address: SocketAddr, key: &str) -> Self {
        Self {
            address,
            key: key.to_owned(),
            connection: None,
        }
    }

    /// What is served at a path, as text.
    pub(crate) fn text(&mut self, path: &str) -> io::Result<String> {
        let (_, body) = self.exchange("GET", path, None, "")?;
        Ok(String::from_utf8_lossy(&body).into_owned())
    }

    /// One request; on a fresh connection, when there is none.
    pub(crate) fn request(
        &mut self,
        method: &str,
        path: &str,
        idempotency_key: Option<&str>,
        body: &str,
    ) -> io::Result<Answer> {
        let (status, body) = self.exchange(method, path, idempotency_key, body)?;
        Ok(Answer {
            status,
            document: serde_json::from_slice(&body).unwrap_or_default(),
        })
    }

    fn exchange(
        &mut self,
        method: &str,
        path: &str,
        idempotency_key: Option<&str>,
        body: &str,
    ) -> io::Result<(u16, Vec<u8>)> {
        // It is put back when the answer is whole.
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => {
                let stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_nodelay(true)?;
                BufReader::new(stream)
            }
        };
        let (address, key) = (self.address, &self.key);
        let mut text = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {key}\r\n"
        );
        if let Some(key) = idempotency_key {
            text += &format!("idempotency-key: {key}\r\n");
        }
        if !body.is_empty() {
            text += "content-type: application/json\r\n";
        }
        text += &format!("content-length: {}\r\n\r\n{body}", body.len());
        connection.get_mut().write_all(text.as_bytes())?;
        let answer = read_answer(&mut connection)?;
        self.connection = Some(connection);
        Ok(answer)
    }
}

/// Status and body.
fn read_answer(connection: &mut impl BufRead) -> io::Result<(u16, Vec<u8>)> {
    let malformed = || io::Error::new(io::ErrorKind::InvalidData, "that is not HTTP");
    let mut line = String::new();
    if connection.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let status = line.get(9..12).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(malformed)?;
    let mut length = 0;
    loop {
        line.clear();
        connection.read_line(&mut line)?;
        let header = line.trim_end();
        if header.is_empty() {
            break;
        }
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().map_err(|_| malformed())?;
        }
    }
    let mut body = vec![0; length];
    connection.read_exact(&mut body)?;
    Ok((status, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_ends_where_its_length_says() {
        let mut text: &[u8] =
            b"HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n{\"a\":\"b\"}HTTP/1.1 204 No Content\r\n\r\n";
        let first = read_answer(&mut text).unwrap();
        assert_eq!(first, (201, br#"{"a":"b"}"#.to_vec()));
        assert_eq!(read_answer(&mut text).unwrap(), (204, Vec::new()));
        assert!(read_answer(&mut text).is_err());
    }
}
