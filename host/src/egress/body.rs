//! Reads a reply, up to a limit.

use connector_api::{Header, HttpResponse};
use delivery::WireError;
use reqwest::Response;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};

use super::classify;

/// Largest body, after decompression. What a provider says about one message fits many times over.
pub(super) const MAX_BODY: usize = 64 * 1024;
/// Largest head. The HTTP client itself stops reading a head at 400 KiB and 100 headers.
const MAX_HEAD: usize = 32 * 1024;

/// The whole reply, or why it is not one. Announced lengths are not believed in either direction:
/// reading stops where the limit is, so a bomb costs no more than the limit.
pub(super) async fn read_response(
    mut response: Response,
    peer: &str,
) -> Result<HttpResponse, WireError> {
    let head = response.headers();
    let size: usize = head
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if size > MAX_HEAD {
        return Err(unreadable(
            peer,
            format_args!("has headers larger than {MAX_HEAD} bytes"),
        ));
    }
    if has_unknown_encoding(head) {
        return Err(unreadable(
            peer,
            format_args!("has an encoding that was not asked for"),
        ));
    }
    let mut reply = HttpResponse::new(response.status().as_u16(), "");
    reply.headers = head
        .iter()
        .map(|(name, value)| Header::new(name.as_str(), String::from_utf8_lossy(value.as_bytes())))
        .collect();

    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| classify::after_departure(&error, peer))?
    {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(unreadable(
                peer,
                format_args!("is larger than {MAX_BODY} bytes"),
            ));
        }
        body.extend_from_slice(&chunk);
    }
    reply.body = String::from_utf8(body)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    Ok(reply)
}

/// The HTTP client removes this header when it decodes; what is left was not decoded.
fn has_unknown_encoding(head: &HeaderMap) -> bool {
    head.get_all(CONTENT_ENCODING)
        .iter()
        .any(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity"))
}

fn unreadable(peer: &str, what: std::fmt::Arguments<'_>) -> WireError {
    WireError::Unreadable(format!("the reply of {peer} {what}"))
}
