//! `[store]`: what the host must not forget.

use std::path::PathBuf;

use serde_json::{Value as Json, json};

use super::problem::{Complaint, quoted};
use super::section::section;
use super::value::TextSetting;

section! {
    /// Messages, connector configs and API keys, in one SQLite file.
    ["store"] Store {
        /// The file.
        ///
        /// Made when it is missing. Beside it are `-wal` and `-shm` while it is open, and `.sock`,
        /// over which commands reach the service.
        path: PathBuf = "switchboard.db".into(), example "/var/lib/switchboard/switchboard.db";

        /// The key that secrets in the store are sealed with.
        ///
        /// "file:" and an absolute path, or "cred:" and the name of a systemd credential: 64
        /// hexadecimal digits. Not set: a file beside the store, with `.key` after its name, which
        /// is made when it is missing. A backup of the store is of no use without it.
        key: Option<KeyReference> = None, example "cred:switchboard-store-key";
    }
}

/// Where the sealing key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeyReference {
    /// In a file.
    File(PathBuf),
    /// In a credential that the service manager passes on.
    Credential(String),
}

impl TextSetting for KeyReference {
    const EXPECTED: &'static str = "where the key is, such as \"cred:switchboard-store-key\"";

    fn parse(text: &str) -> Result<Self, Complaint> {
        let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        match text.split_once(':') {
            Some(("file", path)) if path.starts_with('/') => Ok(Self::File(path.into())),
            Some(("file", path)) => Err(Complaint::new(format!(
                "{} is not an absolute path",
                quoted(path)
            ))
            .hint("write \"file:/\" and the rest of the path")),
            Some(("cred", name)) if !name.is_empty() && name.chars().all(safe) => {
                Ok(Self::Credential(name.to_owned()))
            }
            // Whatever it is, it may be the key itself.
            _ => Err(Complaint::new("is not a place where a key can be")
                .hint("write \"file:\" and an absolute path, or \"cred:\" and a name")),
        }
    }

    fn to_text(&self) -> String {
        match self {
            Self::File(path) => format!("file:{}", path.display()),
            Self::Credential(name) => format!("cred:{name}"),
        }
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^(file:/.+|cred:[A-Za-z0-9._-]+)$" })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn a_key_in_the_file_is_refused_and_not_repeated() {
        let place = "write \"file:\" and an absolute path, or \"cred:\" and a name";
        for (wrong, expected) in [
            (
                "000102",
                format!("is not a place where a key can be; {place}"),
            ),
            (
                "cred:a/b",
                format!("is not a place where a key can be; {place}"),
            ),
            (
                "file:store.key",
                "\"store.key\" is not an absolute path; write \"file:/\" and the rest of the path"
                    .to_owned(),
            ),
        ] {
            let text = format!("[store]\nkey = \"{wrong}\"\n");
            check(
                &text,
                &format!("switchboard.toml:2:7: store.key: {expected}"),
            );
        }
        check("[store]\nkey = \"cred:key\"\npath = \"/var/s.db\"\n", "ok");
    }
}
