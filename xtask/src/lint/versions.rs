//! What was promised under a version stays: the protocol and the layout of the ABI change with their
//! version and with an entry in the changelog, or not at all.
//!
//! `schemas/versions.toml` has the SHA-256 of both for every version. A new version gets its line when it is
//! made; a line that is there is history.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use connector_loader::Image;
use serde_json::Value;

use crate::chore::{Chore, Context, failed};
use crate::workspace::Workspace;

const LEDGER: &str = "schemas/versions.toml";

/// What has a version, the file that says what it is, and the package that says which version it has.
const PROMISES: [(&str, &str, &str); 2] = [
    ("protocol", "schemas/protocol.json", "connector-api"),
    ("abi", "schemas/abi-layout.txt", "connector-abi"),
];

/// SHA-256 by version, for each of them.
type Ledger = BTreeMap<String, BTreeMap<String, String>>;

/// Fails when something changed and its version did not.
pub(super) fn check(workspace: &Workspace) -> Chore {
    let read = |path: &str| {
        let text = fs::read_to_string(workspace.root.join(path));
        text.context(format!("cannot read `{path}`"))
    };
    let ledger: Ledger =
        toml::from_str(&read(LEDGER)?).context(format!("`{LEDGER}` is not TOML"))?;
    let changelog = read("CHANGELOG.md")?;
    let mut complaints = Vec::new();
    for (name, path, package) in PROMISES {
        let digest = digest(&workspace.root.join(path))?;
        let version = workspace.version(package)?;
        complaints.extend(complaint(name, &version, &digest, &ledger, &changelog));
    }
    match complaints.is_empty() {
        true => Ok(()),
        false => failed(complaints.join("\n")),
    }
}

/// Words about a field may be improved; what they are about may not change.
fn digest(path: &Path) -> Chore<String> {
    let bytes = fs::read(path).context(format!("cannot read `{}`", path.display()))?;
    let bytes = match serde_json::from_slice::<Value>(&bytes) {
        Ok(mut schema) => {
            remove_words(&mut schema);
            schema.to_string().into_bytes()
        }
        Err(_) => bytes,
    };
    Ok(Image::from_bytes(bytes).digest().to_string())
}

fn remove_words(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            // A property of that name is an object, its description a text.
            if members.get("description").is_some_and(Value::is_string) {
                members.remove("description");
            }
            members.values_mut().for_each(remove_words);
        }
        Value::Array(items) => items.iter_mut().for_each(remove_words),
        _ => {}
    }
}

fn complaint(
    name: &str,
    version: &str,
    digest: &str,
    ledger: &Ledger,
    changelog: &str,
) -> Option<String> {
    let recorded = ledger.get(name).and_then(|versions| versions.get(version));
    match recorded {
        None => Some(format!(
            "{name} {version} is new: add `\"{version}\" = \"{digest}\"` under [{name}] in {LEDGER}"
        )),
        Some(recorded) if recorded != digest => Some(format!(
            "{name} is not what it was under version {version}: give it a new version (or undo the change)"
        )),
        Some(_) => {
            let names = [format!("ABI {version}"), format!("{name} {version}")];
            let is_told = names.iter().any(|name| changelog.contains(name));
            (!is_told).then(|| format!("CHANGELOG.md does not mention {name} {version}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_needs_a_version_a_line_and_an_entry() {
        let versions = BTreeMap::from([("1.0.0".to_owned(), "aa".to_owned())]);
        let ledger = Ledger::from([("protocol".to_owned(), versions)]);
        let check = |version, digest, changelog| {
            complaint("protocol", version, digest, &ledger, changelog).unwrap_or_default()
        };
        assert_eq!(check("1.0.0", "aa", "protocol 1.0.0"), "");
        assert!(check("1.0.0", "bb", "protocol 1.0.0").contains("give it a new version"));
        assert!(check("1.1.0", "bb", "protocol 1.1.0").contains("\"1.1.0\" = \"bb\""));
        assert!(check("1.0.0", "aa", "nothing").contains("does not mention"));
    }
}
