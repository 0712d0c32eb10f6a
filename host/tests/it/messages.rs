//! `POST /v1/messages`, with everything behind it.

use connector_testkit::sim::Fault;
use serde_json::json;

use crate::support::{NUMBER, Setup, TOKEN, message};

#[test]
fn a_message_travels_through_the_plugin_to_the_provider() {
    let setup = Setup::new();
    let service = setup.serve();
    let reply = service.post(&message("123456"));
    assert_eq!(reply.status, 200, "{}", reply.body);
    let sent = reply.json();
    assert_eq!(
        (&sent["status"], &sent["connector"]),
        (&json!("sent"), &json!("twilio"))
    );
    let ledger = setup.twilio.wait_for(1).unwrap();
    let fields = ledger[0].request.form();
    let fields: Vec<_> = fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(fields, ["To", "MessagingServiceSid", "Body", "RiskCheck"]);
    assert_eq!(ledger[0].request.host(), "api.twilio.com");
    let inbox = setup.twilio.inbox();
    assert_eq!(
        (inbox[0].to.as_str(), inbox[0].text.as_str()),
        (NUMBER, "SignIn code 123456")
    );
    assert_eq!(sent["providerMessageId"], json!(inbox[0].id));
}

#[test]
fn a_refusal_of_the_provider_is_a_problem_with_its_code() {
    let setup = Setup::new();
    let service = setup.serve();
    setup.twilio.provider().fail_next(21610);
    let reply = service.post(&message("123456"));
    let problem = reply.json();
    assert_eq!(reply.status, 422);
    assert_eq!(
        reply.header("content-type"),
        Some("application/problem+json")
    );
    assert_eq!(problem["code"], "unreachable_recipient");
    assert_eq!(problem["providerCode"], "21610");
    assert_eq!(problem["retryable"], "no");
    assert_eq!(problem["connector"], "twilio");
    let id = problem["messageId"].as_str().unwrap();
    assert_eq!(problem["instance"], json!(format!("/v1/messages/{id}")));
}

#[test]
fn a_success_that_hides_a_failure_is_a_failure() {
    let setup = Setup::new();
    let service = setup.serve();
    setup
        .twilio
        .on_next(Fault::new().reply(201, r#"{"sid":"SM1","status":"failed","error_code":30007}"#));
    let reply = service.post(&message("123456"));
    assert_eq!(reply.json()["code"], "content_rejected", "{}", reply.body);
    for garbage in [
        Fault::new().html(),
        Fault::new().truncated_json(),
        Fault::new().garbage(),
        Fault::new().huge(1 << 20),
        Fault::new().gzip_bomb(),
    ] {
        setup.twilio.on_next(garbage);
        let reply = service.post(&message("123456"));
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (504, &json!("unintelligible")),
            "{}",
            reply.body
        );
        assert_eq!(reply.json()["retryable"], "unknown");
    }
}

#[test]
fn a_throttled_message_is_sent_once_when_its_time_has_come() {
    let setup = Setup::new();
    let service = setup.serve();
    setup.twilio.provider().fail_next(20429);
    assert_eq!(service.post(&message("123456")).status, 200);
    assert_eq!(setup.twilio.ledger().len(), 2);
    assert_eq!(setup.twilio.inbox().len(), 1);
}

#[test]
fn a_wait_beyond_the_deadline_is_handed_to_the_caller() {
    let setup = Setup::new();
    let service = setup.serve();
    setup.twilio.on_next(
        Fault::new()
            .reply(429, r#"{"code":20429}"#)
            .reply_header("Retry-After", "90"),
    );
    let reply = service.post(&message("123456"));
    assert_eq!(
        (reply.status, reply.header("retry-after")),
        (429, Some("90"))
    );
    assert_eq!(reply.json()["retryable"], "yes");
    assert_eq!(setup.twilio.ledger().len(), 1);
}

#[test]
fn what_may_have_been_sent_is_never_sent_again() {
    let setup = Setup::new();
    let service = setup.serve();
    for fault in [
        Fault::new().reply(503, ""),
        Fault::new().close_before_reply(),
        Fault::new().reset_after_bytes(0),
        Fault::new().reset_after_bytes(40),
    ] {
        let before = setup.twilio.ledger().len();
        setup.twilio.on_next(fault);
        let reply = service.post(&message("123456"));
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (504, &json!("outcome_unknown")),
            "{}",
            reply.body
        );
        assert_eq!(setup.twilio.ledger().len(), before + 1);
    }
}

#[test]
fn a_provider_that_never_answers_costs_the_deadline_and_no_more() {
    let setup = Setup::new();
    setup.activate("twilio", "deadline = \"400ms\"");
    let service = setup.serve();
    setup.twilio.on_next(Fault::new().never_answer());
    let begun = std::time::Instant::now();
    let reply = service.post(&message("123456"));
    assert_eq!(reply.json()["code"], "outcome_unknown", "{}", reply.body);
    let elapsed = begun.elapsed().as_millis();
    assert!((400..2000).contains(&elapsed), "{elapsed} ms");
}

#[test]
fn a_caller_who_hangs_up_does_not_stop_the_message() {
    use std::io::Write;
    let setup = Setup::new();
    let mut service = setup.serve();
    setup
        .twilio
        .on_next(Fault::new().reply_after(std::time::Duration::from_millis(300)));
    let body = message("123456");
    let mut stream = std::net::TcpStream::connect(service.client().address).unwrap();
    write!(
        stream,
        "POST /v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        service.client().key,
        body.len()
    )
    .unwrap();
    setup.twilio.wait_for(1).unwrap();
    drop(stream);
    let event = service.wait_for("message_sent");
    assert_eq!(event["attempts"], 1);
    assert_eq!(setup.twilio.inbox().len(), 1);
}

#[test]
fn more_messages_than_may_be_in_flight_are_told_to_come_back() {
    let setup = Setup::new();
    setup.activate("twilio", "max_in_flight = 1");
    let service = setup.serve();
    setup
        .twilio
        .on_next(Fault::new().reply_after(std::time::Duration::from_secs(1)));
    std::thread::scope(|scope| {
        let client = service.client();
        let first =
            scope.spawn(move || client.request("POST", "/v1/messages", Some(&message("123456"))));
        setup.twilio.wait_for(1).unwrap();
        let second = service.post(&message("654321"));
        assert_eq!(
            (second.status, second.header("retry-after")),
            (503, Some("1"))
        );
        assert_eq!(second.json()["code"], "overloaded");
        assert_eq!(first.join().unwrap().status, 200);
    });
    assert_eq!(setup.twilio.inbox().len(), 1);
}

#[test]
fn no_log_line_and_no_answer_has_the_code_the_number_or_a_secret() {
    let setup = Setup::new();
    let service = setup.serve();
    let mut answers = String::new();
    for failure in [0, 21211, 20003, 30007] {
        if failure > 0 {
            setup.twilio.provider().fail_next(failure);
        }
        answers += &service.post(&message("918273")).body;
    }
    answers += &service.get("/v1/connectors").body;
    let (_, log) = service.stop();
    assert!(
        log.contains("message_sent") && log.contains("message_failed"),
        "{log}"
    );
    for text in [&log, &answers] {
        for hidden in ["918273", "4155550100", TOKEN] {
            assert!(!text.contains(hidden), "{hidden} in {text}");
        }
    }
}
