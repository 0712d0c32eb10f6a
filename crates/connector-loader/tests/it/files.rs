//! Files that are no plugins: each is refused with one sentence, none is opened.

use std::fs;
use std::path::{Path, PathBuf};

use connector_loader::Image;
use connector_testkit::libraries::plugin;
use tempfile::TempDir;

use crate::refusal;

fn file(dir: &TempDir, bytes: &[u8]) -> PathBuf {
    let path = dir.path().join("plugin.so");
    fs::write(&path, bytes).unwrap();
    path
}

fn check(bytes: &[u8], expected: &str) {
    let dir = TempDir::new().unwrap();
    let refusal = refusal(&file(&dir, bytes));
    assert!(refusal.starts_with(expected), "{refusal}");
}

#[test]
fn a_missing_file_a_folder_an_empty_file_and_a_text_are_refused() {
    let missing = refusal(Path::new("/nonexistent/plugin.so"));
    assert!(
        missing.starts_with("it cannot be read: No such file"),
        "{missing}"
    );
    let dir = TempDir::new().unwrap();
    assert!(refusal(dir.path()).starts_with("it is not a regular file"));
    check(b"", "it is empty | copy the file again");
    check(
        b"#!/bin/sh\n",
        "it is not a shared library | a plugin is the `.so` file",
    );
}

#[test]
fn a_library_cut_at_any_length_is_refused_without_opening_it() {
    let whole = fs::read(plugin("twilio")).unwrap();
    let dir = TempDir::new().unwrap();
    for part in 1..200 {
        let length = whole.len() * part / 200;
        let path = file(&dir, &whole[..length]);
        let refusal = refusal(&path);
        assert!(
            refusal.starts_with("it is truncated"),
            "{length}: {refusal}"
        );
    }
}

#[test]
fn a_library_for_another_processor_is_refused_by_name() {
    let mut other = fs::read(plugin("twilio")).unwrap();
    // `e_machine` of the ELF header; 40 is 32-bit ARM.
    other[18..20].copy_from_slice(&40_u16.to_le_bytes());
    check(&other, "it was built for arm, this host runs on ");
    // `e_ident[EI_CLASS]`: 32 bits.
    other[4] = 1;
    check(&other, "it is not a usable shared library");
}

#[test]
fn a_library_that_is_no_connector_is_refused() {
    let libc = fs::read_to_string("/proc/self/maps").unwrap();
    let libc = libc.lines().find_map(|line| {
        line.split_whitespace()
            .find(|word| word.contains("/libc.so"))
    });
    let refusal = refusal(Path::new(libc.unwrap()));
    assert!(
        refusal.starts_with("it is a shared library, but not a connector"),
        "{refusal}"
    );
}

#[test]
fn a_metadata_section_that_is_no_document_is_refused() {
    let mut bytes = fs::read(plugin("twilio")).unwrap();
    let at = bytes
        .windows(13)
        .position(|window| window == br#"{"id":"twilio"#.as_slice())
        .unwrap();
    bytes[at] = b'[';
    check(
        &bytes,
        "its metadata section `switchboard_connector` cannot be read",
    );
}

#[test]
fn a_library_that_contradicts_its_section_is_refused() {
    let mut bytes = fs::read(plugin("twilio")).unwrap();
    let at = bytes
        .windows(13)
        .position(|window| window == br#"{"id":"twilio"#.as_slice())
        .unwrap();
    bytes[at + 7..at + 13].copy_from_slice(b"twilia");
    check(
        &bytes,
        "connector `twilia` contradicts its metadata section about its id",
    );
}

#[test]
fn inspecting_tells_what_a_plugin_is() {
    let metadata = Image::read(&plugin("http")).unwrap().inspect().unwrap();
    assert_eq!(
        (metadata.id.as_str(), metadata.abi.as_str()),
        ("http", "1.0.0")
    );
    assert_eq!(metadata.target, connector_loader::TARGET);
}

#[test]
fn what_was_read_is_what_is_loaded_even_when_the_file_is_replaced() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("plugin.so");
    fs::copy(plugin("twilio"), &path).unwrap();
    let image = Image::read(&path).unwrap();
    fs::copy(plugin("http"), &path).unwrap();
    let first = connector_loader::Plugin::load(&image).unwrap();
    let second = crate::load(&path).unwrap();
    assert_eq!([first.id(), second.id()], ["twilio", "http"]);
}
