//! Rules about which keys an object has.

use serde_json::Value;

use super::Report;
use crate::issue::{listed, quoted};

impl<'a> Report<'a> {
    /// The sentence for a key that is not there.
    pub(super) fn missing(&self, object: &str, keyword: &str, key: &str) -> String {
        let because = self.dependent_on(object, keyword, key);
        let because = because.map(|other| format!(", which {} needs", quoted(other)));
        let outline = self.outline(object).below(key, false);
        let description = outline.description().map(|text| format!(": {text}"));
        format!(
            "missing {}{}{}",
            quoted(key),
            because.unwrap_or_default(),
            description.unwrap_or_default()
        )
    }

    /// The sentence for keys of which there is more than one.
    pub(super) fn too_many(&self, keyword: &str, fitting: &[usize]) -> String {
        let keys = fitting
            .iter()
            .map(|index| required(self.schema.pointer(&format!("{keyword}/{index}"))));
        match keys.collect::<Option<Vec<_>>>() {
            Some(keys) => format!("can have only one of {}", listed(&keys.concat(), "or")),
            None => "fits several alternatives of the schema where it must fit one".to_owned(),
        }
    }

    /// The sentence for keys that must not be there together.
    pub(super) fn ruled_out(&self, keyword: &str) -> String {
        match required(self.schema.pointer(keyword)) {
            Some(keys) => format!("cannot have {} together", listed(&keys, "and")),
            None => "has a form that the schema rules out".to_owned(),
        }
    }

    /// The key whose presence makes another one required.
    fn dependent_on(&self, object: &str, keyword: &str, key: &str) -> Option<&'a str> {
        let dependent = self
            .schema
            .pointer(keyword)
            .filter(|_| keyword.ends_with("/dependentRequired"))?;
        let mut needs = dependent.as_object()?.iter();
        let needing = needs.find(|(other, needed)| {
            let needed = needed
                .as_array()
                .is_some_and(|needed| needed.iter().any(|one| one == key));
            needed && self.value(object).get(other).is_some()
        });
        needing.map(|(other, _)| other.as_str())
    }
}

/// The keys that a schema requires, if that is all it does.
fn required(schema: Option<&Value>) -> Option<Vec<String>> {
    let keys = schema?.get("required")?.as_array()?;
    Some(keys.iter().filter_map(Value::as_str).map(quoted).collect())
}
