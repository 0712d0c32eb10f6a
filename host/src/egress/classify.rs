//! Turns what went wrong into what it proves, in one sentence without any part of the request.
//!
//! The texts are made here from the kinds of the errors below, never by printing those errors: the
//! HTTP client's own messages contain the URL, and a URL may contain a secret.

use std::error::Error;
use std::io;

use delivery::WireError;
use rustls::{AlertDescription, CertificateError};

use super::address::ForbiddenAddress;
use super::resolve::Unresolved;

/// For a request of which no byte has left.
pub(super) fn before_departure(
    error: &reqwest::Error,
    peer: &str,
    trusts_anyone: bool,
) -> WireError {
    if let Some(forbidden) = find::<ForbiddenAddress>(error) {
        return WireError::Denied(format!("{peer} is an internal address: {forbidden}"));
    }
    if error.is_builder() {
        return WireError::Denied("the connector's URL cannot be sent over HTTP".to_owned());
    }
    WireError::NotConnected(if let Some(unresolved) = find::<Unresolved>(error) {
        format!("cannot resolve {peer}: {unresolved}")
    } else if let Some(tls) = find::<rustls::Error>(error) {
        format!(
            "the TLS handshake with {peer} failed: {}",
            tls_reason(tls, trusts_anyone)
        )
    } else if error.is_timeout() {
        format!("cannot connect to {peer}: timed out")
    } else if let Some(refusal) = proxy_refusal(error) {
        format!("cannot connect to {peer}: {refusal}")
    } else if let Some(kind) = io_kind(error) {
        format!("cannot connect to {peer}: {kind}")
    } else {
        format!("the connection to {peer} ended before the request was sent")
    })
}

/// For a request of which a byte may have left.
pub(super) fn after_departure(error: &reqwest::Error, peer: &str) -> WireError {
    let transport = find::<hyper::Error>(error);
    match (transport, io_kind(error)) {
        // A reply came whole and does not decompress.
        (None, Some(_)) if error.is_decode() => {
            WireError::Unreadable(format!("the reply of {peer} cannot be decompressed"))
        }
        (Some(transport), _) if transport.is_parse() => {
            WireError::Unreadable(format!("the reply of {peer} is not valid HTTP"))
        }
        (_, Some(io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData)) => {
            WireError::Unreadable(format!("the reply of {peer} is not valid HTTP"))
        }
        (Some(transport), None) if transport.is_incomplete_message() => WireError::Lost(format!(
            "{peer} closed the connection without a complete reply"
        )),
        (_, Some(io::ErrorKind::UnexpectedEof)) => WireError::Lost(format!(
            "{peer} closed the connection without a complete reply"
        )),
        (_, Some(kind)) => WireError::Lost(format!("the connection to {peer} was lost: {kind}")),
        (_, None) => WireError::Lost(format!("the connection to {peer} was lost")),
    }
}

fn tls_reason(error: &rustls::Error, trusts_anyone: bool) -> String {
    use rustls::Error::{AlertReceived, InvalidCertificate, InvalidMessage};
    let reason = match error {
        InvalidCertificate(certificate) => match certificate {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "certificate expired"
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "certificate not valid yet"
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "certificate is for another name"
            }
            CertificateError::UnknownIssuer if !trusts_anyone => {
                "this system has no certificate authorities; install them or set [egress] extra_ca"
            }
            CertificateError::UnknownIssuer => "certificate of an unknown authority",
            CertificateError::Revoked => "certificate revoked",
            _ => "certificate not valid",
        },
        AlertReceived(AlertDescription::UnrecognisedName) => "the server does not know this name",
        AlertReceived(_) => "the server refused it",
        InvalidMessage(_) => "the server does not speak TLS",
        _ => "no agreement with the server",
    };
    reason.to_owned()
}

/// The tunnel's error is not a public type; its texts are fixed.
fn proxy_refusal(error: &reqwest::Error) -> Option<String> {
    chain(error)
        .map(ToString::to_string)
        .find_map(|text| Some(format!("proxy: {}", text.strip_prefix("tunnel error: ")?)))
}

/// The kind of the innermost I/O error that has one.
fn io_kind(error: &reqwest::Error) -> Option<io::ErrorKind> {
    chain(error)
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .map(io::Error::kind)
        .filter(|kind| *kind != io::ErrorKind::Other)
        .last()
}

fn find<E: Error + 'static>(error: &reqwest::Error) -> Option<&E> {
    chain(error).find_map(|error| error.downcast_ref())
}

/// The error and its causes. An I/O error that wraps another names that one's cause as its own,
/// so it is unwrapped here.
fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    fn cause<'a>(error: &&'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
        let error: &'a (dyn Error + 'static) = *error;
        match error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(inner) => Some(inner),
            None => error.source(),
        }
    }
    let first: &(dyn Error + 'static) = error;
    std::iter::successors(Some(first), cause)
}
