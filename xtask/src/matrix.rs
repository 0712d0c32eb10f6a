//! `matrix`: plugins of older, newer and today's boundary, built with each toolchain that is installed and
//! in both profiles, loaded by today's host.
//!
//! The other directions (older and newer hosts, changed layouts) are tests of `connector-loader`.

use std::path::{Path, PathBuf};
use std::process::Command;

use connector_loader::{Image, Plugin};

use crate::chore::{Chore, Context, failed};
use crate::plugins::unusable;
use crate::workspace::Workspace;

/// Package, feature, library; the connector's id is the feature's or the package's name.
const FIXTURES: [(&str, Option<&str>, &str); 3] = [
    ("connector-abi", Some("older"), "libfixture_abi.so"),
    ("connector-abi", Some("newer"), "libfixture_abi.so"),
    ("fixture-courier", None, "libfixture_courier.so"),
];

const PROFILES: [(&str, &str); 2] = [("dev", "debug"), ("release", "release")];

pub(crate) fn run(workspace: &Workspace) -> Chore {
    let toolchains = toolchains();
    if toolchains.len() == 1 {
        println!("no other toolchain than the one that runs this is installed");
    }
    for toolchain in &toolchains {
        for profile in PROFILES {
            for fixture in FIXTURES {
                let file = build(workspace, toolchain, profile, fixture)?;
                let image = Image::read(&file).map_err(unusable)?;
                let plugin = Plugin::load(&image).map_err(unusable)?;
                let metadata = &plugin.info().metadata;
                println!(
                    "{:<10} {:<8} {:<8} ABI {} loads",
                    toolchain.as_deref().unwrap_or("this one"),
                    profile.0,
                    metadata.id,
                    metadata.abi
                );
            }
        }
    }
    Ok(())
}

/// The toolchain that runs this, and nightly when it is there.
fn toolchains() -> Vec<Option<String>> {
    let listed = Command::new("rustup").args(["toolchain", "list"]).output();
    let listed = listed.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let listed = listed.unwrap_or_default();
    let has_nightly = listed.lines().any(|line| line.starts_with("nightly"));
    let nightly = has_nightly.then(|| "nightly".to_owned());
    [None].into_iter().chain(nightly.map(Some)).collect()
}

fn build(
    workspace: &Workspace,
    toolchain: &Option<String>,
    (profile, folder): (&str, &str),
    (package, feature, library): (&str, Option<&str>, &str),
) -> Chore<PathBuf> {
    let manifest = "crates/connector-testkit/fixtures/Cargo.toml";
    let target = workspace
        .target
        .join("matrix")
        .join(toolchain.as_deref().unwrap_or("this"));
    let mut cargo = match toolchain {
        Some(name) => {
            let mut command = Command::new("rustup");
            command.args(["run", name, "cargo"]);
            command
        }
        None => Command::new("cargo"),
    };
    // Whatever ran this chore has its own idea of compiler and flags.
    for name in ["RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN", "RUSTFLAGS", "CARGO"] {
        cargo.env_remove(name);
    }
    cargo
        .current_dir(&workspace.root)
        .args([
            "build",
            "--quiet",
            "--locked",
            "--lib",
            "--profile",
            profile,
        ])
        .args([
            "--package",
            package,
            "--manifest-path",
            manifest,
            "--target-dir",
        ])
        .arg(&target)
        .args(feature.map(|feature| format!("--features={feature}")));
    let status = cargo.status().context("cannot run cargo")?;
    if !status.success() {
        return failed(format!("`{package}` cannot be built ({status})"));
    }
    let built = target.join(folder).join(library);
    let kept = target
        .join(feature.unwrap_or(package))
        .with_extension(format!("{profile}.so"));
    crate::file::copy(Path::new(&built), &kept)?;
    Ok(kept)
}
