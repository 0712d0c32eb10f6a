//! The conformance suite: what every connector must do, checked on the built file.
//!
//! Read this first: [`check`] loads a plugin and goes through the [`Clause`]s of
//! `docs/spec/connector.md`, one by one. A clause passes, fails with a sentence, or is not checked
//! because the suite was not given what it needs, and then it says so.
//!
//! Nothing is sent: the suite asks the connector for requests and gives it replies.

mod clause;
mod clauses;
mod configs;
mod exchange;
mod library;
mod report;

use std::path::Path;

use connector_loader::{Image, LoadError, Plugin};
use serde_json::Value;

pub use clause::Clause;
pub use exchange::Recording;
pub use library::{Instance, Library};
pub use report::{Report, Verdict};

use configs::Configs;

/// What a clause is checked on.
pub(crate) struct Subject<'s> {
    path: &'s Path,
    library: &'s dyn Library,
    configs: Configs,
    recordings: &'s [Recording],
}

/// Checks a plugin file.
///
/// Without a `config` the suite makes configs from the examples in the connector's schema. With
/// `recordings`, replies of the provider, it also checks that each provider code is reached.
///
/// # Errors
/// When the file cannot be loaded at all.
pub fn check(
    path: &Path,
    config: Option<Value>,
    recordings: &[Recording],
) -> Result<Report, LoadError> {
    let plugin = Plugin::load(&Image::read(path)?)?;
    Ok(check_library(path, &plugin, config, recordings))
}

/// Checks a library that is loaded already, in this process or in another one.
pub fn check_library(
    path: &Path,
    library: &dyn Library,
    config: Option<Value>,
    recordings: &[Recording],
) -> Report {
    let configs = Configs::new(&library.info().config_schema, config);
    let subject = Subject {
        path,
        library,
        configs,
        recordings,
    };
    let verdicts = Clause::ALL
        .iter()
        .map(|clause| (*clause, clause.check(&subject)));
    Report::new(library.info().clone(), verdicts.collect())
}
