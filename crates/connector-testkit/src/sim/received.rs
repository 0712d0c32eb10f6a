//! One request as it came off the wire.

use std::fmt;
use std::time::SystemTime;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

/// A request, byte for byte, with accessors for what providers look at.
///
/// Its `Display` is for people and masks credentials; [`crate::wire::render`] is exact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Method; empty when the request was cut off before its first line was complete.
    pub method: String,
    /// Path and query, as sent.
    pub target: String,
    /// Headers in the order received, names as sent.
    pub headers: Vec<(String, String)>,
    /// Body, after removal of a chunked transfer coding.
    pub body: Vec<u8>,
    /// When the request was complete.
    pub received_at: SystemTime,
    /// Number of the connection, from 1 in the order of their acceptance.
    pub connection: u64,
}

impl Received {
    /// A request that did not come over a socket, for tests of a provider's rules.
    pub fn new(method: &str, target: &str) -> Self {
        Self {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            received_at: SystemTime::UNIX_EPOCH,
            connection: 0,
        }
    }

    /// The same request with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same request with a body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The path, without the query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The fields of the query, decoded, in order.
    pub fn query(&self) -> Vec<(String, String)> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        decoded(query.as_bytes())
    }

    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(candidate, _)| candidate.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The header of this name, in any case, if there is exactly one: a credential that is sent
    /// twice is no credential.
    pub fn only_header(&self, name: &str) -> Option<&str> {
        let mut found = self
            .headers
            .iter()
            .filter(|(candidate, _)| candidate.eq_ignore_ascii_case(name));
        match (found.next(), found.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }

    /// The `Host` header without its port, in lower case; empty when there is none.
    pub fn host(&self) -> String {
        let host = self.header("host").unwrap_or_default();
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        name.to_ascii_lowercase()
    }

    /// Whether the body's media type is this one, parameters aside.
    pub fn has_content_type(&self, wanted: &str) -> bool {
        let value = self.header("content-type").unwrap_or_default();
        let media_type = value.split(';').next().unwrap_or_default().trim();
        media_type.eq_ignore_ascii_case(wanted)
    }

    /// The fields of a form body, decoded, in order; none when the body is not a form.
    pub fn form(&self) -> Vec<(String, String)> {
        if self.has_content_type("application/x-www-form-urlencoded") {
            decoded(&self.body)
        } else {
            Vec::new()
        }
    }

    /// The body as JSON, if it is that.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// User and password of Basic authentication.
    pub fn basic_auth(&self) -> Option<(String, String)> {
        let (scheme, encoded) = self.only_header("authorization")?.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let bytes = BASE64_STANDARD.decode(encoded.trim()).ok()?;
        let pair = String::from_utf8(bytes).ok()?;
        let (user, password) = pair.split_once(':')?;
        Some((user.to_owned(), password.to_owned()))
    }
}

fn decoded(pairs: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(pairs).into_owned().collect()
}

/// The request as a person reads it: credentials masked, form fields decoded one per line.
impl fmt::Display for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.target)?;
        for (name, value) in &self.headers {
            let name = name.to_ascii_lowercase();
            let value = masked(&name, value);
            write!(f, "\n{name}: {value}")?;
        }
        let form = self.form();
        if !form.is_empty() {
            f.write_str("\n")?;
            return form
                .iter()
                .try_for_each(|(name, value)| write!(f, "\n{name} = {}", masked(name, value)));
        }
        match String::from_utf8_lossy(&self.body).as_ref() {
            "" => Ok(()),
            body => write!(f, "\n\n{body}"),
        }
    }
}

/// Keeps the scheme of an `Authorization` value: that one is a help, the rest is a secret.
fn masked(name: &str, value: &str) -> String {
    match (name, value.split_once(' ')) {
        ("authorization" | "proxy-authorization", Some((scheme, _))) => format!("{scheme} ****"),
        ("authorization" | "proxy-authorization" | "api_secret", _) => "****".to_owned(),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn send() -> Received {
        Received::new("POST", "/send?via=sms+text")
            .with_header("Host", "API.example.com:8443")
            .with_header("Authorization", "Basic dXNlcjpwYTpzcw==")
            .with_header(
                "Content-Type",
                "application/x-www-form-urlencoded; charset=utf-8",
            )
            .with_body("To=%2B1415&Body=a+b")
    }

    #[test]
    fn the_printed_form_masks_credentials_and_decodes_the_form() {
        let printed = send().to_string();
        assert!(printed.contains("authorization: Basic ****\n"), "{printed}");
        assert!(!printed.contains("dXNl"), "{printed}");
        assert!(printed.ends_with("\n\nTo = +1415\nBody = a b"), "{printed}");
    }

    #[test]
    fn a_credential_without_a_scheme_is_masked_whole() {
        let printed = Received::new("POST", "/")
            .with_header("authorization", "s3cret")
            .to_string();
        assert_eq!(printed, "POST /\nauthorization: ****");
    }

    #[test]
    fn accessors_decode_what_providers_look_at() {
        let request = send();
        assert_eq!(request.host(), "api.example.com");
        assert_eq!(request.path(), "/send");
        assert_eq!(request.query(), [("via".to_owned(), "sms text".to_owned())]);
        assert_eq!(
            request.basic_auth(),
            Some(("user".to_owned(), "pa:ss".to_owned()))
        );
    }

    #[test]
    fn a_body_of_another_type_has_no_form_fields() {
        let request = Received::new("POST", "/").with_body("To=1");
        assert!(request.form().is_empty());
    }
}
