//! The only way out: makes the HTTP exchanges that connectors describe, and refuses those they may not have.
//!
//! Read [`exchange`] first; a request passes four steps there, from top to bottom:
//!
//! 1. `policy` decides where the request may go (`address` knows which addresses are internal,
//!    `rewrite` which origins the operator moved elsewhere);
//! 2. `headers` completes the connector's headers and refuses those that are the host's;
//! 3. the request leaves through a `client`, to an address that `resolve` checked and a certificate
//!    that `tls` trusts (`departure` knows whether its first byte can have left);
//! 4. `body` reads the reply up to a limit; `classify` turns whatever went wrong into what it proves.
//!
//! `render` shows the same request as text, with secrets masked by `mask`, and sends nothing.
//!
//! What must never happen here: a second copy of a request on the wire, a connection to an address
//! that was not checked, a claim that nothing was sent when it might have been, and a URL, header or
//! body in an error text.

mod address;
mod body;
mod classify;
mod client;
mod departure;
mod exchange;
mod headers;
mod mask;
mod policy;
mod render;
mod resolve;
mod rewrite;
mod settings;
mod tls;

#[cfg(test)]
mod tests;

pub(crate) use exchange::Egress;
pub(crate) use render::MaskedRequest;
pub(crate) use settings::{EgressError, EgressSettings};
