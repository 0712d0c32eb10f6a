//! `package`: the crates that connector authors use, as they would be published: each is packed and built from
//! its own archive.

use crate::chore::Chore;
use crate::workspace::Workspace;

/// What a connector needs, and what its tests may use.
const CRATES: [&str; 7] = [
    "connector-api",
    "connector-abi",
    "connector-sdk",
    "connector-loader",
    "connector-config",
    "connector-conformance",
    "connector-testkit",
];

pub(crate) fn run(workspace: &Workspace) -> Chore {
    workspace
        .cargo(["package", "--locked", "--allow-dirty"])
        .packages(CRATES)
        .run()
}
