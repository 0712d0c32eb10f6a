//! The operator's text as a value that remembers where everything stands.

mod mistake;
mod read;
mod strict;
mod text;

use std::collections::HashMap;
use std::fmt;

use serde_json::Value;

use crate::ConfigIssue;
use crate::issue::quoted;
use crate::{Wiped, pointer};
use text::Position;

/// A config as it was written: strict JSON with an object at its root.
///
/// Duplicate keys are kept as mistakes for [`ConfigSchema::check`](crate::ConfigSchema::check) to
/// report; the value holds the last of them. The `Debug` form shows no value.
#[derive(Clone)]
pub struct Document {
    value: Wiped,
    places: HashMap<String, Place>,
    duplicates: Vec<ConfigIssue>,
}

/// Where one value stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Where its key starts, if it has one.
    key: Option<Position>,
    value: Position,
}

impl Document {
    /// Reads a config. A byte order mark is skipped; comments, trailing commas and all else that
    /// RFC 8259 does not know are refused, as are roots that are no object and texts that are
    /// nested deeper than 64 levels or larger than 1 MiB.
    ///
    /// # Errors
    ///
    /// Where the text stops being JSON, and why.
    pub fn parse(text: &str) -> Result<Self, Vec<ConfigIssue>> {
        read::document(text).map_err(|issue| vec![issue])
    }

    /// Whether a text has so many brackets that it may be nested too deep. Reads no JSON, and is quick.
    pub fn may_be_too_deep(text: &str) -> bool {
        strict::may_be_too_deep(text)
    }

    /// The document of a value that has no text of its own, for example one from a store.
    /// Positions are those of its pretty-printed form.
    ///
    /// # Errors
    ///
    /// As [`Document::parse`].
    pub fn from_value(value: &Value) -> Result<Self, Vec<ConfigIssue>> {
        Self::parse(&format!("{value:#}"))
    }

    /// The config as a value, with its secret references and its `$schema` as written.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// A mistake that somebody else found at a value: a connector that cannot work with it, say.
    /// Stands at the closest value that the document has.
    pub fn issue(&self, pointer: &str, message: impl Into<String>) -> ConfigIssue {
        let position = self
            .closest(pointer)
            .map_or(Position::START, |place| place.value);
        position.issue(pointer, message)
    }

    /// A mistake in a key rather than in its value.
    pub(crate) fn key_issue(&self, pointer: &str, message: impl Into<String>) -> ConfigIssue {
        let position = self
            .closest(pointer)
            .map_or(Position::START, |place| place.key.unwrap_or(place.value));
        position.issue(pointer, message)
    }

    pub(crate) fn duplicates(&self) -> &[ConfigIssue] {
        &self.duplicates
    }

    /// The same document with another value at `pointer`. Positions stay those of the text.
    pub(crate) fn replace(&mut self, pointer: &str, value: Value) {
        if let Some(slot) = self.value.pointer_mut(pointer) {
            *slot = value;
        }
    }

    fn closest(&self, mut pointer: &str) -> Option<&Place> {
        loop {
            if let Some(place) = self.places.get(pointer) {
                return Some(place);
            }
            pointer = pointer::split_last(pointer)?.0;
        }
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").finish_non_exhaustive()
    }
}

/// The mistake of giving a key twice.
fn duplicate(pointer: &str, key: &str, second: Position, first: Position) -> ConfigIssue {
    let first = match first.line == second.line {
        true => format!("in this line, at column {}", first.column),
        false => format!("in line {}", first.line),
    };
    second.issue(
        pointer,
        format!("key {} is already given {first}", quoted(key)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> String {
        let document = Document::parse(text).unwrap();
        let mut lines: Vec<_> = document
            .places
            .iter()
            .map(|(pointer, place)| {
                let key = place
                    .key
                    .map(|key| format!(" key {key}"))
                    .unwrap_or_default();
                format!("{pointer}{key} value {}", place.value)
            })
            .collect();
        lines.sort();
        lines.join("\n")
    }

    #[test]
    fn every_value_has_a_place_in_characters() {
        assert_eq!(
            places("{\n  \"é\": [1, {\"a/b\": null}],\r\n\t\"x\": {}\n}"),
            " value 1:1
/x key 3:2 value 3:7
/é key 2:3 value 2:8
/é/0 value 2:9
/é/1 value 2:12
/é/1/a~1b key 2:13 value 2:20"
        );
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        assert_eq!(
            places("\u{feff}{\"a\":1}"),
            " value 1:1\n/a key 1:2 value 1:6"
        );
    }

    #[test]
    fn an_issue_stands_at_the_closest_value() {
        let document = Document::parse("{\n \"a\": {\n  \"b\": 1}}").unwrap();
        let place = |pointer| {
            let issue = document.issue(pointer, "is wrong");
            (issue.line, issue.column)
        };
        assert_eq!(place("/a/b"), (3, 8));
        assert_eq!(place("/a/c/d"), (2, 7));
        assert_eq!(place("/z"), (1, 1));
        assert_eq!(place("nonsense"), (1, 1));
    }

    #[test]
    fn duplicates_are_kept_at_the_second_key() {
        let document =
            Document::parse("{\"a\": 1,\n \"b\": {\"c\": 1, \"c\": 2}, \"a\": 3}").unwrap();
        let found: Vec<_> = document
            .duplicates()
            .iter()
            .map(|issue| issue.at("f").to_string())
            .collect();
        assert_eq!(
            found,
            [
                "f:2:16: /b/c: key `c` is already given in this line, at column 8",
                "f:2:25: /a: key `a` is already given in line 1",
            ]
        );
        assert_eq!(document.value()["a"], 3);
    }

    #[test]
    fn the_debug_form_keeps_secrets() {
        let document = Document::parse(r#"{"token": "hunter2"}"#).unwrap();
        assert_eq!(format!("{document:?}"), "Document { .. }");
    }
}
