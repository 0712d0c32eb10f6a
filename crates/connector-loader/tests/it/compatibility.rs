//! Plugins that were built with another version of the boundary.

use connector_testkit::libraries::{Fixture, fixture, plugin};

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
