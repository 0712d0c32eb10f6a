//! What is secret is sealed before it is written.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// The key that secrets in the store are sealed with: 32 random bytes.
#[derive(Clone)]
pub struct SealingKey(Zeroizing<[u8; KEY_BYTES]>);

/// Why something cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// A key is written as 64 hexadecimal digits.
    #[error("a key is 64 hexadecimal digits")]
    NotAKey,
    /// It was sealed with another key, for another purpose, or changed.
    #[error("it was sealed with another key, or changed since")]
    NotOpened,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    NoRandomness,
}

impl SealingKey {
    /// A fresh key.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn generate() -> Result<Self, SealError> {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        getrandom::fill(key.as_mut()).map_err(|_| SealError::NoRandomness)?;
        Ok(Self(key))
    }

    /// Reads a key: 64 hexadecimal digits, and white space around them.
    ///
    /// # Errors
    /// When the text is none.
    pub fn parse(text: &str) -> Result<Self, SealError> {
        let digits = text.trim();
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        if digits.len() != 2 * KEY_BYTES || !digits.is_ascii() {
            return Err(SealError::NotAKey);
        }
        for (index, byte) in key.iter_mut().enumerate() {
            let pair = digits.get(2 * index..2 * index + 2);
            let pair = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok());
            *byte = pair.ok_or(SealError::NotAKey)?;
        }
        Ok(Self(key))
    }

    /// The key as text, for its file.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Seals bytes for a purpose; opened for another purpose they are not the same.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|_| SealError::NoRandomness)?;
        let payload = Payload {
            msg: plain,
            aad: purpose.as_bytes(),
        };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| SealError::NotOpened)?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens what was sealed for a purpose.
    ///
    /// # Errors
    /// When it was sealed with another key, for another purpose, or changed.
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (nonce, sealed) = sealed
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or(SealError::NotOpened)?;
        let payload = Payload {
            msg: sealed,
            aad: purpose.as_bytes(),
        };
        let plain = self.cipher().decrypt(&XNonce::from(*nonce), payload);
        plain.map(Zeroizing::new).map_err(|_| SealError::NotOpened)
    }

    /// A hash that only the holder of the key can compute: a passcode has too few digits for any
    /// other.
    pub fn fingerprint(&self, bytes: &[u8]) -> Vec<u8> {
        <Hmac<Sha256>>::new_from_slice(self.0.as_ref()).map_or_else(
            |_| Vec::new(),
            |mac| mac.chain_update(bytes).finalize().into_bytes().to_vec(),
        )
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.0).into())
    }
}

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealingKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_can_be_opened_for_its_purpose_only() {
        let key = SealingKey::generate().unwrap();
        let sealed = key.seal("config twilio", b"s3cret").unwrap();
        assert!(!sealed.windows(6).any(|bytes| bytes == b"s3cret"));
        assert_eq!(&**key.open("config twilio", &sealed).unwrap(), b"s3cret");
        for (purpose, key) in [
            ("config vonage", key.clone()),
            ("config twilio", SealingKey::generate().unwrap()),
        ] {
            assert_eq!(key.open(purpose, &sealed), Err(SealError::NotOpened));
        }
        assert_ne!(
            key.seal("", b"s3cret").unwrap(),
            key.seal("", b"s3cret").unwrap()
        );
    }

    #[test]
    fn what_was_changed_or_cut_off_is_refused() {
        let key = SealingKey::generate().unwrap();
        let sealed = key.seal("x", b"text").unwrap();
        for length in 0..sealed.len() {
            assert!(key.open("x", sealed.get(..length).unwrap()).is_err());
        }
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(key.open("x", &changed).is_err());
        }
    }

    #[test]
    fn a_key_is_the_same_after_it_was_written_down() {
        let key = SealingKey::generate().unwrap();
        let read = SealingKey::parse(&format!("{}\n", *key.to_text())).unwrap();
        assert_eq!(read.fingerprint(b"a"), key.fingerprint(b"a"));
        assert_ne!(read.fingerprint(b"a"), key.fingerprint(b"b"));
        for text in ["", "00", &"0".repeat(63), &"g".repeat(64), &"é".repeat(32)] {
            assert_eq!(SealingKey::parse(text).unwrap_err(), SealError::NotAKey);
        }
    }
}
