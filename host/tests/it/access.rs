//! Keys, scopes, listeners.

use std::process::{Command, Stdio};

use serde_json::json;

use crate::support::{Client, Setup, message, switchboard};

fn key(setup: &Setup, scopes: &str) -> (String, &'static str) {
    let create = [
        "-c",
        "switchboard.toml",
        "-o",
        "json",
        "key",
        "create",
        "--scope",
        scopes,
    ];
    let outcome = switchboard(setup.folder(), &create);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let created = outcome.json();
    let text = created["key"].as_str().unwrap().to_owned();
    assert!(text.starts_with("swb_"), "{text}");
    (created["id"].as_str().unwrap().to_owned(), text.leak())
}

#[test]
fn a_key_permits_what_its_scopes_say_and_no_more() {
    let setup = Setup::new();
    let service = setup.serve();
    let (_, text) = key(&setup, "messages:write");
    let sender = Client {
        key: text,
        ..service.client()
    };
    assert_eq!(
        sender
            .request("POST", "/v1/messages", Some(&message("123456")))
            .status,
        200
    );
    for (method, path) in [
        ("GET", "/v1/messages"),
        ("GET", "/v1/connectors"),
        ("PUT", "/v1/active-connector"),
        ("POST", "/v1/keys"),
        ("GET", "/metrics"),
    ] {
        let reply = sender.request(method, path, None);
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (403, &json!("forbidden")),
            "{path}"
        );
    }
    for wrong in ["", "nonsense", "swb_00_00_00"] {
        let stranger = Client {
            key: wrong,
            ..service.client()
        };
        let reply = stranger.request("POST", "/v1/messages", Some(&message("123456")));
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (401, &json!("unauthorized"))
        );
        assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
        assert_eq!(stranger.request("GET", "/livez", None).status, 200);
        assert_eq!(stranger.request("GET", "/openapi.json", None).status, 200);
    }
    assert_eq!(setup.twilio.inbox().len(), 1);
}

#[test]
fn a_revoked_key_is_no_key() {
    let setup = Setup::new();
    let service = setup.serve();
    let (id, text) = key(&setup, "messages:write");
    let sender = Client {
        key: text,
        ..service.client()
    };
    let send = || {
        sender
            .request("POST", "/v1/messages", Some(&message("123456")))
            .status
    };
    assert_eq!(send(), 200);
    let path = format!("/v1/keys/{id}");
    assert_eq!(service.request("DELETE", &path, None).status, 204);
    assert_eq!(send(), 401);
    assert_eq!(service.request("DELETE", &path, None).status, 404);
    let listed = switchboard(setup.folder(), &["-c", "switchboard.toml", "key", "list"]);
    assert!(
        listed.stdout.contains(&id) && !listed.stdout.contains(text),
        "{}",
        listed.stdout
    );
}

#[test]
fn nobody_can_give_what_they_do_not_have() {
    let setup = Setup::new();
    let service = setup.serve();
    let (_, text) = key(&setup, "keys:write,messages:read");
    let giver = Client {
        key: text,
        ..service.client()
    };
    let give = |scopes: &str| giver.request("POST", "/v1/keys", Some(scopes)).status;
    assert_eq!(give(r#"{"scopes":["messages:read"]}"#), 201);
    assert_eq!(give(r#"{"scopes":["messages:write"]}"#), 403);
    assert_eq!(give(r#"{"scopes":[]}"#), 422);
    assert_eq!(give(r#"{"scopes":["everything"]}"#), 422);
}

#[test]
fn without_a_key_in_the_store_one_is_printed_this_once() {
    let setup = Setup::new();
    let start = || {
        let mut child = Command::new(env!("CARGO_BIN_EXE_switchboard"))
            .args(["-c", "switchboard.toml", "serve", "-o", "json"])
            .current_dir(setup.folder())
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = std::io::BufReader::new(child.stderr.take().unwrap());
        let mut lines = String::new();
        while !lines.contains("listening") {
            std::io::BufRead::read_line(&mut log, &mut lines).unwrap();
        }
        child.kill().unwrap();
        let stdout = child.wait_with_output().unwrap().stdout;
        (String::from_utf8(stdout).unwrap(), lines)
    };
    let (printed, log) = start();
    let document: serde_json::Value = serde_json::from_str(&printed).unwrap();
    let key = document["key"].as_str().unwrap();
    assert!(key.starts_with("swb_") && !log.contains(key));
    assert_eq!(start().0, "");
}

#[test]
fn metrics_have_no_personal_data() {
    let setup = Setup::new();
    let service = setup.serve();
    service.post(&message("918273"));
    setup.twilio.provider().fail_next(21211);
    service.post(&message("918273"));
    let page = service.get("/metrics").body;
    for line in [
        r#"switchboard_messages_total{connector="twilio",usage_type="SignIn",state="sent",kind=""} 1"#,
        r#"switchboard_messages_total{connector="twilio",usage_type="SignIn",state="rejected",kind="invalid_recipient"} 1"#,
        "switchboard_messages_in_flight 0",
        r#"switchboard_http_requests_total{route="/v1/messages",method="POST",status="200"} 1"#,
    ] {
        assert!(page.contains(line), "{line} in\n{page}");
    }
    assert!(!page.contains("918273") && !page.contains("4155550100"));
}

#[test]
fn every_answer_has_the_identifier_of_its_request() {
    let setup = Setup::new();
    let service = setup.serve();
    let named = [("X-Request-Id", "abc-1")];
    let reply = service.client().request_with("GET", "/livez", None, &named);
    assert_eq!(reply.header("x-request-id"), Some("abc-1"));
    let reply = service.get("/v1/nothing");
    assert!(reply.header("x-request-id").unwrap().starts_with("req_"));
}

#[test]
fn the_admin_listener_needs_no_key_and_has_nothing_else() {
    let setup = Setup::new();
    let text = std::fs::read_to_string(setup.path("switchboard.toml")).unwrap();
    let admin = "[server]\nadmin_listen = \"127.0.0.1:0\"\n";
    setup.write("switchboard.toml", &text.replace("[server]\n", admin));
    let mut service = setup.serve();
    let listening = service.wait_for("listening");
    let address = listening["address"].as_str().unwrap().parse().unwrap();
    let admin = Client { address, key: "" };
    for path in ["/livez", "/readyz", "/metrics"] {
        assert_eq!(admin.request("GET", path, None).status, 200, "{path}");
    }
    for path in ["/v1/messages", "/v1/connectors", "/v1/keys"] {
        assert_eq!(admin.request("GET", path, None).status, 404, "{path}");
    }
}

/// With a certificate the service may be reached from elsewhere; without TLS nobody gets an answer.
#[test]
fn a_certificate_makes_it_https() {
    let setup = Setup::new();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    setup.write("tls.crt", &made.cert.pem());
    setup.write("tls.key", &made.signing_key.serialize_pem());
    let text = std::fs::read_to_string(setup.path("switchboard.toml")).unwrap();
    let tls = "listen = \"0.0.0.0:0\"\ntls_cert = \"tls.crt\"\ntls_key = \"tls.key\"\n";
    setup.write(
        "switchboard.toml",
        &text.replace("listen = \"127.0.0.1:0\"\n", tls),
    );
    let service = setup.serve();
    let Client { address, key } = service.client();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let reply = runtime.block_on(async {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let root = reqwest::Certificate::from_pem(made.cert.pem().as_bytes()).unwrap();
        let local = std::net::SocketAddr::from(([127, 0, 0, 1], address.port()));
        let client = reqwest::Client::builder()
            .tls_certs_only([root])
            .resolve("localhost", local);
        let url = format!("https://localhost:{}/v1/messages", address.port());
        let request = client.build().unwrap().post(url).bearer_auth(key);
        let request = request
            .header("content-type", "application/json")
            .body(message("123456"));
        request.send().await.unwrap().status().as_u16()
    });
    assert_eq!(reply, 200);
    let mut plain = std::net::TcpStream::connect(("127.0.0.1", address.port())).unwrap();
    std::io::Write::write_all(&mut plain, b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = std::io::Read::read_to_end(&mut plain, &mut answer);
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
}
