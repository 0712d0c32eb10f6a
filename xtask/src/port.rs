//! Ports that nobody uses.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use crate::chore::{Chore, Context};

/// An address on loopback that was free a moment ago.
pub(crate) fn free() -> Chore<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .context("there is no free port")
}
