//! Libraries that ask the dynamic linker for more than a connector needs.

use std::fs;

use connector_loader::Image;
use connector_testkit::libraries::plugin;

/// The refusal of the twilio plugin with bytes replaced.
fn check(from: &[u8], to: &[u8], expected: &str) {
    assert_eq!(from.len(), to.len());
    let mut bytes = fs::read(plugin("twilio")).unwrap();
    let at = bytes
        .windows(from.len())
        .position(|window| window == from)
        .unwrap();
    bytes[at..at + to.len()].copy_from_slice(to);
    let error = Image::from_bytes(bytes).inspect().unwrap_err();
    assert_eq!(error.kind.to_string(), expected);
    assert!(error.kind.hint().unwrap().starts_with("link everything"));
}

#[test]
fn a_library_that_needs_another_one_is_refused_by_its_name() {
    check(
        b"\0libgcc_s.so.1\0",
        b"\0libcurl.so.42\0",
        "it needs the library `libcurl.so.42`, and a connector needs none but the C library",
    );
    check(
        b"\0libgcc_s.so.1\0",
        b"\0/tmp/libx.so.\0",
        "it needs the library `/tmp/libx.so.`, and a connector needs none but the C library",
    );
}

#[test]
fn a_library_that_sends_the_linker_elsewhere_is_refused() {
    // DT_RELACOUNT, which the linker can do without, becomes another entry.
    let relacount = 0x6fff_fff9_u64.to_le_bytes();
    for (tag, name) in [
        (15_u64, "RPATH"),
        (29, "RUNPATH"),
        (0x6fff_fefc, "AUDIT"),
        (0x7fff_ffff, "FILTER"),
    ] {
        check(
            &relacount,
            &tag.to_le_bytes(),
            &format!("it sends the dynamic linker to other places (its entry {name})"),
        );
    }
}
