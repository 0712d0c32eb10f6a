//! Real connector libraries for tests: the plugins of the workspace, and fixtures that misbehave.
//!
//! For the tests of this workspace: their sources are not part of the published crate.
//!
//! Fixtures are built on demand, by cargo, into `target/fixtures`; a second test that asks for one
//! waits for the first. Plugins come from the folder in `SWITCHBOARD_TEST_PLUGINS`, or else are
//! built on demand, too.

#![expect(
    clippy::panic,
    reason = "a library that cannot be built fails the test that asked for it"
)]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Names the folder that holds the plugins as `<id>.so`; set by `cargo xtask test`.
pub const PLUGINS_VARIABLE: &str = "SWITCHBOARD_TEST_PLUGINS";

/// A library that misbehaves, or was built with another version of the boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fixture {
    /// Panics where its config says: `{"panicIn": "create", "token": "..."}`; connector `panicky`.
    Panicky,
    /// Aborts the process that opens it; connector `dies-on-load`.
    DiesOnLoad,
    /// Does what its config says: `{"deed": "segv", "token": "..."}`; connector `evil`.
    Evil,
    /// Fetches a token before it sends; connector `courier`.
    Courier,
    /// Built before the module's optional function was added; connector `older`.
    Older,
    /// Built with one function more in the module and in the instance; connector `newer`.
    Newer,
    /// Built with the same version and another signature; connector `changed`.
    Changed,
    /// Built for the next major version; connector `major`.
    Major,
    /// Has a module constructor that panics; connector `unwinding`.
    Unwinding,
}

impl Fixture {
    /// The connector's id.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Panicky => "panicky",
            Self::DiesOnLoad => "dies-on-load",
            Self::Evil => "evil",
            Self::Courier => "courier",
            Self::Older => "older",
            Self::Newer => "newer",
            Self::Changed => "changed",
            Self::Major => "major",
            Self::Unwinding => "unwinding",
        }
    }

    /// Package, library name, feature.
    const fn build_of(self) -> (&'static str, &'static str, Option<&'static str>) {
        match self {
            Self::Panicky => ("fixture-panicky", "fixture_panicky", None),
            Self::DiesOnLoad => ("fixture-dies-on-load", "fixture_dies_on_load", None),
            Self::Evil => ("fixture-evil", "fixture_evil", None),
            Self::Courier => ("fixture-courier", "fixture_courier", None),
            Self::Older | Self::Newer | Self::Changed | Self::Major | Self::Unwinding => {
                ("connector-abi", "fixture_abi", Some(self.id()))
            }
        }
    }
}

/// The file of a fixture, built if it is not there or not current.
///
/// # Panics
/// When it cannot be built.
pub fn fixture(fixture: Fixture) -> PathBuf {
    let target = target_folder().join("fixtures");
    let (package, library, feature) = fixture.build_of();
    let _lock = Lock::take(&target);
    let mut cargo = fixtures_cargo(&target);
    cargo.args(["--package", package, "--lib"]);
    cargo.args(feature.map(|feature| format!("--features={feature}")));
    run(cargo);
    let name = format!("{}.so", fixture.id());
    collect(
        &target.join(format!("debug/lib{library}.so")),
        &target.join(name),
    )
}

/// A host that was built with another version of the boundary: a program that takes a plugin and says
/// how the handshake went.
///
/// # Panics
/// When it cannot be built.
pub fn fixture_host(boundary: Fixture) -> PathBuf {
    let target = target_folder().join("fixtures");
    let _lock = Lock::take(&target);
    let mut cargo = fixtures_cargo(&target);
    cargo.args(["--package", "connector-abi", "--bin", "fixture-host"]);
    cargo.arg(format!("--features={}", boundary.id()));
    run(cargo);
    let name = format!("host-{}", boundary.id());
    collect(&target.join("debug/fixture-host"), &target.join(name))
}

/// The file of a plugin of this workspace.
///
/// # Panics
/// When it is not in the folder that was named, or cannot be built.
pub fn plugin(id: &str) -> PathBuf {
    if let Some(folder) = std::env::var_os(PLUGINS_VARIABLE) {
        let file = PathBuf::from(folder).join(format!("{id}.so"));
        assert!(
            file.is_file(),
            "`{}` is missing: cargo xtask test builds it",
            file.display()
        );
        return file;
    }
    build_plugin(id, "dev", "debug", "plugins")
}

/// The file of a plugin of this workspace as it is published: built with the profile `plugin`.
///
/// # Panics
/// When it cannot be built.
pub fn published_plugin(id: &str) -> PathBuf {
    build_plugin(id, "plugin", "plugin", "plugins-published")
}

fn build_plugin(id: &str, profile: &str, output: &str, folder: &str) -> PathBuf {
    let target = target_folder();
    let folder = target.join(folder);
    let _lock = Lock::take(&folder);
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.toml");
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["build", "--quiet", "--locked", "--profile", profile])
        .args(["--package", &format!("connector-{id}"), "--manifest-path"])
        .arg(manifest);
    run(cargo);
    let library = format!("libconnector_{}.so", id.replace('-', "_"));
    collect(
        &target.join(output).join(library),
        &folder.join(format!("{id}.so")),
    )
}

/// The folder that cargo builds the workspace in.
fn target_folder() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"),
    }
}

/// A build of the fixtures, without its packages.
fn fixtures_cargo(target: &Path) -> Command {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/Cargo.toml");
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["build", "--quiet", "--locked", "--manifest-path"])
        .arg(manifest)
        .arg("--target-dir")
        .arg(target);
    cargo
}

fn run(mut cargo: Command) {
    // Flags of the run that the test is part of, like coverage, are not meant for these.
    let output = cargo.env_remove("RUSTFLAGS").output();
    match output {
        Ok(output) if output.status.success() => {}
        Ok(output) => panic!(
            "{cargo:?} failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        ),
        Err(error) => panic!("{cargo:?} cannot be run: {error}"),
    }
}

/// Copies a library to where it keeps its name; whoever has the old copy open keeps it.
fn collect(built: &Path, kept: &Path) -> PathBuf {
    let fresh = kept.with_extension("fresh");
    let copied = fs::copy(built, &fresh).and_then(|_| fs::rename(&fresh, kept));
    if let Err(error) = copied {
        panic!("cannot copy `{}`: {error}", built.display());
    }
    kept.to_owned()
}

/// Lets one test process build at a time.
struct Lock(#[expect(dead_code, reason = "closing the file releases the lock")] File);

impl Lock {
    fn take(folder: &Path) -> Self {
        let locked = fs::create_dir_all(folder).and_then(|()| {
            let file = File::create(folder.join(".lock"))?;
            file.lock()?;
            Ok(file)
        });
        match locked {
            Ok(file) => Self(file),
            Err(error) => panic!("cannot lock `{}`: {error}", folder.display()),
        }
    }
}
