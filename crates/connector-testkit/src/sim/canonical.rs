//! Signed requests of cloud providers, computed from what came over the wire and without any code
//! of the connectors: two implementations that agree prove each other.

use std::time::{Duration, UNIX_EPOCH};

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::Received;

/// A request in canonical form, with the headers that `signed` names, in that order. `None` when
/// one of them is not there, is there twice, or the names are not sorted.
pub(super) fn canonical_request(
    request: &Received,
    signed: &str,
    value: impl Fn(&str) -> String,
) -> Option<String> {
    let names: Vec<&str> = signed.split(';').collect();
    let mut text = format!(
        "{}\n{}\n{}\n",
        request.method,
        request.path(),
        canonical_query(&request.query())
    );
    for name in &names {
        let sent = request.only_header(name)?;
        text.push_str(&format!("{name}:{}\n", value(sent.trim())));
    }
    text.push_str(&format!("\n{signed}\n{}", sha256_hex(&request.body)));
    names.is_sorted().then_some(text)
}

/// Fields sorted by name, encoded as RFC 3986 says.
pub(super) fn canonical_query(fields: &[(String, String)]) -> String {
    let mut sorted = fields.to_vec();
    sorted.sort_by(|(a, _), (b, _)| a.cmp(b));
    let pair = |(name, value): &(String, String)| format!("{}={}", encoded(name), encoded(value));
    sorted.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// Letters, digits and `-._~` stay; every other byte is `%XX`.
pub(super) fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

pub(super) fn hmac_sha256(key: &[u8], text: &str) -> Vec<u8> {
    mac::<Hmac<Sha256>>(key, text)
}

pub(super) fn hmac_sha1(key: &[u8], text: &str) -> Vec<u8> {
    mac::<Hmac<sha1::Sha1>>(key, text)
}

fn mac<M: Mac + KeyInit>(key: &[u8], text: &str) -> Vec<u8> {
    // A key of any length will do; without one no signature matches.
    <M as KeyInit>::new_from_slice(key).map_or_else(
        |_| Vec::new(),
        |mac| mac.chain_update(text).finalize().into_bytes().to_vec(),
    )
}

pub(super) fn sha256_hex(bytes: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(bytes))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a time of the client is so near to when the request was received.
pub(super) fn is_near(request: &Received, seconds: u64, tolerance: Duration) -> bool {
    let now = request.received_at.duration_since(UNIX_EPOCH);
    Duration::from_secs(seconds).abs_diff(now.unwrap_or_default()) <= tolerance
}
