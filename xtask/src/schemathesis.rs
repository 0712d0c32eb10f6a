//! `schemathesis`: requests made up from the OpenAPI document, against the running service. Every
//! answer must be in the document; a status of the 500s must be a documented problem.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use clap::Args;

use crate::cargo::run as run_program;
use crate::chore::{Chore, Context};
use crate::torture;
use crate::torture::rig::Rig;
use crate::workspace::Workspace;

const VERSION: &str = "4.32.5";

/// What is checked. A 503 that is a documented problem is an answer: the document decides, not the
/// number.
const CHECKS: &str = "status_code_conformance,content_type_conformance,response_schema_conformance,\
                      response_headers_conformance,unsupported_method,ignored_auth,\
                      missing_required_header";

#[derive(Args)]
pub(crate) struct Options {
    /// How many requests are made up per call of the API.
    #[arg(long, value_name = "N", default_value_t = 100)]
    examples: u32,
    /// Seed of the random choices.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// Starts a service with a simulated provider, and lets schemathesis loose on it.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Chore {
    let program = install(workspace)?;
    let built = torture::build(workspace, true)?;
    let rig = Rig::set_up(&built, "")?;
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    // The key goes through the environment: arguments are for everybody to see.
    let config = "headers = { Authorization = \"Bearer ${SWITCHBOARD_KEY}\" }\n";
    let file = folder.path().join("schemathesis.toml");
    fs::write(&file, config).context("cannot write the configuration of schemathesis")?;
    let mut command = Command::new(program);
    command
        .current_dir(folder.path())
        .env("SWITCHBOARD_KEY", &rig.key)
        .arg("--config-file")
        .arg(&file)
        .args(["run", &format!("http://{}/openapi.json", rig.port.address)])
        .args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing"])
        .args(["--max-examples", &options.examples.to_string()])
        .args(["--seed", &options.seed.to_string()])
        .args(["--continue-on-failure", "--no-color"]);
    run_program(&mut command)
}

/// Installs it into a Python environment of its own.
fn install(workspace: &Workspace) -> Chore<PathBuf> {
    let home = workspace
        .target
        .join("tools")
        .join(format!("schemathesis-{VERSION}"));
    let program = home.join("bin").join("schemathesis");
    if !program.exists() {
        println!("installing schemathesis {VERSION} into {}", home.display());
        run_program(Command::new("python3").args(["-m", "venv"]).arg(&home))?;
        let mut pip = Command::new(home.join("bin").join("pip"));
        run_program(pip.args(["install", "--quiet", &format!("schemathesis=={VERSION}")]))?;
    }
    Ok(program)
}
