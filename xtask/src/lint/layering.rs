//! Who may import whom: each rule is a row of [`RULES`], checked against the manifests.

use std::collections::BTreeSet;

use super::graph::{Graph, Member};
use crate::chore::{Chore, failed};
use crate::workspace::Workspace;

/// A sentence, and what breaks it.
struct Rule {
    text: &'static str,
    demand: Demand,
}

/// Lists of package names.
type Names = &'static [&'static str];

enum Demand {
    /// These packages are dependencies of these members only.
    NamedOnlyBy(Names, Names),
    /// All dependencies of these members are among these packages.
    DependsOnlyOn(Who, Names),
    /// The dependencies of these members that are in the workspace are among these packages.
    DependsOnlyOnMembers(Who, Names),
    /// No member depends on these members, not even for tests.
    Unused(Who),
    /// Members depend on this one for tests only, except these.
    ForTests(&'static str, Names),
    /// Whatever these members are built from, these packages are not among it.
    BuiltWithout(Who, Names),
    /// This is true of every member.
    Every(fn(&Member) -> bool),
}

use Demand::{
    BuiltWithout, DependsOnlyOn, DependsOnlyOnMembers, Every, ForTests, NamedOnlyBy, Unused,
};

#[derive(Clone, Copy)]
enum Who {
    Plugins,
    Member(&'static str),
}

const RULES: &[Rule] = &[
    Rule {
        text: "abi_stable is named by connector-abi only: it is frozen, and must stay replaceable",
        demand: NamedOnlyBy(&["abi_stable"], &["connector-abi"]),
    },
    Rule {
        text: "libraries are read and opened by connector-loader only",
        demand: NamedOnlyBy(&["libloading", "object"], &["connector-loader"]),
    },
    Rule {
        text: "reqwest sends requests for the host and for connector-testkit only",
        demand: NamedOnlyBy(&["reqwest"], &["switchboard", "connector-testkit"]),
    },
    Rule {
        text: "axum serves the host only",
        demand: NamedOnlyBy(&["axum"], &["switchboard"]),
    },
    Rule {
        text: "phone numbers are judged by the host only",
        demand: NamedOnlyBy(&["rlibphonenumber"], &["switchboard"]),
    },
    Rule {
        text: "jsonschema is behind connector-config only",
        demand: NamedOnlyBy(&["jsonschema"], &["connector-config"]),
    },
    Rule {
        text: "SQLite is behind store only",
        demand: NamedOnlyBy(&["rusqlite"], &["store"]),
    },
    Rule {
        text: "a plugin depends on connector-sdk, serde and schemars only",
        demand: DependsOnlyOn(Who::Plugins, &["connector-sdk", "serde", "schemars"]),
    },
    Rule {
        text: "nothing depends on a plugin: plugins are loaded",
        demand: Unused(Who::Plugins),
    },
    Rule {
        text: "connector-api depends on serde only (and on schemars for its schemas)",
        demand: DependsOnlyOn(
            Who::Member("connector-api"),
            &["serde", "serde_json", "schemars"],
        ),
    },
    Rule {
        text: "of this workspace, connector-abi depends on nothing",
        demand: DependsOnlyOnMembers(Who::Member("connector-abi"), &[]),
    },
    Rule {
        text: "of this workspace, connector-sdk depends on connector-abi and connector-api only",
        demand: DependsOnlyOnMembers(
            Who::Member("connector-sdk"),
            &["connector-abi", "connector-api"],
        ),
    },
    Rule {
        text: "of this workspace, connector-loader depends on connector-abi and connector-api only",
        demand: DependsOnlyOnMembers(
            Who::Member("connector-loader"),
            &["connector-abi", "connector-api"],
        ),
    },
    Rule {
        text: "of this workspace, connector-config depends on connector-api at most",
        demand: DependsOnlyOnMembers(Who::Member("connector-config"), &["connector-api"]),
    },
    Rule {
        text: "of this workspace, connector-conformance depends on connector-loader, connector-config and connector-api only",
        demand: DependsOnlyOnMembers(
            Who::Member("connector-conformance"),
            &["connector-loader", "connector-config", "connector-api"],
        ),
    },
    Rule {
        text: "of this workspace, connector-worker depends on connector-loader and connector-api only",
        demand: DependsOnlyOnMembers(
            Who::Member("connector-worker"),
            &["connector-loader", "connector-api"],
        ),
    },
    Rule {
        text: "the sandbox is made by connector-worker only",
        demand: NamedOnlyBy(&["landlock", "seccompiler"], &["connector-worker"]),
    },
    Rule {
        text: "of this workspace, store depends on connector-api only",
        demand: DependsOnlyOnMembers(Who::Member("store"), &["connector-api"]),
    },
    Rule {
        text: "of this workspace, delivery depends on connector-api only",
        demand: DependsOnlyOnMembers(Who::Member("delivery"), &["connector-api"]),
    },
    Rule {
        text: "connector-testkit is a dependency for tests and chores only",
        demand: ForTests("connector-testkit", &["xtask"]),
    },
    Rule {
        text: "a plugin is built without runtime, HTTP, TLS and logging: those are the host's",
        demand: BuiltWithout(
            Who::Plugins,
            &["tokio", "reqwest", "hyper", "rustls", "tracing"],
        ),
    },
    Rule {
        text: "every package inherits the lints of the workspace (`[lints] workspace = true`)",
        demand: Every(|member| member.inherits_lints),
    },
    Rule {
        text: "every package has a description",
        demand: Every(|member| member.has_description),
    },
];

/// Fails with the text of every rule that is broken and what breaks it.
pub(super) fn check(workspace: &Workspace) -> Chore {
    let broken = complaints(&Graph::load(&workspace.root)?);
    match broken.is_empty() {
        true => Ok(()),
        false => failed(broken.join("\n")),
    }
}

/// One text per broken rule: the rule, then an offender per line.
fn complaints(graph: &Graph) -> Vec<String> {
    let complaint = |rule: &Rule| {
        let offenders = rule.demand.offenders(graph);
        (!offenders.is_empty()).then(|| format!("{}\n    {}", rule.text, offenders.join("\n    ")))
    };
    RULES.iter().filter_map(complaint).collect()
}

impl Demand {
    fn offenders(&self, graph: &Graph) -> Vec<String> {
        let members = || graph.members.iter();
        match self {
            NamedOnlyBy(packages, by) => members()
                .filter(|(name, _)| !by.contains(&name.as_str()))
                .flat_map(|(name, member)| edges(name, &member.normal, |to| packages.contains(&to)))
                .collect(),
            DependsOnlyOn(who, allowed) => members()
                .filter(|member| who.is(member))
                .flat_map(|(name, member)| edges(name, &member.normal, |to| !allowed.contains(&to)))
                .collect(),
            DependsOnlyOnMembers(who, allowed) => members()
                .filter(|member| who.is(member))
                .flat_map(|(name, member)| {
                    edges(name, &member.normal, |to| {
                        graph.members.contains_key(to) && !allowed.contains(&to)
                    })
                })
                .collect(),
            Unused(who) => {
                let banned = |to: &str| {
                    graph
                        .members
                        .get_key_value(to)
                        .is_some_and(|to| who.is(&to))
                };
                members()
                    .flat_map(|(name, member)| {
                        let all = &member.normal | &member.dev;
                        edges(name, &all, banned)
                    })
                    .collect()
            }
            ForTests(package, except) => members()
                .filter(|(name, _)| !except.contains(&name.as_str()))
                .flat_map(|(name, member)| edges(name, &member.normal, |to| to == *package))
                .collect(),
            BuiltWithout(who, banned) => members()
                .filter(|member| who.is(member))
                .flat_map(|(name, _)| banned.iter().filter_map(|to| graph.path(name, to)))
                .map(|path| path.join(" -> "))
                .collect(),
            Every(holds) => members()
                .filter(|(_, member)| !holds(member))
                .map(|(name, _)| name.clone())
                .collect(),
        }
    }
}

impl Who {
    fn is(self, (name, member): &(&String, &Member)) -> bool {
        match self {
            Self::Plugins => member.is_plugin,
            Self::Member(wanted) => *name == wanted,
        }
    }
}

/// The edges from a member to those packages that are not allowed.
fn edges(from: &str, to: &BTreeSet<String>, banned: impl Fn(&str) -> bool) -> Vec<String> {
    let banned = to.iter().filter(|to| banned(to));
    banned.map(|to| format!("{from} -> {to}")).collect()
}

#[cfg(test)]
mod tests;
