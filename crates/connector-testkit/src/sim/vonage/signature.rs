//! Signatures, computed without the connectors' own code.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Digest;

/// The signature of a form; `None` when there is no such method.
pub(super) fn of(method: &str, secret: &str, form: &[(String, String)]) -> Option<String> {
    let mut parameters: Vec<_> = form.iter().filter(|(name, _)| name != "sig").collect();
    parameters.sort();
    let mut text = String::new();
    for (name, value) in parameters {
        let value: String = value
            .chars()
            .map(|c| if c == '&' || c == '=' { '_' } else { c })
            .collect();
        // Writing to a string cannot fail.
        let _ = write!(text, "&{name}={value}");
    }
    match method {
        "md5hash" => Some(hex(&md5::Md5::digest(format!("{text}{secret}")))),
        "md5" => mac::<Hmac<md5::Md5>>(secret, &text),
        "sha1" => mac::<Hmac<sha1::Sha1>>(secret, &text),
        "sha256" => mac::<Hmac<sha2::Sha256>>(secret, &text),
        "sha512" => mac::<Hmac<sha2::Sha512>>(secret, &text),
        _ => None,
    }
}

fn mac<M: Mac + KeyInit>(secret: &str, text: &str) -> Option<String> {
    let mac = <M as KeyInit>::new_from_slice(secret.as_bytes()).ok()?;
    Some(hex(&mac.chain_update(text).finalize().into_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
