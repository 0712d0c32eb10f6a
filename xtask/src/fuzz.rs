//! `fuzz`: every fuzz target for a while, from its seeds. Needs a nightly compiler.

use std::fs;
use std::process::Command;

use clap::Args;

use crate::cargo::run as run_program;
use crate::chore::{Chore, Context, failed};
use crate::tool::find_or_install;
use crate::workspace::Workspace;

#[derive(Args)]
pub(crate) struct Options {
    /// How long each target runs.
    #[arg(long, value_name = "N", default_value_t = 60)]
    seconds: u32,
    /// Targets to run, in place of all.
    targets: Vec<String>,
}

const VERSION: &str = "0.13.2";

/// Runs the targets one after the other; the first finding ends it.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Chore {
    let folder = workspace.root.join("fuzz");
    let mut known = Vec::new();
    let targets = fs::read_dir(folder.join("fuzz_targets")).context("cannot list the targets")?;
    for target in targets {
        let path = target.context("cannot list the targets")?.path();
        known.extend(
            path.file_stem()
                .map(|stem| stem.to_string_lossy().into_owned()),
        );
    }
    known.sort();
    if let Some(unknown) = options
        .targets
        .iter()
        .find(|target| !known.contains(target))
    {
        return failed(format!(
            "there is no target `{unknown}`, only {}",
            known.join(", ")
        ));
    }
    let program = find_or_install(workspace, "cargo-fuzz", VERSION)?;
    let chosen = if options.targets.is_empty() {
        &known
    } else {
        &options.targets
    };
    for target in chosen {
        println!("== {target}, {} s", options.seconds);
        let corpus = folder.join("corpus").join(target);
        fs::create_dir_all(&corpus).context("cannot make a folder for the corpus")?;
        let seeds = folder.join("seeds").join(target);
        let mut command = Command::new("rustup");
        command
            .current_dir(&workspace.root)
            .args(["run", "nightly"])
            .arg(&program)
            .args(["fuzz", "run", "--fuzz-dir", "fuzz", target.as_str()])
            .arg(&corpus)
            .args(seeds.is_dir().then_some(&seeds))
            .arg("--")
            .arg(format!("-max_total_time={}", options.seconds))
            .arg("-timeout=10");
        run_program(&mut command)?;
    }
    println!(
        "\n{} targets ran for {} s each without a finding.",
        chosen.len(),
        options.seconds
    );
    Ok(())
}
