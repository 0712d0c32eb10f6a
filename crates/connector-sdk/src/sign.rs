//! Hashes and message authentication codes, as bytes; encode them with [`crate::encoding`].

use hmac::{Hmac, KeyInit, Mac};
use sha2::Digest;

macro_rules! hmacs {
    ($($(#[$doc:meta])* $name:ident $hash:ty;)*) => {$(
        $(#[$doc])*
        pub fn $name(key: impl AsRef<[u8]>, message: impl AsRef<[u8]>) -> Vec<u8> {
            let mac = match <Hmac<$hash>>::new_from_slice(key.as_ref()) {
                Ok(mac) => mac,
                Err(_) => unreachable!("HMAC takes a key of any length"),
            };
            mac.chain_update(message.as_ref()).finalize().into_bytes().to_vec()
        }
    )*};
}

hmacs! {
    /// HMAC with MD5, where a provider still asks for it.
    hmac_md5 md5::Md5;
    /// HMAC with SHA-1, where a provider still asks for it.
    hmac_sha1 sha1::Sha1;
    /// HMAC with SHA-256.
    hmac_sha256 sha2::Sha256;
    /// HMAC with SHA-512.
    hmac_sha512 sha2::Sha512;
}

/// SHA-256.
pub fn sha256(message: impl AsRef<[u8]>) -> Vec<u8> {
    sha2::Sha256::digest(message.as_ref()).to_vec()
}

/// MD5, where a provider still asks for it.
pub fn md5(message: impl AsRef<[u8]>) -> Vec<u8> {
    md5::Md5::digest(message.as_ref()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::hex;

    /// Test case 2 of RFC 2202 and of RFC 4231.
    #[test]
    fn the_codes_are_those_of_the_standards() {
        let (key, message) = ("Jefe", "what do ya want for nothing?");
        assert_eq!(
            hex(&hmac_md5(key, message)),
            "750c783e6ab0b503eaa86e310a5db738"
        );
        assert_eq!(
            hex(&hmac_sha1(key, message)),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
        );
        assert_eq!(
            hex(&hmac_sha256(key, message)),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert!(hex(&hmac_sha512(key, message)).starts_with("164b7a7bfcf819e2e395fbe73b56e0a3"));
    }
}
