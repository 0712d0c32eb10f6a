//! What may set a value: the file, the environment, the command line. Later layers win.
//!
//! A layer only contains keys that exist; what it found besides is a problem already.

mod document;
mod environment;
mod flags;
mod known;

use std::collections::BTreeMap;
use std::path::Path;

use super::origin::Origin;
use super::value::{Node, Setting, Value};

pub(crate) use document::document_layer;
pub(crate) use environment::{environment_layer, read_environment};
pub(crate) use flags::{Overrides, flag_layer};
pub(crate) use known::KnownKeys;

/// Section and key.
type KeyName = (&'static str, &'static str);

/// The values of one layer.
#[derive(Debug)]
pub(crate) struct Layer<'a> {
    /// Where relative paths start; empty for the working directory.
    pub(crate) folder: &'a Path,
    entries: BTreeMap<KeyName, Written>,
}

/// A value as a layer has it.
#[derive(Debug)]
enum Written {
    /// In a notation with types.
    Typed(Node),
    /// As the text of a variable, whose type is that of its key.
    Variable(String, Origin),
}

impl<'a> Layer<'a> {
    fn in_folder(folder: &'a Path) -> Self {
        Self {
            folder,
            entries: BTreeMap::new(),
        }
    }

    /// What this layer says about a key.
    pub(crate) fn get<T: Setting>(&self, name: KeyName) -> Option<Node> {
        self.entries.get(&name).map(|written| match written {
            Written::Typed(node) => node.clone(),
            Written::Variable(text, at) => Node {
                value: T::value_of_variable(text, at),
                at: at.clone(),
            },
        })
    }

    fn set(&mut self, name: KeyName, value: Value, at: Origin) {
        self.entries
            .insert(name, Written::Typed(Node { value, at }));
    }
}
