//! Every connector passes the suite; one that misbehaves does not.

use connector_testkit::conformance::{Clause, Recording, Verdict, check};
use connector_testkit::libraries::{Fixture, fixture, plugin};
use serde_json::json;

/// The connectors of this workspace.
const CONNECTORS: [&str; 7] = [
    "aliyun",
    "gatewayapi",
    "http",
    "smsaero",
    "tencent",
    "twilio",
    "vonage",
];

/// The replies beside a connector's tests. A provider without error codes has none.
fn recordings(id: &str) -> Vec<Recording> {
    let plugins = concat!(env!("CARGO_MANIFEST_DIR"), "/../../plugins");
    let path = format!("{plugins}/{id}/tests/replies.json");
    match id {
        "smsaero" => Vec::new(),
        _ => Recording::read_all(path.as_ref()).unwrap(),
    }
}

#[test]
fn every_connector_of_the_workspace_passes() {
    for id in CONNECTORS {
        let report = check(&plugin(id), None, &recordings(id)).unwrap();
        let verdicts = report.verdicts().iter();
        let open = verdicts.filter(|(_, verdict)| !matches!(verdict, Verdict::Passed));
        assert_eq!(open.count(), 0, "{report}");
    }
}

#[test]
fn a_connector_of_two_exchanges_passes_too() {
    let replies = json!([
        { "status": 401, "body": r#"{"error":"bad_client"}"# },
        { "status": 422, "body": r#"{"error":"bad_number"}"# },
    ]);
    let replies: Vec<Recording> = serde_json::from_value(replies).unwrap();
    let report = check(&fixture(Fixture::Courier), None, &replies).unwrap();
    let verdicts = report.verdicts().iter();
    let open = verdicts.filter(|(_, verdict)| !matches!(verdict, Verdict::Passed));
    assert_eq!(open.count(), 0, "{report}");
}

#[test]
fn every_plugin_folder_is_on_the_list() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../plugins");
    let mut folders: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    folders.sort();
    assert_eq!(folders, CONNECTORS);
}

#[test]
fn a_connector_that_misbehaves_fails_by_the_number_of_the_clause() {
    let failed = |panic_in: &str| -> Vec<&str> {
        let config = json!({ "panicIn": panic_in, "token": "s3cret" });
        let report = check(&fixture(Fixture::Panicky), Some(config), &[]).unwrap();
        assert!(!report.passed());
        let failed = |(clause, verdict): &(Clause, Verdict)| {
            matches!(verdict, Verdict::Failed(_)).then(|| clause.number())
        };
        report.verdicts().iter().filter_map(failed).collect()
    };
    // Its schema has no examples.
    assert_eq!(failed("nothing"), ["C2"]);
    assert_eq!(failed("request"), ["C2", "C7", "C9", "C10"]);
    assert_eq!(failed("outcome"), ["C2", "C11", "C12"]);
    assert!(failed("create").contains(&"C4"));
}

#[test]
fn the_specification_has_every_clause_word_for_word() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/spec/connector.md");
    let specification = std::fs::read_to_string(path).unwrap();
    for clause in Clause::ALL {
        let row = format!("| {} | {} |", clause.number(), clause.text());
        assert!(specification.contains(&row), "{row}");
    }
    let rows = specification.lines().filter(|line| line.starts_with("| C"));
    assert_eq!(rows.count(), Clause::ALL.len());
}
