//! `new-connector`: a connector crate from the template, with the SDK of this workspace.

use std::path::PathBuf;
use std::process::Command;

use clap::Args;

use crate::chore::{Chore, Context, failed};
use crate::workspace::Workspace;

#[derive(Args)]
pub(crate) struct Options {
    /// The connector's id.
    id: String,
    /// Folder for the crate [default: plugins/ID].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Has the host make it, as an author without this workspace would.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Chore {
    let args = ["build", "--locked", "--package", "switchboard"];
    let program = workspace.cargo(args).build()?.program("switchboard")?;
    let out = match &options.out {
        Some(out) => out.clone(),
        None => workspace.root.join("plugins").join(&options.id),
    };
    let made = Command::new(program)
        .args(["connector", "new", &options.id, "--out"])
        .arg(&out)
        .arg("--sdk")
        .arg(&workspace.root)
        .status()
        .context("cannot run the host")?;
    match made.success() {
        true => Ok(()),
        false => failed(format!("no connector was made in `{}`", out.display())),
    }
}
