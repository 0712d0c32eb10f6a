//! Whom the host trusts, and what a failed handshake proves.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;
use tempfile::NamedTempFile;
use tokio_rustls::TlsAcceptor;

use super::super::{Egress, EgressError, EgressSettings};
use super::server::{Act, Server};
use super::{Names, egress_with_names, post, send, send_within, settings, summary};

const REPLY: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const NAME: &str = "sms.example";

/// An authority of its own and a server with its certificate.
struct Provider {
    server: Server,
    authority: NamedTempFile,
}

impl Provider {
    async fn start(certificate: CertificateParams) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = params.self_signed(&key).unwrap();
        let mut authority = NamedTempFile::new().unwrap();
        authority.write_all(root.pem().as_bytes()).unwrap();

        let server_key = KeyPair::generate().unwrap();
        let leaf = certificate
            .signed_by(&server_key, &Issuer::new(params, key))
            .unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![leaf.der().clone()],
                PrivatePkcs8KeyDer::from(server_key.serialize_der()).into(),
            )
            .unwrap();
        let script: &[&[Act]] = &[&[Act::Read, Act::write(REPLY), Act::Wait]];
        let server = Server::start_tls(script, TlsAcceptor::from(Arc::new(config))).await;
        Self { server, authority }
    }

    /// What comes of one POST by a host that trusts the authority, or does not.
    async fn outcome(&self, trusted: bool) -> String {
        let settings = EgressSettings {
            extra_ca: trusted.then(|| self.authority.path().to_owned()),
            ..settings()
        };
        outcome(settings, &self.server).await
    }
}

async fn outcome(settings: EgressSettings, server: &Server) -> String {
    let egress = egress_with_names(settings, &Names::new(NAME, &[&["127.0.0.1"]]));
    let port = format!(":{}", server.port());
    summary(&send(&egress, post(&format!("https://{NAME}{port}/"))).await).replace(&port, "")
}

fn certificate(name: &str) -> CertificateParams {
    CertificateParams::new([name.to_owned()]).unwrap()
}

#[tokio::test]
async fn an_added_authority_is_trusted() {
    let provider = Provider::start(certificate(NAME)).await;
    assert_eq!(provider.outcome(true).await, "200 ok");
    assert!(provider.server.requests()[0].contains(&format!("Host: {NAME}")));
}

#[tokio::test]
async fn a_failed_handshake_is_not_connected_and_says_why() {
    let failed =
        |reason: &str| format!("not connected: the TLS handshake with {NAME} failed: {reason}");
    let provider = Provider::start(certificate(NAME)).await;
    let outcome = provider.outcome(false).await;
    let system_trusts_nobody = rustls_native_certs::load_native_certs().certs.is_empty();
    assert_eq!(
        outcome,
        failed(if system_trusts_nobody {
            "this system has no certificate authorities; install them or set [egress] extra_ca"
        } else {
            "certificate of an unknown authority"
        })
    );

    let provider = Provider::start(certificate("other.example")).await;
    assert_eq!(
        provider.outcome(true).await,
        failed("certificate is for another name")
    );

    let mut expired = certificate(NAME);
    expired.not_before = date_time_ymd(2001, 1, 1);
    expired.not_after = date_time_ymd(2002, 1, 1);
    assert_eq!(
        Provider::start(expired).await.outcome(true).await,
        failed("certificate expired")
    );

    let mut early = certificate(NAME);
    early.not_before = date_time_ymd(4001, 1, 1);
    assert_eq!(
        Provider::start(early).await.outcome(true).await,
        failed("certificate not valid yet")
    );

    let plain = Server::start(&[&[Act::write(REPLY), Act::Wait]]).await;
    assert_eq!(
        super::tls::outcome(settings(), &plain).await,
        failed("the server does not speak TLS")
    );
}

#[tokio::test]
async fn a_handshake_that_breaks_off_is_not_connected() {
    for script in [&[][..], &[Act::Reset][..]] {
        let server = Server::start(&[script]).await;
        let outcome = outcome(settings(), &server).await;
        assert!(
            outcome.starts_with("not connected: cannot connect to sms.example"),
            "{outcome}"
        );
    }
}

#[tokio::test]
async fn a_handshake_that_never_ends_is_not_connected() {
    let server = Server::start(&[&[Act::Wait]]).await;
    let slow = EgressSettings {
        connect_timeout: Duration::from_millis(200),
        ..settings()
    };
    assert_eq!(
        outcome(slow, &server).await,
        "not connected: cannot connect to sms.example: timed out"
    );
    server.has_seen_off(1).await;

    let egress = egress_with_names(settings(), &Names::new(NAME, &[&["127.0.0.1"]]));
    let request = post(&format!("https://{NAME}:{}/", server.port()));
    assert_eq!(
        summary(&send_within(&egress, request, Duration::from_millis(200)).await),
        format!(
            "not connected: cannot connect to {NAME}:{} before the deadline",
            server.port()
        )
    );
    server.has_seen_off(2).await;
}

#[test]
fn authorities_that_cannot_be_read_are_refused_at_once() {
    let refused = |path: &std::path::Path| {
        let settings = EgressSettings {
            extra_ca: Some(path.to_owned()),
            ..settings()
        };
        Egress::new(settings).err().unwrap()
    };
    let mut file = NamedTempFile::new().unwrap();
    assert!(matches!(
        refused(file.path()),
        EgressError::NoAuthorities { .. }
    ));
    let garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    file.write_all(garbage.as_bytes()).unwrap();
    assert!(matches!(
        refused(file.path()),
        EgressError::NoAuthorities { .. }
    ));
    let missing = file.path().with_extension("missing");
    assert!(matches!(
        refused(&missing),
        EgressError::UnreadableAuthorities { .. }
    ));
}
