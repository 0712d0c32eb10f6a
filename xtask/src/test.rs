//! `test`: everything the tests need, then all of them.

use std::time::Instant;

use crate::chore::Chore;
use crate::matrix;
use crate::plugins::{self, Quality};
use crate::torture;
use crate::tutorial;
use crate::workspace::Workspace;

/// Where the tests of the host find the plugins: a folder with one `<id>.so` each.
const PLUGINS_VARIABLE: &str = "SWITCHBOARD_TEST_PLUGINS";

/// Runs all tests of the workspace.
pub(crate) fn run(workspace: &Workspace) -> Chore {
    let began = Instant::now();
    println!("== plugins for the tests");
    let folder = workspace.plugin_folder();
    let plugins = plugins::build(workspace, Quality::Dev, &folder)?;
    let cargo = |args: &[&'static str]| {
        let command = workspace.cargo(args.iter().copied());
        command.env(PLUGINS_VARIABLE, &folder).run()
    };
    let runner = if workspace.cargo(["nextest", "--version"]).succeeds() {
        println!("== tests, with cargo-nextest");
        // Tests that are ignored are named at the end.
        cargo(&[
            "nextest",
            "run",
            "--workspace",
            "--locked",
            "--no-fail-fast",
            "--status-level=fail",
            "--final-status-level=skip",
        ])?;
        "cargo-nextest"
    } else {
        println!("== tests, with cargo test (cargo-nextest is faster, but not installed)");
        cargo(&[
            "test",
            "--workspace",
            "--locked",
            "--no-fail-fast",
            "--lib",
            "--bins",
            "--tests",
            "--examples",
        ])?;
        "cargo test"
    };
    println!("== examples in the documentation");
    cargo(&["test", "--workspace", "--locked", "--no-fail-fast", "--doc"])?;
    println!("== the tutorial for connector authors, followed to the letter");
    tutorial::run(workspace)?;
    println!("== plugins of other boundaries, toolchains and profiles");
    matrix::run(workspace)?;
    println!("== what a send promises, under switches, kills and failing system calls");
    torture::run(workspace, &torture::short())?;
    println!(
        "\nAll tests passed in {:.0?}: {} plugins built, tests run with {runner}, documentation examples run.",
        began.elapsed(),
        plugins.len(),
    );
    Ok(())
}
