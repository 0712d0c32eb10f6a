//! Runs the tutorial for connector authors as a reader would: every file that it shows is written, every
//! command is run, in a folder outside of the workspace.
//!
//! What is run says so in a comment that no renderer shows: `<!-- run -->`, `<!-- run in the background -->`,
//! `<!-- file: path -->`.

mod page;

use std::env;
use std::fs;
use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use tempfile::TempDir;

use crate::chore::{Chore, Context, failed};
use crate::file;
use crate::port::Reserved;
use crate::workspace::Workspace;
use page::{Block, blocks};

const PAGE: &str = "docs/authors/first-connector.md";

/// The port of the page, for which a reserved one is taken.
const PORT: &str = "4010";

/// How long something in the background may take to listen: it may have to be built.
const PATIENCE: Duration = Duration::from_secs(300);

/// The most lines of Rust that the page's connector may have, its tests included.
const MOST_LINES: usize = 120;

pub(crate) fn run(workspace: &Workspace) -> Chore {
    let text = fs::read_to_string(workspace.root.join(PAGE)).context("cannot read the tutorial")?;
    let args = ["build", "--locked", "--package", "switchboard"];
    let program = workspace.cargo(args).build()?.program("switchboard")?;
    let reader = Reader::new(workspace, &program)?;
    let mut running = Vec::new();
    let blocks = blocks(&text);
    if blocks.len() < 9 {
        return failed(format!("`{PAGE}` has {} parts to run", blocks.len()));
    }
    for block in blocks {
        match block {
            Block::File { path, text } => reader.write(&path, &text)?,
            Block::Run(script) => reader.run(&script)?,
            Block::Background(script) => running.push(reader.start(&script)?),
        }
    }
    println!("the tutorial works");
    Ok(())
}

/// Somebody who follows the page.
struct Reader<'w> {
    workspace: &'w Workspace,
    folder: TempDir,
    programs: PathBuf,
    provider: Reserved,
    host: Reserved,
}

impl<'w> Reader<'w> {
    fn new(workspace: &'w Workspace, program: &Path) -> Chore<Self> {
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
        Ok(Self {
            workspace,
            folder,
            programs: program.parent().map(Path::to_owned).unwrap_or_default(),
            provider: Reserved::new()?,
            host: Reserved::new()?,
        })
    }

    fn write(&self, path: &str, text: &str) -> Chore {
        let lines = text.lines().count();
        if path.ends_with(".rs") && (lines > MOST_LINES || text.contains("unsafe")) {
            return failed(format!("`{path}` has {lines} lines, or unsafe code"));
        }
        file::write(&self.folder.path().join(path), &self.with_port(text))
    }

    fn run(&self, script: &str) -> Chore {
        for line in script.lines() {
            println!("    {line}");
        }
        let status = self.shell(script).status().context("cannot run bash")?;
        if !status.success() {
            return failed(format!("a step of the tutorial failed ({status})"));
        }
        // The same versions as everywhere else in this workspace, not those of the day.
        let lock = self.folder.path().join("pigeon/Cargo.lock");
        match lock.exists() || !self.folder.path().join("pigeon").exists() {
            true => Ok(()),
            false => file::copy(&self.workspace.root.join("Cargo.lock"), &lock),
        }
    }

    fn start(&self, script: &str) -> Chore<Background> {
        for line in script.lines() {
            println!("    {line} &");
        }
        let child = self
            .shell(script)
            .process_group(0)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot run bash")?;
        let mut started = Background(child);
        let server = match script.contains(PORT) {
            true => &self.provider,
            false => &self.host,
        };
        let until = Instant::now() + PATIENCE;
        while TcpStream::connect(server.address).is_err() {
            let ended = started.0.try_wait().context("cannot ask for it")?;
            if ended.is_some() || Instant::now() > until {
                return failed(format!("it does not listen: {script}"));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(started)
    }

    fn shell(&self, script: &str) -> Command {
        let path = env::var_os("PATH").unwrap_or_default();
        let paths = [self.programs.clone()]
            .into_iter()
            .chain(env::split_paths(&path));
        let mut shell = Command::new("bash");
        shell
            .args(["-euc", &self.with_port(script)])
            .current_dir(self.folder.path())
            .env("PATH", env::join_paths(paths).unwrap_or(path.clone()))
            .env("SWITCHBOARD", &self.workspace.root)
            .env("SWITCHBOARD__SERVER__LISTEN", self.host.address.to_string())
            // What is built on the way is kept for the next run.
            .env(
                "CARGO_BUILD_BUILD_DIR",
                self.workspace.target.join("tutorial-build"),
            )
            .env_remove("CARGO_TARGET_DIR");
        shell
    }

    fn with_port(&self, text: &str) -> String {
        text.replace(PORT, &self.provider.address.port().to_string())
    }
}

/// Ends with its owner, and everything that it has started.
struct Background(Child);

impl Drop for Background {
    fn drop(&mut self) {
        // Both fail for what has ended, and that is all that is wanted.
        let _ = kill_process_group(Pid::from_child(&self.0), Signal::KILL);
        let _ = self.0.wait();
    }
}
