//! Encodings that providers ask for.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// RFC 3986: letters, digits, `-`, `.`, `_` and `~` stay; all else becomes `%XX`, upper case.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Percent-encodes a text as RFC 3986 says (a space becomes `%20`).
pub fn percent_encode(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// Parameters as a query string, percent-encoded as RFC 3986 says, in the given order.
pub fn query_string<K: AsRef<str>, V: AsRef<str>>(
    parameters: impl IntoIterator<Item = (K, V)>,
) -> String {
    let pairs = parameters.into_iter().map(|(name, value)| {
        format!(
            "{}={}",
            percent_encode(name.as_ref()),
            percent_encode(value.as_ref())
        )
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// Parameters as a canonical query string: sorted by name in byte order, percent-encoded as
/// RFC 3986 says. Parameters of one name are in the order of their values.
pub fn canonical_query<K: AsRef<str>, V: AsRef<str>>(
    parameters: impl IntoIterator<Item = (K, V)>,
) -> String {
    let parameters: Vec<(K, V)> = parameters.into_iter().collect();
    let pairs = parameters.iter();
    let mut sorted: Vec<(&str, &str)> = pairs.map(|(k, v)| (k.as_ref(), v.as_ref())).collect();
    sorted.sort_unstable();
    query_string(sorted)
}

/// Fields as a form (`application/x-www-form-urlencoded`), in the given order.
pub fn form_string<K: AsRef<str>, V: AsRef<str>>(
    fields: impl IntoIterator<Item = (K, V)>,
) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// Standard base64 with padding (RFC 4648, section 4).
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Reads standard base64 with padding; `None` when it is not.
pub fn base64_decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(percent_encode("aZ9-._~ *+/ü"), "aZ9-._~%20%2A%2B%2F%C3%BC");
        assert_eq!(query_string([("b", "1 2"), ("a", "=")]), "b=1%202&a=%3D");
        // By name: as encoded pairs, `a-b=2` would come before `a=1`.
        assert_eq!(
            canonical_query([("a-b", "2"), ("a", "1"), ("Z", "0")]),
            "Z=0&a=1&a-b=2"
        );
        assert_eq!(hex(&[0, 15, 255]), "000fff");
        assert_eq!(base64_decode(&base64(b"any")).unwrap(), b"any");
        assert_eq!(base64_decode("!"), None);
    }
}
