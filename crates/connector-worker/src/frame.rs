//! What travels between host and worker: length, number, kind, body.
//!
//! ```text
//! 4 bytes  length of what follows, big-endian
//! 8 bytes  number of the question; its answer has the same
//! 1 byte   kind
//!          body
//! ```

use std::io::{self, Read, Write};

use tokio::io::{AsyncRead, AsyncReadExt};

/// Most bytes of a frame: a reply of 64 KiB, escaped as JSON, with room to spare.
pub const LIMIT: usize = 4 * 1024 * 1024;

const HEAD: usize = 9;

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Worker: the plugin is loaded; the body is its info.
    Ready = 1,
    /// Worker: the plugin cannot be used; the body says why.
    Unusable = 2,
    /// Host: make an instance of this config.
    Create = 3,
    /// Worker: the instance is there.
    Created = 4,
    /// Worker: there is none; the body is the config error.
    Refused = 5,
    /// Host: what does the plugin think of this config?
    Check = 6,
    /// Worker: findings.
    Findings = 7,
    /// Host: the first step of a call.
    Start = 8,
    /// Host: the next step; the body is call, response and state.
    Resume = 9,
    /// Worker: a step document.
    Step = 10,
    /// Host: are you there?
    Ping = 11,
    /// Worker: yes.
    Pong = 12,
}

impl Kind {
    const ALL: [Self; 12] = [
        Self::Ready,
        Self::Unusable,
        Self::Create,
        Self::Created,
        Self::Refused,
        Self::Check,
        Self::Findings,
        Self::Start,
        Self::Resume,
        Self::Step,
        Self::Ping,
        Self::Pong,
    ];

    fn of(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == byte)
    }
}

/// A frame.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    /// Number of the question.
    pub number: u64,
    /// What it is.
    pub kind: Kind,
    /// Its body.
    pub body: Vec<u8>,
}

/// Shows no body: configs and codes are in it.
impl std::fmt::Debug for Frame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { number, kind, body } = self;
        write!(f, "Frame({kind:?} {number}, {} bytes)", body.len())
    }
}

impl Frame {
    /// The frame as bytes.
    ///
    /// # Errors
    /// When it is larger than [`LIMIT`].
    pub fn encode(&self) -> io::Result<Vec<u8>> {
        Self::bytes(self.number, self.kind, &self.body)
    }

    /// The bytes of a frame with these parts.
    ///
    /// # Errors
    /// When it is larger than [`LIMIT`].
    pub fn bytes(number: u64, kind: Kind, body: &[u8]) -> io::Result<Vec<u8>> {
        let length = HEAD + body.len();
        if length > LIMIT {
            return Err(too_large());
        }
        let length = u32::try_from(length).map_err(|_| too_large())?;
        let mut bytes = Vec::with_capacity(4 + HEAD + body.len());
        bytes.extend(length.to_be_bytes());
        bytes.extend(number.to_be_bytes());
        bytes.push(kind as u8);
        bytes.extend(body);
        Ok(bytes)
    }

    /// A frame of what follows the length.
    ///
    /// # Errors
    /// When it is none.
    pub fn decode(mut bytes: Vec<u8>) -> io::Result<Self> {
        let head: Option<&[u8; HEAD]> = bytes.first_chunk();
        let Some([number @ .., kind]) = head else {
            return Err(malformed());
        };
        let (number, kind) = (u64::from_be_bytes(*number), *kind);
        let kind = Kind::of(kind).ok_or_else(malformed)?;
        bytes.drain(..HEAD);
        Ok(Self {
            number,
            kind,
            body: bytes,
        })
    }

    /// Writes it.
    ///
    /// # Errors
    /// When it is too large, or nobody reads.
    pub fn write_to(&self, writer: &mut impl Write) -> io::Result<()> {
        writer.write_all(&self.encode()?)?;
        writer.flush()
    }

    /// Reads one; `None` at the end.
    ///
    /// # Errors
    /// When what comes is none.
    pub fn read_from(reader: &mut impl Read) -> io::Result<Option<Self>> {
        let mut length = [0; 4];
        match reader.read_exact(&mut length) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        let mut bytes = vec![0; checked(length)?];
        reader.read_exact(&mut bytes)?;
        Self::decode(bytes).map(Some)
    }

    /// The same for the host.
    ///
    /// # Errors
    /// When what comes is none, or nothing comes any more.
    pub async fn receive(reader: &mut (impl AsyncRead + Unpin)) -> io::Result<Self> {
        let mut length = [0; 4];
        reader.read_exact(&mut length).await?;
        let mut bytes = vec![0; checked(length)?];
        reader.read_exact(&mut bytes).await?;
        Self::decode(bytes)
    }
}

fn checked(length: [u8; 4]) -> io::Result<usize> {
    let length = usize::try_from(u32::from_be_bytes(length)).map_err(|_| too_large())?;
    match length {
        0..HEAD => Err(malformed()),
        HEAD..=LIMIT => Ok(length),
        _ => Err(too_large()),
    }
}

fn malformed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "that is no frame")
}

fn too_large() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the frame is too large")
}

/// Call, response and state of a later step, as one body.
pub fn join_resume(call: &[u8], response: &[u8], state: Option<&str>) -> Vec<u8> {
    let mut body = Vec::with_capacity(call.len() + response.len() + 16);
    for part in [call, response] {
        // A part is smaller than a frame, and a frame smaller than this.
        let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
        body.extend(length.to_be_bytes());
        body.extend(part);
    }
    if let Some(state) = state {
        body.push(1);
        body.extend(state.as_bytes());
    }
    body
}

/// The parts of such a body.
pub fn split_resume(body: &[u8]) -> Option<(&[u8], &[u8], Option<&str>)> {
    let (call, rest) = part(body)?;
    let (response, rest) = part(rest)?;
    match rest {
        [] => Some((call, response, None)),
        [1, state @ ..] => Some((call, response, Some(std::str::from_utf8(state).ok()?))),
        _ => None,
    }
}

fn part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: Kind, body: &[u8]) -> Frame {
        Frame {
            number: 7,
            kind,
            body: body.to_vec(),
        }
    }

    #[test]
    fn a_frame_is_the_same_after_its_way() {
        for kind in Kind::ALL {
            let sent = frame(kind, b"{}");
            let bytes = sent.encode().unwrap();
            let read = Frame::read_from(&mut bytes.as_slice()).unwrap();
            assert_eq!(read, Some(sent));
        }
        assert_eq!(Frame::read_from(&mut [].as_slice()).unwrap(), None);
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        let bytes = frame(Kind::Step, b"{}").encode().unwrap();
        for length in 4..bytes.len() {
            assert!(
                Frame::read_from(&mut bytes.get(..length).unwrap()).is_err(),
                "{length}"
            );
        }
        for bytes in [&[0, 0, 0, 0][..], &[0, 0, 0, 8], &[255, 255, 255, 255]] {
            assert!(Frame::read_from(&mut [bytes, &[0; 32]].concat().as_slice()).is_err());
        }
        let unknown = [&9_u32.to_be_bytes()[..], &[0; 8], &[99]].concat();
        assert!(Frame::read_from(&mut unknown.as_slice()).is_err());
        assert!(frame(Kind::Step, &vec![0; LIMIT]).encode().is_err());
    }

    #[test]
    fn a_later_step_keeps_its_parts_apart() {
        for state in [None, Some(""), Some("token")] {
            let body = join_resume(b"call", b"", state);
            assert_eq!(split_resume(&body), Some((&b"call"[..], &b""[..], state)));
            for length in 0..8 {
                assert_eq!(split_resume(body.get(..length).unwrap()), None);
            }
        }
    }
}
