//! `ci`: everything that must pass, what fails fastest first.

use std::time::{Duration, Instant};

use crate::chore::Chore;
use crate::workspace::Workspace;
use crate::{codegen, deny, lint, package, test, unit};

type Step = (&'static str, fn(&Workspace) -> Chore);

const STEPS: &[Step] = &[
    ("lint", lint::run),
    ("codegen --check", codegen::check),
    ("unit", unit::check),
    ("test", test::run),
    ("deny", deny::check),
    ("package", package::run),
];

/// Runs every step, up to the first that fails.
pub(crate) fn run(workspace: &Workspace) -> Chore {
    let mut durations = Vec::new();
    for (name, step) in STEPS {
        println!("\n==== {name}");
        let began = Instant::now();
        let result = step(workspace);
        durations.push((*name, began.elapsed()));
        if result.is_err() {
            println!("\n==== ci stopped at `{name}`");
            print_durations(&durations);
            return result;
        }
    }
    println!("\n==== ci passed");
    print_durations(&durations);
    Ok(())
}

fn print_durations(durations: &[(&str, Duration)]) {
    for (name, duration) in durations {
        println!("{name:<16} {:>7.1} s", duration.as_secs_f64());
    }
}
