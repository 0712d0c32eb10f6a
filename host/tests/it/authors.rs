//! What connector authors use: `connector new` and `connector check`. The tutorial, which the chores follow to the
//! letter, builds what `new` writes.

use std::fs;

use connector_testkit::libraries::{Fixture, fixture, plugin};
use serde_json::json;
use tempfile::TempDir;

use crate::support::switchboard;

fn check(folder: &TempDir, arguments: &[&str]) -> crate::support::Outcome {
    switchboard(
        folder.path(),
        &[&["connector", "check"], arguments].concat(),
    )
}

#[test]
fn a_connector_in_order_passes_and_says_what_was_not_checked() {
    let folder = TempDir::new().unwrap();
    let file = plugin("twilio");
    let file = file.to_str().unwrap();
    let outcome = check(&folder, &["-o", "json", file]);
    assert_eq!(outcome.code, 0, "{}{}", outcome.stdout, outcome.stderr);
    let report = outcome.json();
    assert_eq!(
        (&report["connector"], &report["passed"]),
        (&json!("twilio"), &json!(true))
    );
    let clauses = report["clauses"].as_array().unwrap();
    assert_eq!(clauses.len(), 15);
    let open: Vec<_> = clauses
        .iter()
        .filter(|clause| clause["verdict"] != "passed")
        .map(|clause| {
            (
                clause["clause"].as_str().unwrap(),
                clause["reason"].is_string(),
            )
        })
        .collect();
    // Without replies of the provider, and in a process with one thread.
    assert_eq!(open, [("C13", true), ("C14", true)]);
    let replies = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../plugins/twilio/tests/replies.json"
    );
    let outcome = check(&folder, &[file, "--replies", replies]);
    assert!(outcome.stdout.contains("C13 ok"), "{}", outcome.stdout);
}

#[test]
fn a_connector_that_misbehaves_fails_and_takes_nobody_with_it() {
    let folder = TempDir::new().unwrap();
    let config = folder.path().join("evil.json");
    fs::write(&config, r#"{"deed":"segv","token":"s3cret-of-evil"}"#).unwrap();
    let file = fixture(Fixture::Evil);
    // `--config` is the connector's after `connector check`, as after `connector test`.
    let outcome = check(&folder, &[file.to_str().unwrap(), "--config", "evil.json"]);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    let text = &outcome.stdout;
    assert!(
        text.contains("FAILED") && text.contains("the connector crashed"),
        "{text}"
    );
    assert!(!text.contains("s3cret-of-evil") && !outcome.stderr.contains("s3cret-of-evil"));
}

#[test]
fn what_is_no_connector_is_refused_in_one_sentence() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("text.so"), "text").unwrap();
    let outcome = check(&folder, &["text.so"]);
    assert_eq!(outcome.code, 1);
    assert!(
        outcome.stderr.contains("it is not a shared library"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_new_crate_is_written_where_nothing_is() {
    let folder = TempDir::new().unwrap();
    let repository = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let new = |id: &str, sdk: &str| {
        let arguments = ["connector", "new", id, "--out", "acme", "--sdk", sdk];
        switchboard(folder.path(), &arguments)
    };
    for (id, sdk) in [("Acme", repository), ("acme", "/nonexistent")] {
        let outcome = new(id, sdk);
        assert_eq!(outcome.code, 2, "{}", outcome.stderr);
        assert!(!folder.path().join("acme").exists(), "nothing is half made");
    }
    assert_eq!(new("acme-sms", repository).code, 0);
    let manifest = fs::read_to_string(folder.path().join("acme/Cargo.toml")).unwrap();
    assert!(
        manifest.contains("name = \"connector-acme-sms\""),
        "{manifest}"
    );
    assert!(manifest.contains("connector-sdk = { path = "), "{manifest}");
    let source = fs::read_to_string(folder.path().join("acme/src/lib.rs")).unwrap();
    assert!(source.contains("export_connector!(AcmeSms);"), "{source}");
    assert!(!source.contains("unsafe") && !source.contains("async"));
    let again = new("acme-sms", "1.0");
    assert_eq!(again.code, 2);
    assert!(
        again.stderr.contains("is there already"),
        "{}",
        again.stderr
    );
}
