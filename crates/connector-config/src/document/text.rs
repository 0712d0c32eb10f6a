//! Lines and columns of a text, found from left to right.

use std::fmt;

use crate::ConfigIssue;

/// A place in a text: line and column from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) line: u32,
    pub(super) column: u32,
}

impl Position {
    pub(super) const START: Self = Self { line: 1, column: 1 };

    pub(super) fn issue(self, pointer: &str, message: impl Into<String>) -> ConfigIssue {
        ConfigIssue {
            pointer: pointer.to_owned(),
            line: self.line,
            column: self.column,
            message: message.into(),
            suggestion: None,
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Turns byte offsets into positions. Cheap as long as the offsets grow.
pub(super) struct Cursor<'t> {
    text: &'t str,
    offset: usize,
    position: Position,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            offset: 0,
            position: Position::START,
        }
    }

    /// The position of the character at `offset`, or of the end of the text.
    pub(super) fn at(&mut self, offset: usize) -> Position {
        if offset < self.offset {
            *self = Self::new(self.text);
        }
        let passed = self.text.get(self.offset..).unwrap_or_default();
        for (index, character) in passed.char_indices() {
            if self.offset + index >= offset {
                break;
            }
            match character {
                '\n' => {
                    self.position = Position {
                        line: self.position.line + 1,
                        column: 1,
                    }
                }
                _ => self.position.column += 1,
            }
        }
        self.offset = offset;
        self.position
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_may_come_in_any_order() {
        let text = "ä\nbc\r\nd";
        let mut cursor = Cursor::new(text);
        let at = |cursor: &mut Cursor<'_>, part| cursor.at(text.find(part).unwrap()).to_string();
        assert_eq!(at(&mut cursor, "c"), "2:2");
        assert_eq!(at(&mut cursor, "d"), "3:1");
        assert_eq!(at(&mut cursor, "b"), "2:1");
        assert_eq!(cursor.at(text.len()).to_string(), "3:2");
    }
}
