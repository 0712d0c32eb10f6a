//! Hashes and message authentication codes, as bytes; encode them with [`crate::encoding`].

use hmac::{Hmac, KeyInit, Mac};
use sha2::Digest;

use crate::encoding::hex;

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

/// A request in the canonical form over which some clouds sign (ACS3, TC3): method, path, query,
/// headers, their names and the hash of the body, each on lines of its own.
#[derive(Debug, Clone, Copy)]
pub struct CanonicalRequest<'a> {
    /// Method, upper case.
    pub method: &'a str,
    /// Path, percent-encoded.
    pub path: &'a str,
    /// Query without the question mark, see [`crate::encoding::canonical_query`].
    pub query: &'a str,
    /// The headers to sign, names in lower case, in any order.
    pub headers: &'a [(&'a str, &'a str)],
    /// Body.
    pub body: &'a str,
}

impl CanonicalRequest<'_> {
    /// The canonical form.
    pub fn text(&self) -> String {
        let lines = self.sorted_headers();
        let lines = lines.map(|(name, value)| format!("{name}:{}\n", value.trim()));
        [
            self.method,
            self.path,
            self.query,
            &lines.collect::<String>(),
            &self.signed_headers(),
            &hex(&sha256(self.body)),
        ]
        .join("\n")
    }

    /// SHA-256 of the canonical form, in hexadecimal digits.
    pub fn hash(&self) -> String {
        hex(&sha256(self.text()))
    }

    /// The names of the signed headers, sorted and separated by semicolons.
    pub fn signed_headers(&self) -> String {
        let names: Vec<&str> = self.sorted_headers().map(|(name, _)| name).collect();
        names.join(";")
    }

    fn sorted_headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut sorted = self.headers.to_vec();
        sorted.sort_unstable();
        sorted.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    /// The example of Tencent Cloud's description of signature version 3.
    #[test]
    fn a_canonical_request_has_sorted_headers_and_a_hashed_body() {
        let request = CanonicalRequest {
            method: "GET",
            path: "/",
            query: "Limit=10&Offset=0",
            headers: &[
                ("host", "cvm.tencentcloudapi.com"),
                ("content-type", " application/x-www-form-urlencoded "),
            ],
            body: "",
        };
        let expected = "GET\n/\nLimit=10&Offset=0\n\
            content-type:application/x-www-form-urlencoded\nhost:cvm.tencentcloudapi.com\n\n\
            content-type;host\n\
            e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(request.text(), expected);
        assert_eq!(
            request.hash(),
            "91c9c192c14460df6c1ffc69e34e6c5e90708de2a6d282cccf957dbf1aa7f3a7"
        );
    }
}
