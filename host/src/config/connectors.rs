//! `[connectors]`: which connectors are configured, and which one is active.

use std::fmt;
use std::path::PathBuf;

use serde_json::{Value as Json, json};

use super::problem::{Complaint, quoted};
use super::section::section;
use super::value::TextSetting;

section! {
    /// Which connectors are configured, and which one is active, for those who keep that in files.
    ["connectors"] Connectors {
        /// Folder with the connector configs.
        ///
        /// One `<id>.json` file each. The files may hold secrets: let only the service read them.
        /// Set: these files are the truth, and a reload applies them. Not set: the store is, and
        /// connectors are configured and switched with commands or over HTTP.
        dir: Option<PathBuf> = None, example "/etc/switchboard/connectors.d";

        /// The active connector.
        ///
        /// Id of the connector that every message goes through; needs `dir`.
        /// Not set beside `dir`: no connector is active.
        active: Option<ConnectorId> = None, example "twilio";
    }
}

impl Connectors {
    /// The file with the config of a connector, where files are the truth.
    pub(crate) fn file_of(&self, id: &str) -> Option<PathBuf> {
        Some(self.dir.as_ref()?.join(format!("{id}.json")))
    }
}

/// The id of a connector: lower-case letters, digits and hyphens, a letter first. Safe as a file name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ConnectorId(String);

impl ConnectorId {
    /// The id as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ConnectorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TextSetting for ConnectorId {
    const EXPECTED: &'static str = "the id of a connector such as \"twilio\"";

    fn parse(text: &str) -> Result<Self, Complaint> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        match text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(allowed) {
            true => Ok(Self(text.to_owned())),
            false => {
                let complaint =
                    Complaint::new(format!("{} is not the id of a connector", quoted(text)));
                Err(complaint
                    .hint("ids are lower-case letters, digits and hyphens, such as \"twilio\""))
            }
        }
    }

    fn to_text(&self) -> String {
        self.0.clone()
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^[a-z][a-z0-9-]*$" })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, loaded};

    #[test]
    fn an_id_cannot_leave_the_folder() {
        for wrong in ["../twilio", "Twilio", "", "twilio.json", "1a"] {
            check(
                &format!("[connectors]\nactive = \"{wrong}\"\ndir = \"connectors.d\"\n"),
                &format!(
                    "switchboard.toml:2:10: connectors.active: \"{wrong}\" is not the id of a connector; \
                     ids are lower-case letters, digits and hyphens, such as \"twilio\""
                ),
            );
        }
    }

    #[test]
    fn the_active_connector_is_named_by_its_id() {
        let connectors = loaded(
            "[connectors]\ndir = \"/etc/sb\"\nactive = \"my-sms2\"\n",
            &[],
        )
        .config
        .connectors;
        let file = connectors.file_of("my-sms2");
        assert_eq!(connectors.active.unwrap().as_str(), "my-sms2");
        assert_eq!(file.unwrap().to_str(), Some("/etc/sb/my-sms2.json"));
    }

    #[test]
    fn an_active_connector_needs_the_folder_with_its_config() {
        check(
            "[connectors]\nactive = \"twilio\"\n",
            "switchboard.toml:2:10: connectors.active: needs `dir`, the folder with its config; \
             without files, leave it out and run `switchboard connector switch twilio`",
        );
    }
}
