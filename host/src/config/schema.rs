//! The JSON Schema of the file, for editors and for `schemas/host-config.json`.

use serde_json::{Map, Value as Json, json};

use super::Config;
use super::section::{KeyFacts, SectionFacts};

/// The schema, JSON Schema 2020-12.
pub(crate) fn host_config_schema() -> Json {
    let sections: Map<_, _> = Config::facts()
        .iter()
        .map(|section| (section.name.to_owned(), section_schema(section)))
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of the Switchboard host",
        "description": "The file switchboard.toml. Every key is optional.",
        "type": "object",
        "additionalProperties": false,
        "properties": sections,
    })
}

fn section_schema(section: &SectionFacts) -> Json {
    let keys: Map<_, _> = section
        .keys
        .iter()
        .map(|key| (key.name.to_owned(), key_schema(key)))
        .collect();
    json!({
        "title": section.doc.title(),
        "description": section.doc.description(),
        "type": "object",
        "additionalProperties": false,
        "properties": keys,
    })
}

fn key_schema(key: &KeyFacts) -> Json {
    let mut schema = key.schema.clone();
    if let Json::Object(members) = &mut schema {
        members.insert("title".to_owned(), key.doc.title().into());
        members.insert("description".to_owned(), key.doc.description().into());
        members.insert("examples".to_owned(), json!([key.example]));
        if !key.default.is_null() {
            members.insert("default".to_owned(), key.default.clone());
        }
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::loaded;

    fn keys_of(schema: &Json) -> Vec<String> {
        let sections = schema["properties"].as_object().unwrap();
        let keys = |(section, schema): (&String, &Json)| {
            schema["properties"]
                .as_object()
                .unwrap()
                .keys()
                .map(|key| format!("{section}.{key}"))
                .collect::<Vec<_>>()
        };
        let mut keys: Vec<_> = sections.iter().flat_map(keys).collect();
        keys.sort();
        keys
    }

    #[test]
    fn the_schema_has_exactly_the_keys_that_the_parser_reads() {
        let mut read: Vec<_> = loaded("", &[])
            .origins
            .into_iter()
            .map(|effective| effective.key)
            .collect();
        read.sort();
        assert_eq!(keys_of(&host_config_schema()), read);
    }

    #[test]
    fn every_key_explains_itself() {
        for section in host_config_schema()["properties"]
            .as_object()
            .unwrap()
            .values()
        {
            for (name, key) in section["properties"].as_object().unwrap() {
                for member in ["title", "description", "type", "examples"] {
                    assert!(!key[member].is_null(), "{name} has no {member}");
                }
                assert!(
                    key["title"].as_str().unwrap().len() <= 60,
                    "the title of {name} is too long for a form"
                );
            }
        }
    }
}
