//! Refuses what jsonc-parser reads although JSON does not have it.

use jsonc_parser::tokens::{Token, TokenAndRange};
use serde_json::Value;

use super::mistake::{Mistake, UNCLOSED};

/// Deep enough for any config, shallow enough for any stack.
const DEEPEST: usize = 64;

/// Fewer brackets than levels, and no level is too deep, whatever is a string and what is not.
pub(super) fn may_be_too_deep(text: &str) -> bool {
    let opening = text.bytes().filter(|byte| matches!(byte, b'{' | b'['));
    opening.count() > DEEPEST
}

/// Counts brackets outside strings, before anything recursive sees the text.
pub(super) fn check_depth(text: &str) -> Result<(), Mistake> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err((offset, format!("is nested deeper than {DEEPEST} levels")));
        }
    }
    Ok(())
}

/// Refuses what jsonc-parser still lets through: exotic white space, raw control characters in
/// strings, numbers that no machine can hold.
pub(super) fn check_tokens(text: &str, tokens: &[TokenAndRange<'_>]) -> Result<(), Mistake> {
    let mut end = 0;
    for TokenAndRange { range, token } in tokens {
        check_gap(text, end, range.start)?;
        end = range.end;
        let written = text.get(range.start..range.end).unwrap_or_default();
        match token {
            Token::String(_) => {
                if written.contains('\n') {
                    return Err((range.start, UNCLOSED.to_owned()));
                }
                if let Some(index) = written.bytes().position(|byte| byte < b' ') {
                    let message = "control characters in a string must be written as escapes, for example `\\t`";
                    return Err((range.start + index, message.to_owned()));
                }
            }
            Token::Number(_) if serde_json::from_str::<Value>(written).is_err() => {
                return Err((range.start, "number is out of range".to_owned()));
            }
            _ => {}
        }
    }
    check_gap(text, end, text.len())
}

fn check_gap(text: &str, start: usize, end: usize) -> Result<(), Mistake> {
    let gap = text.get(start..end).unwrap_or_default();
    match gap.find(|character| !matches!(character, ' ' | '\t' | '\r' | '\n')) {
        Some(index) => Err((
            start + index,
            "only plain spaces, tabs and line breaks may stand between values".to_owned(),
        )),
        None => Ok(()),
    }
}

/// The byte offset of a position that serde_json gives, whose columns are bytes.
pub(super) fn offset(text: &str, error: &serde_json::Error) -> usize {
    let lines = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1));
    let offset = lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
    offset.min(text.len())
}
