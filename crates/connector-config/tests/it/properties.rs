//! What holds for any text: nothing panics, places are inside the text, and JSON is JSON.

use connector_config::{ConfigIssue, ConfigSchema, Document};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::{VALID, sms};

/// Pieces from which configs, and near misses of them, are put together.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"a\"",
        "\"b\"",
        "\"$secret\"",
        "\"env:A\"",
        "\"authToken\"",
        "\"templates\"",
        "\"usageType\"",
        "\"Generic\"",
        "\\",
        "\\u",
        "\\ud83d",
        "\\ude00",
        "'",
        "0",
        "1",
        "-",
        ".",
        "e",
        "1e999",
        "true",
        "null",
        "NaN",
        "/*",
        "*/",
        "//",
        " ",
        "\n",
        "\r",
        "\t",
        "\u{b}",
        "\u{a0}",
        "\u{feff}",
        "é",
        "\u{1f600}",
        "\0",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// A valid config with some of its text cut out or written over.
fn damaged() -> impl Strategy<Value = String> {
    let edit = (0..VALID.len(), 0..8_usize, pieces());
    prop::collection::vec(edit, 0..4).prop_map(|edits| {
        edits
            .into_iter()
            .fold(VALID.to_owned(), |mut text, (start, length, with)| {
                let start = text.floor_char_boundary(start);
                let end = text.floor_char_boundary(start + length).max(start);
                text.replace_range(start..end, &with);
                text
            })
    })
}

/// Any JSON object, with the names that the schema knows among its keys.
fn configs() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        prop::sample::select(vec![
            "$schema",
            "$secret",
            "accountSID",
            "authToken",
            "from",
            "region",
            "templates",
            "usageType",
            "content",
            ""
        ])
        .prop_map(str::to_owned),
        ".{0,6}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        prop::sample::select(vec!["env:A", "Generic", "********", "us1"]).prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(4, 32, 6, {
        let name = name.clone();
        move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::hash_map(name.clone(), inner, 0..6)
                    .prop_map(|members| members.into_iter().collect()),
            ]
        }
    });
    prop::collection::hash_map(name, value, 0..8).prop_map(|members| members.into_iter().collect())
}

fn assert_inside(issues: &[ConfigIssue], text: &str) {
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').split('\n').collect();
    for issue in issues {
        let line = lines
            .get(issue.line as usize - 1)
            .expect("the line is in the text");
        assert!(
            (1..=line.chars().count() + 1).contains(&(issue.column as usize)),
            "{issue:?}"
        );
    }
}

fn check_text(text: &str) {
    match Document::parse(text) {
        Err(issues) => {
            assert_eq!(issues.len(), 1);
            assert_inside(&issues, text);
        }
        Ok(document) => {
            let plain: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
                .expect("what is accepted is JSON");
            assert_eq!(document.value(), &plain);
            let schema = ConfigSchema::compile(&sms()).expect("the schema compiles");
            assert_inside(&schema.check(&document), text);
            _ = schema.restore_masked(document.clone(), &schema.masked(document.value()));
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_at_a_place_in_it(text in any::<String>()) {
        check_text(&text);
    }

    #[test]
    fn any_near_miss_is_read_or_refused_at_a_place_in_it(text in prop_oneof![pieces(), damaged()]) {
        check_text(&text);
    }

    #[test]
    fn any_object_is_read_as_it_is_and_judged_at_places_in_it(config in configs(), pretty in any::<bool>()) {
        let text = if pretty { format!("{config:#}") } else { config.to_string() };
        prop_assert!(Document::parse(&text).is_ok());
        check_text(&text);
    }

    #[test]
    fn a_masked_secret_is_nowhere_in_what_is_shown(secret in "[a-z]{12}", config in configs()) {
        let mut config = config;
        config["authToken"] = secret.clone().into();
        let schema = ConfigSchema::compile(&sms()).expect("the schema compiles");
        prop_assert!(!schema.masked(&config).to_string().contains(&secret));
        let document = Document::from_value(&config).expect("a value is JSON");
        let report = serde_json::to_string(&schema.check(&document)).expect("a report is JSON");
        prop_assert!(!report.contains(&secret));
    }
}
