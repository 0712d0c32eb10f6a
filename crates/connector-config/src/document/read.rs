//! Reads a text twice: one reader knows where things stand, the other decides what is JSON.
//!
//! jsonc-parser gives positions, and reads more than JSON even with every leniency switched off;
//! `strict` and serde_json make up for it. So what is accepted is what serde_json accepts.

use std::collections::HashMap;

use jsonc_parser::ast::{Object, Value as Node};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde_json::Value;

use super::mistake::{self, Mistake};
use super::text::{Cursor, Position};
use super::{Document, Place, duplicate, strict};
use crate::{ConfigIssue, Wiped, pointer};

const LARGEST: usize = 1024 * 1024;

/// No leniency at all.
const JSON: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

pub(super) fn document(text: &str) -> Result<Document, ConfigIssue> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > LARGEST {
        return Err(Position::START.issue("", "is larger than 1 MiB"));
    }
    let mut cursor = Cursor::new(text);
    let mut refuse = |(offset, message): Mistake| cursor.at(offset).issue("", message);

    strict::check_depth(text).map_err(&mut refuse)?;
    let collect = CollectOptions {
        tokens: true,
        ..CollectOptions::default()
    };
    let parsed = parse_to_ast(text, &collect, &JSON)
        .map_err(|error| refuse(mistake::mistake(text, &error)))?;
    strict::check_tokens(text, parsed.tokens.as_deref().unwrap_or_default())
        .map_err(&mut refuse)?;
    let root = match parsed.value {
        Some(Node::Object(root)) => root,
        Some(other) => return Err(refuse((other.start(), "must be a JSON object".to_owned()))),
        None => return Err(refuse((0, "is empty; a JSON object is needed".to_owned()))),
    };
    let value: Value = serde_json::from_str(text)
        .map_err(|error| refuse((strict::offset(text, &error), "is not valid JSON".to_owned())))?;

    let mut survey = Survey {
        cursor: Cursor::new(text),
        places: HashMap::new(),
        duplicates: Vec::new(),
    };
    survey.visit("", None, &Node::Object(root));
    Ok(Document {
        value: Wiped::new(value),
        places: survey.places,
        duplicates: survey.duplicates,
    })
}

/// Notes where every value stands, from left to right.
struct Survey<'t> {
    cursor: Cursor<'t>,
    places: HashMap<String, Place>,
    duplicates: Vec<ConfigIssue>,
}

impl Survey<'_> {
    fn visit(&mut self, pointer: &str, key: Option<Position>, node: &Node<'_>) {
        let value = self.cursor.at(node.start());
        self.places.insert(pointer.to_owned(), Place { key, value });
        match node {
            Node::Object(object) => self.visit_members(pointer, object),
            Node::Array(array) => {
                for (index, item) in array.elements.iter().enumerate() {
                    self.visit(&pointer::join(pointer, &index.to_string()), None, item);
                }
            }
            _ => {}
        }
    }

    fn visit_members(&mut self, pointer: &str, object: &Object<'_>) {
        let mut seen: HashMap<&str, Position> = HashMap::new();
        for member in &object.properties {
            let name = member.name.as_str();
            let key = self.cursor.at(member.name.start());
            let below = pointer::join(pointer, name);
            match seen.get(name) {
                Some(&first) => self.duplicates.push(duplicate(&below, name, key, first)),
                None => _ = seen.insert(name, key),
            }
            self.visit(&below, Some(key), &member.value);
        }
    }
}
