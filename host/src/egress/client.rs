//! The HTTP clients, with everything switched off that would send a request twice or elsewhere.
//!
//! - Redirects, `Referer`, proxies from the environment and the client's own retries are off;
//!   cookies are not compiled in.
//! - The connection pool inside the client has a retry of its own that cannot be switched off. It
//!   hands a request to a second connection when the first turns out to be closed, and only a
//!   request that the first gave back unstarted: one whose head was serialized is never given back.
//!   The body backs this up, as it cannot be cloned and is given out once, see [`super::departure`].
//! - HTTP/1.1 only: every provider speaks it, one lost connection loses one message, and it is known
//!   what has left. HTTP/2 would take many messages down with one connection.
//! - Idle connections are dropped after four seconds, because common servers do so after five: a
//!   request rarely meets a connection that is just being closed. When it does it is lost, not repeated.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, ClientBuilder, Proxy};
use url::{Host, Url};

use super::address::AddressGuard;
use super::policy::Route;
use super::resolve::{Lookup, Resolver};
use super::rewrite::is_http;
use super::settings::{EgressError, EgressSettings};
use super::tls;

const IDLE_CONNECTION: Duration = Duration::from_secs(4);

/// One client for the URLs of connectors, and one for the targets of rewrites. The second checks no
/// addresses, so the first must never find a connection that the second left open.
pub(super) struct Clients {
    guarded: Client,
    rewritten: Client,
    /// Whether any certificate authority is trusted, which explains a failed handshake when not.
    pub(super) trusts_anyone: bool,
}

impl Clients {
    pub(super) fn new(
        settings: &EgressSettings,
        guard: &AddressGuard,
        lookup: &Arc<dyn Lookup>,
    ) -> Result<Self, EgressError> {
        let (tls, trusts_anyone) = tls::client_config(settings.extra_ca.as_deref())?;
        let unguarded = || Resolver::unguarded(Arc::clone(lookup));
        let builder = || builder(settings.connect_timeout).tls_backend_preconfigured(tls.clone());
        let (guarded, rewritten) = match &settings.proxy {
            None => {
                let resolver = Resolver::guarded(Arc::clone(lookup), guard.clone());
                (
                    builder().dns_resolver(resolver),
                    builder().dns_resolver(unguarded()),
                )
            }
            // The only name that is resolved here is then the proxy's.
            Some(proxy) if is_http(proxy) && proxy.has_host() => (
                builder()
                    .dns_resolver(unguarded())
                    .proxy(through(proxy, |_| true)),
                builder()
                    .dns_resolver(unguarded())
                    .proxy(through(proxy, is_elsewhere)),
            ),
            Some(_) => return Err(EgressError::Proxy),
        };
        let build = |builder: ClientBuilder| {
            let built = builder.build();
            built.map_err(|error| EgressError::Client(error.without_url().into()))
        };
        Ok(Self {
            guarded: build(guarded)?,
            rewritten: build(rewritten)?,
            trusts_anyone,
        })
    }

    /// The client for a route.
    pub(super) fn of(&self, route: &Route) -> &Client {
        if route.rewritten {
            &self.rewritten
        } else {
            &self.guarded
        }
    }
}

fn builder(connect_timeout: Duration) -> ClientBuilder {
    Client::builder()
        .connect_timeout(connect_timeout)
        .pool_idle_timeout(IDLE_CONNECTION)
        .http1_only()
        .http1_title_case_headers()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_proxy()
}

fn through(proxy: &Url, applies: impl Fn(&Url) -> bool + Send + Sync + 'static) -> Proxy {
    let proxy = proxy.clone();
    Proxy::custom(move |url| applies(url).then(|| proxy.clone()))
}

/// Whether a rewrite leads off this machine. One that does not means this machine, not the proxy's.
pub(super) fn is_elsewhere(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name != "localhost",
        Some(Host::Ipv4(address)) => !address.is_loopback(),
        Some(Host::Ipv6(address)) => !address.is_loopback(),
        None => true,
    }
}
