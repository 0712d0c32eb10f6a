//! `build-all-plugins`: every package under `plugins/` as `<id>.so`.

use std::path::{Path, PathBuf};

use clap::Args;
use connector_api::Metadata;
use connector_loader::{Image, LoadError};

use crate::chore::{Chore, Failure, failed};
use crate::file;
use crate::workspace::Workspace;

#[derive(Args)]
pub(crate) struct Options {
    /// Build what is shipped: small, optimised, without symbols.
    #[arg(long)]
    release: bool,
    /// Folder for the plugins [default: target/plugins].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// A plugin where a host can load it.
pub(crate) struct BuiltPlugin {
    pub(crate) metadata: Metadata,
    pub(crate) image: Image,
}

/// How much the compiler does.
#[derive(Clone, Copy)]
pub(crate) enum Quality {
    /// Fast to build.
    Dev,
    /// Small and fast to load.
    Shipped,
}

impl Quality {
    /// Shipped plugins have their relocations packed, and the compiler inlines less than it would: see ADR 7.
    fn cargo_arguments(self) -> &'static [&'static str] {
        match self {
            Self::Dev => &[],
            Self::Shipped => &[
                "--config",
                r#"target.'cfg(target_os = "linux")'.rustflags = ["-Clink-arg=-Wl,-z,pack-relative-relocs", "-Cllvm-args=--inline-threshold=75"]"#,
            ],
        }
    }
}

/// Builds, collects and lists all plugins.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Chore {
    let quality = match options.release {
        true => Quality::Shipped,
        false => Quality::Dev,
    };
    let folder = match &options.out {
        Some(folder) => folder.clone(),
        None => workspace.plugin_folder(),
    };
    let plugins = build(workspace, quality, &folder)?;
    println!("{}", table(&plugins));
    println!("in {}", folder.display());
    Ok(())
}

/// Builds all plugins and puts them into `folder`.
///
/// They are built by themselves: in one build with the host, cargo would give them the features
/// that the host asks of shared dependencies, and they would not be what an author ships.
pub(crate) fn build(
    workspace: &Workspace,
    quality: Quality,
    folder: &Path,
) -> Chore<Vec<BuiltPlugin>> {
    let packages = workspace.plugins()?;
    let profile = match quality {
        Quality::Dev => "dev",
        Quality::Shipped => "plugin",
    };
    let built = workspace
        .cargo(["build", "--locked", "--profile", profile])
        .args(quality.cargo_arguments().iter().copied())
        .packages(packages.iter().map(|package| package.name.as_str()))
        .build()?;
    packages
        .iter()
        .map(|package| {
            let destination = folder.join(format!("{}.so", package.id));
            file::copy(&built.library(&package.name)?, &destination)?;
            inspect(&package.id, &destination)
        })
        .collect()
}

fn inspect(id: &str, path: &Path) -> Chore<BuiltPlugin> {
    let image = Image::read(path).map_err(unusable)?;
    let metadata = image.inspect().map_err(unusable)?;
    match metadata.id == id {
        true => Ok(BuiltPlugin { metadata, image }),
        false => failed(format!(
            "`{}` says that it is the connector `{}`",
            path.display(),
            metadata.id
        )),
    }
}

/// The loader's sentence and its hint.
pub(crate) fn unusable(error: LoadError) -> Failure {
    match error.kind.hint() {
        Some(hint) => Failure::Found(format!("{error}\n  hint: {hint}")),
        None => Failure::Found(error.to_string()),
    }
}

/// One line per plugin, columns aligned.
fn table(plugins: &[BuiltPlugin]) -> String {
    let header = ["connector", "version", "ABI", "size"].map(str::to_owned);
    let rows = plugins.iter().map(|BuiltPlugin { metadata, image }| {
        let size = format!("{} KiB", image.bytes().len().div_ceil(1024));
        [
            metadata.id.clone(),
            metadata.version.clone(),
            metadata.abi.clone(),
            size,
        ]
    });
    let lines: Vec<String> = [header]
        .into_iter()
        .chain(rows)
        .map(|[id, version, abi, size]| format!("{id:<12} {version:<10} {abi:<8} {size:>12}"))
        .collect();
    lines.join("\n")
}
