//! A value before it has a type: what the file, a variable or a flag said, and where.

use std::path::PathBuf;

use crate::config::origin::Origin;

/// A value and its place.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// What was written.
    pub(crate) value: Value,
    /// Where.
    pub(crate) at: Origin,
}

/// What was written.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// A string.
    Text(String),
    /// A path from the command line, which need not be UTF-8.
    Path(PathBuf),
    /// An integer.
    Integer(i64),
    /// A boolean.
    Boolean(bool),
    /// An array.
    List(Vec<Node>),
    /// A table.
    Table(Vec<Entry>),
    /// An empty variable, which takes back what the file set.
    Unset,
    /// Something that no key accepts, by what it is called.
    Other(&'static str),
}

/// One entry of a table.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The name.
    pub(crate) name: String,
    /// The place of the name.
    pub(crate) named_at: Origin,
    /// What it names.
    pub(crate) node: Node,
}

impl Value {
    /// What this is called in a message.
    pub(crate) fn what(&self) -> &'static str {
        match self {
            Self::Text(_) | Self::Path(_) => "a string",
            Self::Integer(_) => "an integer",
            Self::Boolean(_) => "a boolean",
            Self::List(_) => "an array",
            Self::Table(_) => "a table",
            Self::Unset => "nothing",
            Self::Other(what) => what,
        }
    }
}
