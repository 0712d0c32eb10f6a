//! The boundary as a host meets it: real libraries, built by cargo, some of them broken.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "in a test a panic is the report"
)]

mod compatibility;
mod directory;
mod files;
mod linking;
mod ownership;
mod panics;
mod trust;

use std::path::Path;

use connector_loader::{Image, LoadError, Plugin};

/// Loads a library into this process.
fn load(path: &Path) -> Result<Plugin, LoadError> {
    Plugin::load(&Image::read(path)?)
}

/// The sentence and the hint of a file that is refused.
fn refusal(path: &Path) -> String {
    let error = match load(path) {
        Ok(_) => panic!("`{}` loads", path.display()),
        Err(error) => error,
    };
    let hint = error.kind.hint().unwrap_or_default();
    format!("{} | {hint}", error.kind)
}
