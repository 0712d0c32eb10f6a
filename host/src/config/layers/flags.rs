//! The layer of the command line.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::Layer;
use crate::config::origin::Origin;
use crate::config::value::{TextSetting, Value};

/// What options of the command line say about the config.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Overrides {
    /// `--listen`, for `server.listen`.
    pub(crate) listen: Option<SocketAddr>,
    /// `--connector-dir`, for `plugins.dir`.
    pub(crate) connector_dir: Option<PathBuf>,
    /// The level that `-v` or `-q` stands for, for `telemetry.log`.
    pub(crate) log: Option<&'static str>,
}

/// The values that were given.
pub(crate) fn flag_layer(overrides: Overrides) -> Layer<'static> {
    let Overrides {
        listen,
        connector_dir,
        log,
    } = overrides;
    let mut layer = Layer::in_folder(Path::new(""));
    let mut set = |flag, name, value: Option<Value>| {
        if let Some(value) = value {
            layer.set(name, value, Origin::Flag { flag });
        }
    };
    set(
        "--listen",
        ("server", "listen"),
        listen.map(|address| Value::Text(address.to_text())),
    );
    set(
        "--connector-dir",
        ("plugins", "dir"),
        connector_dir.map(Value::Path),
    );
    set(
        "-v/-q",
        ("telemetry", "log"),
        log.map(|level| Value::Text(level.to_owned())),
    );
    layer
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn a_flag_wins_over_the_environment() {
        let overrides = Overrides {
            listen: Some(SocketAddr::from(([127, 0, 0, 1], 0))),
            connector_dir: Some("target/plugins".into()),
            log: Some("debug"),
        };
        let variables = [(
            "SWITCHBOARD__SERVER__LISTEN".to_owned(),
            "127.0.0.1:1".to_owned(),
        )];
        let loaded = Config::load(None, variables.into_iter(), overrides).unwrap();
        let shown = |key| {
            (
                loaded.effective(key).to_text(),
                loaded.effective(key).origin.to_string(),
            )
        };
        assert_eq!(
            shown("server.listen"),
            ("\"127.0.0.1:0\"".into(), "--listen".into())
        );
        assert_eq!(
            shown("plugins.dir"),
            ("\"target/plugins\"".into(), "--connector-dir".into())
        );
        assert_eq!(shown("telemetry.log"), ("\"debug\"".into(), "-v/-q".into()));
    }
}
