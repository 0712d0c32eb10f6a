//! A folder of plugins, some of them twins, some of them no plugins.

use std::fs;

use connector_loader::discover;
use connector_testkit::libraries::plugin;
use tempfile::TempDir;

use crate::trust::trust;

fn check(files: &[(&str, &str)], expected: &[&str]) {
    let dir = TempDir::new().unwrap();
    for (name, source) in files {
        let path = dir.path().join(name);
        match *source {
            "text" => fs::write(&path, "text").map(|()| 0).unwrap(),
            id => fs::copy(plugin(id), &path).unwrap(),
        };
    }
    let candidates = discover(dir.path(), &trust()).unwrap();
    let prefix = format!("{}/", dir.path().display());
    let lines: Vec<String> = candidates
        .iter()
        .map(|candidate| {
            let name = candidate.path.file_name().unwrap().to_string_lossy();
            match &candidate.metadata {
                Ok(metadata) => format!("{name}: {}", metadata.id),
                Err(error) => format!("{name}: {}", error.kind).replace(&prefix, ""),
            }
        })
        .collect();
    assert_eq!(lines, expected);
}

#[test]
fn every_library_is_inspected_and_other_files_are_not() {
    check(
        &[
            ("b.so", "twilio"),
            ("a.so", "text"),
            ("c.json", "text"),
            ("http.so", "http"),
        ],
        &[
            "a.so: it is not a shared library",
            "b.so: twilio",
            "http.so: http",
        ],
    );
}

#[test]
fn of_two_files_with_one_connector_the_one_named_after_it_is_used() {
    check(
        &[("a.so", "twilio"), ("twilio.so", "twilio")],
        &[
            "a.so: connector `twilio` is already provided by `twilio.so`",
            "twilio.so: twilio",
        ],
    );
    check(
        &[("a.so", "twilio"), ("b.so", "twilio")],
        &[
            "a.so: twilio",
            "b.so: connector `twilio` is already provided by `a.so`",
        ],
    );
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    assert!(discover(std::path::Path::new("/nonexistent"), &trust()).is_err());
}
