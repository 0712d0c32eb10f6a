//! The URL of a proxy, which may hold a password.

use std::fmt;

use url::Url;

use super::http_origin::parse_http_url;
use super::setting::TextSetting;
use crate::config::problem::{Complaint, masked};

/// `http[s]://[user:password@]host[:port]`. Printed with user and password masked.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ProxyUrl(Url);

impl ProxyUrl {
    /// The whole URL, with the password: for the HTTP client only.
    pub(crate) fn expose(&self) -> &Url {
        &self.0
    }
}

impl fmt::Display for ProxyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(masked(self.0.as_str()).trim_end_matches('/'))
    }
}

/// Masked as well: a config is printed more easily than anyone intends.
impl fmt::Debug for ProxyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProxyUrl({self})")
    }
}

impl TextSetting for ProxyUrl {
    const EXPECTED: &'static str = "the URL of a proxy such as \"http://proxy.internal:3128\"";

    /// Never quotes the text: a URL that cannot be parsed may hold a password anywhere.
    fn parse(text: &str) -> Result<Self, Complaint> {
        let complaint =
            || Complaint::new("is not the URL of a proxy").hint("write \"http://host:port\"");
        let url = parse_http_url(text).map_err(|_| complaint())?;
        match url.path() == "/" && url.query().is_none() && url.fragment().is_none() {
            true => Ok(Self(url)),
            false => Err(complaint()),
        }
    }

    fn to_text(&self) -> String {
        self.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_used_but_never_printed() {
        let proxy = ProxyUrl::parse("http://user:hunter2@proxy.internal:3128").unwrap();
        assert_eq!(proxy.expose().password(), Some("hunter2"));
        assert_eq!(proxy.to_text(), "http://***@proxy.internal:3128");
        assert_eq!(
            format!("{proxy:?}"),
            "ProxyUrl(http://***@proxy.internal:3128)"
        );
    }

    #[test]
    fn a_refusal_quotes_nothing() {
        for wrong in [
            "user:hunter2@proxy",
            "socks5://user:hunter2@proxy",
            "http://proxy/hunter2",
            "http://hunter2 proxy",
        ] {
            assert_eq!(
                ProxyUrl::parse(wrong).unwrap_err().message,
                "is not the URL of a proxy"
            );
        }
    }
}
