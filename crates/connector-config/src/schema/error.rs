//! Why a connector's schema cannot be used.

/// Why a connector's schema cannot be used. Written for the connector's author.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// The schema of a config describes an object, so it must be one.
    #[error("schema is not a JSON object")]
    NotAnObject,
    /// Only JSON Schema 2020-12 is spoken.
    #[error("schema is written for `{dialect}`; only JSON Schema 2020-12 is supported")]
    Dialect {
        /// What the schema's `$schema` says.
        dialect: String,
    },
    /// A reference that leads out of the schema. Nothing is fetched, ever.
    #[error(
        "schema refers to `{reference}` at `{pointer}`; only references inside the schema (`#/…`) are allowed"
    )]
    Reference {
        /// JSON pointer to the `$ref`.
        pointer: String,
        /// What it refers to.
        reference: String,
    },
    /// A keyword that moves references elsewhere, so that places in the schema lose their names.
    #[error("schema uses `{keyword}` at `{pointer}`, which is not supported")]
    Unsupported {
        /// JSON pointer to the schema that has the keyword.
        pointer: String,
        /// The keyword.
        keyword: &'static str,
    },
    /// A pattern that is malformed or needs an engine that backtracks.
    #[error(
        "schema has a pattern at `{pointer}` that is malformed or uses look-around or back-references"
    )]
    Pattern {
        /// JSON pointer to the pattern.
        pointer: String,
    },
    /// Schemas that lead to each other without end, or nearly so.
    #[error("schema combines too many schemas for the same value")]
    TooComplex,
    /// Not a valid schema.
    #[error("schema is not valid at `{pointer}`: {reason}")]
    Invalid {
        /// JSON pointer to the place in the schema; empty for the schema as a whole.
        pointer: String,
        /// What is wrong there.
        reason: String,
    },
}
