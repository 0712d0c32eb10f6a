//! Reads JSON replies leniently: providers write numbers as strings and leave fields out.

use connector_api::{Failure, FailureKind, HttpResponse, Outcome, Sent};
use serde_json::Value;
use std::str::FromStr;

use crate::codes::{Code, failure_of_status};

/// A provider's reply. Reading it never fails; a reply that is not JSON has no fields.
#[derive(Debug)]
pub struct Reply {
    status: u16,
    body: Option<Value>,
}

/// Gives a response its [`Reply`].
pub trait ReadJson {
    /// The body as JSON, read leniently.
    fn json(&self) -> Reply;
}

impl ReadJson for HttpResponse {
    fn json(&self) -> Reply {
        Reply {
            status: self.status,
            body: serde_json::from_str(&self.body).ok(),
        }
    }
}

impl Reply {
    /// The value at a JSON pointer; `null` counts as absent.
    pub fn value(&self, pointer: &str) -> Option<&Value> {
        let body = self.body.as_ref()?;
        // Most fields are members of the root, and those need no pointer taken apart.
        let found = match (body, pointer.strip_prefix('/')) {
            (Value::Object(members), Some(name)) if !name.contains(['/', '~']) => members.get(name),
            _ => body.pointer(pointer),
        };
        found.filter(|value| !value.is_null())
    }

    /// The text at a JSON pointer. Numbers and booleans count as the text they are written as;
    /// an empty text counts as absent.
    pub fn text(&self, pointer: &str) -> Option<String> {
        scalar_text(self.value(pointer)?)
    }

    /// The whole number at a JSON pointer, also when it is written as a string.
    pub fn number<N: FromStr>(&self, pointer: &str) -> Option<N> {
        self.text(pointer)?.trim().parse().ok()
    }

    /// The elements of the array at a JSON pointer; none when there is no array.
    pub fn elements(&self, pointer: &str) -> impl Iterator<Item = Self> {
        let elements = self.value(pointer).and_then(Value::as_array).cloned();
        let status = self.status;
        elements
            .unwrap_or_default()
            .into_iter()
            .map(move |element| Self {
                status,
                body: Some(element),
            })
    }

    /// The provider accepted the message, under the identifier at this pointer.
    ///
    /// Without an identifier the reply is no acceptance: it reads as unintelligible. `true` and
    /// `false` identify nothing.
    pub fn sent(&self, id_pointer: &str) -> Outcome {
        let identifies = self.value(id_pointer).is_some_and(|id| !id.is_boolean());
        match self.text(id_pointer).filter(|_| identifies) {
            Some(id) => Outcome::Sent(Sent::new(id)),
            None => self.unintelligible(),
        }
    }

    /// The provider refused, with the code at this pointer; the table says what it means.
    ///
    /// A code that the table does not have, and a missing one, mean what the HTTP status means.
    /// Where the status says success, an unknown code leaves the outcome open.
    pub fn failed(&self, code_pointer: &str, table: &'static [Code]) -> Outcome {
        let Some(code) = self.text(code_pointer) else {
            return failure_of_status(self.status).into();
        };
        match Code::find(table, &code) {
            Some(row) => row.failure().into(),
            None if (200..300).contains(&self.status) => Failure::new(FailureKind::OutcomeUnknown)
                .message("the provider reported a failure that the connector does not know")
                .provider_code(code)
                .into(),
            None => failure_of_status(self.status).provider_code(code).into(),
        }
    }

    /// The reply cannot be understood.
    pub fn unintelligible(&self) -> Outcome {
        Failure::new(FailureKind::Unintelligible).into()
    }
}

fn scalar_text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::summary;

    const CODES: &[Code] = &[
        Code::new("7", FailureKind::UnreachableRecipient),
        Code::new("limit", FailureKind::RateLimited).retry_after(60),
    ];

    fn reply(status: u16, body: &str) -> Reply {
        HttpResponse::new(status, body).json()
    }

    #[test]
    fn numbers_read_alike_as_numbers_and_as_strings() {
        let reply = reply(200, r#"{"a":7,"b":"7","c":"","d":null,"e":[]}"#);
        assert_eq!(reply.number("/a"), Some(7_u32));
        assert_eq!(reply.number("/b"), Some(7_u64));
        assert_eq!(
            ["/c", "/d", "/e", "/f"].map(|at| reply.text(at)),
            [None, None, None, None]
        );
    }

    #[test]
    fn an_acceptance_needs_an_identifier() {
        assert_eq!(summary(&reply(200, r#"{"id":9}"#).sent("/id")), "sent: 9");
        for body in [
            "",
            "<html>",
            "{}",
            r#"{"id":null}"#,
            r#"{"id":{}}"#,
            r#"{"id":true}"#,
            "[1",
        ] {
            assert_eq!(
                summary(&reply(200, body).sent("/id")),
                "failed: unintelligible"
            );
        }
    }

    #[test]
    fn a_code_means_what_the_table_says_and_else_what_the_status_says() {
        let check = |status, body, expected| {
            assert_eq!(
                summary(&reply(status, body).failed("/code", CODES)),
                expected
            );
        };
        check(200, r#"{"code":7}"#, "failed: unreachable_recipient (7)");
        check(
            400,
            r#"{"code":"limit"}"#,
            "failed: rate_limited (limit), retry after 60 s",
        );
        check(
            401,
            r#"{"code":"else"}"#,
            "failed: invalid_credentials (else)",
        );
        check(200, r#"{"code":"else"}"#, "failed: outcome_unknown (else)");
        check(503, "<html>", "failed: outcome_unknown");
        check(200, "<html>", "failed: unintelligible");
    }
}
