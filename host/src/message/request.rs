//! Reads a message document: `{"to", "type", "payload", "ip"?, "locale"?}`.

use std::net::IpAddr;

use connector_api::{Payload, UsageType};
use connector_config::{ConfigIssue, Document};
use delivery::Message;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{fresh_message_id, parse_recipient};

/// What a caller may write, on the command line or in a document.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageFields {
    /// The number.
    pub(crate) to: String,
    /// The usage type.
    #[serde(rename = "type")]
    pub(crate) usage_type: String,
    /// The variables.
    pub(crate) payload: Map<String, Value>,
    /// Address of the person who asked for the code.
    pub(crate) ip: Option<String>,
    /// Language of the text.
    pub(crate) locale: Option<String>,
}

/// What is wrong with a field.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FieldError {
    /// JSON pointer of the field.
    pub(crate) pointer: &'static str,
    /// One sentence, without its subject.
    pub(crate) message: String,
}

impl MessageFields {
    /// The message, under a fresh identifier.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub(crate) fn parse(self, default_region: Option<&str>) -> Result<Message, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut note = |pointer, message: String| errors.push(FieldError { pointer, message });
        let recipient = parse_recipient(&self.to, default_region)
            .map_err(|error| note("/to", error.to_string()));
        let usage_type = self
            .usage_type
            .parse::<UsageType>()
            .map_err(|error| note("/type", format!("is {error}")));
        let ip = match self.ip.as_deref().map(str::parse::<IpAddr>) {
            Some(Err(_)) => {
                note("/ip", "is not an IP address".to_owned());
                None
            }
            Some(Ok(ip)) => Some(ip.to_string()),
            None => None,
        };
        let locale = self.locale.as_deref();
        if locale.is_some_and(|locale| !is_language_tag(locale)) {
            note(
                "/locale",
                "is not a BCP 47 language tag, like `fr` or `pt-BR`".to_owned(),
            );
        }
        match (recipient, usage_type, errors.is_empty()) {
            (Ok(recipient), Ok(usage_type), true) => Ok(Message {
                id: fresh_message_id(),
                recipient,
                usage_type,
                payload: Payload::new(self.payload),
                locale: self.locale,
                ip,
            }),
            _ => Err(errors),
        }
    }
}

/// Reads a message document. Unknown fields are errors: a misspelt one would be lost silently.
///
/// # Errors
/// Everything that is wrong with it, with positions.
pub(crate) fn parse_message_document(
    text: &str,
    default_region: Option<&str>,
) -> Result<Message, Refusal> {
    // Nearly every document is in order. Where things stand matters in the others.
    if !Document::may_be_too_deep(text)
        && let Ok(fields) = serde_json::from_str::<MessageFields>(text)
        && let Ok(message) = fields.parse(default_region)
    {
        return Ok(message);
    }
    let document = Document::parse(text).map_err(Refusal::Malformed)?;
    let issue = |pointer: &str, message: &str| document.issue(pointer, message);
    let mut issues = Vec::new();
    let mut fields = MessageFields::default();
    let empty = Map::new();
    let members = document.value().as_object().unwrap_or(&empty);
    for (name, value) in members {
        let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        let wanted = match (name.as_str(), value) {
            ("to", Value::String(text)) => {
                fields.to.clone_from(text);
                continue;
            }
            ("type", Value::String(text)) => {
                fields.usage_type.clone_from(text);
                continue;
            }
            ("payload", Value::Object(variables)) => {
                fields.payload.clone_from(variables);
                continue;
            }
            ("ip", Value::String(text)) => {
                fields.ip = Some(text.clone());
                continue;
            }
            ("locale", Value::String(text)) => {
                fields.locale = Some(text.clone());
                continue;
            }
            ("ip" | "locale", Value::Null) => continue,
            ("to" | "type" | "ip" | "locale", _) => "must be a string",
            ("payload", _) => "must be an object",
            _ => "is not a field of a message; known are `to`, `type`, `payload`, `ip`, `locale`",
        };
        issues.push(issue(&pointer, wanted));
    }
    for name in ["to", "type", "payload"] {
        if !members.contains_key(name) {
            issues.push(issue("", &format!("needs the field `{name}`")));
        }
    }
    if !issues.is_empty() {
        issues.sort_by_key(|issue| (issue.line, issue.column));
        return Err(Refusal::Invalid(issues));
    }
    fields.parse(default_region).map_err(|errors| {
        let issues = errors
            .iter()
            .map(|error| issue(error.pointer, &error.message));
        Refusal::Invalid(issues.collect())
    })
}

/// Why a document is no message.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// It is not a JSON object.
    Malformed(Vec<ConfigIssue>),
    /// Its fields are wrong.
    Invalid(Vec<ConfigIssue>),
}

/// Letters, digits and hyphens in subtags of at most eight, beginning with a language.
fn is_language_tag(tag: &str) -> bool {
    let subtag = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    tag.len() <= 35 && tag.split(['-', '_']).all(subtag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let lines = match parse_message_document(text, None) {
            Ok(message) => vec![format!("{} {}", message.recipient.e164, message.usage_type)],
            Err(Refusal::Malformed(issues) | Refusal::Invalid(issues)) => issues
                .iter()
                .map(|issue| {
                    format!(
                        "{}:{} {} {}",
                        issue.line, issue.column, issue.pointer, issue.message
                    )
                })
                .collect(),
        };
        assert_eq!(lines, expected, "{text}");
    }

    #[test]
    fn a_message_is_read() {
        let text = r#"{"to":"+14155550100","type":"SignIn","payload":{"code":"1"},"ip":"203.0.113.7","locale":"fr-CA"}"#;
        check(text, &["+14155550100 SignIn"]);
    }

    #[test]
    fn every_mistake_is_reported_with_its_place() {
        check(
            "{\"to\": 1,\n\"type\": \"SignIn\",\n\"payloads\": {}}",
            &[
                "1:1  needs the field `payload`",
                "1:8 /to must be a string",
                "3:13 /payloads is not a field of a message; known are `to`, `type`, `payload`, `ip`, `locale`",
            ],
        );
        check(
            r#"{"to":"x","type":"signin","payload":{},"ip":"1.2.3","locale":"!"}"#,
            &[
                "1:7 /to is not one phone number; write it in E.164, like `+14155550100`",
                "1:18 /type is not a usage type; known are `Register`, `SignIn`, `ForgotPassword`, `Generic`, `OrganizationInvitation`, `UserPermissionValidation`, `BindNewIdentifier`, `MfaVerification`, `BindMfa`",
                "1:45 /ip is not an IP address",
                "1:62 /locale is not a BCP 47 language tag, like `fr` or `pt-BR`",
            ],
        );
    }
}
