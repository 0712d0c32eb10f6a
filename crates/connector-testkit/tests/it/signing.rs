//! What a client of a cloud provider needs in order to sign.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

pub(crate) fn hmac(key: impl AsRef<[u8]>, text: &str) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(key.as_ref()).unwrap();
    mac.chain_update(text).finalize().into_bytes().to_vec()
}

pub(crate) fn sha256(text: &str) -> String {
    hex(Sha256::digest(text))
}

pub(crate) fn hex(bytes: impl AsRef<[u8]>) -> String {
    let digits = bytes.as_ref().iter().map(|byte| format!("{byte:02x}"));
    digits.collect()
}
