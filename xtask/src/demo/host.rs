//! The host's process: started, asked, told by signals, stopped.

use std::env;
use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::http::{self, Answer};
use crate::chore::{Chore, Context, failed};

const PATIENCE: Duration = Duration::from_secs(10);
const INTERVAL: Duration = Duration::from_millis(20);

/// A running host; dropping it ends it.
pub(super) struct Host {
    child: Child,
    address: SocketAddr,
    key: String,
    log: PathBuf,
}

impl Host {
    /// Starts `switchboard serve` in the folder of its configuration.
    pub(super) fn start(program: &Path, config: &Path, address: SocketAddr) -> Chore<Self> {
        const CANNOT: &str = "cannot start the host";
        let log = config.with_extension("log");
        let key = create_key(program, config)?;
        let child = command(program, config)
            .arg("serve")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log).context(CANNOT)?)
            .spawn()
            .context(CANNOT)?;
        Ok(Self {
            child,
            address,
            key,
            log,
        })
    }

    /// Waits until the host is ready to send through this connector.
    pub(super) fn wait_until_ready(&mut self, connector: &str) -> Chore<Answer> {
        let mut last = "it did not answer".to_owned();
        let ready = self.poll(|host| match http::get(host.address, &host.key, "/readyz") {
            Ok(answer) if answer.status == 200 && answer.says("connector", connector) => {
                Some(answer)
            }
            other => {
                last = format!("{other:?}");
                None
            }
        })?;
        match ready {
            Some(answer) => Ok(answer),
            None => failed(format!(
                "the host was not ready with {connector} within {PATIENCE:.0?}: {last}"
            )),
        }
    }

    /// Sends `GET path`, to be answered 200.
    pub(super) fn get(&self, path: &str) -> Chore<Answer> {
        succeed(
            &format!("GET {path}"),
            http::get(self.address, &self.key, path),
        )
    }

    /// Sends `POST path`, to be answered 200.
    pub(super) fn post(&self, path: &str, document: &str) -> Chore<Answer> {
        let answer = http::post(self.address, &self.key, path, document);
        succeed(&format!("POST {path}"), answer)
    }

    /// Sends it a signal.
    pub(super) fn signal(&self, signal: Signal) -> Chore {
        kill_process(Pid::from_child(&self.child), signal).context("cannot signal the host")
    }

    /// Waits for its end, which must be a good one.
    pub(super) fn wait_for_end(&mut self) -> Chore<ExitStatus> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            match self.ended()? {
                Some(status) if status.success() => return Ok(status),
                Some(status) => return failed(format!("the host ended badly ({status})")),
                None => thread::sleep(INTERVAL),
            }
        }
        failed(format!("the host did not end within {PATIENCE:.0?}"))
    }

    /// Everything it has logged.
    pub(super) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Asks again and again, as long as there is a host to ask.
    fn poll<T>(&mut self, mut ask: impl FnMut(&Self) -> Option<T>) -> Chore<Option<T>> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if let Some(found) = ask(self) {
                return Ok(Some(found));
            }
            if let Some(status) = self.ended()? {
                return failed(format!("the host ended too early ({status})"));
            }
            thread::sleep(INTERVAL);
        }
        Ok(None)
    }

    fn ended(&mut self) -> Chore<Option<ExitStatus>> {
        self.child
            .try_wait()
            .context("cannot ask for the host's process")
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // Both fail for a process that has ended, and that is all that is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The host's program with a configuration.
fn command(program: &Path, config: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("-c").arg(config);
    // The demo is the same for everybody, whatever they configured for themselves.
    let ours = |name: &str| name.starts_with("SWITCHBOARD");
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_str().is_some_and(ours)) {
        command.env_remove(name);
    }
    command
}

/// An API key that may send messages and look at connectors.
fn create_key(program: &Path, config: &Path) -> Chore<String> {
    const CANNOT: &str = "cannot create an API key";
    let created = command(program, config)
        .args(["key", "create", "--scope", "messages:write,connectors:read"])
        .output()
        .context(CANNOT)?;
    match created.status.success() {
        true => Ok(String::from_utf8_lossy(&created.stdout).trim().to_owned()),
        false => failed(format!(
            "{CANNOT}: {}",
            String::from_utf8_lossy(&created.stderr)
        )),
    }
}

fn succeed(request: &str, answer: std::io::Result<Answer>) -> Chore<Answer> {
    let answer = answer.context(format!("`{request}` got no answer"))?;
    match answer.status {
        200 => Ok(answer),
        status => failed(format!(
            "`{request}` was answered {status}: {}",
            answer.body
        )),
    }
}
