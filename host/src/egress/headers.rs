//! The headers of a request as they go on the wire: the host's and the connector's.

use std::borrow::Cow;

use connector_api::{HttpRequest, Method};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::policy::Denial;

/// How the host introduces itself when the connector does not.
const USER_AGENT: &str = concat!("switchboard/", env!("CARGO_PKG_VERSION"));

/// Headers that frame a message, belong to one connection, or decide what the host must decode.
const HOSTS: [&str; 15] = [
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "te",
    "trailer",
    "upgrade",
    "http2-settings",
    "expect",
    "accept-encoding",
    "proxy-authorization",
    "proxy-authenticate",
    "proxy-connection",
    "content-encoding",
];

const MAX_HEAD: usize = 32 * 1024;
const MAX_BODY: usize = 256 * 1024;

/// One header line. [`title_case`] spells its name as the wire does.
#[derive(Debug)]
pub(super) struct HeaderLine<'l> {
    pub(super) name: &'l str,
    pub(super) value: Cow<'l, str>,
    pub(super) sensitive: bool,
}

/// Every header in the order of the wire.
pub(super) fn header_lines<'l>(request: &'l HttpRequest, host: &'l str) -> Vec<HeaderLine<'l>> {
    let line = |name, value| HeaderLine {
        name,
        value: Cow::Borrowed(value),
        sensitive: false,
    };
    let mut lines = Vec::with_capacity(request.headers.len() + 5);
    lines.push(line("host", host));
    lines.extend(request.headers.iter().map(|header| HeaderLine {
        sensitive: header.sensitive,
        ..line(&header.name, &header.value)
    }));
    for (name, value) in [("user-agent", USER_AGENT), ("accept", "*/*")] {
        if !request
            .headers
            .iter()
            .any(|header| header.name.eq_ignore_ascii_case(name))
        {
            lines.push(line(name, value));
        }
    }
    lines.push(line("accept-encoding", "gzip"));
    let announces_body = matches!(request.method, Method::Post | Method::Put | Method::Patch);
    if announces_body || !request.body.is_empty() {
        lines.push(HeaderLine {
            value: request.body.len().to_string().into(),
            ..line("content-length", "")
        });
    }
    lines
}

/// The headers for the HTTP client, unless the connector asks for what it may not have.
pub(super) fn header_map(request: &HttpRequest, host: &str) -> Result<HeaderMap, Denial> {
    if request.body.len() > MAX_BODY {
        return Err(Denial::LargeBody(MAX_BODY));
    }
    let size = |name: &str, value: &str| name.len() + value.len() + ": \r\n".len();
    let head: usize = request
        .headers
        .iter()
        .map(|header| size(&header.name, &header.value))
        .sum();
    if head > MAX_HEAD {
        return Err(Denial::LargeHead(MAX_HEAD));
    }
    for header in &request.headers {
        if HOSTS
            .iter()
            .any(|name| header.name.eq_ignore_ascii_case(name))
        {
            return Err(Denial::HostsHeader(title_case(&header.name)));
        }
    }
    let lines = header_lines(request, host);
    let mut map = HeaderMap::with_capacity(lines.len());
    for line in lines {
        let name = HeaderName::from_bytes(line.name.as_bytes()).map_err(|_| Denial::HeaderName)?;
        // Beyond ASCII no two servers agree on the encoding.
        let mut value = Some(&line.value)
            .filter(|value| value.is_ascii())
            .and_then(|value| HeaderValue::from_str(value).ok())
            .ok_or_else(|| Denial::HeaderValue(title_case(line.name)))?;
        value.set_sensitive(line.sensitive);
        map.append(name, value);
    }
    Ok(map)
}

/// `x-request-id` becomes `X-Request-Id`: the spelling that old gateways expect.
pub(super) fn title_case(name: &str) -> String {
    let mut starts_word = true;
    name.chars()
        .map(|c| {
            let c = if starts_word {
                c.to_ascii_uppercase()
            } else {
                c.to_ascii_lowercase()
            };
            starts_word = c == '-';
            c
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use connector_api::Header;

    use super::*;

    fn request(headers: &[(&str, &str)]) -> HttpRequest {
        let mut request = HttpRequest::new(Method::Post, "https://api.example.com/");
        request.headers = headers
            .iter()
            .map(|(name, value)| Header::new(*name, *value))
            .collect();
        request
    }

    #[track_caller]
    fn check(name: &str, value: &str, expected: Denial) {
        assert_eq!(
            header_map(&request(&[(name, value)]), "h").unwrap_err(),
            expected,
            "{name:?}"
        );
    }

    #[test]
    fn the_hosts_headers_are_refused_in_every_spelling() {
        for name in HOSTS {
            check(name, "x", Denial::HostsHeader(title_case(name)));
            check(
                &name.to_uppercase(),
                "x",
                Denial::HostsHeader(title_case(name)),
            );
        }
    }

    #[test]
    fn nothing_can_be_smuggled_into_a_header() {
        for value in ["a\r\nb: c", "a\nb", "a\rb", "a\0b", "a\u{7f}b", "naïve"] {
            check("x-a", value, Denial::HeaderValue("X-A".to_owned()));
        }
        for name in [
            "", "a b", "a:b", "a\r\nb", "host ", " host", "a\0", "naïve", "host:",
        ] {
            check(name, "x", Denial::HeaderName);
        }
        check("x-a", &"a".repeat(MAX_HEAD), Denial::LargeHead(MAX_HEAD));
        let mut large = request(&[]);
        large.body = "a".repeat(MAX_BODY + 1);
        assert_eq!(
            header_map(&large, "h").unwrap_err(),
            Denial::LargeBody(MAX_BODY)
        );
    }

    #[test]
    fn a_connector_may_introduce_itself() {
        let map = header_map(
            &request(&[("User-Agent", "acme"), ("accept", "text/xml")]),
            "h",
        )
        .unwrap();
        assert_eq!(
            map.get_all("user-agent").iter().collect::<Vec<_>>(),
            ["acme"]
        );
        assert_eq!(
            map.get_all("accept").iter().collect::<Vec<_>>(),
            ["text/xml"]
        );
    }

    #[test]
    fn a_body_is_announced_where_a_server_expects_one() {
        let length = |method, body: &str| {
            let mut request = HttpRequest::new(method, "https://api.example.com/");
            request.body = body.to_owned();
            header_map(&request, "h")
                .unwrap()
                .get("content-length")
                .map(|v| v.to_str().unwrap().to_owned())
        };
        assert_eq!(length(Method::Get, ""), None);
        assert_eq!(length(Method::Post, "").as_deref(), Some("0"));
        assert_eq!(length(Method::Get, "é").as_deref(), Some("2"));
    }
}
