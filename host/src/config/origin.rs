//! Where a value comes from.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use super::value::to_toml;

/// The layer that set a value, precisely enough to go and change it there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "origin", rename_all = "lowercase")]
pub(crate) enum Origin {
    /// Nobody set it.
    Default,
    /// A place in the file, or the file as a whole.
    File {
        /// The file, as it was named on the command line.
        file: PathBuf,
        /// Where in the file.
        #[serde(flatten)]
        position: Option<Position>,
    },
    /// An environment variable.
    Environment {
        /// Its name, as it was spelled.
        variable: String,
    },
    /// An option of the command line.
    Flag {
        /// Its name, for example `--listen`.
        flag: &'static str,
    },
}

/// A place in a text, counted from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Position {
    /// Line.
    pub(crate) line: usize,
    /// Column.
    pub(crate) column: usize,
}

impl Position {
    /// The place of a byte of a text; a place past the end is the end.
    pub(crate) fn of(offset: usize, text: &str) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before.chars().count()
                - before
                    .get(..line_start)
                    .map_or(0, |lines| lines.chars().count())
                + 1,
        }
    }
}

/// Short enough for a column of `config show --origin`.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File {
                file,
                position: Some(position),
            } => write!(f, "{}:{}", file.display(), position.line),
            Self::File {
                file,
                position: None,
            } => write!(f, "{}", file.display()),
            Self::Environment { variable } => f.write_str(variable),
            Self::Flag { flag } => f.write_str(flag),
        }
    }
}

/// One effective value, as `config show --origin` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Effective {
    /// Section and key, for example `messages.deadline`.
    pub(crate) key: String,
    /// The value with secrets masked; null when the key is not set.
    pub(crate) value: serde_json::Value,
    /// Who set it.
    #[serde(flatten)]
    pub(crate) origin: Origin,
}

impl Effective {
    /// The value as the file would have it; `unset` when the key is not set.
    pub(crate) fn to_text(&self) -> String {
        match self.value {
            serde_json::Value::Null => "unset".to_owned(),
            ref value => to_toml(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        let text = "a = 1\nü = \"é\"\n";
        let at = |needle: &str| Position::of(text.find(needle).unwrap(), text);
        assert_eq!(at("a"), Position { line: 1, column: 1 });
        assert_eq!(at("\"é"), Position { line: 2, column: 5 });
        assert_eq!(Position::of(999, text), Position { line: 3, column: 1 });
    }
}
