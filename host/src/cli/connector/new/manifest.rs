//! The manifest of a new connector.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// The SDK that this program was built beside.
const SDK_MANIFEST: &str = include_str!("../../../../../crates/connector-sdk/Cargo.toml");

/// Where the SDK comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sdk {
    /// A folder with the crate.
    Path(PathBuf),
    /// A repository.
    Git(String),
    /// A registry.
    Version(String),
}

impl Sdk {
    /// A folder (of the crate, or of the repository it is in), a URL, or a version.
    pub(crate) fn parse(text: Option<&str>) -> Result<Self, Error> {
        let Some(text) = text else {
            return Ok(Self::Version(own_version().to_owned()));
        };
        if text.contains("://") || text.starts_with("git@") {
            return Ok(Self::Git(text.to_owned()));
        }
        if text.starts_with(|c: char| c.is_ascii_digit() || "^~=".contains(c)) {
            return Ok(Self::Version(text.to_owned()));
        }
        let folder = Path::new(text);
        let crates = [folder.to_owned(), folder.join("crates/connector-sdk")];
        let found = crates.into_iter().find(|folder| {
            let manifest = fs::read_to_string(folder.join("Cargo.toml"));
            manifest.is_ok_and(|text| text.contains("name = \"connector-sdk\""))
        });
        match found.and_then(|folder| folder.canonicalize().ok()) {
            Some(folder) => Ok(Self::Path(folder)),
            None => Err(Error::Usage(format!(
                "`{text}` is neither a folder with connector-sdk, nor a URL, nor a version"
            ))),
        }
    }

    fn dependency(&self) -> String {
        match self {
            Self::Path(path) => format!("{{ path = {:?} }}", path.display().to_string()),
            Self::Git(url) => format!("{{ git = {url:?} }}"),
            Self::Version(version) => format!("{version:?}"),
        }
    }
}

fn own_version() -> &'static str {
    let line = SDK_MANIFEST
        .lines()
        .find_map(|line| line.strip_prefix("version = \""));
    line.and_then(|rest| rest.strip_suffix('"')).unwrap_or("1")
}

/// The manifest: of a member, inside of a workspace that has the SDK; else of a crate of its own.
pub(super) fn text(id: &str, sdk: &Sdk, is_member: bool) -> String {
    let head = format!("[package]\nname = \"connector-{id}\"\n");
    let library = "[lib]\ncrate-type = [\"cdylib\", \"rlib\"]\n";
    if is_member {
        return format!(
            "{head}description = \"The connector {id} of Switchboard\"\nversion.workspace = true\n\
             edition.workspace = true\nrust-version.workspace = true\nlicense.workspace = true\n\
             repository.workspace = true\npublish.workspace = true\n\n{library}\n\
             [dependencies]\nconnector-sdk.workspace = true\nschemars.workspace = true\n\
             serde.workspace = true\n\n[lints]\nworkspace = true\n"
        );
    }
    format!(
        "{head}description = \"The connector {id} of Switchboard\"\nversion = \"0.1.0\"\n\
         edition = \"2024\"\npublish = false\n\n{library}\n\
         [dependencies]\nconnector-sdk = {}\n\
         schemars = {{ version = \"1.2\", default-features = false, features = [\"derive\", \"std\"] }}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\n\n\
         # Small, and able to unwind: the SDK turns a panic into a failure.\n\
         [profile.release]\nlto = \"fat\"\ncodegen-units = 1\nopt-level = \"s\"\nstrip = \"symbols\"\npanic = \"unwind\"\n\n\
         # A workspace of its own, wherever the folder is.\n[workspace]\n",
        sdk.dependency()
    )
}

/// Whether a folder is to be a member of a workspace that has the SDK.
pub(super) fn is_inside_workspace(out: &Path) -> bool {
    let absolute = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
    absolute.ancestors().skip(1).any(|folder| {
        let text = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        let has_sdk =
            text.contains("[workspace.dependencies]") && text.contains("\nconnector-sdk = {");
        has_sdk
            && absolute
                .parent()
                .is_some_and(|parent| parent == folder.join("plugins"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sdk_comes_from_where_it_was_said() {
        let parsed = |text| Sdk::parse(Some(text));
        let git = "https://github.com/switchboard-otp/switchboard";
        assert_eq!(parsed(git).unwrap(), Sdk::Git(git.to_owned()));
        assert_eq!(parsed("1.2").unwrap(), Sdk::Version("1.2".to_owned()));
        assert_eq!(Sdk::parse(None).unwrap(), Sdk::Version("1.0.0".to_owned()));
        assert!(parsed("/nonexistent").is_err());
        let repository = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let Sdk::Path(path) = parsed(repository).unwrap() else {
            panic!("a path");
        };
        assert!(path.ends_with("crates/connector-sdk"), "{}", path.display());
    }

    #[test]
    fn a_folder_beside_the_plugins_becomes_a_member() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let root = Path::new(root).canonicalize().unwrap();
        assert!(is_inside_workspace(&root.join("plugins/acme")));
        assert!(!is_inside_workspace(&root.join("target/acme")));
        assert!(!is_inside_workspace(Path::new("/nonexistent/acme")));
    }
}
