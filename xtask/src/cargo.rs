//! Running cargo and other programs, with errors that show the command.

use std::env;
use std::ffi::OsStr;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use cargo_metadata::{Artifact, Message};

use crate::chore::{Chore, Context, failed};

/// A command of cargo. Its output goes to the terminal.
pub(crate) struct Cargo {
    command: Command,
}

impl Cargo {
    /// A command that runs in this folder.
    pub(crate) fn new<'a>(folder: &Path, args: impl IntoIterator<Item = &'a str>) -> Self {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(folder).args(args);
        for (name, _) in env::vars_os().filter(|(name, _)| describes_this_package(name)) {
            command.env_remove(name);
        }
        Self { command }
    }

    /// The same command with more arguments.
    pub(crate) fn args<'a>(mut self, args: impl IntoIterator<Item = &'a str>) -> Self {
        self.command.args(args);
        self
    }

    /// The same command, restricted to these packages.
    pub(crate) fn packages<'a>(self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.args(names.into_iter().flat_map(|name| ["--package", name]))
    }

    /// The same command with a variable in its environment.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it to its end.
    pub(crate) fn run(mut self) -> Chore {
        run(&mut self.command)
    }

    /// Whether it succeeds; nothing is shown.
    pub(crate) fn succeeds(mut self) -> bool {
        let quiet = self.command.stdout(Stdio::null()).stderr(Stdio::null());
        quiet.status().is_ok_and(|status| status.success())
    }

    /// Runs a build to its end and gives what it built; progress and errors are shown.
    pub(crate) fn build(self) -> Chore<Built> {
        let mut command = self
            .args(["--message-format=json-render-diagnostics"])
            .command;
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .context(cannot_run(&command))?;
        let mut artifacts = Vec::new();
        if let Some(messages) = child.stdout.take() {
            for message in Message::parse_stream(BufReader::new(messages)) {
                if let Message::CompilerArtifact(artifact) =
                    message.context(cannot_run(&command))?
                {
                    artifacts.push(artifact);
                }
            }
        }
        let status = child.wait().context(cannot_run(&command))?;
        check(&command, status)?;
        Ok(Built { artifacts })
    }
}

/// What a build made.
pub(crate) struct Built {
    artifacts: Vec<Artifact>,
}

impl Built {
    /// The program of this name.
    pub(crate) fn program(&self, name: &str) -> Chore<PathBuf> {
        let found = self.artifacts.iter().find_map(|artifact| {
            let executable = artifact.executable.as_ref()?;
            (artifact.target.name == name).then(|| executable.into())
        });
        found.map_or_else(|| failed(format!("cargo built no program `{name}`")), Ok)
    }

    /// The shared library of this package.
    pub(crate) fn library(&self, package: &str) -> Chore<PathBuf> {
        let name = package.replace('-', "_");
        let found = self
            .artifacts
            .iter()
            .filter(|artifact| artifact.target.name == name)
            .flat_map(|artifact| &artifact.filenames)
            .find(|file| file.extension() == Some("so"));
        found.map_or_else(
            || failed(format!("cargo built no shared library of `{package}`")),
            |file| Ok(file.into()),
        )
    }
}

/// Runs any program to its end, its output on the terminal.
pub(crate) fn run(command: &mut Command) -> Chore {
    let status = command.status().context(cannot_run(command))?;
    check(command, status)
}

fn check(command: &Command, status: ExitStatus) -> Chore {
    match status.success() {
        true => Ok(()),
        false => failed(format!("`{}` failed ({status})", line(command))),
    }
}

fn cannot_run(command: &Command) -> String {
    format!("cannot run `{}`", line(command))
}

/// The command as a person would type it.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name();
    program
        .into_iter()
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

/// `cargo run` describes the package it runs in the environment. Build scripts that watch these
/// variables would run again for every change between `cargo` and `cargo xtask`.
fn describes_this_package(name: &OsStr) -> bool {
    name.to_str()
        .is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
}
