//! Name resolution whose answer is checked before it is used.
//!
//! The HTTP client connects to exactly the addresses that leave this resolver and asks no other, so
//! a name cannot be one address while it is checked and another when it is used. Addresses written
//! in a URL never come here; the policy checks those.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use delivery::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::AddressGuard;

/// Looks names up; a test does so from a list.
pub(super) trait Lookup: Send + Sync {
    /// Every address of a name.
    fn lookup(&self, name: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

/// The name service of the operating system.
pub(super) struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup(&self, name: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|socket| socket.ip()).collect())
        })
    }
}

/// Resolves names to addresses that the guard passes. One forbidden address condemns the name:
/// an honest name has no reason to mix public and internal ones.
pub(super) struct Resolver {
    lookup: Arc<dyn Lookup>,
    guard: Option<AddressGuard>,
}

impl Resolver {
    /// For names that connectors give.
    pub(super) fn guarded(lookup: Arc<dyn Lookup>, guard: AddressGuard) -> Self {
        Self {
            lookup,
            guard: Some(guard),
        }
    }

    /// For names that the operator gives: the proxy and the targets of rewrites.
    pub(super) fn unguarded(lookup: Arc<dyn Lookup>) -> Self {
        Self {
            lookup,
            guard: None,
        }
    }
}

/// A name without an address.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Unresolved(String);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let lookup = self.lookup.lookup(name.as_str().to_owned());
        let guard = self.guard.clone();
        Box::pin(async move {
            let found = lookup.await.map_err(|error| Unresolved(reason(&error)))?;
            if found.is_empty() {
                return Err(Unresolved("the name has no address".to_owned()).into());
            }
            if let Some(guard) = guard {
                found.iter().try_for_each(|address| guard.check(*address))?;
            }
            let sockets = found.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(sockets) as Addrs)
        })
    }
}

/// What the name service said, as a clause: `name or service not known`.
fn reason(error: &io::Error) -> String {
    let text = error.to_string().to_lowercase();
    match text.split_once("failed to lookup address information: ") {
        Some((_, reason)) => reason.to_owned(),
        None => text,
    }
}
