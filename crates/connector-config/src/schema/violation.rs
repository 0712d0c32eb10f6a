//! What the validator objects to, in this crate's own words.

use serde_json::Value;

/// One objection.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Violation {
    /// JSON pointer to the value in the config.
    pub(super) pointer: String,
    /// JSON pointer to the keyword in the prepared schema.
    pub(super) keyword: String,
    pub(super) rule: Rule,
}

/// The rule that is broken. Holds nothing of the config but keys.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rule {
    /// Keys that the object must not have.
    UnknownKeys(Vec<String>),
    /// A key that the object must have.
    Missing(String),
    /// None of these groups of keys is complete; each names what it lacks.
    NeedsOneOf(Vec<Vec<String>>),
    /// The types that the value may have.
    Type(Vec<&'static str>),
    /// The values that it may have.
    OneOf(Vec<Value>),
    /// No alternative fits; the objections of each.
    NoAlternative(Vec<Vec<Violation>>),
    /// Several alternatives fit where one must; their indices.
    SeveralAlternatives(Vec<usize>),
    /// No item, or not the right number of items, is what the schema asks for.
    Contains,
    /// It fits what it must not.
    Not,
    /// A text that does not match.
    Pattern(String),
    /// A text that is not in this format.
    Format(String),
    /// A key that is not allowed, and what it should be.
    Key { key: String, sentence: String },
    /// A rule that needs no more than a sentence.
    Plain(String),
}
