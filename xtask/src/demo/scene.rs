//! What there is before the host starts: two simulated providers and a folder of configuration.

use std::fs;
use std::path::{Path, PathBuf};

use connector_testkit::sim::{BlockingSimulator, LOOPBACK, Provider};
use tempfile::TempDir;
use toml::Value;

use crate::chore::{Chore, Context};
use crate::file;
use crate::port::Reserved;
use crate::simulate::{Credentials, Kind, Simulated};

/// A simulated provider whose type does not matter.
type AnySimulator = BlockingSimulator<Box<dyn Provider>>;

/// The two providers and the files of the host.
pub(super) struct Scene {
    folder: TempDir,
    plugins: PathBuf,
    /// Where the host will listen.
    pub(super) port: Reserved,
    pub(super) first: Provided,
    pub(super) second: Provided,
}

/// A provider with its connector.
pub(super) struct Provided {
    /// The connector's id.
    pub(super) id: &'static str,
    pub(super) simulator: AnySimulator,
    origin: &'static str,
}

impl Scene {
    /// Starts the providers and writes the files.
    pub(super) fn set(plugins: PathBuf) -> Chore<Self> {
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
        let credentials = Credentials {
            authorization: Some("Bearer demo".to_owned()),
            ..Credentials::default()
        };
        let provided = |kind| provide(kind, &credentials, folder.path());
        let (first, second) = (provided(Kind::Twilio)?, provided(Kind::Http)?);
        let scene = Self {
            folder,
            plugins,
            port: Reserved::new()?,
            first,
            second,
        };
        scene.activate(&scene.first)?;
        Ok(scene)
    }

    /// Writes the host's configuration with this connector as the active one.
    pub(super) fn activate(&self, provided: &Provided) -> Chore {
        file::write(&self.config_path(), &self.config(provided.id))
    }

    /// The host's configuration file.
    pub(super) fn config_path(&self) -> PathBuf {
        self.folder.path().join("switchboard.toml")
    }

    /// The host's configuration.
    pub(super) fn config(&self, active: &str) -> String {
        let plugins = Value::from(self.plugins.to_string_lossy().into_owned());
        let rewrite = [&self.first, &self.second]
            .map(|provided| format!("{:?} = {:?}\n", provided.origin, provided.simulator.url()));
        format!(
            "[server]\nlisten = \"{}\"\n\n[plugins]\ndir = {plugins}\n\n\
             [connectors]\ndir = \"connectors.d\"\nactive = \"{active}\"\n\n\
             [egress.rewrite]\n{}",
            self.port.address,
            rewrite.concat(),
        )
    }
}

fn provide(kind: Kind, credentials: &Credentials, folder: &Path) -> Chore<Provided> {
    let id = kind.id();
    let Simulated {
        provider,
        origin,
        config,
    } = kind.simulated(credentials, None)?;
    let simulator = BlockingSimulator::start(provider, LOOPBACK)
        .context(format!("cannot start the simulator of {id}"))?;
    let configs = folder.join("connectors.d");
    fs::create_dir_all(&configs)
        .and_then(|()| fs::write(configs.join(format!("{id}.json")), format!("{config:#}\n")))
        .context(format!("cannot write the config of {id}"))?;
    Ok(Provided {
        id,
        simulator,
        origin,
    })
}
