//! The OpenAPI document against the schema that the OpenAPI Initiative publishes for 3.1
//! (<https://spec.openapis.org/oas/3.1/schema/2022-10-07>, Apache-2.0), and against the service.

use connector_config::{ConfigSchema, Document};
use serde_json::Value;

use crate::support::Setup;

fn violations(document: &Value) -> Vec<String> {
    // The dynamic reference is there for dialects of one's own; without one it means this.
    let schema = include_str!("data/openapi-3.1.json")
        .replace(
            r##""$dynamicRef": "#meta""##,
            r##""$ref": "#/$defs/schema""##,
        )
        .replace(r#""$dynamicAnchor": "meta","#, "");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let schema = ConfigSchema::compile(&schema).unwrap();
    let document = Document::from_value(document).unwrap();
    let issues = schema.check(&document);
    issues
        .iter()
        .map(|issue| issue.at("openapi.json").to_string())
        .collect()
}

#[test]
fn the_served_document_is_the_committed_one_and_valid() {
    let setup = Setup::new();
    let served = setup.serve().get("/openapi.json").json();
    let committed = include_str!("../../../schemas/openapi.json");
    assert_eq!(served, serde_json::from_str::<Value>(committed).unwrap());
    assert_eq!(violations(&served), [""; 0]);
}

#[test]
fn a_document_that_is_wrong_is_noticed() {
    let mut document: Value =
        serde_json::from_str(include_str!("../../../schemas/openapi.json")).unwrap();
    let response = "/paths/~1livez/get/responses/200/description";
    document.pointer_mut(response).unwrap().take();
    assert_ne!(violations(&document), [""; 0]);
    document.as_object_mut().unwrap().remove("info");
    assert!(violations(&document).len() > 1);
}
