//! `[messages]`: limits and rules for every message.

use std::fmt;
use std::num::NonZeroU32;

use serde_json::{Value as Json, json};

use super::problem::{Complaint, quoted};
use super::section::section;
use super::value::{Age, TextSetting, Timeout, choice};

choice! {
    /// What to do with a message whose fate is unknown.
    OnUnknown:
    /// Say so. The recipient gets at most one SMS.
    Fail = "fail",
    /// Send it again. The recipient may get two SMS with the same code.
    Retry = "retry",
}

section! {
    /// Limits and rules for every message.
    ["messages"] Messages {
        /// Deadline of a message.
        ///
        /// Time from its acceptance to its final state: a number and a unit (ms, s, m, h).
        deadline: Timeout = Timeout::seconds::<15>(), example "10s";

        /// Number of messages that may be on their way at once.
        ///
        /// More are refused and told when to try again.
        max_in_flight: NonZeroU32 = DEFAULT_IN_FLIGHT, example 256;

        /// Country of phone numbers without a country code.
        ///
        /// Two capital letters (ISO 3166-1). Not set: such numbers are refused.
        default_region: Option<Region> = None, example "US";

        /// What to do when no readable answer came.
        ///
        /// The provider may have sent the message. "fail" says so; "retry" sends again, and the recipient may get two SMS with the same code.
        on_unknown: OnUnknown = OnUnknown::Fail, example "retry";

        /// How long messages are kept on record.
        ///
        /// A number and a unit (m, h, d). Idempotency keys are kept for a day in any case.
        retention: Age = Age::days::<30>(), example "7d";
    }
}

/// At one second per message, a thousand codes per second; at the largest reply of 64 KiB, 64 MiB.
const DEFAULT_IN_FLIGHT: NonZeroU32 = NonZeroU32::new(1024).unwrap();

/// A country as ISO 3166-1 alpha-2 names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Region(String);

impl Region {
    /// The two capital letters.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TextSetting for Region {
    const EXPECTED: &'static str = "a country such as \"US\"";

    fn parse(text: &str) -> Result<Self, Complaint> {
        let complaint = Complaint::new(format!("{} is not a country of ISO 3166-1", quoted(text)));
        match text {
            "UK" | "uk" => Err(complaint.hint("write \"GB\"")),
            _ if text.len() == 2 && text.chars().all(|c| c.is_ascii_uppercase()) => {
                Ok(Self(text.to_owned()))
            }
            _ if text.len() == 2 && text.chars().all(|c| c.is_ascii_alphabetic()) => {
                Err(complaint.hint(format!("write \"{}\"", text.to_ascii_uppercase())))
            }
            _ => Err(complaint.hint("write its two capital letters, such as \"US\"")),
        }
    }

    fn to_text(&self) -> String {
        self.0.clone()
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^[A-Z]{2}$" })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, loaded};
    use super::*;

    #[test]
    fn sending_twice_is_the_operators_choice_only() {
        assert_eq!(Messages::default().on_unknown, OnUnknown::Fail);
        assert_eq!(
            loaded("[messages]\non_unknown = \"retry\"\n", &[])
                .config
                .messages
                .on_unknown,
            OnUnknown::Retry
        );
    }

    #[test]
    fn each_mistake_is_told_what_to_write() {
        let at = "switchboard.toml:2:";
        let line = |line: &str, expected: &str| {
            check(&format!("[messages]\n{line}\n"), &format!("{at}{expected}"))
        };
        line(
            "deadline = 15",
            "12: messages.deadline: \"15\" has no unit; write \"15s\" for seconds",
        );
        line(
            "deadline = [15]",
            "12: messages.deadline: expected a duration such as \"15s\", found an array",
        );
        line(
            "max_in_flight = 0",
            "17: messages.max_in_flight: 0 is out of range; write 1 to 4294967295",
        );
        line(
            "max_in_flight = \"9\"",
            "17: messages.max_in_flight: expected a whole number such as 100, found a string; write 9 without quotes",
        );
        line(
            "max_in_flight = 1.5",
            "17: messages.max_in_flight: expected a whole number such as 100, found a floating-point number",
        );
        line(
            "default_region = \"us\"",
            "18: messages.default_region: \"us\" is not a country of ISO 3166-1; write \"US\"",
        );
        line(
            "default_region = \"UK\"",
            "18: messages.default_region: \"UK\" is not a country of ISO 3166-1; write \"GB\"",
        );
        line(
            "on_unknown = \"retri\"",
            "14: messages.on_unknown: \"retri\" is not one of fail, retry; did you mean \"retry\"?",
        );
    }
}
