//! Who depends on whom, as far as the rules want to know.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::Path;
use std::process::Command;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

use crate::chore::{Chore, Context};

/// The members of the workspace and everything they are built from.
#[derive(Debug, Clone, Default)]
pub(super) struct Graph {
    /// By name.
    pub(super) members: BTreeMap<String, Member>,
    /// Normal dependencies of all packages, as they were resolved. Versions of a package are one
    /// node: the rules are about names.
    pub(super) resolved: BTreeMap<String, BTreeSet<String>>,
}

/// A package of the workspace, as its manifest has it.
#[derive(Debug, Clone, Default)]
pub(super) struct Member {
    pub(super) is_plugin: bool,
    /// Normal dependencies and those of the build script, optional ones included.
    pub(super) normal: BTreeSet<String>,
    pub(super) dev: BTreeSet<String>,
    pub(super) inherits_lints: bool,
    pub(super) has_description: bool,
}

impl Graph {
    /// Asks cargo.
    pub(super) fn load(root: &Path) -> Chore<Self> {
        let platform = host_platform()?;
        let metadata = MetadataCommand::new()
            .current_dir(root)
            // Packages of other platforms would have to be downloaded.
            .other_options(["--locked", "--filter-platform", &platform].map(str::to_owned))
            .exec()
            .context("cannot read the dependencies with `cargo metadata`")?;
        let members = metadata
            .workspace_packages()
            .into_iter()
            .map(|package| Ok((package.name.to_string(), member(package, root)?)))
            .collect::<Chore<_>>()?;
        Ok(Self {
            members,
            resolved: resolved(&metadata),
        })
    }

    /// The shortest way from one package to another along normal dependencies.
    pub(super) fn path(&self, from: &str, to: &str) -> Option<Vec<String>> {
        let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut waiting = VecDeque::from([from]);
        while let Some(package) = waiting.pop_front() {
            if package == to {
                let back = std::iter::successors(Some(to), |step| came_from.get(step).copied());
                let mut path: Vec<String> = back.map(str::to_owned).collect();
                path.reverse();
                return Some(path);
            }
            for next in self.resolved.get(package).into_iter().flatten() {
                if next != from && !came_from.contains_key(next.as_str()) {
                    came_from.insert(next, package);
                    waiting.push_back(next);
                }
            }
        }
        None
    }
}

fn member(package: &Package, root: &Path) -> Chore<Member> {
    let cannot = format!("cannot read `{}`", package.manifest_path);
    let manifest = fs::read_to_string(&package.manifest_path).context(&cannot)?;
    let manifest: toml::Table = manifest.parse().context(&cannot)?;
    let inherited = manifest
        .get("lints")
        .and_then(|lints| lints.get("workspace"));
    let dependencies = |dev: bool| {
        let wanted = move |kind| (kind == DependencyKind::Development) == dev;
        let edges = package.dependencies.iter();
        edges
            .filter(|edge| wanted(edge.kind))
            .map(|edge| edge.name.clone())
            .collect()
    };
    Ok(Member {
        is_plugin: package.manifest_path.starts_with(root.join("plugins")),
        normal: dependencies(false),
        dev: dependencies(true),
        inherits_lints: inherited == Some(&toml::Value::Boolean(true)),
        has_description: package
            .description
            .as_deref()
            .is_some_and(|text| !text.is_empty()),
    })
}

fn resolved(metadata: &Metadata) -> BTreeMap<String, BTreeSet<String>> {
    let names: BTreeMap<_, _> = metadata
        .packages
        .iter()
        .map(|package| (&package.id, package.name.as_str()))
        .collect();
    let name = |id| names.get(id).map(|name| (*name).to_owned());
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    for (node, from) in nodes.filter_map(|node| Some((node, name(&node.id)?))) {
        let normal = node.deps.iter().filter(|edge| {
            let mut kinds = edge.dep_kinds.iter();
            kinds.any(|kind| kind.kind == DependencyKind::Normal)
        });
        let to = normal.filter_map(|edge| name(&edge.pkg));
        graph.entry(from).or_default().extend(to);
    }
    graph
}

fn host_platform() -> Chore<String> {
    const CANNOT: &str = "cannot ask `rustc -vV` for the platform";
    let output = Command::new("rustc").arg("-vV").output().context(CANNOT)?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or("it names none")
        .context(CANNOT)
}
