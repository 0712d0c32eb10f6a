//! `switchboard doctor`: what is in order and what is not.

use serde::Serialize;
use serde_json::json;
use store::{Access, SqliteStore, Store};

use super::Globals;
use super::output::Output;
use super::table::Table;
use crate::client::is_running;
use crate::config::{Config, Isolation};
use crate::connectors::Knowledge;
use crate::error::Error;
use crate::exit::Exit;
use crate::plugins::Plugins;
use crate::storage;
use crate::telemetry::metrics::Metrics;

/// How a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// In order.
    Ok,
    /// It works, and somebody should know.
    Warning,
    /// It does not work.
    Failed,
}

impl State {
    const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
        }
    }
}

/// What was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    what: String,
    state: State,
    detail: String,
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn note(&mut self, what: impl Into<String>, state: State, detail: impl Into<String>) {
        self.0.push(Finding {
            what: what.into(),
            state,
            detail: detail.into(),
        });
    }

    fn fail(&mut self, what: impl Into<String>, error: &Error) {
        let mut detail = error.to_string();
        for line in error.details() {
            detail += &format!("; {line}");
        }
        if let Some(hint) = error.hint() {
            detail += &format!("; {hint}");
        }
        self.note(what, State::Failed, detail);
    }
}

/// Looks at everything, changes nothing.
pub(super) async fn run(globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let source = globals.config_source();
    let mut findings = Findings::default();
    match source.load() {
        Ok(config) => {
            let detail = match &source.file {
                Some(file) => format!("`{}`", file.display()),
                None => "no file: every key has its default".to_owned(),
            };
            findings.note("config", State::Ok, detail);
            look(&config, &mut findings).await;
        }
        Err(error) => findings.fail("config", &error),
    }
    let failed = findings
        .0
        .iter()
        .any(|finding| finding.state == State::Failed);
    output.rows(
        &json!({ "healthy": !failed, "findings": findings.0 }),
        || {
            let mut table = Table::new(&["WHAT", "STATE", "DETAIL"]);
            for finding in &findings.0 {
                table.row(&[&finding.what, finding.state.name(), &finding.detail]);
            }
            table
        },
    );
    Ok(if failed { Exit::Failed } else { Exit::Ok })
}

async fn look(config: &Config, findings: &mut Findings) {
    let store = look_at_store(config, findings);
    let running = is_running(config).await;
    let detail = if running {
        "it is running"
    } else {
        "it is not running"
    };
    findings.note("service", State::Ok, detail);
    let plugins = Plugins::new(&config.plugins, Metrics::new());
    look_at_plugins(&plugins, config, findings).await;
    look_at_active(config, store.as_ref(), &plugins, findings).await;
    look_at_egress(config, findings);
}

fn look_at_store(config: &Config, findings: &mut Findings) -> Option<SqliteStore> {
    let path = config.store.path.display().to_string();
    if !config.store.path.exists() {
        let detail = format!("`{path}` is made at the first start");
        findings.note("store", State::Ok, detail);
        return None;
    }
    match storage::open(&config.store, Access::Tool) {
        Ok(store) => {
            findings.note("store", State::Ok, format!("`{path}`"));
            Some(store)
        }
        Err(error) => {
            findings.fail("store", &error);
            None
        }
    }
}

async fn look_at_plugins(plugins: &Plugins, config: &Config, findings: &mut Findings) {
    let candidates = match plugins.candidates().await {
        Ok(candidates) => candidates,
        Err(error) => return findings.fail("plugins", &error),
    };
    let mut sandbox = None;
    for candidate in candidates {
        let file = candidate.path.display().to_string();
        let loaded = match candidate.metadata {
            Ok(_) => plugins.load_file(&candidate.path).await,
            Err(error) => Err(error.into()),
        };
        match loaded {
            Ok(plugin) => {
                let info = &plugin.info().metadata;
                let detail = format!("connector `{}` {}, ABI {}", info.id, info.version, info.abi);
                findings.note(file, State::Ok, detail);
                sandbox = plugin.sandbox().or(sandbox);
            }
            Err(error) => findings.fail(file, &error),
        }
    }
    let (state, detail) = match (config.plugins.isolation, sandbox) {
        (Isolation::InProcess, _) => {
            let detail = "plugins run in the host's process, which trusts them with everything";
            (State::Warning, detail)
        }
        (Isolation::Worker, None) => (State::Warning, "there is no plugin to try it with"),
        (Isolation::Worker, Some(report)) => match (report.landlock, report.seccomp) {
            (true, true) => (State::Ok, "workers are closed with Landlock and seccomp"),
            (false, true) => (State::Warning, "this kernel lacks Landlock"),
            (true, false) => (State::Warning, "this kernel lacks seccomp filters"),
            (false, false) => (
                State::Warning,
                "this kernel lacks Landlock and seccomp filters",
            ),
        },
    };
    findings.note("sandbox", state, detail);
}

async fn look_at_active(
    config: &Config,
    store: Option<&SqliteStore>,
    plugins: &Plugins,
    findings: &mut Findings,
) {
    let known = Knowledge::read(config, store.map(|store| store as &dyn Store)).await;
    match known.map(|known| known.active) {
        Err(error) => findings.fail("active connector", &error),
        Ok(None) => {
            let detail = "none: messages are refused until one is switched to";
            findings.note("active connector", State::Warning, detail);
        }
        Ok(Some((id, generation))) => match plugins.load(&id).await {
            Ok(_) => {
                let detail = format!("`{id}`, generation {generation}");
                findings.note("active connector", State::Ok, detail);
            }
            Err(error) => findings.fail("active connector", &error),
        },
    }
}

fn look_at_egress(config: &Config, findings: &mut Findings) {
    let egress = &config.egress;
    if let Err(error) = crate::service::egress(config) {
        return findings.fail("egress", &error);
    }
    let before = findings.0.len();
    for (origin, target) in &egress.rewrite {
        let detail = format!("{} goes to {}", origin.as_str(), target.origin.as_str());
        findings.note("egress", State::Warning, detail);
    }
    if egress.allow_http {
        let detail = "plain HTTP is allowed: codes and credentials can be read on the way";
        findings.note("egress", State::Warning, detail);
    }
    if findings.0.len() == before {
        findings.note("egress", State::Ok, "https to declared hosts only");
    }
}
