//! Runs jsonschema, and translates its errors. The only module that knows it.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{Draft, JsonType, PatternOptions, ReferencingError, ValidationError};
use serde_json::Value;

use super::violation::{Rule, Violation};
use super::{SchemaError, wording};

/// A compiled schema.
pub(super) struct Validator(jsonschema::Validator);

impl Validator {
    pub(super) fn new(schema: &Value) -> Result<Self, SchemaError> {
        jsonschema::options()
            .with_draft(Draft::Draft202012)
            .offline()
            .should_validate_formats(true)
            .with_pattern_options(PatternOptions::regex())
            .build(schema)
            .map(Self)
            .map_err(|error| schema_error(&error))
    }

    /// Everything that the schema objects to in a config.
    pub(super) fn violations(&self, config: &Value) -> Vec<Violation> {
        self.0
            .iter_errors(config)
            .map(|error| violation(&error))
            .collect()
    }
}

fn schema_error(error: &ValidationError<'_>) -> SchemaError {
    let pointer = error.instance_path().to_string();
    match error.kind() {
        ValidationErrorKind::Referencing(ReferencingError::Unretrievable { uri, .. }) => {
            SchemaError::Reference {
                pointer,
                reference: uri.clone(),
            }
        }
        ValidationErrorKind::Format { format } if format == "regex" => {
            SchemaError::Pattern { pointer }
        }
        ValidationErrorKind::Pattern { .. } if pointer.ends_with("/pattern") => {
            SchemaError::Pattern { pointer }
        }
        _ => SchemaError::Invalid {
            pointer,
            reason: error.to_string(),
        },
    }
}

fn violation(error: &ValidationError<'_>) -> Violation {
    Violation {
        pointer: error.instance_path().to_string(),
        keyword: error.schema_path().to_string(),
        rule: rule(error.kind()),
    }
}

fn rule(kind: &ValidationErrorKind) -> Rule {
    use ValidationErrorKind as Kind;
    match kind {
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            Rule::UnknownKeys(unexpected.clone())
        }
        Kind::Required { property } => Rule::Missing(text(property)),
        Kind::Type {
            kind: TypeKind::Single(one),
        } => Rule::Type(vec![one.as_str()]),
        Kind::Type {
            kind: TypeKind::Multiple(several),
        } => Rule::Type(several.iter().map(JsonType::as_str).collect()),
        Kind::Constant { expected_value } => Rule::OneOf(vec![Value::clone(expected_value)]),
        Kind::Enum { options } => Rule::OneOf(options.as_array().cloned().unwrap_or_default()),
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => Rule::NoAlternative(
            context
                .iter()
                .map(|errors| errors.iter().map(violation).collect())
                .collect(),
        ),
        Kind::OneOfMultipleValid { context } => {
            let fitting = context
                .iter()
                .enumerate()
                .filter(|(_, errors)| errors.is_empty());
            Rule::SeveralAlternatives(fitting.map(|(index, _)| index).collect())
        }
        Kind::Contains => Rule::Contains,
        Kind::Not { .. } => Rule::Not,
        Kind::Pattern { pattern } => Rule::Pattern(pattern.clone()),
        Kind::Format { format } => Rule::Format(format.clone()),
        Kind::PropertyNames { error } => Rule::Key {
            key: text(error.instance()),
            sentence: plain(error.kind()),
        },
        other => Rule::Plain(plain(other)),
    }
}

/// The sentence for a rule that needs nothing but its limit.
fn plain(kind: &ValidationErrorKind) -> String {
    use ValidationErrorKind as Kind;
    match kind {
        Kind::MinLength { limit } => format!(
            "must be at least {} long",
            wording::counted(*limit, "character")
        ),
        Kind::MaxLength { limit } => format!(
            "must be at most {} long",
            wording::counted(*limit, "character")
        ),
        Kind::MinItems { limit } => {
            format!("must have at least {}", wording::counted(*limit, "item"))
        }
        Kind::MaxItems { limit } => {
            format!("must have at most {}", wording::counted(*limit, "item"))
        }
        Kind::AdditionalItems { limit } => format!(
            "must have at most {}",
            wording::counted(*limit as u64, "item")
        ),
        Kind::UnevaluatedItems { .. } => "has more items than are allowed".to_owned(),
        Kind::MinProperties { limit } => {
            format!("must have at least {}", wording::counted(*limit, "key"))
        }
        Kind::MaxProperties { limit } => {
            format!("must have at most {}", wording::counted(*limit, "key"))
        }
        Kind::Minimum { limit } => format!("must be at least {limit}"),
        Kind::Maximum { limit } => format!("must be at most {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("must be more than {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("must be less than {limit}"),
        Kind::MultipleOf { multiple_of } => format!("must be a multiple of {multiple_of}"),
        Kind::UniqueItems => "has the same item twice".to_owned(),
        Kind::FalseSchema => "is not allowed here".to_owned(),
        Kind::Pattern { pattern } => wording::pattern(pattern),
        Kind::Format { format } => wording::format(format),
        Kind::Enum { options } => wording::one_of(options.as_array().map_or(&[], Vec::as_slice)),
        Kind::Constant { expected_value } => wording::one_of(std::slice::from_ref(expected_value)),
        other => format!("does not satisfy the schema's `{}`", other.keyword()),
    }
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
