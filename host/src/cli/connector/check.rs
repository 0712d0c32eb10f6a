//! `switchboard connector check`.

use std::path::Path;
use std::time::{Duration, Instant};

use connector_api::ConnectorInfo;
use connector_config::{Document, SystemSecrets};
use connector_conformance::{Instance, Library, Recording, Report, check_library};
use connector_loader::Image;
use connector_worker::{Worker, WorkerPlugin};
use serde_json::{Value, json};
use tokio::runtime::Handle;
use zeroize::Zeroizing;

use crate::cli::output::Output;
use crate::connectors::schema_of;
use crate::error::Error;
use crate::exit::Exit;
use crate::plugins::load_anything;
use crate::service::read_text;
use crate::telemetry::metrics::Metrics;

/// What takes this long is not fast enough for any clause.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) async fn run(
    file: &Path,
    config: Option<&Path>,
    replies: Option<&Path>,
    output: &Output,
) -> Result<Exit, Error> {
    let image = Image::read(file)?;
    image.inspect()?;
    let plugin = load_anything(&image, Metrics::new()).await?;
    let config = config
        .map(|path| read_config(path, plugin.info()))
        .transpose()?;
    let replies = match replies {
        Some(path) => Recording::read_all(path).map_err(|source| Error::Unreadable {
            path: path.to_owned(),
            source,
        })?,
        None => Vec::new(),
    };
    let library = InWorkers {
        plugin,
        runtime: Handle::current(),
    };
    let path = file.to_owned();
    // The suite asks and waits: not what the runtime's own threads are for.
    let checked =
        tokio::task::spawn_blocking(move || check_library(&path, &library, config, &replies));
    let report = checked.await.map_err(|error| Error::System {
        what: "the suite itself failed",
        source: std::io::Error::other(error),
    })?;
    output.data(&json!(report), || report.to_string());
    Ok(exit_of(&report))
}

fn exit_of(report: &Report) -> Exit {
    match report.passed() {
        true => Exit::Ok,
        false => Exit::Failed,
    }
}

fn read_config(path: &Path, info: &ConnectorInfo) -> Result<Value, Error> {
    let schema = schema_of(info)?;
    let text = Zeroizing::new(read_text(path)?);
    let ready = Document::parse(&text).and_then(|document| schema.ready(&document, &SystemSecrets));
    ready
        .map(|value| (*value).clone())
        .map_err(|issues| Error::ConnectorConfig {
            connector: info.metadata.id.clone(),
            source_name: path.display().to_string(),
            issues,
        })
}

/// The connector in workers, one per instance.
struct InWorkers {
    plugin: WorkerPlugin,
    runtime: Handle,
}

impl Library for InWorkers {
    fn info(&self) -> &ConnectorInfo {
        self.plugin.info()
    }

    fn create(&self, config: &[u8]) -> Result<Box<dyn Instance>, String> {
        let config = Zeroizing::new(config.to_vec());
        let created = self.runtime.block_on(self.plugin.create(config));
        let worker = created.map_err(|error| error.to_string())?;
        Ok(Box::new(InWorker {
            worker,
            runtime: self.runtime.clone(),
        }))
    }

    fn runs_on_threads(&self) -> bool {
        false
    }
}

struct InWorker {
    worker: Worker,
    runtime: Handle,
}

impl Instance for InWorker {
    fn start(&self, call: &[u8]) -> Result<Vec<u8>, String> {
        let deadline = Instant::now() + PATIENCE;
        let step = self.runtime.block_on(self.worker.start(call, deadline));
        step.map_err(|error| error.to_string())
    }

    fn resume(&self, call: &[u8], response: &[u8], state: Option<&str>) -> Result<Vec<u8>, String> {
        let deadline = Instant::now() + PATIENCE;
        let step = self.worker.resume(call, response, state, deadline);
        self.runtime
            .block_on(step)
            .map_err(|error| error.to_string())
    }
}
