//! Time as providers write it. The clock is the host's: `call.now`.

/// A moment as UTC date and time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Civil {
    year: u64,
    month: u64,
    day: u64,
    seconds: u64,
}

/// `2023-11-14T22:13:20Z` for a moment in seconds since the Unix epoch.
pub fn iso8601(unix_seconds: u64) -> String {
    let Civil { seconds, .. } = civil(unix_seconds);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{}T{hour:02}:{minute:02}:{second:02}Z", date(unix_seconds))
}

/// `2023-11-14` (UTC) for a moment in seconds since the Unix epoch.
pub fn date(unix_seconds: u64) -> String {
    let Civil {
        year, month, day, ..
    } = civil(unix_seconds);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Days to a date of the Gregorian calendar, with years that begin in March so that the leap day
/// is the last (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn civil(unix_seconds: u64) -> Civil {
    let days = unix_seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let month = if march_month < 10 {
        march_month + 3
    } else {
        march_month - 9
    };
    Civil {
        year: era * 400 + year_of_era + u64::from(month <= 2),
        month,
        day: day_of_year - (153 * march_month + 2) / 5 + 1,
        seconds: unix_seconds % 86_400,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_as_utc() {
        assert_eq!(iso8601(0), "1970-01-01T00:00:00Z");
        assert_eq!(iso8601(1_700_000_000), "2023-11-14T22:13:20Z");
        assert_eq!(iso8601(1_709_208_000), "2024-02-29T12:00:00Z");
        assert_eq!(iso8601(4_107_542_399), "2100-02-28T23:59:59Z");
        assert_eq!(date(4_107_542_400), "2100-03-01");
    }
}
