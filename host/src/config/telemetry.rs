//! `[telemetry]`: what the host says about its work.

use super::section::section;
use super::value::{LogFilter, choice};

choice! {
    /// How a log line is written.
    LogFormat:
    /// For people.
    Text = "text",
    /// One JSON object per line, for machines.
    Json = "json",
}

section! {
    /// What the host says about its work.
    ["telemetry"] Telemetry {
        /// Least severe level that is logged.
        ///
        /// One of off, error, warn, info, debug, trace; a module can have its own, as in
        /// "info,switchboard=debug".
        log: LogFilter = LogFilter::info(), example "debug";

        /// Format of a log line.
        ///
        /// "text" for people, "json" for machines.
        log_format: LogFormat = LogFormat::Text, example "json";
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, loaded};
    use super::*;

    #[test]
    fn format_and_level_are_read() {
        let telemetry = loaded("[telemetry]\nlog = \"warn\"\nlog_format = \"json\"\n", &[])
            .config
            .telemetry;
        assert_eq!(
            (telemetry.log.as_str(), telemetry.log_format),
            ("warn", LogFormat::Json)
        );
    }

    #[test]
    fn an_unknown_level_is_refused() {
        check(
            "[telemetry]\nlog = \"verbose\"\n",
            "switchboard.toml:2:7: telemetry.log: \"verbose\" is not a log level; \
             write one of off, error, warn, info, debug, trace, or module=level",
        );
    }
}
