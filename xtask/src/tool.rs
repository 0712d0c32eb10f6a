//! Tools that chores need: the one on the PATH, or one of our own under `target/tools`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::chore::{Chore, failed};
use crate::workspace::Workspace;

/// The program of a cargo subcommand that crates.io has; installs it when it is not there.
pub(crate) fn find_or_install(workspace: &Workspace, name: &str, version: &str) -> Chore<PathBuf> {
    let tools = workspace.target.join("tools");
    let installed = tools.join("bin").join(name);
    let mut candidates = [PathBuf::from(name), installed.clone()].into_iter();
    if let Some(program) = candidates.find(|program| starts(program)) {
        return Ok(program);
    }
    println!("installing {name} {version} into {}", tools.display());
    workspace
        .cargo(["install", name, "--locked", "--version", version])
        .args(["--root", &tools.to_string_lossy()])
        .run()?;
    Ok(installed)
}

/// A program that comes in a package of the same name; on Debian it is installed when it is missing.
pub(crate) fn find_or_install_package(name: &str) -> Chore<PathBuf> {
    find_or_install_program(name, name)
}

/// A program and the package that it comes in.
pub(crate) fn find_or_install_program(name: &str, package: &str) -> Chore<PathBuf> {
    let program = PathBuf::from(name);
    if starts(&program) {
        return Ok(program);
    }
    println!("installing the package {package}");
    let mut install = Command::new("apt-get");
    let installed = install
        .args(["install", "--yes", "--no-install-recommends", package])
        .status();
    match installed.is_ok_and(|status| status.success()) && starts(&program) {
        true => Ok(program),
        false => failed(format!(
            "`{name}` is missing, and `apt-get install {package}` did not help; install it, and run this again"
        )),
    }
}

fn starts(program: &Path) -> bool {
    let mut command = Command::new(program);
    let quiet = command.arg("--version").stdout(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}
