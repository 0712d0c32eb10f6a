//! What is measured, and what measures: everything is built as it is shipped.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cargo::Built;
use crate::chore::{Chore, Context};
use crate::torture;
use crate::workspace::Workspace;

pub(super) struct Programs {
    /// The host and the plugins.
    pub(super) built: torture::Built,
    /// `host/examples/load.rs`.
    pub(super) load: PathBuf,
    /// `host/examples/bare_proxy.rs`.
    pub(super) proxy: PathBuf,
    /// `host/examples/delivery_load.rs`.
    pub(super) delivery: PathBuf,
    /// `host/examples/connector_cost.rs`.
    pub(super) cost: PathBuf,
    /// `crates/store/examples/fill.rs`.
    pub(super) fill: PathBuf,
}

impl Programs {
    pub(super) fn build(workspace: &Workspace) -> Chore<Self> {
        let built = torture::build(workspace, false)?;
        let of_host = examples(workspace, "switchboard")?;
        let of_store = examples(workspace, "store")?;
        Ok(Self {
            built,
            load: of_host.program("load")?,
            proxy: of_host.program("bare_proxy")?,
            delivery: of_host.program("delivery_load")?,
            cost: of_host.program("connector_cost")?,
            fill: of_store.program("fill")?,
        })
    }

    /// The plugins by file, in the order of their names.
    pub(super) fn plugins(&self) -> Chore<Vec<PathBuf>> {
        let is_plugin = |path: &PathBuf| path.extension().is_some_and(|end| end == "so");
        let files = crate::file::sorted(&self.built.plugins)?;
        Ok(files.into_iter().filter(is_plugin).collect())
    }
}

fn examples(workspace: &Workspace, package: &str) -> Chore<Built> {
    let build = workspace.cargo(["build", "--locked", "--release", "--examples"]);
    build.packages([package]).build()
}

/// Size of a file in KiB.
pub(super) fn kib(path: &Path) -> Chore<f64> {
    let facts = fs::metadata(path).context(format!("cannot look at `{}`", path.display()))?;
    Ok(facts.len() as f64 / 1024.0)
}
