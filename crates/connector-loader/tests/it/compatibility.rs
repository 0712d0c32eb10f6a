//! Plugins that were built with another version of the boundary.

use std::path::Path;
use std::process::Command;

use connector_api::{Call, Payload, Recipient, Step, UsageType};
use connector_testkit::libraries::{Fixture, fixture, fixture_host, plugin};
use serde_json::{Value, json};

use crate::{load, refusal};

const CALL: &[u8] = b"{}";

/// A library that loads also works: one call goes through both of its methods.
fn check_works(which: Fixture) -> connector_loader::Plugin {
    let plugin = load(&fixture(which)).unwrap();
    let instance = plugin.create(b"{}").unwrap();
    assert!(instance.start(CALL).starts_with(br#"{"exchange""#));
    assert!(
        instance
            .resume(CALL, b"{}", None)
            .starts_with(br#"{"outcome""#)
    );
    plugin
}

#[test]
fn an_older_plugin_loads_and_what_it_lacks_reads_as_absent() {
    let plugin = check_works(Fixture::Older);
    assert_eq!(plugin.check(b"{}").warnings, []);
}

#[test]
fn a_newer_plugin_loads_and_what_it_has_more_is_not_seen() {
    let plugin = check_works(Fixture::Newer);
    assert_eq!(plugin.info().metadata.abi, "1.1.0");
    assert_eq!(plugin.check(b"{}").warnings.len(), 1);
}

#[test]
fn older_and_newer_plugins_live_in_one_process() {
    check_works(Fixture::Newer);
    check_works(Fixture::Older);
    check_works(Fixture::Newer);
}

#[test]
fn a_plugin_of_the_next_major_version_is_refused_before_it_is_opened() {
    assert_eq!(
        refusal(&fixture(Fixture::Major)),
        "connector `major` was built for ABI 2.0.0, this host speaks ABI 1.0.0 | \
         rebuild it with connector-sdk 1.x"
    );
}

#[test]
fn a_plugin_with_another_layout_is_refused_with_one_sentence() {
    let path = fixture(Fixture::Changed);
    assert_eq!(
        refusal(&path),
        "connector `changed` cannot be used: its module has another layout than plugin ABI 1.0.0 | \
         rebuild it with an unmodified connector-sdk 1.x"
    );
    let report = load(&path).err().unwrap();
    assert!(report.kind.details().unwrap().contains("ConnectorModule"));
}

#[test]
fn two_plugins_in_one_process_stay_two_plugins() {
    let twilio = load(&plugin("twilio")).unwrap();
    let http = load(&plugin("http")).unwrap();
    let again = load(&plugin("twilio")).unwrap();
    assert_eq!(
        [twilio.id(), http.id(), again.id()],
        ["twilio", "http", "twilio"]
    );
    let schema = http.info().config_schema.to_string();
    assert!(schema.contains("endpoint") && !schema.contains("accountSID"));
}

#[test]
fn fields_of_a_later_protocol_are_not_seen_on_either_side() {
    let plugin = load(&fixture(Fixture::Courier)).unwrap();
    let config = br#"{"clientId":"c","clientSecret":"s","templates":[{"usageType":"Generic","content":"{{code}}"}]}"#;
    let instance = plugin.create(config).unwrap();
    let mut call = serde_json::to_value(call()).unwrap();
    call["later"] = json!({ "field": 1 });
    let step = instance.start(call.to_string().as_bytes());
    let mut step: Value = serde_json::from_slice(&step).unwrap();
    assert!(step["exchange"]["request"]["url"].is_string(), "{step}");
    step["exchange"]["later"] = json!(true);
    step["exchange"]["request"]["later"] = json!([1]);
    let read: Step = serde_json::from_value(step).unwrap();
    assert!(matches!(read, Step::Exchange(_)));
}

fn call() -> Call {
    let recipient = Recipient::new("1", "4155550100", Some("US"));
    let payload = Payload::with_code("123456");
    Call::new("msg_1", recipient, UsageType::SignIn, payload)
}

/// What a host of another boundary says about a plugin.
fn said_by(host: Fixture, plugin: &Path) -> String {
    let output = Command::new(fixture_host(host))
        .arg(plugin)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_plugin_of_today_loads_in_hosts_that_are_older_and_newer() {
    for host in [Fixture::Older, Fixture::Newer] {
        for file in [plugin("twilio"), fixture(Fixture::Courier)] {
            let said = said_by(host, &file);
            assert!(said.starts_with(r#"ok {"id":"#), "{host:?}: {said}");
        }
    }
}

#[test]
fn older_and_newer_meet_in_both_directions() {
    for (host, other) in [
        (Fixture::Older, Fixture::Newer),
        (Fixture::Newer, Fixture::Older),
    ] {
        let said = said_by(host, &fixture(other));
        assert!(said.starts_with("ok {"), "{host:?} and {other:?}: {said}");
    }
}

#[test]
fn a_changed_layout_is_refused_whichever_side_has_it() {
    let layout = "refused: its module has another layout than plugin ABI 1.0.0";
    for file in [
        plugin("twilio"),
        fixture(Fixture::Older),
        fixture(Fixture::Newer),
    ] {
        let said = said_by(Fixture::Changed, &file);
        assert!(said.starts_with(layout), "{said}");
    }
    let said = said_by(Fixture::Newer, &fixture(Fixture::Changed));
    assert!(
        said.starts_with("refused: its module has another layout"),
        "{said}"
    );
}

#[test]
fn a_host_of_the_next_major_version_refuses_plugins_of_this_one() {
    let said = said_by(Fixture::Major, &plugin("twilio"));
    assert_eq!(
        said,
        "refused: it was built for plugin ABI 1.0.0, this host speaks 2.0.0\n"
    );
}
