//! Response bodies that may be larger than memory.

use std::io::Write;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// What fills large bodies: white space is the beginning of a valid JSON document.
const FILLER: u8 = b' ';
/// One repeated piece of a large body.
const PIECE: usize = 64 * 1024;
/// How often the bomb doubles its piece: 64 KiB * 2^14 is 1 GiB.
const DOUBLINGS: u32 = 14;

/// Pieces that are each sent a number of times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Body(Vec<(Vec<u8>, u64)>);

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self(vec![(bytes, 1)])
    }
}

impl Body {
    /// So many bytes of white space.
    pub(super) fn filler(bytes: u64) -> Self {
        let piece = PIECE as u64;
        let rest = bytes
            .checked_rem(piece)
            .and_then(|rest| usize::try_from(rest).ok());
        Self(vec![
            (vec![FILLER; PIECE], bytes / piece),
            (vec![FILLER; rest.unwrap_or_default()], 1),
        ])
    }

    /// A gzip stream that holds 1 GiB of white space.
    ///
    /// After a first piece the compressor's window holds nothing but filler, so every further
    /// piece compresses to the same bytes: two are compressed and the second is repeated.
    pub(super) fn gzip_bomb() -> Self {
        let piece = [FILLER; PIECE];
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        let first = compressed(&mut encoder, &piece);
        let again = compressed(&mut encoder, &piece);
        let end = encoder.finish().unwrap_or_default();

        let mut crc = Crc::new();
        crc.update(&piece);
        for _ in 0..DOUBLINGS {
            let mut half = Crc::new();
            half.combine(&crc);
            crc.combine(&half);
        }
        let header = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];
        let trailer = [crc.sum().to_le_bytes(), crc.amount().to_le_bytes()].concat();
        Self(vec![
            (header, 1),
            (first, 1),
            (again, (1 << DOUBLINGS) - 1),
            (end, 1),
            (trailer, 1),
        ])
    }

    /// Length in bytes.
    pub(super) fn len(&self) -> u64 {
        self.0
            .iter()
            .map(|(bytes, times)| bytes.len() as u64 * times)
            .sum()
    }

    /// The pieces, in order and as often as they are sent.
    pub(super) fn chunks(&self) -> impl Iterator<Item = &[u8]> + Send {
        self.0
            .iter()
            .flat_map(|(bytes, times)| (0..*times).map(move |_| bytes.as_slice()))
    }

    /// The beginning as text, for the ledger.
    pub(super) fn preview(&self, limit: usize) -> String {
        let bytes = self.0.first().map_or(&[][..], |(bytes, _)| bytes);
        String::from_utf8_lossy(bytes.get(..limit).unwrap_or(bytes)).into_owned()
    }
}

/// Compresses a piece up to a byte boundary and takes what came out.
fn compressed(encoder: &mut DeflateEncoder<Vec<u8>>, piece: &[u8]) -> Vec<u8> {
    let written = encoder.write_all(piece).and_then(|()| encoder.flush());
    debug_assert!(written.is_ok(), "compressing into memory does not fail");
    std::mem::take(encoder.get_mut())
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use super::*;

    #[test]
    fn a_filler_has_exactly_the_length_asked_for() {
        for bytes in [0, 1, 65_535, 65_536, 200_000] {
            let body = Body::filler(bytes);
            assert_eq!(body.len(), bytes);
            assert_eq!(
                body.chunks().map(|chunk| chunk.len() as u64).sum::<u64>(),
                bytes
            );
        }
        assert_eq!(Body::filler(10 << 30).len(), 10 << 30);
    }

    #[test]
    fn the_bomb_is_small_on_the_wire_and_decompresses() {
        let body = Body::gzip_bomb();
        assert!(body.len() < 3 << 20, "{} bytes", body.len());
        let wire: Vec<u8> = body.chunks().flatten().copied().collect();
        let mut unpacked = flate2::read::GzDecoder::new(wire.as_slice()).take(8 << 20);
        assert_eq!(io::copy(&mut unpacked, &mut io::sink()).unwrap(), 8 << 20);
    }
}
