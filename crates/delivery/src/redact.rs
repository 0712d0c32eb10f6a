//! Takes what must not be shown out of a connector's words.
//!
//! Connectors are asked not to quote replies, codes or numbers. This is for those that do.

use connector_api::Failure;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::Message;

/// Longest text that a connector's sentence or code is cut to, in characters.
const SENTENCE_LIMIT: usize = 300;
const CODE_LIMIT: usize = 64;

/// Shorter values are not searched for: they stand in too many texts by chance.
const SHORTEST: usize = 4;

const MASK: &str = "****";

/// Knows what must not be shown about one message.
pub struct Redactor {
    hidden: Vec<Zeroizing<String>>,
}

impl Redactor {
    /// Hides the message's number and variables, and these secrets.
    pub fn new(message: &Message, secrets: &[Zeroizing<String>]) -> Self {
        let recipient = &message.recipient;
        let mut hidden = secrets.to_vec();
        hidden.extend([recipient.digits(), &recipient.national].map(|text| text.to_owned().into()));
        collect_texts(
            &Value::Object(message.payload.variables().clone()),
            &mut hidden,
        );
        hidden.retain(|text| text.chars().count() >= SHORTEST);
        // The longest first: a short one may be a part of it.
        hidden.sort_by_key(|text| std::cmp::Reverse(text.len()));
        Self { hidden }
    }

    /// The failure with nothing hidden left in its texts.
    pub fn clean(&self, failure: Failure) -> Failure {
        let mut clean = failure;
        clean.message = self.text(&clean.message, SENTENCE_LIMIT);
        clean.provider_code = clean.provider_code.map(|code| self.text(&code, CODE_LIMIT));
        clean
    }

    /// A text of one line with nothing hidden left in it, cut to `limit` characters.
    fn text(&self, text: &str, limit: usize) -> String {
        let masked = self.hidden.iter().fold(text.to_owned(), |text, hidden| {
            text.replace(hidden.as_str(), MASK)
        });
        let printable = |c: char| if c.is_control() { ' ' } else { c };
        masked.chars().map(printable).take(limit).collect()
    }
}

fn collect_texts(value: &Value, texts: &mut Vec<Zeroizing<String>>) {
    match value {
        Value::String(text) => texts.push(text.clone().into()),
        Value::Number(number) => texts.push(number.to_string().into()),
        Value::Array(elements) => elements.iter().for_each(|e| collect_texts(e, texts)),
        Value::Object(fields) => fields.values().for_each(|v| collect_texts(v, texts)),
        Value::Null | Value::Bool(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drive::testing::message;
    use connector_api::FailureKind;

    #[test]
    fn number_passcode_and_secrets_are_taken_out() {
        let redactor = Redactor::new(&message(), &["s3cret".to_owned().into()]);
        let failure = Failure::new(FailureKind::InvalidRecipient)
            .message("+14155550100 got 123456\nvia s3cret, see 4155550100")
            .provider_code("21211");
        let clean = redactor.clean(failure);
        assert_eq!(clean.message, "+**** got **** via ****, see ****");
        assert_eq!(clean.provider_code.as_deref(), Some("21211"));
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let redactor = Redactor::new(&message(), &[]);
        let failure = Failure::new(FailureKind::InvalidRequest).message("é".repeat(1000));
        assert_eq!(
            redactor.clean(failure).message.chars().count(),
            SENTENCE_LIMIT
        );
    }
}
