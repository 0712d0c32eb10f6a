//! Refuses schemas that would exhaust whoever validates with them.
//!
//! A schema comes from a plugin, and a plugin may be hostile. A chain of a few thousand `$ref`s
//! overflows the stack of the validator, and twenty that fork twice each keep it busy for
//! seconds. Schemas that people write stay far below these bounds.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::SchemaError;
use super::outline::{in_place, target};
use super::prepare::subschemas;

/// How many schemas may lead to each other for the same value.
const DEEPEST: usize = 16;
/// How many schemas may judge the same value, counted by the ways that lead to them.
const MOST: usize = 2_000;

pub(super) fn check(root: &Value) -> Result<(), SchemaError> {
    let mut census = Census {
        root,
        known: HashMap::new(),
    };
    let mut open = vec![root];
    while let Some(schema) = open.pop() {
        census.count(schema, 0)?;
        open.extend(schema.as_object().into_iter().flat_map(subschemas));
    }
    Ok(())
}

/// The schemas that judge a value because one of them does.
#[derive(Clone, Copy)]
struct Judges {
    count: usize,
    /// The longest way among them.
    height: usize,
}

struct Census<'s> {
    root: &'s Value,
    known: HashMap<*const Map<String, Value>, Judges>,
}

impl<'s> Census<'s> {
    fn count(&mut self, schema: &'s Value, depth: usize) -> Result<Judges, SchemaError> {
        let alone = Judges {
            count: 1,
            height: 1,
        };
        let Value::Object(object) = schema else {
            return Ok(alone);
        };
        if let Some(known) = self.known.get(&std::ptr::from_ref(object)) {
            return Ok(*known);
        }
        if depth > DEEPEST {
            return Err(SchemaError::TooComplex);
        }
        // A circle ends here; the validator notices those by itself.
        self.known.insert(object, alone);
        let conditions = ["if", "not"]
            .into_iter()
            .filter_map(|keyword| object.get(keyword));
        let parts = in_place(object).map(|(_, part)| part);
        let mut judges = alone;
        for part in parts.chain(conditions).chain(target(self.root, object)) {
            let further = self.count(part, depth + 1)?;
            judges.count = judges.count.saturating_add(further.count);
            judges.height = judges.height.max(further.height + 1);
        }
        if judges.count > MOST || judges.height > DEEPEST {
            return Err(SchemaError::TooComplex);
        }
        self.known.insert(object, judges);
        Ok(judges)
    }
}
