//! The workspace as cargo describes it.

use std::path::PathBuf;

use cargo_metadata::{MetadataCommand, Package, TargetKind};

use crate::cargo::Cargo;
use crate::chore::{Chore, Context, failed};

/// Root folder, target folder and members.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
    members: Vec<Package>,
}

/// A package that builds a plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PluginPackage {
    /// The connector's id.
    pub(crate) id: String,
    /// The package's name, `connector-<id>`.
    pub(crate) name: String,
    /// Its folder.
    pub(crate) folder: PathBuf,
}

impl Workspace {
    /// Asks cargo, without resolving dependencies.
    pub(crate) fn load() -> Chore<Self> {
        let metadata = MetadataCommand::new()
            .no_deps()
            .exec()
            .context("cannot read the workspace with `cargo metadata`")?;
        Ok(Self {
            root: metadata.workspace_root.into(),
            target: metadata.target_directory.into(),
            members: metadata.packages,
        })
    }

    /// A cargo command that runs at the root.
    pub(crate) fn cargo<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Cargo {
        Cargo::new(&self.root, args)
    }

    /// Where plugins are collected unless the caller wants them elsewhere.
    pub(crate) fn plugin_folder(&self) -> PathBuf {
        self.target.join("plugins")
    }

    /// The version of a member.
    pub(crate) fn version(&self, name: &str) -> Chore<String> {
        let package = self.members.iter().find(|package| package.name == name);
        match package {
            Some(package) => Ok(package.version.to_string()),
            None => failed(format!("`{name}` is not in the workspace")),
        }
    }

    /// The packages under `plugins/`, in the order of their ids.
    pub(crate) fn plugins(&self) -> Chore<Vec<PluginPackage>> {
        let home = self.root.join("plugins");
        let plugins: Chore<Vec<_>> = self
            .members
            .iter()
            .filter(|package| package.manifest_path.starts_with(&home))
            .map(plugin_package)
            .collect();
        let mut plugins = plugins?;
        plugins.sort_by(|a, b| a.id.cmp(&b.id));
        match plugins.is_empty() {
            true => failed(format!("there is no plugin in `{}`", home.display())),
            false => Ok(plugins),
        }
    }
}

fn plugin_package(package: &Package) -> Chore<PluginPackage> {
    let name = package.name.to_string();
    let wrong = |what: &str| {
        let manifest = &package.manifest_path;
        failed(format!("`{manifest}` is no plugin: {what}"))
    };
    let Some(id) = name.strip_prefix("connector-") else {
        return wrong("its name must be `connector-<id>`");
    };
    let is_library = |target: &cargo_metadata::Target| target.kind.contains(&TargetKind::CDyLib);
    if !package.targets.iter().any(is_library) {
        return wrong("its library must be a `cdylib`");
    }
    let folder = package.manifest_path.parent();
    Ok(PluginPackage {
        id: id.to_owned(),
        folder: folder.map(PathBuf::from).unwrap_or_default(),
        name,
    })
}
