//! How the tests of this module load a config and compare what came of it.

use std::path::Path;

use super::origin::Effective;
use super::{Config, ConfigProblem, Loaded, Overrides};

const FILE: &str = "switchboard.toml";

fn load(text: &str, variables: &[(&str, &str)]) -> Result<Loaded, Vec<ConfigProblem>> {
    let variables = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Config::from_layers(Path::new(FILE), text, variables, Overrides::default())
}

/// The config of a file that must be correct.
#[track_caller]
pub(crate) fn loaded(text: &str, variables: &[(&str, &str)]) -> Loaded {
    load(text, variables).unwrap_or_else(|problems| panic!("{}", sentences(&problems)))
}

/// Checks what is said about a file: `ok`, or one line for each problem.
#[track_caller]
pub(crate) fn check(text: &str, expected: &str) {
    assert_eq!(
        load(text, &[]).map_or_else(|problems| sentences(&problems), |_| "ok".to_owned()),
        expected
    );
}

/// Checks what is said about variables alone.
#[track_caller]
pub(crate) fn check_environment(variables: &[(&str, &str)], expected: &str) {
    assert_eq!(
        load("", variables).map_or_else(|problems| sentences(&problems), |_| "ok".to_owned()),
        expected
    );
}

fn sentences(problems: &[ConfigProblem]) -> String {
    problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

impl Loaded {
    /// What `config show --origin` says about a key.
    #[track_caller]
    pub(crate) fn effective(&self, key: &str) -> &Effective {
        self.origins
            .iter()
            .find(|effective| effective.key == key)
            .unwrap()
    }
}
