//! The layer of the environment: `SWITCHBOARD__SECTION__KEY`, in capitals or not.
//!
//! | the key holds | the variable holds |
//! |---|---|
//! | one value | the value without quotes: `SWITCHBOARD__MESSAGES__DEADLINE=15s` |
//! | an array | its items with commas between them: `SWITCHBOARD__EGRESS__ALLOW_PRIVATE=10.0.0.0/8,fd00::/8` |
//! | a table | an inline table or JSON: `SWITCHBOARD__EGRESS__REWRITE={"https://a.example":"http://127.0.0.1:4010"}` |
//!
//! A variable replaces the whole value of the file, arrays and tables included. An empty variable
//! takes a key back that need not be set. Relative paths start at the working directory.

use std::path::Path;

use super::{KnownKeys, Layer, Written};
use crate::config::origin::Origin;
use crate::config::problem::{Complaint, ConfigProblem};

const PREFIX: &str = "SWITCHBOARD__";

/// The variables of this process that are meant for the host.
///
/// Others are left alone: they need not even be text.
pub(crate) fn read_environment() -> impl Iterator<Item = (String, String)> {
    let variables =
        std::env::vars_os().map(|(name, value)| (name.to_string_lossy().into_owned(), value));
    variables
        .filter(|(name, _)| is_ours(name))
        .map(|(name, value)| (name, value.to_string_lossy().into_owned()))
}

/// The values of all variables with the prefix; one that names no key is a problem.
pub(crate) fn environment_layer(
    variables: impl Iterator<Item = (String, String)>,
    known: &KnownKeys,
    problems: &mut Vec<ConfigProblem>,
) -> Layer<'static> {
    let mut layer = Layer::in_folder(Path::new(""));
    let mut variables: Vec<_> = variables.filter(|(name, _)| is_ours(name)).collect();
    variables.sort();
    for (variable, text) in variables {
        let name = variable
            .get(PREFIX.len()..)
            .unwrap_or_default()
            .to_lowercase();
        let (section, key) = name.split_once("__").unwrap_or((&name, ""));
        let at = Origin::Environment {
            variable: variable.clone(),
        };
        let complaint = match known
            .section(section)
            .and_then(|section| known.key(section, key))
        {
            Ok(name) if layer.entries.contains_key(&name) => {
                Complaint::new("is set twice, in different case").hint("unset one of the two")
            }
            Ok(name) => {
                layer.entries.insert(name, Written::Variable(text, at));
                continue;
            }
            Err(complaint) => complaint,
        };
        problems.push(ConfigProblem::new(at, name_of(section, key), complaint));
    }
    layer
}

/// What the variable seems to name, for the message.
fn name_of(section: &str, key: &str) -> String {
    match key {
        "" => section.to_owned(),
        key => format!("{section}.{key}"),
    }
}

fn is_ours(name: &str) -> bool {
    name.get(..PREFIX.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(PREFIX))
}

#[cfg(test)]
mod tests {
    use crate::config::testing::{check_environment, loaded};

    #[test]
    fn a_variable_overrides_the_file_and_says_so() {
        let loaded = loaded(
            "[messages]\ndeadline = \"9s\"\n",
            &[("switchboard__Messages__DEADLINE", "7s"), ("HOME", "/root")],
        );
        assert_eq!(loaded.config.messages.deadline.duration().as_secs(), 7);
        assert_eq!(
            loaded.effective("messages.deadline").origin.to_string(),
            "switchboard__Messages__DEADLINE"
        );
    }

    #[test]
    fn arrays_take_commas_and_tables_take_either_notation() {
        let text = &loaded(
            "",
            &[(
                "SWITCHBOARD__EGRESS__ALLOW_PRIVATE",
                "10.0.0.0/8, fd00::/8,",
            )],
        );
        assert_eq!(
            text.effective("egress.allow_private").to_text(),
            r#"["10.0.0.0/8", "fd00::/8"]"#
        );
        for table in [
            r#"{"https://a.example": "http://127.0.0.1:1"}"#,
            r#"{ "https://a.example" = "http://127.0.0.1:1" }"#,
        ] {
            let loaded = loaded("", &[("SWITCHBOARD__EGRESS__REWRITE", table)]);
            assert_eq!(
                loaded.config.egress.rewrite["https://a.example"].to_string(),
                "http://127.0.0.1:1"
            );
        }
    }

    #[test]
    fn numbers_and_booleans_are_read_by_the_type_of_their_key() {
        let variables = [
            ("SWITCHBOARD__MESSAGES__MAX_IN_FLIGHT", "7"),
            ("SWITCHBOARD__EGRESS__ALLOW_HTTP", "true"),
        ];
        let loaded = loaded("", &variables);
        assert_eq!(
            (
                loaded.config.messages.max_in_flight.get(),
                loaded.config.egress.allow_http
            ),
            (7, true)
        );
    }

    #[test]
    fn an_empty_variable_takes_an_optional_key_back() {
        let loaded = loaded(
            "[connectors]\nactive = \"twilio\"\n",
            &[("SWITCHBOARD__CONNECTORS__ACTIVE", "")],
        );
        assert_eq!(loaded.config.connectors.active, None);
    }

    #[test]
    fn a_variable_that_names_no_key_is_a_problem() {
        check_environment(
            &[
                ("SWITCHBOARD__MESSAGES__DEADLNE", "1s"),
                ("SWITCHBOARD__SERVER", "x"),
                ("SWITCHBOARD__EGRESS__ALLOW_HTTP", "yes"),
            ],
            "SWITCHBOARD__EGRESS__ALLOW_HTTP: egress.allow_http: \"yes\" is neither true nor false\n\
             SWITCHBOARD__MESSAGES__DEADLNE: messages.deadlne: unknown key; did you mean \"deadline\"?\n\
             SWITCHBOARD__SERVER: server: unknown key; the keys of [server] are listen, admin_listen, tls_cert, tls_key",
        );
    }

    #[test]
    fn a_variable_given_twice_in_different_case_is_a_problem() {
        check_environment(
            &[
                ("SWITCHBOARD__MESSAGES__DEADLINE", "1s"),
                ("switchboard__messages__deadline", "2s"),
            ],
            "switchboard__messages__deadline: messages.deadline: is set twice, in different case; unset one of the two",
        );
    }
}
