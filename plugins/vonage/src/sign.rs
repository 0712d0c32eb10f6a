//! Signed requests. Reference: <https://developer.vonage.com/en/getting-started/concepts/signing-messages>
//!
//! The digests of the HMAC methods are not verified against a live account: the published examples
//! cover `md5hash` and the rule.

use connector_sdk::encoding::hex;
use connector_sdk::prelude::*;
use connector_sdk::sign::{hmac_md5, hmac_sha1, hmac_sha256, hmac_sha512, md5};

/// How a request is signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// MD5 over the parameters and the secret.
    Md5hash,
    /// HMAC with MD5.
    Md5,
    /// HMAC with SHA-1.
    Sha1,
    /// HMAC with SHA-256.
    #[default]
    Sha256,
    /// HMAC with SHA-512.
    Sha512,
}

/// The `sig` of a request with these parameters.
pub fn signature(method: Method, secret: &str, parameters: &[(&str, &str)]) -> String {
    let mut sorted = parameters.to_vec();
    sorted.sort_unstable();
    // Only what is signed is written like this; the form keeps its values.
    let plain = |value: &str| value.replace(['&', '='], "_");
    let text: String = sorted
        .iter()
        .map(|(name, value)| format!("&{name}={}", plain(value)))
        .collect();
    hex(&match method {
        Method::Md5hash => md5(text + secret),
        Method::Md5 => hmac_md5(secret, text),
        Method::Sha1 => hmac_sha1(secret, text),
        Method::Sha256 => hmac_sha256(secret, text),
        Method::Sha512 => hmac_sha512(secret, text),
    })
}
