//! What the host tells about itself: logs on stderr, as text or JSON, and metrics.

pub(crate) mod event;
pub(crate) mod metrics;

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::time::SystemTime;

use crate::config::LogFormat;

/// Starts logging. `filter` is a level, or `module=level` separated by commas.
pub(crate) fn start_logging(filter: &str, format: LogFormat, colour: bool) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_timer(SystemTime)
        .with_target(false);
    // A second start, as in a test, leaves the first one in charge.
    let _ = match format {
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
        LogFormat::Text => builder
            .with_ansi(colour && std::io::stderr().is_terminal())
            .try_init(),
    };
}
