//! What the operator trusts is what runs.

use std::fs;

use connector_testkit::libraries::plugin;
use serde_json::json;

use crate::support::{Setup, message, switchboard};

/// The file that is installed, with one byte changed where it does not matter.
fn flip(setup: &Setup) {
    let path = setup.path("plugins/twilio.so");
    let mut bytes = fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    let beside = setup.path("twilio.new");
    fs::write(&beside, bytes).unwrap();
    fs::rename(beside, path).unwrap();
}

fn trust(setup: &Setup) -> serde_json::Value {
    let arguments = ["-c", "switchboard.toml", "-o", "json", "connector", "trust"];
    let file = "plugins/twilio.so";
    let outcome = switchboard(setup.folder(), &[&arguments[..], &[file]].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    outcome.json()
}

#[test]
fn a_trusted_plugin_is_used_with_exactly_its_bytes_while_the_service_runs() {
    let setup = Setup::managed_by_store();
    let pinned = trust(&setup);
    assert_eq!(pinned["trust"], "pinned");
    assert!(
        pinned["hosts"]
            .as_array()
            .unwrap()
            .contains(&json!("api.twilio.com"))
    );
    let mut service = setup.serve_with_configs();
    flip(&setup);
    let refused = service.wait_for("plugin_refused");
    let text = refused["message"].as_str().unwrap();
    assert!(text.contains("is not the file that was trusted"), "{text}");
    // What was loaded serves on, and nothing else comes in its place.
    assert_eq!(service.post(&message("123456")).status, 200);
    let reply = service.switch("twilio");
    assert_eq!(
        (reply.status, &reply.json()["code"]),
        (422, &json!("plugin_refused"))
    );
    trust(&setup);
    let mut switched = service.wait_for("connector_switched");
    while switched["reason"] != "plugin_replaced" {
        switched = service.wait_for("connector_switched");
    }
    assert_eq!(service.post(&message("123456")).status, 200);
    let listed = service.get("/v1/connectors").json();
    let of = |id: &str| {
        let all = listed["connectors"].as_array().unwrap();
        all.iter().find(|one| one["id"] == id).unwrap()["trust"].clone()
    };
    assert_eq!(
        (of("twilio"), of("http")),
        (json!("pinned"), json!("unlisted"))
    );
}

#[test]
fn nothing_unlisted_is_used_when_that_is_demanded() {
    let setup = Setup::managed_by_store();
    let text = fs::read_to_string(setup.path("switchboard.toml")).unwrap();
    setup.write(
        "switchboard.toml",
        &text.replace("[plugins]\n", "[plugins]\nunlisted = \"refuse\"\n"),
    );
    trust(&setup);
    let run = |id: &str| {
        let command = ["-c", "switchboard.toml", "connector", "schema", id];
        switchboard(setup.folder(), &command)
    };
    assert_eq!(run("twilio").code, 0);
    let refused = run("http");
    assert_eq!(refused.code, 1);
    let sentence = "connector `http` is neither trusted nor signed";
    assert!(refused.stderr.contains(sentence), "{}", refused.stderr);
    assert!(
        refused.stderr.contains("hint:  if you know where"),
        "{}",
        refused.stderr
    );
    let inspect = [
        "-c",
        "switchboard.toml",
        "-o",
        "json",
        "connector",
        "inspect",
    ];
    let inspected = switchboard(
        setup.folder(),
        &[&inspect[..], &["plugins/http.so"]].concat(),
    );
    let state = inspected.json()["trust"].as_str().unwrap().to_owned();
    assert!(state.starts_with("refused: connector `http`"), "{state}");
}

#[test]
fn a_link_in_the_folder_is_refused() {
    let setup = Setup::managed_by_store();
    let link = setup.path("plugins/http.so");
    fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink(plugin("http"), &link).unwrap();
    let service = setup.serve();
    let listed = service.get("/v1/connectors").json();
    let all = listed["connectors"].as_array().unwrap();
    let refused = all.iter().find(|one| one["state"] == "refused").unwrap();
    assert_eq!(refused["reason"], "it is a symbolic link");
}
