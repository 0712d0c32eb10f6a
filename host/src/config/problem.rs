//! What is wrong with a configuration, for the person who has to change it.

use std::fmt;

use serde::Serialize;

use super::origin::Origin;

/// One mistake: where it is, what it is, what to write.
///
/// Displayed as `switchboard.toml:12:3: messages.deadline: "15" has no unit; write "15s"`.
/// Serialized, the place is spread over the fields `file`, `line` and `column`, or `variable`, or `flag`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ConfigProblem {
    /// The place to change.
    #[serde(flatten)]
    pub(crate) at: Origin,
    /// Section and key, for example `messages.deadline`; empty when the whole file is at fault.
    pub(crate) key: String,
    /// What is wrong. Never quotes a value that may hold a credential.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) suggestion: Option<String>,
}

impl ConfigProblem {
    /// A complaint about the value of a key.
    pub(crate) fn new(at: Origin, key: impl Into<String>, complaint: Complaint) -> Self {
        let Complaint {
            message,
            suggestion,
        } = complaint;
        Self {
            at,
            key: key.into(),
            message,
            suggestion,
        }
    }

    /// Sorts problems as their reader goes through them: the file from top to bottom, then the
    /// variables by their names, then the flags.
    pub(crate) fn reading_order(&self) -> (u8, usize, usize, &str) {
        match &self.at {
            Origin::Default => (0, 0, 0, ""),
            Origin::File { position: None, .. } => (1, 0, 0, ""),
            Origin::File {
                position: Some(at), ..
            } => (1, at.line, at.column, ""),
            Origin::Environment { variable } => (2, 0, 0, variable),
            Origin::Flag { flag } => (3, 0, 0, flag),
        }
    }
}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.at)?;
        if let Origin::File {
            position: Some(position),
            ..
        } = &self.at
        {
            write!(f, ":{}", position.column)?;
        }
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        write!(f, ": {}", self.message)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, "; {suggestion}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ConfigProblem {}

/// What is wrong with a value, said by a parser that does not know where the value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// What is wrong.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) suggestion: Option<String>,
}

impl Complaint {
    /// A complaint without advice.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            suggestion: None,
        }
    }

    /// The same complaint, with advice.
    pub(crate) fn hint(self, suggestion: impl Into<String>) -> Self {
        Self {
            suggestion: Some(suggestion.into()),
            ..self
        }
    }
}

/// A text in quotes, fit for a message: credentials masked, control characters escaped, long tails cut.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 80;
    let masked = masked(text);
    match masked.char_indices().nth(LONGEST) {
        Some((end, _)) => format!(
            "\"{}...\"",
            masked.get(..end).unwrap_or_default().escape_debug()
        ),
        None => format!("\"{}\"", masked.escape_debug()),
    }
}

/// A text with everything that may be `user:password@` of a URL replaced by `***@`.
///
/// The last `@` counts, because a password may contain one that was not escaped.
pub(crate) fn masked(text: &str) -> String {
    let Some(at) = text.rfind('@') else {
        return text.to_owned();
    };
    let start = text
        .find("://")
        .filter(|scheme| *scheme < at)
        .map_or(0, |scheme| scheme + 3);
    format!(
        "{}***{}",
        text.get(..start).unwrap_or_default(),
        text.get(at..).unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::super::origin::Position;
    use super::*;

    fn problem(at: Origin) -> ConfigProblem {
        ConfigProblem::new(
            at,
            "messages.deadline",
            Complaint::new("\"15\" has no unit").hint("write \"15s\""),
        )
    }

    #[test]
    fn a_problem_reads_as_place_key_fault_and_advice() {
        let position = Some(Position {
            line: 12,
            column: 3,
        });
        let in_file = problem(Origin::File {
            file: "switchboard.toml".into(),
            position,
        });
        assert_eq!(
            in_file.to_string(),
            r#"switchboard.toml:12:3: messages.deadline: "15" has no unit; write "15s""#
        );
        let in_flag = problem(Origin::Flag { flag: "--deadline" });
        assert_eq!(
            in_flag.to_string(),
            r#"--deadline: messages.deadline: "15" has no unit; write "15s""#
        );
    }

    #[test]
    fn a_problem_serializes_flat() {
        let position = Some(Position {
            line: 12,
            column: 3,
        });
        let json = serde_json::to_value(problem(Origin::File {
            file: "a.toml".into(),
            position,
        }))
        .unwrap();
        assert_eq!(
            (&json["file"], &json["line"], &json["column"]),
            (&"a.toml".into(), &12.into(), &3.into())
        );
        assert_eq!(json["suggestion"], r#"write "15s""#);
    }

    #[test]
    fn quoting_hides_credentials_wherever_they_are() {
        assert_eq!(
            quoted("http://user:p@ss@proxy:3128"),
            "\"http://***@proxy:3128\""
        );
        assert_eq!(quoted("user:pass@proxy"), "\"***@proxy\"");
        assert_eq!(quoted("a\nb"), "\"a\\nb\"");
        assert_eq!(quoted(&"x".repeat(100)).len(), 85);
    }
}
