//! Finds secrets in text, however they were encoded, and covers them.

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use zeroize::Zeroizing;

/// What stands where a secret was.
pub(super) const MASK: &str = "****";

/// The secrets of one config.
pub(super) struct Mask {
    secrets: Vec<Zeroizing<String>>,
    /// What base64 makes of the secrets, wherever they stand in the encoded text.
    encoded: Vec<Zeroizing<String>>,
}

impl Mask {
    pub(super) fn new<S: AsRef<str>>(secrets: &[S]) -> Self {
        let secrets: Vec<Zeroizing<String>> = secrets
            .iter()
            .map(|secret| Zeroizing::new(secret.as_ref().to_owned()))
            .filter(|secret| !secret.is_empty())
            .collect();
        let encoded = secrets
            .iter()
            .flat_map(|secret| base64_cores(secret).into_iter().map(Zeroizing::new))
            .collect();
        Self { secrets, encoded }
    }

    /// The text with every secret covered: as it is, percent-encoded in any dialect, escaped for
    /// JSON, or inside of base64.
    pub(super) fn cover(&self, text: &str) -> String {
        let mut covered = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            if let Some(length) = self.longest_match(rest) {
                // Secrets that touch or overlap become one mask: their seam is nobody's business.
                if !covered.ends_with(MASK) {
                    covered.push_str(MASK);
                }
                rest = rest.get(length..).unwrap_or_default();
            } else {
                covered.push(next);
                rest = rest.get(next.len_utf8()..).unwrap_or_default();
            }
        }
        covered
    }

    fn longest_match(&self, text: &str) -> Option<usize> {
        let plain = self
            .secrets
            .iter()
            .filter_map(|secret| match_length(text, secret));
        let encoded = self.encoded.iter().filter_map(|core| {
            let rest = text.strip_prefix(core.as_str())?;
            Some(text.len() - rest.trim_start_matches('=').len())
        });
        plain.chain(encoded).max()
    }
}

/// How much of the text's beginning is this secret, with each character encoded or not.
fn match_length(text: &str, secret: &str) -> Option<usize> {
    // All lengths at which the secret's characters so far can end. There is more than one only
    // where the secret itself looks encoded.
    let mut ends = vec![0];
    for wanted in secret.chars() {
        ends = ends
            .iter()
            .flat_map(|end| {
                let rest = text.get(*end..).unwrap_or_default();
                spellings(wanted, rest).map(move |length| end + length)
            })
            .collect();
        ends.dedup();
        if ends.is_empty() {
            return None;
        }
    }
    ends.into_iter().max()
}

/// The lengths of the spellings of a character with which the text begins.
fn spellings(wanted: char, text: &str) -> impl Iterator<Item = usize> {
    let starts = |spelling: &str| {
        let head = text.as_bytes().get(..spelling.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(spelling.as_bytes()))
            .then_some(spelling.len())
    };
    let mut utf8 = [0; 4];
    let percent: String = wanted
        .encode_utf8(&mut utf8)
        .bytes()
        .map(|byte| format!("%{byte:02x}"))
        .collect();
    let mut utf16 = [0; 2];
    let unicode: String = wanted
        .encode_utf16(&mut utf16)
        .iter()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect();
    let escape = match wanted {
        '"' | '\\' | '/' => Some(format!("\\{wanted}")),
        '\n' => Some("\\n".to_owned()),
        '\r' => Some("\\r".to_owned()),
        '\t' => Some("\\t".to_owned()),
        ' ' => Some("+".to_owned()),
        _ => None,
    };
    [
        text.starts_with(wanted).then_some(wanted.len_utf8()),
        starts(&percent),
        starts(&unicode),
        escape.and_then(|escape| text.starts_with(&escape).then_some(escape.len())),
    ]
    .into_iter()
    .flatten()
}

/// The characters of base64 that a secret alone decides, for each of the three places at which it
/// can begin in a group. Shorter ones than these could be anything.
fn base64_cores(secret: &str) -> Vec<String> {
    const SHORTEST: usize = 5;
    let mut cores = Vec::new();
    for alphabet in [&STANDARD, &URL_SAFE] {
        let engine = GeneralPurpose::new(alphabet, NO_PAD);
        for before in 0..3_usize {
            let mut bytes = vec![0; before];
            bytes.extend_from_slice(secret.as_bytes());
            let text = engine.encode(&bytes);
            // A character holds six bits; those that share bits with a neighbour are left out.
            let (start, end) = ((before * 8).div_ceil(6), bytes.len() * 8 / 6);
            cores.extend(
                text.get(start..end)
                    .filter(|core| core.len() >= SHORTEST)
                    .map(str::to_owned),
            );
        }
        // Alone, the secret decides its last character as well.
        cores.push(engine.encode(secret));
    }
    cores.retain(|core| core.len() >= SHORTEST);
    cores.sort();
    cores.dedup();
    cores
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD as BASE64, URL_SAFE as BASE64_URL};

    use super::*;

    #[track_caller]
    fn check(secrets: &[&str], text: &str, expected: &str) {
        assert_eq!(Mask::new(secrets).cover(text), expected);
    }

    #[test]
    fn a_secret_is_covered_wherever_it_stands() {
        check(&["tok"], "tok", "****");
        check(&["tok"], "a tok b tok", "a **** b ****");
        check(&["tok"], "toktok", "****");
        check(&["tok"], "to tOK ok", "to tOK ok");
        check(&[], "tok", "tok");
        check(&[""], "tok", "tok");
        check(&["ab", "abcd"], "abcd ab abc", "**** **** ****c");
        check(&["é"], "caf\u{e9} été", "caf**** ****t****");
    }

    #[test]
    fn every_percent_encoding_is_covered() {
        let secret = ["p@s s/é+%25"];
        for text in [
            "p@s s/é+%25",
            "p%40s%20s%2F%C3%A9%2B%2525",
            "p%40s%20s%2f%c3%a9%2b%2525",
            "p%40s+s%2F%C3%A9%2B%2525",
            "p@s%20s/%C3%A9+%2525",
            "%70%40%73%20%73%2F%C3%A9%2B%25%32%35",
        ] {
            check(&secret, text, "****");
            check(&secret, &format!("k={text}&x"), "k=****&x");
        }
    }

    #[test]
    fn every_json_escape_is_covered() {
        let secret = "a\"b\\c/d\n\té😀";
        for text in [
            serde_json::to_string(secret).unwrap(),
            "\"a\\\"b\\\\c\\/d\\n\\t\\u00e9\\ud83d\\ude00\"".to_owned(),
            "\"a\\u0022b\\u005Cc\\u002Fd\\u000A\\u0009\\u00E9\\uD83D\\uDE00\"".to_owned(),
        ] {
            check(&[secret], &text, "\"****\"");
        }
    }

    #[test]
    fn base64_is_covered_alone_and_inside_of_more() {
        let secret = "s3cr3t-töken>>>";
        check(&[secret], &BASE64.encode(secret), "****");
        check(&[secret], &BASE64_URL.encode(secret), "****");
        for user in ["", "a", "ab", "abc", "abcd"] {
            for tail in ["", "x", "xy"] {
                let text = BASE64.encode(format!("{user}:{secret}{tail}"));
                let covered = Mask::new(&[secret]).cover(&text);
                assert!(covered.contains(MASK), "{text}");
                // At most the two characters that share bits with a neighbour may remain.
                let (before, after) = covered.split_once(MASK).unwrap();
                assert!(before.len() <= (user.len() + 1) * 8 / 6 + 2, "{covered}");
                assert!(
                    after.trim_end_matches('=').len() <= tail.len() * 8 / 6 + 2,
                    "{covered}"
                );
            }
        }
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        check(
            &["abc"],
            "the alphabet: a b c, %61 %62",
            "the alphabet: a b c, %61 %62",
        );
    }
}
