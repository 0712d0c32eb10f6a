//! Which events are logged.

use std::fmt;

use super::setting::TextSetting;
use crate::config::problem::{Complaint, quoted};

/// A level, or several directives with commas between them: `info`, `info,switchboard=debug`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogFilter(String);

impl LogFilter {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

    /// Everything from `info` up.
    pub(crate) fn info() -> Self {
        Self("info".to_owned())
    }

    /// The directives as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LogFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TextSetting for LogFilter {
    const EXPECTED: &'static str = "a log level such as \"info\"";

    fn parse(text: &str) -> Result<Self, Complaint> {
        let directives = || text.split(',').map(str::trim);
        let target = |text: &str| {
            !text.is_empty()
                && text
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == ':')
        };
        let wrong = directives().find(|directive| match directive.split_once('=') {
            Some((name, level)) => !target(name) || !Self::LEVELS.contains(&level),
            None => !Self::LEVELS.contains(directive),
        });
        match wrong {
            None => Ok(Self(directives().collect::<Vec<_>>().join(","))),
            Some(wrong) => Err(
                Complaint::new(format!("{} is not a log level", quoted(wrong))).hint(format!(
                    "write one of {}, or module=level",
                    Self::LEVELS.join(", ")
                )),
            ),
        }
    }

    fn to_text(&self) -> String {
        self.0.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_directives_are_accepted() {
        assert_eq!(
            LogFilter::parse("info, switchboard::egress=debug")
                .unwrap()
                .as_str(),
            "info,switchboard::egress=debug"
        );
        assert_eq!(LogFilter::parse("off").unwrap().as_str(), "off");
    }

    #[test]
    fn the_wrong_directive_is_named() {
        assert_eq!(
            LogFilter::parse("info,hyper=loud").unwrap_err().message,
            "\"hyper=loud\" is not a log level"
        );
        assert_eq!(
            LogFilter::parse("").unwrap_err().message,
            "\"\" is not a log level"
        );
    }
}
