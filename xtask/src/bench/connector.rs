//! What a connector costs without a network, and how large it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::figures::Figures;
use super::programs::{Programs, kib};
use crate::chore::{Chore, Context, failed};
use crate::simulate::{Credentials, Kind, Simulated};

const GROUP: &str = "connector twilio, one at a time, microseconds";

pub(super) fn measure(programs: &Programs, figures: &mut Figures) -> Chore {
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let (_, config) = twilio(folder.path())?;
    let output = Command::new(&programs.cost)
        .arg(programs.built.plugins.join("twilio.so"))
        .arg(&config)
        .arg(&programs.built.program)
        .output()
        .context("cannot run connector_cost")?;
    let Ok(told) = serde_json::from_slice::<Value>(&output.stdout) else {
        return failed(String::from_utf8_lossy(&output.stderr));
    };
    let number = |name: &str| told.get(name).and_then(Value::as_f64).unwrap_or_default();
    for (row, name) in [
        ("inspect the file", "inspect"),
        ("load it into a process", "load"),
        ("compile its schema", "compileSchema"),
        ("request and outcome, in process", "requestAndOutcome"),
        ("start a worker until it is ready", "spawnToReady"),
        ("one question to a worker", "workerRoundTrip"),
        ("delivery, in process", "deliveryInProcess"),
        ("delivery, in a worker", "deliveryInWorker"),
    ] {
        figures.add(GROUP, row, &[("p50 us", number(name))]);
    }
    let allocations = number("allocationsPerDelivery");
    figures.add(
        GROUP,
        "allocations of the host per delivery",
        &[("count", allocations)],
    );
    for plugin in programs.plugins()? {
        let name = plugin
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        figures.add("size", &name, &[("KiB", kib(&plugin)?)]);
    }
    figures.add(
        "size",
        "switchboard",
        &[("KiB", kib(&programs.built.program)?)],
    );
    Ok(())
}

/// A simulated account of Twilio, and the connector's config for it in a file.
pub(super) fn twilio(folder: &Path) -> Chore<(Simulated, PathBuf)> {
    let twilio = Kind::Twilio.simulated(&Credentials::default(), None)?;
    let config = folder.join("twilio.json");
    fs::write(&config, twilio.config.to_string()).context("cannot write a config")?;
    Ok((twilio, config))
}
