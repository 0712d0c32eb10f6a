//! Checks a connector's JSON config against the connector's schema, the way an operator wants it checked.
//!
//! Read this first: [`ConfigSchema::compile`] takes the schema that a connector publishes,
//! [`Document::parse`] takes the text that an operator wrote, and [`ConfigSchema::check`] answers
//! with every mistake at once. Each [`ConfigIssue`] has a line, a column, a JSON pointer, a
//! sentence and, where one is known, a suggestion. No sentence quotes a value from the config:
//! it may be a secret.
//!
//! A secret may be written inline or as a reference, `{"$secret": "env:NAME"}`.
//! [`ConfigSchema::ready`] checks a document, reads the references through a [`SecretSource`],
//! checks again, and gives the value that a connector is made from.
//!
//! ```
//! use connector_config::{ConfigSchema, Document, SystemSecrets};
//! use serde_json::json;
//!
//! let schema = ConfigSchema::compile(&json!({
//!     "type": "object",
//!     "properties": {
//!         "account": { "type": "string" },
//!         "token": { "type": "string", "writeOnly": true },
//!     },
//!     "required": ["account", "token"],
//!     "additionalProperties": false,
//! }))?;
//!
//! let document = Document::parse("{\n  \"acount\": \"acme\",\n  \"token\": 5\n}").unwrap();
//! let report: Vec<String> = schema
//!     .check(&document)
//!     .iter()
//!     .map(|issue| issue.at("acme.json").to_string())
//!     .collect();
//! assert_eq!(
//!     report,
//!     [
//!         "acme.json:2:3: /acount: unknown key `acount` (did you mean `account`?)",
//!         "acme.json:3:12: /token: must be a string, is a number (put it in quotes)",
//!     ]
//! );
//!
//! let document = Document::parse(r#"{"account": "acme", "token": "t"}"#).unwrap();
//! let config = schema.ready(&document, &SystemSecrets).unwrap();
//! assert_eq!(*config, json!({"account": "acme", "token": "t"}));
//! # Ok::<(), connector_config::SchemaError>(())
//! ```
//!
//! Nothing here does I/O, except [`SystemSecrets`].

#![forbid(unsafe_code)]

mod document;
mod issue;
mod pointer;
mod schema;
mod secret;
mod wiped;

pub use document::Document;
pub use issue::ConfigIssue;
pub use schema::{ConfigSchema, SchemaError};
pub use secret::{MASK, SecretError, SecretRef, SecretRefError, SecretSource, SystemSecrets};
pub use wiped::Wiped;
