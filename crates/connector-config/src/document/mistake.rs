//! What keeps a text from being JSON, in plain sentences. They never quote the text: it may be
//! half of a secret.

use jsonc_parser::ParseStringErrorKind;
use jsonc_parser::errors::{ParseError, ParseErrorKind};

/// Where the text stops being JSON, as a byte offset, and why.
pub(super) type Mistake = (usize, String);

pub(super) const UNCLOSED: &str = "this string is never closed with `\"`";
const LOOSE_WORD: &str = "a value is `true`, `false`, `null`, a number, or text in double quotes";

/// jsonc-parser's error in our words.
pub(super) fn mistake(text: &str, error: &ParseError) -> Mistake {
    let offset = error.range().start;
    if let Some(start) = string_of_many_lines(text)
        && start < offset
    {
        return (start, UNCLOSED.to_owned());
    }
    let sentence = match error.kind() {
        ParseErrorKind::ExpectedComma if is_leading_zero(text, offset) => {
            "numbers cannot start with 0"
        }
        ParseErrorKind::BareDecimalPointNumbersNotAllowed => {
            "numbers need a digit on both sides of the point"
        }
        ParseErrorKind::CommentsNotAllowed | ParseErrorKind::UnterminatedCommentBlock => {
            "comments are not allowed"
        }
        ParseErrorKind::ExpectedColonAfterObjectKey => "a colon is missing after the key",
        ParseErrorKind::ExpectedObjectValue => "a value is missing after the colon",
        ParseErrorKind::ExpectedDigit
        | ParseErrorKind::ExpectedDigitFollowingNegativeSign
        | ParseErrorKind::ExpectedPlusMinusOrDigitInNumberLiteral => {
            "a digit is missing in this number"
        }
        ParseErrorKind::ExpectedStringObjectProperty => "keys must be in double quotes",
        ParseErrorKind::HexadecimalNumbersNotAllowed => "hexadecimal numbers are not allowed",
        ParseErrorKind::ExpectedComma => "a comma is missing here",
        ParseErrorKind::MultipleRootJsonValues => "nothing may follow the end of the JSON object",
        ParseErrorKind::NonFiniteNumbersNotAllowed => "Infinity and NaN are not allowed",
        ParseErrorKind::SingleQuotedStringsNotAllowed => "text must be in double quotes",
        ParseErrorKind::String(kind) => string_mistake(kind),
        ParseErrorKind::TrailingCommasNotAllowed => "a comma after the last entry is not allowed",
        ParseErrorKind::UnaryPlusNumbersNotAllowed => "numbers cannot start with +",
        ParseErrorKind::UnexpectedCloseBrace => "unexpected `}`",
        ParseErrorKind::UnexpectedCloseBracket => "unexpected `]`",
        ParseErrorKind::UnexpectedColon => "unexpected colon",
        ParseErrorKind::UnexpectedComma => "unexpected comma",
        ParseErrorKind::UnexpectedWord => LOOSE_WORD,
        ParseErrorKind::UnexpectedToken if is_word(text, offset) => LOOSE_WORD,
        ParseErrorKind::UnexpectedToken | ParseErrorKind::UnexpectedTokenInObject => {
            "unexpected character"
        }
        ParseErrorKind::UnterminatedArray => "this array is never closed with `]`",
        ParseErrorKind::UnterminatedObject => "this object is never closed with `}`",
        ParseErrorKind::NestingDepthExceeded => "is nested too deeply",
    };
    (offset, sentence.to_owned())
}

fn string_mistake(kind: &ParseStringErrorKind) -> &'static str {
    match kind {
        ParseStringErrorKind::UnterminatedStringLiteral => UNCLOSED,
        ParseStringErrorKind::ExpectedFourHexDigits => "`\\u` needs four hexadecimal digits",
        ParseStringErrorKind::InvalidUnicodeEscapeSequence(_) => {
            "this `\\u` escape is half of a character; its other half is missing"
        }
        ParseStringErrorKind::InvalidEscapeInSingleQuoteString
        | ParseStringErrorKind::InvalidEscapeInDoubleQuoteString
        | ParseStringErrorKind::ExpectedTwoHexDigits
        | ParseStringErrorKind::InvalidEscape => "unknown escape; a backslash is written as `\\\\`",
    }
}

/// Where the first string starts that runs on into the next line. A forgotten quote makes the
/// parser stumble much later, over whatever follows the next one.
fn string_of_many_lines(text: &str) -> Option<usize> {
    let (mut start, mut escaped) = (None, false);
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = start.is_some(),
            b'"' if start.is_some() => start = None,
            b'"' => start = Some(offset),
            b'\n' if start.is_some() => return start,
            _ => {}
        }
    }
    None
}

/// `NaN`, `True`, `yes`: a value without quotes that JSON does not know.
fn is_word(text: &str, offset: usize) -> bool {
    let rest = text.get(offset..).unwrap_or_default();
    rest.starts_with(char::is_alphabetic)
}

/// `01` reads as a 0 and then a 1 that lacks its comma.
fn is_leading_zero(text: &str, offset: usize) -> bool {
    let (before, after) = text.split_at_checked(offset).unwrap_or_default();
    before.ends_with('0') && after.starts_with(|character: char| character.is_ascii_digit())
}
