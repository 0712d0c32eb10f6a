//! Reads HTTP/1.1 requests from a socket, one after the other.

use std::io;
use std::time::SystemTime;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::sim::Received;

const MAX_HEADERS: usize = 64;
/// More than any provider accepts; a bound keeps a runaway client from filling memory.
const MAX_REQUEST: usize = 1 << 20;

/// What came, whole or not.
#[derive(Debug)]
pub(super) struct Arrival {
    /// The request, as far as it could be read.
    pub(super) request: Received,
    /// Whether all of it came and could be read.
    pub(super) complete: bool,
    /// Whether the client wants to use the connection again.
    pub(super) keep_alive: bool,
}

/// The bytes of a connection that no request has claimed yet.
#[derive(Debug, Default)]
pub(super) struct Reader {
    buffer: Vec<u8>,
}

struct Head {
    length: usize,
    request: Received,
    keep_alive: bool,
}

impl Reader {
    /// Waits for the first byte of the next request; false when the client hung up instead.
    pub(super) async fn begins(&self, stream: &TcpStream) -> bool {
        !self.buffer.is_empty() || matches!(stream.peek(&mut [0]).await, Ok(1..))
    }

    /// Reads a request.
    pub(super) async fn read(&mut self, stream: &mut TcpStream) -> Arrival {
        match self.read_request(stream).await {
            Ok((request, keep_alive)) => Arrival {
                request,
                complete: true,
                keep_alive,
            },
            Err(_) => self.rest(),
        }
    }

    /// Reads this many bytes of a request and takes them for all there is.
    pub(super) async fn read_up_to(&mut self, limit: usize, stream: &mut TcpStream) -> Arrival {
        while let Some(missing) = limit.checked_sub(self.buffer.len()).filter(|n| *n > 0) {
            let mut bytes = vec![0; missing];
            match stream.read(&mut bytes).await {
                Ok(count @ 1..) => self.buffer.extend(bytes.iter().take(count)),
                _ => break,
            }
        }
        self.rest()
    }

    /// What can be told of an incomplete request.
    fn rest(&mut self) -> Arrival {
        let bytes = std::mem::take(&mut self.buffer);
        let request = match parse_head(&bytes) {
            Ok(Some(head)) => head
                .request
                .with_body(bytes.get(head.length..).unwrap_or_default()),
            _ => Received::new("", "").with_body(bytes),
        };
        Arrival {
            request: stamped(request),
            complete: false,
            keep_alive: false,
        }
    }

    async fn read_request(&mut self, stream: &mut TcpStream) -> io::Result<(Received, bool)> {
        let head = loop {
            match parse_head(&self.buffer)? {
                Some(head) => break head,
                None => self.fill(stream).await?,
            }
        };
        let Head {
            length,
            request,
            keep_alive,
        } = head;
        if is(&request, "expect", "100-continue") {
            stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        let (body, end) = match request.header("content-length") {
            _ if is(&request, "transfer-encoding", "chunked") => {
                self.read_chunks(length, stream).await?
            }
            Some(declared) => {
                let declared: usize = declared.trim().parse().map_err(malformed)?;
                self.read_body(length, declared, stream).await?
            }
            None => (Vec::new(), length),
        };
        self.buffer.drain(..end);
        Ok((stamped(request.with_body(body)), keep_alive))
    }

    /// The `length` bytes from `start`, and where they end.
    async fn read_body(
        &mut self,
        start: usize,
        length: usize,
        stream: &mut TcpStream,
    ) -> io::Result<(Vec<u8>, usize)> {
        let end = start
            .checked_add(length)
            .ok_or_else(|| malformed("length"))?;
        loop {
            match self.buffer.get(start..end) {
                Some(body) => return Ok((body.to_vec(), end)),
                None => self.fill(stream).await?,
            }
        }
    }

    async fn read_chunks(
        &mut self,
        start: usize,
        stream: &mut TcpStream,
    ) -> io::Result<(Vec<u8>, usize)> {
        let mut body = Vec::new();
        let mut at = start;
        loop {
            let rest = self.buffer.get(at..).unwrap_or_default();
            match httparse::parse_chunk_size(rest).map_err(|_| malformed("chunk size"))? {
                httparse::Status::Partial => self.fill(stream).await?,
                httparse::Status::Complete((line, size)) => {
                    let size = usize::try_from(size).map_err(malformed)?;
                    let (chunk, end) = self.read_body(at + line, size, stream).await?;
                    // Every chunk, the empty last one too, ends with a line break. Trailers are
                    // not supported: no client of a provider sends any.
                    let (line_break, end) = self.read_body(end, 2, stream).await?;
                    if line_break != b"\r\n" {
                        return Err(malformed("chunk end"));
                    }
                    if chunk.is_empty() {
                        return Ok((body, end));
                    }
                    body.extend(chunk);
                    at = end;
                }
            }
        }
    }

    async fn fill(&mut self, stream: &mut TcpStream) -> io::Result<()> {
        if self.buffer.len() > MAX_REQUEST {
            return Err(malformed("request too large"));
        }
        match stream.read_buf(&mut self.buffer).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

/// The head of a request, once it is complete.
fn parse_head(bytes: &[u8]) -> io::Result<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(length) = parsed.parse(bytes).map_err(malformed)? else {
        return Ok(None);
    };
    let mut request = Received::new(
        parsed.method.unwrap_or_default(),
        parsed.path.unwrap_or_default(),
    );
    for header in parsed.headers.iter() {
        let value = String::from_utf8_lossy(header.value);
        request = request.with_header(header.name, &value);
    }
    let keep_alive = parsed.version == Some(1) && !is(&request, "connection", "close");
    Ok(Some(Head {
        length,
        request,
        keep_alive,
    }))
}

fn is(request: &Received, header: &str, value: &str) -> bool {
    request
        .header(header)
        .is_some_and(|found| found.eq_ignore_ascii_case(value))
}

fn stamped(request: Received) -> Received {
    Received {
        received_at: SystemTime::now(),
        ..request
    }
}

fn malformed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}
