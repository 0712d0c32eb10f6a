//! Whom the host trusts: the system's certificate authorities and those the operator adds.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::{ClientConfig, RootCertStore};

use super::settings::EgressError;

/// TLS settings, and whether anyone is trusted at all.
///
/// The system's authorities are read once; a system without any still gets a client, because
/// rewritten origins may need none. The provider is named here rather than installed for the
/// process, so nothing depends on who installed one first. Early data stays off: it can be replayed.
pub(super) fn client_config(extra_ca: Option<&Path>) -> Result<(ClientConfig, bool), EgressError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(path) = extra_ca {
        let (added, _) = roots.add_parsable_certificates(read_certificates(path)?);
        if added == 0 {
            return Err(EgressError::NoAuthorities {
                path: path.to_owned(),
            });
        }
    }
    let trusts_anyone = !roots.is_empty();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| EgressError::Client(error.into()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok((config, trusts_anyone))
}

fn read_certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, EgressError> {
    CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error| match error {
            PemError::Io(source) => EgressError::UnreadableAuthorities {
                path: path.to_owned(),
                source,
            },
            _ => EgressError::NoAuthorities {
                path: path.to_owned(),
            },
        })
}
