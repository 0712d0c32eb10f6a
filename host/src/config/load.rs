//! The whole config, and how it is put together.

use std::fs;
use std::io;
use std::path::Path;

use super::assumptions::assume;
use super::layers::{KnownKeys, Overrides, document_layer, environment_layer, flag_layer};
use super::origin::{Effective, Origin};
use super::problem::{Complaint, ConfigProblem};
use super::section::{Reader, Section, SectionFacts};
use super::{Connectors, Egress, Messages, Plugins, Server, Store, Telemetry};

/// The sections, in the order of the sample. Adding a section is adding a line.
macro_rules! sections {
    ($($field:ident: $Section:ident),+ $(,)?) => {
        /// The host's configuration. Its values make sense; where they come from is in [`Loaded`].
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub(crate) struct Config {
            $(#[doc = concat!("`[", stringify!($field), "]`.")] pub(crate) $field: $Section),+
        }

        impl Config {
            /// What there is to know about every section.
            pub(crate) fn facts() -> Vec<SectionFacts> {
                vec![$($Section::facts()),+]
            }

            fn read(reader: &mut Reader<'_>) -> Self {
                Self { $($field: $Section::read(reader)),+ }
            }
        }
    };
}

sections! {
    server: Server,
    plugins: Plugins,
    connectors: Connectors,
    messages: Messages,
    egress: Egress,
    store: Store,
    telemetry: Telemetry,
}

/// A config with its history.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    /// The values.
    pub(crate) config: Config,
    /// Every key with its value and the layer that set it, in the order of the sample.
    pub(crate) origins: Vec<Effective>,
    /// Sentences about what was assumed; empty when a file was given.
    pub(crate) assumptions: Vec<String>,
}

impl Config {
    /// Reads the file, if one is given, and puts the layers together.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in any layer, in reading order.
    pub(crate) fn load(
        file: Option<&Path>,
        variables: impl Iterator<Item = (String, String)>,
        overrides: Overrides,
    ) -> Result<Loaded, Vec<ConfigProblem>> {
        match file {
            Some(file) => match fs::read_to_string(file) {
                Ok(text) => Self::from_layers(file, &text, variables, overrides),
                Err(error) => Err(vec![unreadable(file, &error)]),
            },
            None => Self::from_layers(Path::new(""), "", variables, overrides).map(assume),
        }
    }

    /// Puts the layers together, the text of a file already read.
    pub(crate) fn from_layers(
        file: &Path,
        text: &str,
        variables: impl Iterator<Item = (String, String)>,
        overrides: Overrides,
    ) -> Result<Loaded, Vec<ConfigProblem>> {
        let known = Self::known_keys();
        let mut problems = Vec::new();
        let layers = [
            document_layer(file, text, &known, &mut problems),
            environment_layer(variables, &known, &mut problems),
            flag_layer(overrides),
        ];
        let mut reader = Reader {
            layers: &layers,
            problems,
            effective: Vec::new(),
        };
        let config = Self::read(&mut reader);
        let Reader {
            mut problems,
            effective: origins,
            ..
        } = reader;
        problems.extend(config.contradictions(&origins));
        problems.sort_by(|a, b| a.reading_order().cmp(&b.reading_order()));
        match problems.is_empty() {
            true => Ok(Loaded {
                config,
                origins,
                assumptions: Vec::new(),
            }),
            false => Err(problems),
        }
    }

    /// Values that make no sense beside each other.
    fn contradictions(&self, origins: &[Effective]) -> Vec<ConfigProblem> {
        let at = |key: &str| {
            let effective = origins.iter().find(|effective| effective.key == key);
            effective.map_or(Origin::Default, |effective| effective.origin.clone())
        };
        let problem = |key: &'static str, complaint| ConfigProblem::new(at(key), key, complaint);
        let mut problems = Vec::new();
        if let (Some(active), None) = (&self.connectors.active, &self.connectors.dir) {
            let complaint =
                Complaint::new("needs `dir`, the folder with its config").hint(format!(
                    "without files, leave it out and run `switchboard connector switch {active}`"
                ));
            problems.push(problem("connectors.active", complaint));
        }
        if self.server.tls_cert.is_some() != self.server.tls_key.is_some() {
            let (key, other) = match self.server.tls_cert {
                Some(_) => ("server.tls_cert", "tls_key"),
                None => ("server.tls_key", "tls_cert"),
            };
            let complaint = Complaint::new(format!("needs `{other}` beside it"));
            problems.push(problem(key, complaint));
        }
        problems
    }

    fn known_keys() -> KnownKeys {
        let keys = |section: &SectionFacts| section.keys.iter().map(|key| key.name).collect();
        KnownKeys(
            Self::facts()
                .iter()
                .map(|section| (section.name, keys(section)))
                .collect(),
        )
    }
}

fn unreadable(file: &Path, error: &io::Error) -> ConfigProblem {
    let complaint = match error.kind() {
        io::ErrorKind::NotFound => Complaint::new("there is no such file"),
        io::ErrorKind::InvalidData => {
            Complaint::new("the file is not UTF-8 text").hint("save it as UTF-8")
        }
        _ => Complaint::new(format!("the file cannot be read: {error}")),
    };
    ConfigProblem::new(
        Origin::File {
            file: file.to_owned(),
            position: None,
        },
        "",
        complaint,
    )
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, loaded};
    use super::*;

    #[test]
    fn nothing_given_is_the_default() {
        check("", "ok");
        assert_eq!(loaded("", &[]).config, Config::default());
    }

    #[test]
    fn all_problems_are_reported_at_once_from_top_to_bottom() {
        check(
            "[egress]\nallow_private = [\"10.0.0.0/8\", \"10.0.0.1\"]\nallow_htpp = true\n\n[messages]\n  deadline = \"15\"\nmax_in_flight = -1\n",
            "switchboard.toml:2:32: egress.allow_private: \"10.0.0.1\" is an address, not a range; write \"10.0.0.1/32\"\n\
             switchboard.toml:3:1: egress.allow_htpp: unknown key; did you mean \"allow_http\"?\n\
             switchboard.toml:6:14: messages.deadline: \"15\" has no unit; write \"15s\" for seconds\n\
             switchboard.toml:7:17: messages.max_in_flight: -1 is out of range; write 1 to 4294967295",
        );
    }

    #[test]
    fn a_mistake_in_the_file_is_reported_even_when_it_is_overridden() {
        let variables = [(
            "SWITCHBOARD__MESSAGES__DEADLINE".to_owned(),
            "7s".to_owned(),
        )];
        let text = "[messages]\ndeadline = 15\n";
        let problems = Config::from_layers(
            Path::new("a.toml"),
            text,
            variables.into_iter(),
            Overrides::default(),
        )
        .unwrap_err();
        assert_eq!(problems.len(), 1);
    }

    #[test]
    fn every_value_remembers_the_line_that_set_it() {
        let loaded = loaded("\n[server]\nlisten = \"127.0.0.1:9\"\n", &[]);
        assert_eq!(
            loaded.effective("server.listen").origin.to_string(),
            "switchboard.toml:3"
        );
        assert_eq!(
            loaded.effective("server.admin_listen").origin,
            Origin::Default
        );
        assert_eq!(loaded.effective("server.admin_listen").to_text(), "unset");
    }

    #[test]
    fn relative_paths_start_at_the_folder_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("switchboard.toml");
        fs::write(&file, "[plugins]\ndir = \"so\"\n").unwrap();
        let loaded = Config::load(Some(&file), std::iter::empty(), Overrides::default()).unwrap();
        assert_eq!(loaded.config.plugins.dir, folder.path().join("so"));
        assert_eq!(
            loaded.config.store.path,
            folder.path().join("switchboard.db")
        );
        assert!(loaded.assumptions.is_empty());
    }

    #[test]
    fn a_file_that_cannot_be_read_is_one_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("switchboard.toml");
        let load = || {
            Config::load(Some(&file), std::iter::empty(), Overrides::default())
                .unwrap_err()
                .remove(0)
                .to_string()
        };
        assert_eq!(load(), format!("{}: there is no such file", file.display()));
        fs::write(&file, b"\xff").unwrap();
        assert_eq!(
            load(),
            format!(
                "{}: the file is not UTF-8 text; save it as UTF-8",
                file.display()
            )
        );
    }
}
