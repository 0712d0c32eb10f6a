//! A request as text, for people who want to see what would be sent without sending it.

use std::fmt;

use connector_api::HttpRequest;
use serde::Serialize;

use super::headers::{HeaderLine, header_lines, title_case};
use super::mask::{MASK, Mask};
use super::policy::{authority, parse_url};

/// The HTTP/1.1 request that would leave the host, with secrets covered: displayed as on the wire,
/// or as a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct MaskedRequest {
    /// HTTP method.
    pub(crate) method: &'static str,
    /// Absolute URL, with its query.
    pub(crate) url: String,
    /// Headers in the order of the wire, the host's own included.
    pub(crate) headers: Vec<MaskedHeader>,
    /// Body, empty when there is none.
    pub(crate) body: String,
    /// Path and query, for the request line.
    #[serde(skip)]
    target: String,
}

/// One header line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct MaskedHeader {
    /// Name as on the wire.
    pub(crate) name: String,
    /// Value, or what may be shown of it.
    pub(crate) value: String,
}

impl MaskedRequest {
    /// Covers the values of sensitive headers and every occurrence of a secret. A URL that the
    /// egress policy would refuse is shown as it was written.
    pub(crate) fn new(request: &HttpRequest, secrets: &[impl AsRef<str>]) -> Self {
        let mask = Mask::new(secrets);
        let url = parse_url(&request.url).ok();
        let target = url.as_ref().map(|url| match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        });
        let host = url.as_ref().map(authority).unwrap_or_default();
        let text = url.map_or_else(|| request.url.clone(), String::from);
        Self {
            method: request.method.name(),
            target: printable(&mask.cover(target.as_deref().unwrap_or(&text))),
            url: printable(&mask.cover(&text)),
            headers: header_lines(request, &host)
                .into_iter()
                .map(|line| MaskedHeader {
                    value: printable(&masked_value(&line, &mask)),
                    name: printable(&title_case(line.name)),
                })
                .collect(),
            body: printable_text(&mask.cover(&request.body)),
        }
    }
}

impl fmt::Display for MaskedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {} HTTP/1.1", self.method, self.target)?;
        for header in &self.headers {
            writeln!(f, "{}: {}", header.name, header.value)?;
        }
        writeln!(f)?;
        f.write_str(&self.body)
    }
}

/// Of a credential, the scheme alone: it tells `Basic` from `Bearer` and gives nothing away.
fn masked_value(line: &HeaderLine<'_>, mask: &Mask) -> String {
    if !line.sensitive {
        return mask.cover(&line.value);
    }
    let scheme = match line.value.split_once(' ') {
        Some((scheme, _)) if line.name.eq_ignore_ascii_case("authorization") => mask.cover(scheme),
        _ => return MASK.to_owned(),
    };
    format!("{scheme} {MASK}")
}

/// Control characters would act on the reader's terminal instead of being read.
fn printable(text: &str) -> String {
    escape(text, |c| c.is_control())
}

/// A body may have lines.
fn printable_text(text: &str) -> String {
    escape(text, |c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

fn escape(text: &str, hidden: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if hidden(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}
