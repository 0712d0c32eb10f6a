//! A path of a file or a folder.

use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::node::{Node, Value};
use super::setting::{Setting, mismatch};
use crate::config::problem::{Complaint, ConfigProblem, quoted};

impl Setting for PathBuf {
    const EXPECTED: &'static str = "a path in quotes";

    fn schema() -> Json {
        json!({ "type": "string", "minLength": 1 })
    }

    fn to_json(&self) -> Json {
        self.display().to_string().into()
    }

    fn parse_node(node: &Node, key: &str, problems: &mut Vec<ConfigProblem>) -> Option<Self> {
        let parsed = match &node.value {
            Value::Path(path) => Ok(path.clone()),
            Value::Text(text) => parse_path(text),
            other => Err(mismatch::<Self>(other)),
        };
        parsed
            .map_err(|complaint| problems.push(ConfigProblem::new(node.at.clone(), key, complaint)))
            .ok()
    }

    fn rebased(self, folder: &Path) -> Self {
        folder.join(self)
    }
}

/// A path that means the same to everyone: a `~` is expanded by shells only, and would become a
/// folder of that name here.
fn parse_path(text: &str) -> Result<PathBuf, Complaint> {
    let first = Path::new(text).components().next();
    match first.map(|component| component.as_os_str().to_string_lossy()) {
        None => {
            Err(Complaint::new("is empty").hint("write a path, or \".\" for the folder itself"))
        }
        Some(first) if first.starts_with('~') => Err(Complaint::new(format!(
            "{} starts with ~, which only a shell expands",
            quoted(text)
        ))
        .hint("write the whole path")),
        Some(_) if text.contains('\0') => Err(Complaint::new("has a zero byte in it")),
        Some(_) => Ok(text.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_path_starts_at_a_folder_and_an_absolute_one_does_not() {
        assert_eq!(
            parse_path("plugins").unwrap().rebased(Path::new("/etc/sb")),
            Path::new("/etc/sb/plugins")
        );
        assert_eq!(
            parse_path("/opt/plugins")
                .unwrap()
                .rebased(Path::new("/etc/sb")),
            Path::new("/opt/plugins")
        );
    }

    #[test]
    fn a_path_that_cannot_be_meant_is_refused() {
        assert_eq!(parse_path("").unwrap_err().message, "is empty");
        assert_eq!(
            parse_path("~/plugins").unwrap_err().suggestion.unwrap(),
            "write the whole path"
        );
    }
}
