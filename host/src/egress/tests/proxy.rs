//! The configured proxy, and the ones from the environment that are not used.

use std::process::Command;

use delivery::WireError;

use super::super::EgressSettings;
use super::server::{Act, Server};
use super::{post_with, settings, summary};

const REPLY: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

fn through(proxy: &Server) -> EgressSettings {
    let url = format!("http://user:S3CRET@{}", proxy.address());
    EgressSettings {
        proxy: Some(url.parse().unwrap()),
        allow_private: Vec::new(),
        ..settings()
    }
}

#[tokio::test]
async fn a_proxy_is_asked_for_a_tunnel_and_resolves_the_name() {
    let proxy = Server::start(&[&[Act::Read, Act::write("HTTP/1.1 403 Forbidden\r\n\r\n")]]).await;
    let outcome = post_with(through(&proxy), "https://sms.invalid/v1?key=S3CRET").await;
    assert_eq!(
        summary(&outcome),
        format!(
            "not connected: cannot connect to sms.invalid (through the proxy {}): proxy: unsuccessful",
            proxy.address()
        )
    );
    let request = &proxy.requests()[0];
    assert!(
        request.starts_with("CONNECT sms.invalid:443 HTTP/1.1\r\n"),
        "{request}"
    );
    assert!(
        request
            .to_lowercase()
            .contains("proxy-authorization: basic dxnlcjptm0nsrvq="),
        "{request}"
    );
}

#[tokio::test]
async fn a_proxy_is_handed_plain_requests() {
    let proxy = Server::reply(REPLY).await;
    assert_eq!(
        summary(&post_with(through(&proxy), "http://sms.invalid/v1").await),
        "200 ok"
    );
    let request = &proxy.requests()[0];
    let start = "POST http://sms.invalid/v1 HTTP/1.1\r\nHost: sms.invalid\r\n";
    assert!(request.starts_with(start), "{request}");
    assert!(
        request.contains("Proxy-Authorization: Basic dXNlcjpTM0NSRVQ="),
        "{request}"
    );
}

#[tokio::test]
async fn a_proxy_is_no_way_to_an_internal_address() {
    let proxy = Server::reply(REPLY).await;
    let outcome = post_with(through(&proxy), "https://169.254.169.254/latest/meta-data").await;
    assert!(matches!(outcome, Err(WireError::Denied(_))), "{outcome:?}");
    assert_eq!(proxy.connections(), 0);
}

#[tokio::test]
async fn a_rewrite_to_this_machine_passes_the_proxy_by() {
    let (proxy, server) = (Server::reply(REPLY).await, Server::reply(REPLY).await);
    let local = (
        "https://api.example.com".to_owned(),
        server.url("").parse().unwrap(),
    );
    let remote = (
        "https://eu.example.com".to_owned(),
        "http://gateway.invalid/eu".parse().unwrap(),
    );
    let settings = EgressSettings {
        rewrite: vec![local, remote],
        ..through(&proxy)
    };
    assert_eq!(
        summary(&post_with(settings.clone(), "https://api.example.com/").await),
        "200 ok"
    );
    assert_eq!((proxy.connections(), server.connections()), (0, 1));
    assert_eq!(
        summary(&post_with(settings, "https://eu.example.com/v1").await),
        "200 ok"
    );
    assert_eq!((proxy.connections(), server.connections()), (1, 1));
    assert!(
        proxy.requests()[0]
            .starts_with("POST http://gateway.invalid/eu/v1 HTTP/1.1\r\nHost: eu.example.com\r\n")
    );
}

/// Runs itself a second time, because the environment of a process that has threads must not change.
#[tokio::test]
async fn proxies_in_the_environment_are_ignored() {
    const INSIDE: &str = "SWITCHBOARD_TEST_INSIDE";
    let server = Server::reply(REPLY).await;
    if std::env::var_os(INSIDE).is_some() {
        assert_eq!(
            summary(&post_with(settings(), &server.url("/")).await),
            "200 ok"
        );
        return;
    }
    let (_, module) = module_path!().split_once("::").unwrap();
    let mut again = Command::new(std::env::current_exe().unwrap());
    again.args([
        "--exact",
        &format!("{module}::proxies_in_the_environment_are_ignored"),
    ]);
    again
        .env(INSIDE, "1")
        .env_remove("NO_PROXY")
        .env_remove("no_proxy");
    for name in [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
    ] {
        again.env(name, server.url(""));
    }
    let output = tokio::task::spawn_blocking(move || again.output())
        .await
        .unwrap()
        .unwrap();
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && report.contains("1 passed"),
        "{report}"
    );
    assert_eq!(server.connections(), 0);
}
