//! A running service.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::command::switchboard;
use super::http::{Client, Reply};

/// How long an event may take to appear.
const PATIENCE: Duration = Duration::from_secs(30);

/// A child process that serves, and the events it logs.
pub(crate) struct Service {
    child: Child,
    events: Receiver<Value>,
    seen: Vec<Value>,
    client: Client,
}

impl Service {
    /// Starts it with an API key that permits everything.
    pub(crate) fn start(folder: &Path) -> Self {
        const SCOPES: &str =
            "messages:write,messages:read,connectors:read,connectors:write,keys:write";
        let create = [
            "-c",
            "switchboard.toml",
            "-o",
            "json",
            "key",
            "create",
            "--scope",
            SCOPES,
        ];
        let created = switchboard(folder, &create);
        assert_eq!(created.code, 0, "{}", created.stderr);
        // A handful of bytes per test: a key is handed to every thread.
        let key = created.json()["key"].as_str().unwrap().to_owned().leak();
        let mut child = Command::new(env!("CARGO_BIN_EXE_switchboard"))
            .args(["serve", "--config", "switchboard.toml"])
            .current_dir(folder)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        let (sender, events) = channel();
        std::thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                let event = serde_json::from_str(&line).unwrap_or(Value::String(line));
                if sender.send(event).is_err() {
                    return;
                }
            }
        });
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut service = Self {
            child,
            events,
            seen: Vec::new(),
            client: Client { address, key },
        };
        let listening = service.wait_for("listening");
        service.client.address = listening["address"].as_str().unwrap().parse().unwrap();
        service
    }

    /// Waits for the next event of this name.
    pub(crate) fn wait_for(&mut self, name: &str) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let Ok(event) = self.events.recv_timeout(left) else {
                panic!("`{name}` did not happen; this did: {:#?}", self.seen);
            };
            self.seen.push(event.clone());
            if event["event"] == name {
                return event;
            }
        }
    }

    pub(crate) fn post(&self, body: &str) -> Reply {
        self.client.request("POST", "/v1/messages", Some(body))
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.client.request("GET", path, None)
    }

    /// Asks it for anything.
    pub(crate) fn request(&self, method: &str, path: &str, body: Option<&str>) -> Reply {
        self.client.request(method, path, body)
    }

    pub(crate) fn client(&self) -> Client {
        self.client
    }

    /// Identifier of the process.
    pub(crate) fn pid(&self) -> i32 {
        i32::try_from(self.child.id()).unwrap()
    }

    /// Makes a connector the active one.
    pub(crate) fn switch(&self, id: &str) -> Reply {
        let document = format!(r#"{{"connector":"{id}"}}"#);
        self.request("PUT", "/v1/active-connector", Some(&document))
    }

    /// Ends the process as a power cut would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let status = Command::new("kill")
            .args([&format!("-{name}"), &pid])
            .status()
            .unwrap();
        assert!(status.success());
    }

    /// Ends the service as a service manager would. Gives its exit code and everything it logged.
    pub(crate) fn stop(mut self) -> (Option<i32>, String) {
        self.signal("TERM");
        let status = self.child.wait().unwrap();
        let rest = self.events.iter().collect::<Vec<_>>();
        let log: Vec<String> = self
            .seen
            .iter()
            .chain(&rest)
            .map(ToString::to_string)
            .collect();
        (status.code(), log.join("\n"))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // A test that failed half-way leaves no process behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
