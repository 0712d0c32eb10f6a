//! One request to send.

use connector_api::{Call, Payload, Recipient, UsageType};

/// A message that is well-formed: whoever built it has parsed the number and the usage type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Identifies the message in logs, in the API and to receivers.
    pub id: String,
    /// Where the code goes.
    pub recipient: Recipient,
    /// Why it is sent.
    pub usage_type: UsageType,
    /// The variables of the text.
    pub payload: Payload,
    /// Language of the text, as a BCP 47 tag.
    pub locale: Option<String>,
    /// Address of the person who asked for the code.
    pub ip: Option<String>,
}

impl Message {
    /// The call of one attempt.
    pub(crate) fn to_call(&self, attempt: u32, now: u64, nonce: u128) -> Call {
        let mut call = Call::new(
            &self.id,
            self.recipient.clone(),
            self.usage_type,
            self.payload.clone(),
        );
        call.attempt = attempt;
        call.now = now;
        call.nonce = format!("{nonce:032x}");
        call.locale.clone_from(&self.locale);
        call.ip.clone_from(&self.ip);
        call
    }
}
