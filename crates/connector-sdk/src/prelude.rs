//! Everything a connector usually needs: `use connector_sdk::prelude::*;`.

pub use crate::{
    Call, Code, ConfigError, Connector, Failure, FailureKind, Finding, HttpRequest, HttpResponse,
    Info, Method, Outcome, ReadJson, Reply, Secret, Sent, Step, TextTemplates, UsageType,
    export_connector, testing,
};
pub use schemars::JsonSchema;
pub use serde::{Deserialize, Serialize};
