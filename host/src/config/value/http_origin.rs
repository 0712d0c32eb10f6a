//! The origin of a URL: scheme, host and port.

use std::borrow::Borrow;
use std::fmt;

use url::Url;

use super::setting::TextSetting;
use crate::config::problem::{Complaint, quoted};

/// `scheme://host[:port]` in lower case, `http` or `https`, the port only when it is not the default.
///
/// A map with such keys can be asked with a plain `&str` in the same form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct HttpOrigin(String);

impl HttpOrigin {
    /// The origin of a URL that `parse_http_url` gave.
    pub(crate) fn of(url: &Url) -> Self {
        Self(url.origin().ascii_serialization())
    }

    /// The origin as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for HttpOrigin {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HttpOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TextSetting for HttpOrigin {
    const EXPECTED: &'static str = "an origin such as \"https://api.twilio.com\"";

    fn parse(text: &str) -> Result<Self, Complaint> {
        let url = parse_http_url(text)?;
        let origin = Self::of(&url);
        match url.path() == "/" && is_bare(&url) {
            true => Ok(origin),
            false => Err(
                Complaint::new(format!("{} is more than an origin", quoted(text)))
                    .hint(format!("write \"{origin}\"")),
            ),
        }
    }

    fn to_text(&self) -> String {
        self.0.clone()
    }
}

/// A URL with scheme `http` or `https`, written strictly: what the lenient rules of browsers would
/// repair (blanks, backslashes, missing slashes) is a typing error here.
pub(crate) fn parse_http_url(text: &str) -> Result<Url, Complaint> {
    let complaint = |fault: &str| Complaint::new(format!("{} {fault}", quoted(text)));
    if text
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || c == '\\')
    {
        return Err(complaint("has a blank or a backslash in it"));
    }
    match text.split_once("://") {
        Some((scheme, _))
            if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") => {}
        Some(_) => return Err(complaint("is neither an http nor an https URL")),
        None => {
            return Err(
                complaint("is not a URL").hint("write the scheme too, such as \"https://...\"")
            );
        }
    }
    Url::parse(text).map_err(|error| complaint(&format!("is not a URL: {error}")))
}

/// Whether a URL ends after its path and names no user.
pub(crate) fn is_bare(url: &Url) -> bool {
    url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let outcome = match HttpOrigin::parse(text) {
            Ok(origin) => origin.to_text(),
            Err(Complaint {
                message,
                suggestion,
            }) => [message, suggestion.unwrap_or_default()].join("; "),
        };
        assert_eq!(outcome, expected);
    }

    #[test]
    fn one_origin_has_one_spelling() {
        check("https://API.Twilio.com:443/", "https://api.twilio.com");
        check("http://127.0.0.1:4010", "http://127.0.0.1:4010");
        check("http://[::1]:80", "http://[::1]");
    }

    #[test]
    fn what_is_not_an_origin_is_refused() {
        check(
            "https://a.example/v1",
            "\"https://a.example/v1\" is more than an origin; write \"https://a.example\"",
        );
        check(
            "https://u:p@a.example",
            "\"https://***@a.example\" is more than an origin; write \"https://a.example\"",
        );
        check(
            "api.twilio.com",
            "\"api.twilio.com\" is not a URL; write the scheme too, such as \"https://...\"",
        );
        check(
            "ftp://a.example",
            "\"ftp://a.example\" is neither an http nor an https URL; ",
        );
        check(
            "https://a.example b",
            "\"https://a.example b\" has a blank or a backslash in it; ",
        );
        check(
            "https://a.example:99999",
            "\"https://a.example:99999\" is not a URL: invalid port number; ",
        );
    }
}
