//! Every answer that is not a success is a problem document.

use serde_json::Value;

use crate::support::{NUMBER, Setup, message};

fn check(reply: &crate::support::Reply, status: u16, code: &str) -> Value {
    assert_eq!(reply.status, status, "{}", reply.body);
    assert_eq!(
        reply.header("content-type"),
        Some("application/problem+json")
    );
    let problem = reply.json();
    assert_eq!(problem["code"], code);
    assert_eq!(problem["status"], status);
    for field in ["type", "title", "detail", "instance", "retryable"] {
        assert!(problem[field].is_string(), "{field} in {problem}");
    }
    problem
}

#[test]
fn paths_methods_and_bodies_that_make_no_sense() {
    let setup = Setup::new();
    let service = setup.serve();
    let client = service.client();
    check(&service.get("/v1/nothing"), 404, "not_found");
    let reply = service.request("PUT", "/v1/messages", Some("{}"));
    check(&reply, 405, "method_not_allowed");
    assert_eq!(reply.header("allow"), Some("POST,GET,HEAD"));
    check(
        &client.request("POST", "/v1/messages", None),
        415,
        "unsupported_media_type",
    );
    let large = format!(r#"{{"to":"{}"}}"#, "1".repeat(70_000));
    check(&service.post(&large), 413, "payload_too_large");
    let malformed = check(&service.post("{\"to\":\n1,}"), 400, "invalid_request");
    assert_eq!(malformed["errors"][0]["line"], 2);
    check(&service.post("[]"), 400, "invalid_request");
    assert_eq!(setup.twilio.ledger().len(), 0);
}

#[test]
fn a_body_that_does_not_arrive_is_given_up() {
    let setup = Setup::new();
    let service = setup.serve();
    let head = format!(
        "POST /v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{{",
        service.client().key
    );
    let reply = crate::support::exchange(service.client().address, &head);
    check(&reply, 408, "request_timeout");
}

#[test]
fn a_message_that_is_wrong_says_where() {
    let setup = Setup::new();
    let service = setup.serve();
    let problem = check(
        &service.post(r#"{"to":"+1415555","type":"SignIn","payload":{}}"#),
        422,
        "invalid_recipient",
    );
    assert_eq!(problem["errors"][0]["pointer"], "/to");
    let text = format!(r#"{{"to":"{NUMBER}","type":"Login","payload":{{}},"extra":1}}"#);
    let problem = check(&service.post(&text), 422, "invalid_request");
    assert_eq!(problem["errors"][0]["pointer"], "/extra");
    assert_eq!(setup.twilio.ledger().len(), 0);
}

#[test]
fn a_variable_that_cannot_be_printed_is_named() {
    let setup = Setup::new();
    let service = setup.serve();
    let text = format!(r#"{{"to":"{NUMBER}","type":"SignIn","payload":{{"code":{{"a":1}}}}}}"#);
    let problem = check(&service.post(&text), 422, "invalid_request");
    assert!(
        problem["detail"].as_str().unwrap().contains("`code`"),
        "{problem}"
    );
    assert_eq!(setup.twilio.ledger().len(), 0);
}

#[test]
fn a_provider_that_cannot_be_reached_is_a_problem_of_its_own() {
    let setup = Setup::new();
    setup.activate("twilio", "deadline = \"2s\"");
    let service = setup.serve();
    setup.twilio.shutdown();
    let problem = check(&service.post(&message("123456")), 503, "connection_failed");
    assert_eq!(problem["retryable"], "yes");
}

#[test]
fn a_private_address_is_refused_by_egress() {
    let setup = Setup::new();
    setup.write(
        "connectors.d/http.json",
        r#"{"endpoint":"https://127.0.0.1:1/otp"}"#,
    );
    setup.activate("http", "");
    let service = setup.serve();
    check(&service.post(&message("123456")), 502, "egress_denied");
}
