//! `lint`: format, layers, documents, clippy, documentation; what is fast comes first.

mod docs;
mod graph;
mod layering;
mod versions;

use std::time::Instant;

use crate::chore::Chore;
use crate::workspace::Workspace;

type Check = (&'static str, fn(&Workspace) -> Chore);

const CHECKS: &[Check] = &[
    ("format", check_format),
    ("layers", layering::check),
    ("documents", docs::check),
    ("versions", versions::check),
    ("clippy", check_clippy),
    ("documentation", check_documentation),
];

/// Runs every check, up to the first that fails.
pub(crate) fn run(workspace: &Workspace) -> Chore {
    for (name, check) in CHECKS {
        println!("== {name}");
        let began = Instant::now();
        check(workspace)?;
        println!("   in order ({:.1} s)", began.elapsed().as_secs_f64());
    }
    Ok(())
}

fn check_format(workspace: &Workspace) -> Chore {
    workspace.cargo(["fmt", "--all", "--check"]).run()
}

fn check_clippy(workspace: &Workspace) -> Chore {
    workspace
        .cargo(["clippy", "--workspace", "--all-targets", "--locked"])
        .args(["--", "-D", "warnings"])
        .run()
}

/// Missing sentences are clippy's to find; this finds links that lead nowhere.
fn check_documentation(workspace: &Workspace) -> Chore {
    workspace
        .cargo(["doc", "--no-deps", "--workspace", "--locked"])
        .env("RUSTDOCFLAGS", "-D warnings")
        .run()
}
