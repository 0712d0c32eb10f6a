//! Decides where a connector's request may go, before anything is opened.
//!
//! A URL passes when it is `https` (or the operator allows `http`), names an origin within the
//! connector's reach, carries nothing that is not part of the request line, and does not name an
//! internal address. Names are checked again when they are resolved, see [`super::resolve`].
//! An origin that the operator rewrote goes to its target instead: that choice stands above the
//! rules for schemes and addresses, never above the reach of the connector.

use delivery::Reach;
use url::{Host, Position, Url};

use super::address::{AddressGuard, ForbiddenAddress};
use super::rewrite::{Rewrites, is_http};

/// The rules of one set of settings.
#[derive(Debug)]
pub(super) struct Policy {
    pub(super) guard: AddressGuard,
    pub(super) rewrites: Rewrites,
    pub(super) allow_http: bool,
}

/// Where a request goes.
#[derive(Debug)]
pub(super) struct Route {
    /// What is connected to and requested.
    pub(super) url: Url,
    /// The authority that the connector wrote, for the `Host` header.
    pub(super) host: String,
    /// Whether the URL is the operator's, by a rewrite, and not the connector's.
    pub(super) rewritten: bool,
}

/// Why a request is refused. Hosts are named; paths, queries and values never are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Denial {
    #[error("the connector's URL is not an absolute http or https URL")]
    NotAUrl,
    #[error("the connector's URL contains white space, a control character or a backslash")]
    UnsafeUrl,
    #[error("the connector's URL contains a user name or password; credentials belong in a header")]
    UserInfo,
    #[error("the connector's URL contains a fragment")]
    Fragment,
    #[error("the connector's URL is longer than {0} bytes")]
    LongUrl(usize),
    #[error("the connector may not send to {0}: it is not an origin that it declares")]
    OutOfReach(String),
    #[error("the connector may not send to {0} over plain http unless [egress] allow_http is set")]
    PlainHttp(String),
    #[error("the connector may not send to an internal address: {0}")]
    Address(#[from] ForbiddenAddress),
    #[error("the connector may not set the header {0}; it belongs to the host")]
    HostsHeader(String),
    #[error("the connector's request contains a header whose name is not valid")]
    HeaderName,
    #[error(
        "the connector's header {0} contains a line break or another character that is not allowed"
    )]
    HeaderValue(String),
    #[error("the connector's headers are larger than {0} bytes")]
    LargeHead(usize),
    #[error("the connector's request body is larger than {0} bytes")]
    LargeBody(usize),
}

/// Longer URLs are refused by servers, and bounded here so that no connector can fill the memory.
const MAX_URL: usize = 16 * 1024;

impl Policy {
    /// The route of a URL, if the connector may take it.
    pub(super) fn route(&self, url: &str, reach: &Reach) -> Result<Route, Denial> {
        let url = parse_url(url)?;
        // There is no user name in front of the host: the parts of the URL are the origin.
        let origin = &url[..Position::BeforePath];
        if !reach.origins.iter().any(|allowed| allowed == origin) {
            return Err(Denial::OutOfReach(origin.to_owned()));
        }
        let host = authority(&url);
        if let Some(target) = self.rewrites.target(origin, &url) {
            return Ok(Route {
                url: target,
                host,
                rewritten: true,
            });
        }
        if url.scheme() != "https" && !self.allow_http {
            return Err(Denial::PlainHttp(host));
        }
        match url.host() {
            Some(Host::Ipv4(address)) => self.guard.check(address.into())?,
            Some(Host::Ipv6(address)) => self.guard.check(address.into())?,
            Some(Host::Domain(_)) | None => {}
        }
        Ok(Route {
            url,
            host,
            rewritten: false,
        })
    }
}

/// Parses a connector's URL, and refuses what the parser would silently repair.
pub(super) fn parse_url(text: &str) -> Result<Url, Denial> {
    if text.len() > MAX_URL {
        return Err(Denial::LongUrl(MAX_URL));
    }
    if text.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\') {
        return Err(Denial::UnsafeUrl);
    }
    let url = Url::parse(text).map_err(|_| Denial::NotAUrl)?;
    if !is_http(&url) || !url.has_host() {
        return Err(Denial::NotAUrl);
    }
    // An empty user name leaves no trace in the parsed URL.
    let authority = text.split(['/', '?', '#']).nth(2).unwrap_or_default();
    if authority.contains('@') {
        return Err(Denial::UserInfo);
    }
    if url.fragment().is_some() {
        return Err(Denial::Fragment);
    }
    Ok(url)
}

/// `host[:port]`, the port only when it is not the default.
pub(super) fn authority(url: &Url) -> String {
    url[Position::BeforeHost..Position::BeforePath].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REACH: [&str; 4] = [
        "https://api.example.com",
        "https://xn--mnchen-3ya.example",
        "https://127.0.0.1",
        "http://plain.example:8080",
    ];

    fn policy(allow_http: bool, allow_private: &[&str]) -> Policy {
        let rewrite = (
            "http://moved.example".to_owned(),
            "http://10.0.0.1:1".parse().unwrap(),
        );
        Policy {
            guard: AddressGuard::new(
                allow_private
                    .iter()
                    .map(|net| net.parse().unwrap())
                    .collect(),
            ),
            rewrites: Rewrites::new(vec![rewrite]).unwrap(),
            allow_http,
        }
    }

    fn route(policy: &Policy, url: &str) -> Result<Route, Denial> {
        let origins = REACH.iter().map(|origin| (*origin).to_owned()).collect();
        policy.route(url, &Reach { origins })
    }

    #[track_caller]
    fn check(url: &str, expected: &str) {
        let found = match route(&policy(false, &[]), url) {
            Ok(route) => format!("{} {}", route.host, route.url),
            Err(denial) => denial.to_string(),
        };
        assert_eq!(found, expected, "{url}");
    }

    #[test]
    fn declared_origins_pass_in_every_spelling() {
        check(
            "https://api.example.com/v1?a=b",
            "api.example.com https://api.example.com/v1?a=b",
        );
        check(
            "HTTPS://API.Example.COM:443/v1",
            "api.example.com https://api.example.com/v1",
        );
        check(
            "https://api.example.com",
            "api.example.com https://api.example.com/",
        );
        check(
            "https://%61pi.example.com/",
            "api.example.com https://api.example.com/",
        );
        check(
            "https://münchen.example/",
            "xn--mnchen-3ya.example https://xn--mnchen-3ya.example/",
        );
    }

    #[test]
    fn other_origins_are_out_of_reach() {
        for (url, origin) in [
            ("https://evil.example/", "https://evil.example"),
            (
                "https://api.example.com.evil.example/",
                "https://api.example.com.evil.example",
            ),
            ("https://api.example.com./", "https://api.example.com."),
            (
                "https://api.example.com:8443/",
                "https://api.example.com:8443",
            ),
            ("http://api.example.com/", "http://api.example.com"),
            ("http://api.example.com:443/", "http://api.example.com:443"),
            ("https://аpi.example.com/", "https://xn--pi-6kc.example.com"),
            ("https://[::1]/", "https://[::1]"),
            ("https://169.254.169.254/", "https://169.254.169.254"),
        ] {
            let expected = format!(
                "the connector may not send to {origin}: it is not an origin that it declares"
            );
            check(url, &expected);
        }
    }

    #[test]
    fn a_declared_internal_address_is_refused_in_every_spelling() {
        for url in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0177.0.0.1/",
            "https://0x7f.1/",
            "https://127.0.0.1./",
            "https://１２７.0.0.1/",
            "https://127%2e0.0.1/",
        ] {
            let denial = route(&policy(false, &[]), url).unwrap_err();
            assert!(matches!(denial, Denial::Address(_)), "{url}: {denial}");
            assert!(
                route(&policy(false, &["127.0.0.1/32"]), url).is_ok(),
                "{url}"
            );
        }
    }

    #[test]
    fn plain_http_needs_the_operators_word() {
        let url = "http://plain.example:8080/";
        assert_eq!(
            route(&policy(false, &[]), url).unwrap_err(),
            Denial::PlainHttp("plain.example:8080".to_owned())
        );
        assert!(route(&policy(true, &[]), url).is_ok());
    }

    #[test]
    fn what_the_parser_would_repair_is_refused() {
        for url in [
            "https://api.example.com/\r\nX: y",
            "https://api.exa\tmple.com/",
            " https://api.example.com/",
            "https://api.example.com/a b",
            "https://api.example.com/\0",
            "https://api.example.com\\@evil.example/",
            "https:\\\\api.example.com/",
            "https://api.example.com/\u{2028}",
        ] {
            assert_eq!(
                route(&policy(false, &[]), url).unwrap_err(),
                Denial::UnsafeUrl,
                "{url:?}"
            );
        }
        for url in [
            "",
            "/v1",
            "api.example.com/v1",
            "ftp://api.example.com",
            "file:///etc/passwd",
            "data:,x",
            "https://",
        ] {
            assert_eq!(
                route(&policy(false, &[]), url).unwrap_err(),
                Denial::NotAUrl,
                "{url:?}"
            );
        }
        for url in [
            "https://u:p@api.example.com/",
            "https://u@api.example.com/",
            "https://@api.example.com/",
            "https://:@api.example.com/",
            "https://api.example.com@evil.example/",
        ] {
            assert_eq!(
                route(&policy(false, &[]), url).unwrap_err(),
                Denial::UserInfo,
                "{url:?}"
            );
        }
        assert!(route(&policy(false, &[]), "https://api.example.com/a@b?c@d").is_ok());
        for url in ["https://api.example.com/#", "https://api.example.com/#f"] {
            assert_eq!(
                route(&policy(false, &[]), url).unwrap_err(),
                Denial::Fragment,
                "{url:?}"
            );
        }
        let long = format!("https://api.example.com/{}", "a".repeat(MAX_URL));
        assert_eq!(
            route(&policy(false, &[]), &long).unwrap_err(),
            Denial::LongUrl(MAX_URL)
        );
    }

    #[test]
    fn a_rewrite_does_not_widen_the_reach() {
        let denial = route(&policy(true, &[]), "http://moved.example/").unwrap_err();
        assert_eq!(
            denial,
            Denial::OutOfReach("http://moved.example".to_owned())
        );

        let mut reach = Reach {
            origins: vec!["http://moved.example".to_owned()],
        };
        let policy = policy(false, &[]);
        let route = policy.route("http://moved.example/v1", &reach).unwrap();
        assert_eq!(route.url.as_str(), "http://10.0.0.1:1/v1");
        assert_eq!(route.host, "moved.example");
        assert!(route.rewritten);

        reach.origins.push("https://10.0.0.1:1".to_owned());
        let denial = policy.route("https://10.0.0.1:1/", &reach).unwrap_err();
        assert!(
            matches!(denial, Denial::Address(_)),
            "the target is open to the rewrite alone"
        );
    }
}
