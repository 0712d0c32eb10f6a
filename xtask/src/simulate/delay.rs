//! Durations on the command line.

use std::time::Duration;

/// A whole number and a unit.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    let units = [("ms", 1), ("s", 1000), ("m", 60_000)];
    let milliseconds = units.iter().find_map(|(unit, factor)| {
        let number: u64 = text.strip_suffix(unit)?.parse().ok()?;
        number.checked_mul(*factor)
    });
    let expected = || "expected a number and a unit, such as 2s or 300ms".to_owned();
    milliseconds.map(Duration::from_millis).ok_or_else(expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_needs_a_unit() {
        let milliseconds = |text| parse(text).ok().map(|delay| delay.as_millis());
        let cases = [
            ("300ms", Some(300)),
            ("2s", Some(2000)),
            ("1m", Some(60_000)),
        ];
        for (text, expected) in cases {
            assert_eq!(milliseconds(text), expected, "{text}");
        }
        for text in ["2", "s", "-1s", "2 s", "2h", "99999999999999999999s"] {
            assert_eq!(milliseconds(text), None, "{text}");
        }
    }
}
