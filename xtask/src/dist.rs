//! `dist`: everything a machine needs to run Switchboard, in one archive.
//!
//! The archive is the same for the same commit and toolchain: sorted entries, one time stamp, no owners.

mod archive;
mod sign;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use connector_loader::{Image, TARGET};

use crate::chore::{Chore, Context, failed};
use crate::file;
use crate::plugins::{self, Quality};
use crate::workspace::Workspace;
use archive::Archive;
use sign::Signer;

#[derive(Args)]
pub(crate) struct Options {
    /// Secret key of minisign to sign the plugins with; its password, if it has one, is in the
    /// variable MINISIGN_PASSWORD.
    #[arg(long, value_name = "FILE")]
    sign_key: Option<PathBuf>,
    /// Folder for the archive [default: target/dist].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

const SHELLS: [(&str, &str); 3] = [
    ("bash", "completions/switchboard.bash"),
    ("zsh", "completions/_switchboard"),
    ("fish", "completions/switchboard.fish"),
];

/// Files that are shipped as they are.
const TEXTS: [&str; 7] = [
    "CHANGELOG.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "SECURITY.md",
    "docs/operators.md",
    "packaging/systemd/switchboard.service",
];

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Chore {
    let signer = options.sign_key.as_deref().map(Signer::load).transpose()?;
    let folder = match &options.out {
        Some(folder) => folder.clone(),
        None => workspace.target.join("dist"),
    };
    let program = build_host(workspace)?;
    let version = workspace.version("switchboard")?;
    let name = format!("switchboard-{version}-{TARGET}");
    let mut archive = Archive::new(&name);
    archive.add_program("bin/switchboard", read(&program)?);
    add_plugins(&mut archive, workspace, &folder, signer.as_ref())?;
    add_folder(&mut archive, &workspace.root, Path::new("schemas"))?;
    for (shell, path) in SHELLS {
        archive.add(path, printed(&program, &["completions", shell])?);
    }
    let pages = tempfile::tempdir().context("cannot make a temporary folder")?;
    printed(&program, &["__manual", &pages.path().to_string_lossy()])?;
    for page in file::sorted(pages.path())? {
        let file_name = page.file_name().unwrap_or_default().to_string_lossy();
        archive.add(&format!("man/{file_name}"), read(&page)?);
    }
    for path in TEXTS {
        let source = workspace.root.join(path);
        if source.is_file() {
            archive.add(path, read(&source)?);
        }
    }
    archive.add_checksums();
    let path = folder.join(format!("{name}.tar.gz"));
    let bytes = archive.finish()?;
    let digest = Image::from_bytes(bytes.clone()).digest();
    file::write_bytes(&path, &bytes)?;
    file::write(
        &folder.join(format!("{name}.tar.gz.sha256")),
        &format!("{digest}  {name}.tar.gz\n"),
    )?;
    match &signer {
        Some(signer) => println!("plugins signed with {}", signer.public_key()),
        None => println!("plugins are not signed: give --sign-key to sign them"),
    }
    println!(
        "{} ({} KiB, sha256 {digest})",
        path.display(),
        bytes.len() / 1024
    );
    Ok(())
}

fn build_host(workspace: &Workspace) -> Chore<PathBuf> {
    let args = ["build", "--locked", "--release", "--package", "switchboard"];
    workspace.cargo(args).build()?.program("switchboard")
}

fn add_plugins(
    archive: &mut Archive,
    workspace: &Workspace,
    folder: &Path,
    signer: Option<&Signer>,
) -> Chore {
    let built = plugins::build(workspace, Quality::Shipped, &folder.join("plugins"))?;
    for plugin in &built {
        let path = format!("plugins/{}.so", plugin.metadata.id);
        let bytes = plugin.image.bytes();
        archive.add(&path, bytes.to_vec());
        if let Some(signer) = signer {
            let comment = format!("{} {}", plugin.metadata.id, plugin.metadata.version);
            archive.add(&format!("{path}.minisig"), signer.sign(bytes, &comment)?);
        }
    }
    Ok(())
}

fn add_folder(archive: &mut Archive, root: &Path, folder: &Path) -> Chore {
    for path in file::sorted(&root.join(folder))? {
        let inside = path.strip_prefix(root).unwrap_or(&path).to_owned();
        match path.is_dir() {
            true => add_folder(archive, root, &inside)?,
            false => archive.add(&inside.to_string_lossy(), read(&path)?),
        }
    }
    Ok(())
}

fn read(path: &Path) -> Chore<Vec<u8>> {
    fs::read(path).context(format!("cannot read `{}`", path.display()))
}

/// What the host prints.
fn printed(program: &Path, arguments: &[&str]) -> Chore<Vec<u8>> {
    let output = Command::new(program).args(arguments).output();
    let output = output.context(format!("cannot run `{}`", program.display()))?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => failed(String::from_utf8_lossy(&output.stderr)),
    }
}
