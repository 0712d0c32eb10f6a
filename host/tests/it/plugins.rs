//! Files in the plugin folder that are no plugins, or are bad ones.

use std::fs;

use connector_testkit::libraries::{Fixture, fixture, plugin};

use crate::support::{Setup, message, switchboard};

#[test]
fn a_file_that_is_no_plugin_gives_one_sentence_and_a_hint() {
    let setup = Setup::new();
    setup.write("text.so", "hello");
    setup.write("empty.so", "");
    let whole = fs::read(plugin("twilio")).unwrap();
    fs::write(setup.path("half.so"), &whole[..whole.len() / 2]).unwrap();
    for (file, sentence) in [
        ("text.so", "it is not a shared library"),
        ("empty.so", "it is empty"),
        ("half.so", "it is truncated"),
        ("missing.so", "it cannot be read"),
    ] {
        let outcome = switchboard(setup.folder(), &["connector", "inspect", file]);
        assert_eq!(outcome.code, 1);
        let lines: Vec<&str> = outcome.stderr.lines().collect();
        assert_eq!(lines.len(), 2, "{}", outcome.stderr);
        assert!(
            lines[0].starts_with(&format!("error: cannot use `{file}`: {sentence}")),
            "{}",
            lines[0]
        );
        assert!(lines[1].starts_with("hint:"), "{}", lines[1]);
    }
}

#[test]
fn a_bad_plugin_is_refused_when_it_is_asked_for_and_the_command_survives() {
    let setup = Setup::new();
    for (which, sentence) in [
        (
            Fixture::Major,
            "was built for ABI 2.0.0, this host speaks ABI 1.0.0",
        ),
        (Fixture::Changed, "has another layout than plugin ABI 1.0.0"),
        (Fixture::Unwinding, "could not be constructed"),
        (
            Fixture::DiesOnLoad,
            "it ended the process that loaded it (signal 6)",
        ),
    ] {
        let name = format!("plugins/{}.so", which.id());
        fs::copy(fixture(which), setup.path(&name)).unwrap();
        let outcome = switchboard(
            setup.folder(),
            &[
                "connector",
                "schema",
                which.id(),
                "--connector-dir",
                "plugins",
            ],
        );
        assert_eq!(outcome.code, 1, "{}", outcome.stderr);
        assert!(outcome.stderr.contains(sentence), "{}", outcome.stderr);
        // What a plugin itself writes to stderr is not the host's to hide.
        let errors = outcome
            .stderr
            .lines()
            .filter(|line| line.starts_with("error:"));
        assert_eq!(errors.count(), 1, "{}", outcome.stderr);
    }
}

#[test]
fn older_and_newer_plugins_are_used_like_any_other() {
    let setup = Setup::new();
    for which in [Fixture::Older, Fixture::Newer] {
        fs::copy(
            fixture(which),
            setup.path(&format!("plugins/{}.so", which.id())),
        )
        .unwrap();
        let outcome = switchboard(
            setup.folder(),
            &[
                "connector",
                "show",
                which.id(),
                "--connector-dir",
                "plugins",
                "-o",
                "json",
            ],
        );
        assert_eq!(outcome.json()["id"], which.id());
    }
}

#[test]
fn a_running_service_lists_bad_files_and_does_not_mind_them() {
    let setup = Setup::new();
    let mut service = setup.serve();
    setup.write("plugins/text.so", "hello");
    fs::copy(
        fixture(Fixture::DiesOnLoad),
        setup.path("plugins/dies-on-load.so"),
    )
    .unwrap();
    let list = service.get("/v1/connectors").json();
    let refused: Vec<_> = list["connectors"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|c| c["state"] == "refused")
        .collect();
    assert_eq!(refused.len(), 1, "{list}");
    assert_eq!(refused[0]["reason"], "it is not a shared library");

    // Even asked to use it, the service goes on with what it had.
    setup.write("connectors.d/dies-on-load.json", "{}");
    setup.activate("dies-on-load", "");
    service.signal("HUP");
    let event = service.wait_for("reload_failed");
    assert!(event.to_string().contains("signal 6"), "{event}");
    assert_eq!(
        service.post(&message("123456")).json()["connector"],
        "twilio"
    );
}

#[test]
fn a_connector_that_panics_fails_its_own_message_only() {
    let setup = Setup::new();
    fs::copy(fixture(Fixture::Panicky), setup.path("plugins/panicky.so")).unwrap();
    setup.write(
        "connectors.d/panicky.json",
        r#"{"panicIn":"request","token":"s3cret"}"#,
    );
    setup.activate("panicky", "");
    let service = setup.serve();
    for _ in 0..3 {
        let reply = service.post(&message("123456"));
        assert_eq!(
            (reply.status, reply.json()["code"].as_str()),
            (502, Some("connector_panicked")),
            "{}",
            reply.body
        );
    }
    let (code, log) = service.stop();
    assert_eq!(code, Some(0));
    assert!(!log.contains("s3cret"), "{log}");
}
