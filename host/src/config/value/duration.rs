//! A span of time with its unit: `500ms`, `15s`, `2m`, `1h`, `30d`.

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::setting::TextSetting;
use crate::config::problem::{Complaint, quoted};

/// Unit and milliseconds, longest first.
const UNITS: [(&str, u64); 5] = [
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

/// How long to wait for something: at least a millisecond, at most an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Timeout(Duration);

impl Timeout {
    const LONGEST: Duration = Duration::from_secs(3600);

    /// A number of seconds that is known when this is compiled; anything else does not compile.
    pub(crate) const fn seconds<const SECONDS: u64>() -> Self {
        const { assert!(SECONDS > 0 && SECONDS <= Self::LONGEST.as_secs()) };
        Self(Duration::from_secs(SECONDS))
    }

    /// The time to wait.
    pub(crate) const fn duration(self) -> Duration {
        self.0
    }
}

impl TextSetting for Timeout {
    const EXPECTED: &'static str = "a duration such as \"15s\"";

    fn parse(text: &str) -> Result<Self, Complaint> {
        match parse_duration(text)? {
            Duration::ZERO => Err(Complaint::new("a timeout of zero would refuse everything")
                .hint("write \"1ms\" or more")),
            longer if longer > Self::LONGEST => Err(Complaint::new(format!(
                "{} is more than an hour",
                quoted(text)
            ))
            .hint("write \"1h\" or less")),
            duration => Ok(Self(duration)),
        }
    }

    fn to_text(&self) -> String {
        render_duration(self.0)
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^[0-9]+(ms|s|m|h|d)$" })
    }
}

/// How long to keep something: at least a minute, at most ten years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Age(Duration);

impl Age {
    const SHORTEST: Duration = Duration::from_secs(60);
    const LONGEST: Duration = Duration::from_secs(3650 * 86_400);

    /// A number of days that is known when this is compiled; anything else does not compile.
    pub(crate) const fn days<const DAYS: u64>() -> Self {
        const { assert!(DAYS > 0 && DAYS <= 3650) };
        Self(Duration::from_secs(DAYS * 86_400))
    }

    /// The time to keep it.
    pub(crate) const fn duration(self) -> Duration {
        self.0
    }
}

impl TextSetting for Age {
    const EXPECTED: &'static str = "a duration such as \"30d\"";

    fn parse(text: &str) -> Result<Self, Complaint> {
        match parse_duration(text)? {
            shorter if shorter < Self::SHORTEST => Err(Complaint::new(format!(
                "{} is less than a minute",
                quoted(text)
            ))
            .hint("write \"1m\" or more")),
            longer if longer > Self::LONGEST => Err(Complaint::new(format!(
                "{} is more than ten years",
                quoted(text)
            ))
            .hint("write \"3650d\" or less")),
            duration => Ok(Self(duration)),
        }
    }

    fn to_text(&self) -> String {
        render_duration(self.0)
    }

    fn schema() -> Json {
        Timeout::schema()
    }
}

/// A whole number and a unit.
fn parse_duration(text: &str) -> Result<Duration, Complaint> {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits).unwrap_or((text, ""));
    let complaint = |fault: &str| Complaint::new(format!("{} {fault}", quoted(text)));
    let example = |complaint: Complaint| {
        complaint.hint(
            "write a number and a unit, such as \"500ms\", \"15s\", \"2m\", \"1h\" or \"30d\"",
        )
    };
    if number.is_empty() {
        return Err(
            match text
                .strip_prefix('-')
                .is_some_and(|rest| parse_duration(rest).is_ok())
            {
                true => complaint("is negative").hint("write a duration of more than zero"),
                false => example(complaint("is not a duration")),
            },
        );
    }
    let Some((_, milliseconds)) = UNITS.iter().find(|(name, _)| *name == unit) else {
        return Err(match unit {
            "" => complaint("has no unit").hint(format!("write \"{number}s\" for seconds")),
            fraction if fraction.starts_with('.') => {
                example(complaint("is not a whole number of its unit"))
            }
            _ => example(complaint("has an unknown unit")),
        });
    };
    let number: Option<u64> = number.parse().ok();
    number
        .and_then(|number| number.checked_mul(*milliseconds))
        .map(Duration::from_millis)
        .ok_or_else(|| complaint("is longer than anything can wait"))
}

/// The same duration in the largest unit that gives a whole number, seconds at most: nobody reads `90s` as `1.5m`.
fn render_duration(duration: Duration) -> String {
    let total = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let fitting = UNITS
        .iter()
        .find(|(_, milliseconds)| total >= *milliseconds && total.is_multiple_of(*milliseconds));
    match fitting {
        Some((unit, milliseconds)) => format!("{}{unit}", total / milliseconds),
        None => "0s".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let outcome = match Timeout::parse(text) {
            Ok(timeout) => timeout.to_text(),
            Err(Complaint { message, .. }) => message,
        };
        assert_eq!(outcome, expected, "parsing {text:?}");
    }

    #[test]
    fn durations_are_printed_in_the_largest_whole_unit() {
        check("500ms", "500ms");
        check("15s", "15s");
        check("90s", "90s");
        check("120s", "2m");
        check("60m", "1h");
        assert_eq!(render_duration(parse_duration("720h").unwrap()), "30d");
    }

    #[test]
    fn nonsense_is_refused_with_its_reason() {
        check("15", "\"15\" has no unit");
        check("-15s", "\"-15s\" is negative");
        check("1.5s", "\"1.5s\" is not a whole number of its unit");
        check("15 sec", "\"15 sec\" has an unknown unit");
        check("soon", "\"soon\" is not a duration");
        check("", "\"\" is not a duration");
        check("0s", "a timeout of zero would refuse everything");
        check("30d", "\"30d\" is more than an hour");
        check(
            "99999999999999999999d",
            "\"99999999999999999999d\" is longer than anything can wait",
        );
    }

    #[test]
    fn an_age_is_a_minute_to_ten_years() {
        let parsed = |text| Age::parse(text).map(|age| age.to_text()).ok();
        assert_eq!(parsed("30d").as_deref(), Some("30d"));
        assert_eq!(parsed("60s").as_deref(), Some("1m"));
        assert_eq!((parsed("59s"), parsed("3651d")), (None, None));
    }

    #[test]
    fn a_missing_unit_is_suggested() {
        assert_eq!(
            Timeout::parse("15").unwrap_err().suggestion.unwrap(),
            "write \"15s\" for seconds"
        );
    }
}
