//! `deny`: licences, bans and sources of the dependencies, and their known vulnerabilities.

use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use std::{io, thread};

use clap::Args;

use crate::cargo::run as run_program;
use crate::chore::{Chore, failed};
use crate::tool::find_or_install;
use crate::workspace::Workspace;

#[derive(Args)]
pub(crate) struct Options {
    /// Check known vulnerabilities only, and fail when their database cannot be fetched.
    #[arg(long)]
    advisories: bool,
}

/// The version whose configuration `deny.toml` is written for.
const VERSION: &str = "0.20.2";
/// A database that is not there by then is not coming: it takes seconds where it can be reached.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs the checks that were asked for.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Chore {
    match options.advisories {
        true => check_advisories(workspace),
        false => check(workspace),
    }
}

/// Checks what needs no network, then advisories if their database can be fetched.
pub(crate) fn check(workspace: &Workspace) -> Chore {
    let deny = CargoDeny::find_or_install(workspace)?;
    run_program(&mut deny.command(&["check", "bans", "licenses", "sources"]))?;
    match deny.fetch_database() {
        Ok(()) => run_program(&mut deny.command(&["check", "--disable-fetch", "advisories"])),
        Err(why) => {
            println!("\nNOT CHECKED: known vulnerabilities (advisories), because {why}.");
            println!("Run `cargo xtask deny --advisories` where the database can be reached.");
            Ok(())
        }
    }
}

fn check_advisories(workspace: &Workspace) -> Chore {
    let deny = CargoDeny::find_or_install(workspace)?;
    if let Err(why) = deny.fetch_database() {
        return failed(format!("known vulnerabilities cannot be checked: {why}"));
    }
    run_program(&mut deny.command(&["check", "--disable-fetch", "advisories"]))
}

struct CargoDeny {
    program: PathBuf,
    root: PathBuf,
}

impl CargoDeny {
    fn find_or_install(workspace: &Workspace) -> Chore<Self> {
        Ok(Self {
            program: find_or_install(workspace, "cargo-deny", VERSION)?,
            root: workspace.root.clone(),
        })
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.root).args(args);
        command
    }

    /// Fetches the database of advisories; the error is half a sentence.
    fn fetch_database(&self) -> Result<(), String> {
        let mut command = self.command(&["--log-level", "error", "fetch", "db"]);
        let child = command
            .env("GIT_TERMINAL_PROMPT", "0")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = child.map_err(|error| format!("cargo-deny does not start ({error})"))?;
        match end_of(&mut child).map_err(|error| error.to_string())? {
            Some(status) if status.success() => Ok(()),
            Some(_) => Err(format!(
                "their database cannot be fetched ({})",
                reason(child)
            )),
            None => Err(format!("their database did not come within {PATIENCE:.0?}")),
        }
    }
}

/// How it ended; none when it had to be stopped.
fn end_of(child: &mut Child) -> io::Result<Option<ExitStatus>> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(Duration::from_millis(50));
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

/// The last line it wrote: the ones before say which command of git failed, and how it was called.
fn reason(child: Child) -> String {
    let said = child.stderr.map(io::read_to_string);
    let said = said.and_then(Result::ok).unwrap_or_default();
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    last.unwrap_or("no reason given").trim().to_owned()
}
