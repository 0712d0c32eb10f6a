//! Why a message was not sent: the closed list of reasons, and what a failure carries.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! failure_kinds {
    ($($(#[$doc:meta])* $variant:ident $name:literal $sentence:literal $remedy:literal,)*) => {
        /// The reason of a failure.
        ///
        /// The list is closed inside a host and open on the wire: a kind that a newer plugin
        /// names and this host does not know reads as [`FailureKind::Unintelligible`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum FailureKind {
            $($(#[$doc])* $variant,)*
        }

        impl FailureKind {
            /// Every kind, in the order in which documents list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name on the wire.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What happened, in one sentence, when nothing more precise is known.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence,)* }
            }

            /// What to do about it.
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$variant => $remedy,)* }
            }
        }
    };
}

failure_kinds! {
    /// The message itself is at fault; the caller must change it.
    InvalidRequest "invalid_request" "the provider refused the request as malformed"
        "Correct the message, or the setting that the detail names.",
    /// The number does not exist, is a landline or cannot be parsed.
    InvalidRecipient "invalid_recipient" "the recipient's number cannot receive messages"
        "Ask the person for another number.",
    /// The recipient opted out, is blocked or barred.
    UnreachableRecipient "unreachable_recipient" "the recipient cannot be reached or has opted out"
        "Nothing can be done on this side; offer another way to sign in.",
    /// The country or region is switched off for the account.
    DestinationNotAllowed "destination_not_allowed" "the recipient's country or region is not enabled for this account"
        "Enable the country in the provider's console, or refuse numbers of that country.",
    /// The config has no template for the usage type, and no `Generic` one.
    TemplateNotFound "template_not_found" "the connector's config has no template for this usage type"
        "Add a template for the usage type, or a `Generic` one, to the connector's config.",
    /// The provider refused the template or its parameters.
    TemplateRejected "template_rejected" "the provider refused the template or its parameters"
        "Compare the template and its parameters with the one approved in the provider's console.",
    /// The provider refused the text.
    ContentRejected "content_rejected" "the provider refused the text of the message"
        "Change the text of the template.",
    /// The sender is not registered, not approved or not usable for the destination.
    InvalidSender "invalid_sender" "the provider refused the sender"
        "Register the sender with the provider, or configure another one.",
    /// The credentials are wrong, expired or without permission, or the account is suspended.
    InvalidCredentials "invalid_credentials" "the provider refused the credentials or the account"
        "Renew the credentials in the connector's config; look for a suspended account.",
    /// The account has no money left.
    InsufficientBalance "insufficient_balance" "the provider account has no balance left"
        "Top up the account.",
    /// A daily or monthly cap of the account is used up.
    QuotaExceeded "quota_exceeded" "a daily or monthly cap of the provider account is used up"
        "Raise the cap in the provider's console, or wait for the next period.",
    /// The provider took the message for fraud.
    FraudBlocked "fraud_blocked" "the provider blocked the message as likely fraud"
        "Wait; if real people are affected, talk to the provider's support.",
    /// Too many requests for now; the message was not processed.
    RateLimited "rate_limited" "the provider asks to send less often"
        "Send it again after the time in `Retry-After`.",
    /// The provider refused before processing.
    ProviderUnavailable "provider_unavailable" "the provider is temporarily unavailable and did not process the message"
        "Send it again later.",
    /// Name resolution, connection or TLS handshake failed; nothing was sent.
    ConnectionFailed "connection_failed" "the connection to the provider could not be made"
        "Check name resolution, firewall and proxy of the host, and the provider's status page.",
    /// The host's egress policy does not allow the request.
    EgressDenied "egress_denied" "the request is not allowed by the egress policy"
        "Allow the address in `[egress]` if it is meant; otherwise report it to the connector's author.",
    /// No connector is active.
    NoActiveConnector "no_active_connector" "no connector is active"
        "Configure a connector and make it active.",
    /// A reply that cannot be read; the provider may have processed the message.
    Unintelligible "unintelligible" "the provider's reply could not be understood"
        "Do not send it again blindly. Report it to the connector's author.",
    /// The request may have arrived and the verdict is lost.
    OutcomeUnknown "outcome_unknown" "the provider may or may not have accepted the message"
        "Do not send it again blindly; a person who asks for a new code gets a new message.",
    /// The process of the connector ended.
    ConnectorCrashed "connector_crashed" "the connector crashed"
        "Report it to the connector's author.",
    /// The connector did not answer in time.
    ConnectorTimeout "connector_timeout" "the connector did not answer in time"
        "Report it to the connector's author.",
    /// The connector panicked.
    ConnectorPanicked "connector_panicked" "the connector panicked"
        "Report it to the connector's author, with the place in its source that the detail names.",
}

impl FailureKind {
    /// The kind of this name on the wire.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Whether a failure of this kind leaves open that the provider sent the message.
    pub const fn leaves_outcome_open(self) -> bool {
        matches!(self, Self::Unintelligible | Self::OutcomeUnknown)
    }
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a message was not sent. Never holds a reply's body, a passcode, a secret or a whole number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Failure {
    /// The reason.
    #[serde(deserialize_with = "kind_or_unintelligible")]
    pub kind: FailureKind,
    /// One sentence in plain English.
    pub message: String,
    /// The provider's own code, as it wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_code: Option<String>,
    /// Whether the provider may have processed the message all the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub may_have_been_processed: bool,
    /// Seconds to wait before another message may be tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

impl Failure {
    /// A failure of this kind, with the kind's own sentence.
    pub fn new(kind: FailureKind) -> Self {
        Self {
            kind,
            message: kind.sentence().to_owned(),
            provider_code: None,
            may_have_been_processed: kind.leaves_outcome_open(),
            retry_after: None,
        }
    }

    /// Says more precisely what happened. Must not quote the reply.
    #[must_use]
    pub fn message(mut self, sentence: impl Into<String>) -> Self {
        self.message = sentence.into();
        self
    }

    /// Adds the provider's code.
    #[must_use]
    pub fn provider_code(mut self, code: impl Into<String>) -> Self {
        self.provider_code = Some(code.into());
        self
    }

    /// Says that the provider may have processed the message all the same.
    #[must_use]
    pub fn may_have_been_processed(mut self) -> Self {
        self.may_have_been_processed = true;
        self
    }

    /// Adds the seconds to wait, when they are known.
    #[must_use]
    pub fn retry_after(mut self, seconds: impl Into<Option<u64>>) -> Self {
        self.retry_after = seconds.into().or(self.retry_after);
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.provider_code {
            Some(code) => write!(f, " ({}, provider code {code})", self.kind),
            None => write!(f, " ({})", self.kind),
        }
    }
}

impl std::error::Error for Failure {}

/// `#[serde(other)]` accepts any string only for a unit variant that is last and unnamed in
/// documents; reading through the name keeps the list above free of that order.
fn kind_or_unintelligible<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<FailureKind, D::Error> {
    let name = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
    Ok(FailureKind::from_name(&name).unwrap_or(FailureKind::Unintelligible))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_wire_form() {
        for kind in FailureKind::ALL {
            assert_eq!(serde_json::to_string(kind).unwrap(), format!("\"{kind}\""));
            assert_eq!(FailureKind::from_name(kind.name()), Some(*kind));
        }
    }

    #[test]
    fn a_kind_of_a_newer_plugin_reads_as_unintelligible() {
        let failure: Failure =
            serde_json::from_str(r#"{"kind":"solar_flare","message":"bright","newer":1}"#).unwrap();
        assert_eq!(failure.kind, FailureKind::Unintelligible);
        assert_eq!(failure.message, "bright");
    }
}
