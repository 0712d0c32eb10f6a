//! Plugins that appear, are replaced, are broken, while the service runs.

use std::fs;
use std::time::{Duration, Instant};

use connector_testkit::libraries::{plugin, published_plugin};
use serde_json::json;

use crate::support::{Setup, message};

#[test]
fn a_new_plugin_is_there_soon_and_can_be_switched_to() {
    let setup = Setup::managed_by_store();
    fs::remove_file(setup.path("plugins/http.so")).unwrap();
    let mut service = setup.serve();
    let begun = Instant::now();
    fs::copy(plugin("http"), setup.path("plugins/http.so")).unwrap();
    while service.wait_for("plugin_found")["connector"] != "http" {}
    // Two seconds; a development build beside other tests gets some more.
    let elapsed = begun.elapsed();
    assert!(elapsed < Duration::from_secs(5), "{elapsed:?}");
    let config = crate::support::http_config();
    let path = "/v1/connectors/http/config";
    assert_eq!(service.request("PUT", path, Some(&config)).status, 200);
    assert_eq!(service.switch("http").status, 200);
    assert_eq!(service.post(&message("123456")).json()["connector"], "http");
}

#[test]
fn a_broken_file_is_reported_and_nothing_else_changes() {
    let setup = Setup::managed_by_store();
    let mut service = setup.serve_with_configs();
    let whole = fs::read(plugin("twilio")).unwrap();
    // Over the active plugin, and beside it.
    fs::write(setup.path("plugins/twilio.so"), &whole[..whole.len() / 2]).unwrap();
    service.wait_for("plugin_refused");
    fs::write(setup.path("plugins/text.so"), "just a text").unwrap();
    service.wait_for("plugin_refused");
    assert_eq!(
        service.post(&message("123456")).json()["connector"],
        "twilio"
    );
    let listed = service.get("/v1/connectors").json();
    let refused = listed["connectors"].as_array().unwrap();
    let refused: Vec<_> = refused
        .iter()
        .filter(|one| one["state"] == "refused")
        .collect();
    assert_eq!(refused.len(), 2, "{listed}");
    assert!(refused.iter().all(|one| one["reason"].is_string()));
    let active = listed["connectors"].as_array().unwrap();
    let active = active.iter().find(|one| one["active"] == true).unwrap();
    assert_eq!(
        (&active["id"], &active["generation"]),
        (&json!("twilio"), &json!(1))
    );
}

#[test]
fn a_replaced_active_plugin_is_a_new_generation_of_the_same_connector() {
    let setup = Setup::managed_by_store();
    let mut service = setup.serve_with_configs();
    // Other bytes of the same connector: the build that is shipped.
    let shipped = published_plugin("twilio");
    let beside = setup.path("twilio.new");
    fs::copy(shipped, &beside).unwrap();
    fs::rename(&beside, setup.path("plugins/twilio.so")).unwrap();
    let mut switched = service.wait_for("connector_switched");
    while switched["reason"] != "plugin_replaced" {
        switched = service.wait_for("connector_switched");
    }
    assert_eq!(
        (&switched["connector"], &switched["generation"]),
        (&json!("twilio"), &json!(2))
    );
    assert_eq!(
        service.post(&message("123456")).json()["connector"],
        "twilio"
    );
}
