//! Exit codes of the command line (`sysexits.h`, where it has one).

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// It did what was asked.
    Ok,
    /// It failed.
    Failed,
    /// The command line makes no sense.
    Usage,
    /// The service or the connector is not available.
    Unavailable,
    /// It may work later.
    TryLater,
    /// The operating system does not permit it.
    NotPermitted,
    /// A config is wrong.
    BadConfig,
}

impl Exit {
    /// The number.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Unavailable => 69,
            Self::TryLater => 75,
            Self::NotPermitted => 77,
            Self::BadConfig => 78,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
