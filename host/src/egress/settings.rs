//! What the operator decides about egress, and what can be wrong with it.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use url::Url;

/// The `[egress]` section, already parsed. Not `Debug`: the proxy's URL may hold a password.
#[derive(Clone)]
pub(crate) struct EgressSettings {
    /// How long resolving a name, connecting and the TLS handshake may take together.
    pub(crate) connect_timeout: Duration,
    /// HTTP proxy for everything that leaves. It resolves names itself, so addresses behind names
    /// are then the proxy's to police; proxies from the environment are never used.
    pub(crate) proxy: Option<Url>,
    /// PEM file with certificate authorities that are trusted besides the system's.
    pub(crate) extra_ca: Option<PathBuf>,
    /// Internal ranges that connectors may reach after all.
    pub(crate) allow_private: Vec<IpNet>,
    /// Whether origins may be plain `http`.
    pub(crate) allow_http: bool,
    /// Origins that are served by another place: `("https://api.example.com", target)`.
    pub(crate) rewrite: Vec<(String, Url)>,
}

impl Default for EgressSettings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            proxy: None,
            extra_ca: None,
            allow_private: Vec::new(),
            allow_http: false,
            rewrite: Vec::new(),
        }
    }
}

/// Why settings cannot be put to use.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EgressError {
    /// The file of `extra_ca` cannot be read.
    #[error("cannot read the certificate authorities in `{}`", path.display())]
    UnreadableAuthorities {
        /// Path from the settings.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The file of `extra_ca` was read and holds nothing usable.
    #[error("`{}` holds no PEM certificate that can be used as an authority", path.display())]
    NoAuthorities {
        /// Path from the settings.
        path: PathBuf,
    },
    /// The proxy is not an HTTP proxy.
    #[error("the proxy must be an http:// or https:// URL with a host")]
    Proxy,
    /// A rewrite's left side is not an origin.
    #[error("`{origin}` cannot be rewritten: expected an origin such as https://api.example.com")]
    RewriteOrigin {
        /// Left side from the settings.
        origin: String,
    },
    /// Two rewrites have the same left side.
    #[error("`{origin}` is rewritten twice")]
    RewriteTwice {
        /// Left side from the settings.
        origin: String,
    },
    /// A rewrite's right side cannot take the place of an origin.
    #[error(
        "`{origin}` cannot be rewritten to this target: expected an http:// or https:// URL \
         without user name, query and fragment"
    )]
    RewriteTarget {
        /// Left side from the settings.
        origin: String,
    },
    /// The HTTP client or its TLS settings cannot be built.
    #[error("cannot prepare the HTTP client")]
    Client(#[source] Box<dyn std::error::Error + Send + Sync>),
}
