//! A host with two connectors and their simulated providers; it can be killed and started again.

use std::env;
use std::fs::{self, File, OpenOptions};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

use connector_testkit::sim::{BlockingSimulator, LOOPBACK, Provider};
use serde_json::Value;
use tempfile::TempDir;

use super::Built;
use super::client::Client;
use crate::chore::{Chore, Context, failed};
use crate::port::Reserved;
use crate::simulate::{Credentials, Kind, Simulated};

const PATIENCE: Duration = Duration::from_secs(20);
const SCOPES: &str = "messages:write,messages:read,connectors:read,connectors:write,keys:write";

/// The connectors, which take turns.
pub(crate) const CONNECTORS: [&str; 2] = ["twilio", "http"];

/// The host and its surroundings.
pub(crate) struct Rig {
    folder: TempDir,
    program: PathBuf,
    pub(crate) port: Reserved,
    pub(crate) key: String,
    pub(crate) simulators: Vec<BlockingSimulator<Box<dyn Provider>>>,
    host: Option<Child>,
    is_traced: bool,
}

/// What is not as usual.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Setup<'s> {
    /// Lines for `[plugins]`.
    pub(crate) plugins: &'s str,
    /// Lines for `[messages]`.
    pub(crate) messages: &'s str,
    /// Where the store is, in place of the folder for temporary files.
    pub(crate) folder: Option<&'s str>,
}

impl Rig {
    /// Starts simulators and the host, configures both connectors and switches to the first.
    pub(crate) fn set_up(built: &Built, messages: &str) -> Chore<Self> {
        let setup = Setup {
            messages,
            ..Setup::default()
        };
        Self::set_up_as(built, &setup)
    }

    /// The same, not as usual.
    pub(crate) fn set_up_as(built: &Built, setup: &Setup<'_>) -> Chore<Self> {
        let folder = match setup.folder {
            Some(folder) => tempfile::tempdir_in(folder),
            None => tempfile::tempdir(),
        };
        let folder = folder.context("cannot make a temporary folder")?;
        let Setup {
            plugins, messages, ..
        } = setup;
        let port = Reserved::new()?;
        let mut simulators = Vec::new();
        let mut configs = Vec::new();
        let mut rewrite = String::new();
        for kind in [Kind::Twilio, Kind::Http] {
            let Simulated {
                provider,
                origin,
                config,
            } = kind.simulated(&Credentials::default(), None)?;
            let simulator =
                BlockingSimulator::start(provider, LOOPBACK).context("cannot start a simulator")?;
            rewrite += &format!("{origin:?} = {:?}\n", simulator.url());
            simulators.push(simulator);
            configs.push(config);
        }
        let text = format!(
            "[server]\nlisten = \"{}\"\n[plugins]\ndir = {:?}\n{plugins}\n[messages]\n{messages}\n\
             [telemetry]\nlog = \"error\"\n[egress.rewrite]\n{rewrite}",
            port.address, built.plugins,
        );
        fs::write(folder.path().join("switchboard.toml"), text)
            .context("cannot write the config")?;
        let mut rig = Self {
            folder,
            program: built.program.clone(),
            port,
            key: String::new(),
            simulators,
            host: None,
            is_traced: false,
        };
        rig.key = rig.create_key()?;
        rig.start(&[])?;
        rig.configure(&configs)?;
        Ok(rig)
    }

    /// Somebody with a key.
    pub(crate) fn client(&self) -> Client {
        Client::new(self.port.address, &self.key)
    }

    /// The value of one of the host's metrics, by its name with its labels.
    pub(crate) fn metric(&self, name: &str) -> Chore<f64> {
        let page = self.client().text("/metrics");
        let page = page.context("the metrics cannot be read")?;
        let value = |line: &str| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok();
        let value = page.lines().find_map(value);
        value.map_or_else(|| failed(format!("the metrics have no `{name}`")), Ok)
    }

    /// The store of the host.
    pub(crate) fn store(&self) -> PathBuf {
        self.folder.path().join("switchboard.db")
    }

    /// Identifier of the host's process.
    pub(crate) fn pid(&self) -> Result<u32, &'static str> {
        let host = self.host.as_ref().ok_or("it does not run")?;
        Ok(host.id())
    }

    /// Starts the host, under another program when one is given, and waits until it is ready. Gives
    /// the time that took; `None` when it ended before.
    pub(crate) fn start(&mut self, under: &[&str]) -> Chore<Option<Duration>> {
        let begun = Instant::now();
        self.spawn(under)?;
        let mut client = self.client();
        while begun.elapsed() < PATIENCE {
            if let Ok(answer) = client.request("GET", "/livez", None, "")
                && answer.status == 200
            {
                return Ok(Some(begun.elapsed()));
            }
            if self.has_ended()? {
                return Ok(None);
            }
            thread::sleep(Duration::from_millis(1));
        }
        failed(format!(
            "the host was not ready within {PATIENCE:?}: {}",
            self.log_text()
        ))
    }

    /// Starts the host, and does not wait.
    pub(crate) fn spawn(&mut self, under: &[&str]) -> Chore {
        let mut command = match under {
            [] => self.command(&self.program),
            [program, arguments @ ..] => {
                let mut command = self.command(Path::new(program));
                command.args(arguments).arg(&self.program);
                command
            }
        };
        // A group of its own: whoever traces the host is ended together with it.
        let child = command
            .process_group(0)
            .args(["-c", "switchboard.toml", "serve"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(self.log()?)
            .spawn()
            .context("cannot start the host")?;
        self.host = Some(child);
        self.is_traced = !under.is_empty();
        Ok(())
    }

    /// Whether the host has ended by itself.
    pub(crate) fn has_ended(&mut self) -> Chore<bool> {
        let Some(host) = &mut self.host else {
            return Ok(true);
        };
        let ended = host.try_wait().context("cannot ask for the host")?;
        Ok(ended.is_some())
    }

    /// Ends the host as a power cut would.
    pub(crate) fn kill(&mut self) {
        if let Some(mut host) = self.host.take() {
            // Both fail for a process that has ended, and that is all that is wanted.
            let group = Pid::from_child(&host);
            let _ = kill_process_group(group, Signal::KILL);
            let _ = host.wait();
            // Under a tracer the host itself is not our child, and takes a moment longer.
            let until = Instant::now() + PATIENCE;
            while self.is_traced && test_kill_process_group(group).is_ok() && Instant::now() < until
            {
                thread::sleep(Duration::from_millis(1));
            }
        }
    }

    /// What the host logged.
    pub(crate) fn log_text(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn log(&self) -> Chore<File> {
        OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.folder.path().join("log"))
            .context("cannot open the log")
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path());
        // What somebody configured for themselves is not what is tortured.
        let ours = |name: &str| name.starts_with("SWITCHBOARD");
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_str().is_some_and(ours)) {
            command.env_remove(name);
        }
        command
    }

    fn create_key(&self) -> Chore<String> {
        let created = self
            .command(&self.program)
            .args(["-c", "switchboard.toml", "key", "create", "--scope", SCOPES])
            .output()
            .context("cannot create an API key")?;
        match created.status.success() {
            true => Ok(String::from_utf8_lossy(&created.stdout).trim().to_owned()),
            false => failed(String::from_utf8_lossy(&created.stderr)),
        }
    }

    fn configure(&self, configs: &[Value]) -> Chore {
        let mut client = self.client();
        for (id, config) in CONNECTORS.iter().zip(configs) {
            let path = format!("/v1/connectors/{id}/config");
            succeed(&mut client, "PUT", &path, &config.to_string())?;
        }
        switch(&mut client, 0)
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Switches to the connector of this number.
pub(crate) fn switch(client: &mut Client, number: usize) -> Chore {
    let id = CONNECTORS.iter().cycle().nth(number % CONNECTORS.len());
    let document = format!(r#"{{"connector":"{}"}}"#, id.unwrap_or(&"twilio"));
    succeed(client, "PUT", "/v1/active-connector", &document)
}

/// A request that must succeed.
pub(crate) fn succeed(client: &mut Client, method: &str, path: &str, body: &str) -> Chore {
    let answer = client.request(method, path, None, body);
    let answer = answer.context(format!("`{method} {path}` got no answer"))?;
    match answer.status {
        200..=299 => Ok(()),
        status => failed(format!("`{method} {path}`: {status} {}", answer.document)),
    }
}
