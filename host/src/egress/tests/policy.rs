//! That a refused request opens nothing, and that a checked address is the one that is used.

use connector_api::Header;
use delivery::{Reach, Wire, WireError};

use super::super::{Egress, EgressError, EgressSettings};
use super::server::{Act, Server};
use super::{Names, egress_with_names, post, post_with, send, settings, summary};

const REPLY: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// Settings under which a URL stands for the server.
fn rewritten(url: &str, server: &Server, path: &str) -> EgressSettings {
    EgressSettings {
        rewrite: vec![(url.to_owned(), server.url(path).parse().unwrap())],
        ..EgressSettings::default()
    }
}

#[tokio::test]
async fn a_refused_request_opens_nothing() {
    let server = Server::reply(REPLY).await;
    let egress = Egress::new(settings()).unwrap();
    for (name, value) in [
        ("host", "evil.example"),
        ("Content-Length", "0"),
        ("Transfer-Encoding", "chunked"),
        ("Connection", "close"),
        ("x-a", "1\r\nx-b: 2"),
        ("x-a\r\nx-b", "1"),
    ] {
        let mut request = post(&server.url("/"));
        request.headers.push(Header::new(name, value));
        let outcome = send(&egress, request).await;
        assert!(
            matches!(outcome, Err(WireError::Denied(_))),
            "{name:?}: {outcome:?}"
        );
    }
    let nowhere = Reach::default();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(5);
    let outcome = egress
        .exchange(post(&server.url("/")), &nowhere, deadline)
        .await;
    assert_eq!(
        summary(&outcome),
        format!(
            "denied: the connector may not send to http://{}: it is not an origin that it declares",
            server.address()
        )
    );
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn an_internal_address_in_the_url_opens_nothing() {
    let server = Server::reply(REPLY).await;
    let settings = EgressSettings {
        allow_private: Vec::new(),
        ..settings()
    };
    assert_eq!(
        summary(&post_with(settings, &server.url("/")).await),
        "denied: the connector may not send to an internal address: 127.0.0.1 is a loopback address \
         and not in [egress] allow_private"
    );
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_name_is_used_with_the_address_that_was_checked() {
    let server = Server::start(&[&[Act::Read, Act::write(REPLY), Act::CloseAndWait]]).await;
    let names = Names::new(
        "sms.example",
        &[
            &["127.0.0.1"],
            &["10.0.0.1"],
            &["127.0.0.1", "169.254.169.254"],
        ],
    );
    let egress = egress_with_names(settings(), &names);
    let url = format!("http://sms.example:{}/", server.port());

    assert_eq!(summary(&send(&egress, post(&url)).await), "200 ok");
    assert_eq!(
        names.asked(),
        ["sms.example"],
        "asked once, and connected to that answer"
    );
    server.has_seen_off(1).await;

    assert_eq!(
        summary(&send(&egress, post(&url)).await),
        format!(
            "denied: sms.example:{} is an internal address: 10.0.0.1 is a private address \
             and not in [egress] allow_private",
            server.port()
        )
    );
    let mixed = send(&egress, post(&url)).await;
    assert!(
        matches!(&mixed, Err(WireError::Denied(text)) if text.contains("169.254.169.254")),
        "{mixed:?}"
    );
    assert_eq!((names.asked().len(), server.connections()), (3, 1));
}

#[tokio::test]
async fn the_name_localhost_is_no_way_around() {
    let server = Server::reply(REPLY).await;
    let settings = EgressSettings {
        allow_private: Vec::new(),
        ..settings()
    };
    let outcome = post_with(settings, &format!("http://localhost:{}/", server.port())).await;
    assert!(matches!(outcome, Err(WireError::Denied(_))), "{outcome:?}");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_rewrite_keeps_path_query_and_host() {
    let server = Server::reply(REPLY).await;
    let settings = rewritten("https://api.example.com:8443", &server, "/sim/");
    let url = "https://api.example.com:8443/v1/a%2Fb?to=%2B1&t=a+b%20c";
    assert_eq!(summary(&post_with(settings, url).await), "200 ok");
    let request = &server.requests()[0];
    let mut lines = request.lines();
    assert_eq!(
        lines.next(),
        Some("POST /sim/v1/a%2Fb?to=%2B1&t=a+b%20c HTTP/1.1")
    );
    assert_eq!(lines.next(), Some("Host: api.example.com:8443"));
    assert_eq!(request.matches("Host:").count(), 1);
}

#[tokio::test]
async fn a_failed_rewrite_names_both_places() {
    let server = Server::start(&[&[Act::Read]]).await;
    let outcome = post_with(
        rewritten("https://api.example.com", &server, ""),
        "https://api.example.com/",
    )
    .await;
    assert_eq!(
        summary(&outcome),
        format!(
            "lost: {} (in place of api.example.com) closed the connection without a complete reply",
            server.address()
        )
    );
}

/// The target of a rewrite leaves an open connection behind; a connector that names the target
/// itself must not find it.
#[tokio::test]
async fn a_rewrite_opens_its_target_to_nobody_else() {
    let server = Server::start(&[&[
        Act::Read,
        Act::write(REPLY),
        Act::Read,
        Act::write(REPLY),
        Act::Wait,
    ]])
    .await;
    let names = Names::new("sim.example", &[&["127.0.0.1"]]);
    let target = format!("http://sim.example:{}", server.port());
    let settings = EgressSettings {
        allow_http: true,
        rewrite: vec![(
            "https://api.example.com".to_owned(),
            target.parse().unwrap(),
        )],
        ..EgressSettings::default()
    };
    let egress = egress_with_names(settings, &names);
    assert_eq!(
        summary(&send(&egress, post("https://api.example.com/")).await),
        "200 ok"
    );
    let outcome = send(&egress, post(&target)).await;
    assert!(matches!(outcome, Err(WireError::Denied(_))), "{outcome:?}");
    assert_eq!(
        summary(&send(&egress, post("https://api.example.com/")).await),
        "200 ok"
    );
    assert_eq!(server.connections(), 1);
}

#[test]
fn settings_that_cannot_work_are_refused_at_once() {
    let refused = |settings: EgressSettings| Egress::new(settings).err().unwrap();
    let rewrite = vec![("api.example.com".to_owned(), "http://sim".parse().unwrap())];
    let settings = EgressSettings {
        rewrite,
        ..EgressSettings::default()
    };
    assert!(matches!(
        refused(settings),
        EgressError::RewriteOrigin { .. }
    ));
    let settings = EgressSettings {
        proxy: Some("socks5://proxy:1080".parse().unwrap()),
        ..EgressSettings::default()
    };
    assert!(matches!(refused(settings), EgressError::Proxy));
}
