//! Golden files: what a test expects, in files that people read and review.

#![expect(clippy::panic, reason = "a difference fails the test that asked")]

use std::fs;
use std::path::Path;

/// Set to `1` to write golden files in place of comparing with them.
pub const UPDATE_VARIABLE: &str = "UPDATE_GOLDEN";

/// Compares a text with the golden file `<folder>/<name>.txt`.
///
/// # Panics
/// When they differ, or the file is missing; the panic shows the text and says how to update.
#[track_caller]
pub fn assert_golden(folder: impl AsRef<Path>, name: &str, text: &str) {
    let path = folder.as_ref().join(format!("{name}.txt"));
    if std::env::var(UPDATE_VARIABLE).as_deref() == Ok("1") {
        let written = fs::create_dir_all(folder.as_ref()).and_then(|()| fs::write(&path, text));
        if let Err(error) = written {
            panic!("cannot write `{}`: {error}", path.display());
        }
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        expected == text,
        "`{}` is not what it was; if that is meant, run the test with {UPDATE_VARIABLE}=1\n\
         --- expected\n{expected}\n--- now\n{text}",
        path.display()
    );
}
