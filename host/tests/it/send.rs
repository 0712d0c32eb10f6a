//! `switchboard send`, without a service and through one.

use crate::support::{NUMBER, Setup, TOKEN, switchboard};

fn alone<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec![
        "send",
        "-c",
        "switchboard.toml",
        "--connector",
        "twilio",
        "--connector-config",
        "connectors.d/twilio.json",
        "--to",
        NUMBER,
        "--type",
        "SignIn",
        "--code",
        "123456",
    ];
    arguments.extend(more);
    arguments
}

#[test]
fn a_dry_run_prints_the_exact_request_with_secrets_masked_and_sends_nothing() {
    let setup = Setup::new();
    let outcome = switchboard(setup.folder(), &alone(&["--dry-run"]));
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert_eq!(
        outcome.stdout.replace("\r\n", "\n"),
        "POST /2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json HTTP/1.1\n\
         Host: api.twilio.com\n\
         Authorization: Basic ****\n\
         Content-Type: application/x-www-form-urlencoded\n\
         User-Agent: switchboard/0.1.0\n\
         Accept: */*\n\
         Accept-Encoding: gzip\n\
         Content-Length: 113\n\n\
         To=%2B14155550100&MessagingServiceSid=MG0123456789abcdef0123456789abcdef&\
         Body=SignIn+code+123456&RiskCheck=enable\n"
    );
    assert!(setup.twilio.ledger().is_empty());
    let json = switchboard(setup.folder(), &alone(&["--dry-run", "--output", "json"]));
    assert_eq!(json.json()["method"], "POST");
    assert!(!json.stdout.contains(TOKEN));
}

#[test]
fn a_message_is_sent_without_a_service() {
    let setup = Setup::new();
    let outcome = switchboard(setup.folder(), &alone(&["--output", "json"]));
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert_eq!(outcome.json()["status"], "sent");
    assert_eq!(setup.twilio.inbox()[0].text, "SignIn code 123456");
}

#[test]
fn a_failure_has_the_exit_code_and_the_problem_document_of_its_kind() {
    let setup = Setup::new();
    for (code, exit, kind) in [(21211, 1, "invalid_recipient"), (21611, 75, "rate_limited")] {
        setup.twilio.provider().fail_with(code);
        let json = switchboard(setup.folder(), &alone(&["--output", "json"]));
        assert_eq!(
            (json.code, json.json()["code"].as_str()),
            (exit, Some(kind))
        );
        let text = switchboard(setup.folder(), &alone(&[]));
        assert_eq!(text.code, exit);
        assert!(text.stderr.contains(kind), "{}", text.stderr);
    }
}

#[test]
fn a_message_goes_through_the_running_service() {
    let setup = Setup::new();
    let service = setup.serve();
    let listen = format!("[server]\nlisten = \"{}\"\n", service.client().address);
    setup.write("client.toml", &listen);
    let send = [
        "send",
        "-c",
        "client.toml",
        "--to",
        NUMBER,
        "--type",
        "SignIn",
        "--code",
        "123456",
    ];
    let outcome = switchboard(setup.folder(), &send);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(
        outcome
            .stdout
            .starts_with("sent through twilio, provider message SM"),
        "{}",
        outcome.stdout
    );
    drop(service);
    let outcome = switchboard(setup.folder(), &send);
    assert_eq!(outcome.code, 69);
    assert!(
        outcome.stderr.contains("no service answers at"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn what_is_wrong_with_a_message_is_said_by_the_name_of_the_option() {
    let setup = Setup::new();
    let outcome = switchboard(
        setup.folder(),
        &[
            "send",
            "--connector",
            "twilio",
            "--connector-config",
            "connectors.d/twilio.json",
            "--connector-dir",
            "plugins",
            "--to",
            "123",
            "--type",
            "Login",
            "--code",
            "1",
        ],
    );
    assert_eq!(outcome.code, 1);
    assert!(outcome.stderr.contains("`--to` "), "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("`--type` is not a usage type"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_message_that_is_wrong_is_a_problem_document_for_programs() {
    let setup = Setup::new();
    let mut arguments = alone(&["--output", "json"]);
    let number = arguments
        .iter()
        .position(|argument| *argument == NUMBER)
        .unwrap();
    arguments[number] = "+1415555";
    let outcome = switchboard(setup.folder(), &arguments);
    assert_eq!(
        (outcome.code, outcome.json()["code"].as_str()),
        (1, Some("invalid_recipient"))
    );
}

#[test]
fn a_secret_may_be_a_reference() {
    let setup = Setup::new();
    let config = std::fs::read_to_string(setup.path("connectors.d/twilio.json")).unwrap();
    setup.write("token", &format!("{TOKEN}\n"));
    let reference = format!(r#"{{"$secret":"file:{}"}}"#, setup.path("token").display());
    setup.write(
        "connectors.d/twilio.json",
        &config.replace(&format!("\"{TOKEN}\""), &reference),
    );
    let outcome = switchboard(setup.folder(), &alone(&[]));
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert_eq!(setup.twilio.inbox().len(), 1);
}
