//! TLS of the HTTP API.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::config::Server;
use crate::error::Error;

/// What negotiates TLS; `None` when there is no certificate.
///
/// # Errors
/// When certificate or key cannot be read, or do not belong together.
pub(crate) fn acceptor(server: &Server) -> Result<Option<TlsAcceptor>, Error> {
    let (Some(certificate), Some(key)) = (&server.tls_cert, &server.tls_key) else {
        return Ok(None);
    };
    let chain = CertificateDer::pem_slice_iter(&read(certificate)?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| refused(certificate, &error.to_string()))?;
    if chain.is_empty() {
        return Err(refused(certificate, "it holds no certificate"));
    }
    let private = PrivateKeyDer::from_pem_slice(&read(key)?)
        .map_err(|_| refused(key, "it holds no private key in PEM"))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| {
            builder
                .with_no_client_auth()
                .with_single_cert(chain, private)
        })
        .map_err(|error| refused(certificate, &error.to_string()))?;
    Ok(Some(TlsAcceptor::from(Arc::new(config))))
}

fn read(path: &Path) -> Result<zeroize::Zeroizing<Vec<u8>>, Error> {
    let bytes = fs::read(path).map_err(|source| Error::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    Ok(zeroize::Zeroizing::new(bytes))
}

fn refused(path: &Path, reason: &str) -> Error {
    Error::Tls {
        path: path.to_owned(),
        reason: reason.to_owned(),
    }
}
