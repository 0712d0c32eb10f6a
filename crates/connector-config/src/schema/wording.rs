//! The sentences of the report. Each is the rest of a sentence that starts with the value.

use serde_json::Value;

use crate::issue::{listed, quoted};

/// `must be a string, is a number`
pub(super) fn wrong_type(expected: &[&str], value: &Value) -> String {
    // That a setting may also be null is how optional fields are published, not advice.
    let named: Vec<_> = expected
        .iter()
        .filter(|name| expected.len() == 1 || **name != "null")
        .collect();
    let expected: Vec<_> = named
        .iter()
        .map(|name| expected_type(name).to_owned())
        .collect();
    let is = match value {
        Value::Number(number) if number.is_f64() && expected == ["a whole number"] => "a fraction",
        value => type_of(value),
    };
    format!("must be {}, is {is}", listed(&expected, "or"))
}

/// Whether quotes, or their absence, are all that is wrong with the type.
pub(super) fn quotes_hint(expected: &[&str], value: &Value) -> Option<&'static str> {
    match value {
        Value::Number(_) | Value::Bool(_) if expected.contains(&"string") => {
            Some("put it in quotes")
        }
        Value::String(text) => {
            let parsed: Value = serde_json::from_str(text).ok()?;
            let fits = match parsed {
                Value::Bool(_) => expected.contains(&"boolean"),
                Value::Number(number) if number.is_f64() => expected.contains(&"number"),
                Value::Number(_) => expected.contains(&"integer") || expected.contains(&"number"),
                _ => false,
            };
            fits.then_some("remove the quotes")
        }
        _ => None,
    }
}

/// ``is not one of `us1`, `ie1` ``
pub(super) fn one_of(options: &[Value]) -> String {
    let shown: Vec<_> = options
        .iter()
        .filter(|option| !option.is_null())
        .map(option)
        .collect();
    match shown.as_slice() {
        [only] => format!("must be {only}"),
        several => format!("is not one of {}", several.join(", ")),
    }
}

/// A value that the schema names.
pub(super) fn option(option: &Value) -> String {
    option
        .as_str()
        .map_or_else(|| quoted(&option.to_string()), quoted)
}

pub(super) fn pattern(pattern: &str) -> String {
    format!("must match the pattern `{pattern}`")
}

pub(super) fn format(format: &str) -> String {
    let expected = match format {
        "date" => "a date such as `2024-12-31`",
        "date-time" => "a time such as `2024-12-31T23:59:59Z`",
        "duration" => "a duration such as `PT10M`",
        "email" | "idn-email" => "an e-mail address",
        "hostname" | "idn-hostname" => "a host name",
        "ipv4" => "an IPv4 address",
        "ipv6" => "an IPv6 address",
        "regex" => "a regular expression",
        "time" => "a time such as `23:59:59Z`",
        "uri" | "iri" => "a URL such as `https://example.com/path`",
        "uri-reference" | "iri-reference" => "a URL or a path",
        "json-pointer" => "a JSON pointer such as `/data/id`",
        "uuid" => "a UUID",
        other => return format!("must be in the format {}", quoted(other)),
    };
    format!("must be {expected}")
}

/// ``needs one of `a` or `b` ``; a group of several keys reads `` `b` with `c` ``.
pub(super) fn needs_one_of(groups: &[Vec<String>]) -> String {
    let groups: Vec<_> = groups
        .iter()
        .map(|group| {
            group
                .iter()
                .map(|key| quoted(key))
                .collect::<Vec<_>>()
                .join(" with ")
        })
        .collect();
    format!("needs one of {}", listed(&groups, "or"))
}

/// `1 character`, `2 characters`
pub(super) fn counted(count: u64, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}

fn expected_type(name: &str) -> &str {
    match name {
        "string" => "a string",
        "number" => "a number",
        "integer" => "a whole number",
        "boolean" => "true or false",
        "array" => "an array",
        "object" => "an object",
        other => other,
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
