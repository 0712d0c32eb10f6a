//! One mistake in a config, in the shape in which the command line and the API report it.

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// One mistake in a config. Never quotes a value of the config.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfigIssue {
    /// JSON pointer to the value at fault; empty for the document as a whole.
    pub pointer: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong, as the rest of a sentence about the value.
    pub message: String,
    /// What to write instead, when that can be guessed.
    pub suggestion: Option<String>,
}

impl ConfigIssue {
    /// The issue as one line of a report about the file at `path`:
    /// `path:line:column: pointer: message (suggestion)`.
    pub fn at<'a>(&'a self, path: impl AsRef<Path> + 'a) -> impl fmt::Display + 'a {
        fmt::from_fn(move |f| {
            let Self { line, column, .. } = self;
            write!(f, "{}:{line}:{column}: ", path.as_ref().display())?;
            if !self.pointer.is_empty() {
                write!(f, "{}: ", printable(&self.pointer))?;
            }
            f.write_str(&self.message)?;
            match &self.suggestion {
                Some(suggestion) => write!(f, " ({suggestion})"),
                None => Ok(()),
            }
        })
    }
}

/// A name in backticks, safe to print on a terminal and never longer than a line.
pub(crate) fn quoted(name: &str) -> String {
    const LONGEST: usize = 80;
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("`{}…`", printable(name.get(..end).unwrap_or_default())),
        None => format!("`{}`", printable(name)),
    }
}

/// `` `a` ``, `` `a` or `b` ``, `` `a`, `b` or `c` ``.
pub(crate) fn listed(items: &[String], conjunction: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} {conjunction} {last}", most.join(", ")),
    }
}

/// Control characters are escaped: an operator's terminal is not the place to run a key.
pub(crate) fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for character in text.chars() {
        match character.is_control() {
            true => printable.extend(character.escape_default()),
            false => printable.push(character),
        }
    }
    printable
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issue(pointer: &str, suggestion: Option<&str>) -> ConfigIssue {
        ConfigIssue {
            pointer: pointer.to_owned(),
            line: 3,
            column: 7,
            message: "must be a string, is a number".to_owned(),
            suggestion: suggestion.map(str::to_owned),
        }
    }

    #[test]
    fn a_line_of_a_report_names_the_place_first() {
        assert_eq!(
            issue("/a/b", Some("put it in quotes"))
                .at("x.json")
                .to_string(),
            "x.json:3:7: /a/b: must be a string, is a number (put it in quotes)"
        );
        assert_eq!(
            issue("", None).at("x.json").to_string(),
            "x.json:3:7: must be a string, is a number"
        );
    }

    #[test]
    fn the_json_form_has_every_field() {
        assert_eq!(
            serde_json::to_string(&issue("/a", None)).unwrap(),
            r#"{"pointer":"/a","line":3,"column":7,"message":"must be a string, is a number","suggestion":null}"#
        );
    }

    #[test]
    fn names_cannot_steer_a_terminal_or_flood_it() {
        assert_eq!(quoted("a\u{1b}[2J"), "`a\\u{1b}[2J`");
        assert_eq!(quoted(&"k".repeat(500)).chars().count(), 83);
    }
}
