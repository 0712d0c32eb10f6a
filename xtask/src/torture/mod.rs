//! `torture`: what a send promises, under switches, kills and failing system calls.
//!
//! Every message has a code of its own, so what the simulators received, what the clients were told
//! and what the store has on record can be joined, message by message. Counted are
//!
//! - L: messages on record without a final state,
//! - D: messages that reached a provider more than once,
//! - W: messages that reached another provider than the one on their record.
//!
//! All three must be 0. Beside that, workers crash by the thousand and the host must not grow. Random choices follow a seed, which is printed.

mod chance;
pub(crate) mod client;
mod crashes;
mod joined;
mod kills;
mod load;
pub(crate) mod rig;
mod switches;
mod system_calls;

use std::path::PathBuf;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use clap::Args;

use crate::chore::{Chore, failed};
use crate::plugins::{self, Quality};
use crate::tool::find_or_install_package;
use crate::workspace::Workspace;
use chance::Chance;
use joined::Counts;

#[derive(Args, Clone)]
pub(crate) struct Options {
    /// Messages that are sent while connectors are switched.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    sends: usize,
    /// Switches, and as many configs that are wrong, during these.
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    switches: usize,
    /// Times that the host is killed under load.
    #[arg(long, value_name = "N", default_value_t = 200)]
    kills: usize,
    /// Crashes of workers in the life of one host.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    crashes: usize,
    /// Kill the host at every N-th system call of a kind.
    #[arg(long, value_name = "N", default_value_t = 1)]
    stride: usize,
    /// Seed of the random choices [default: the time].
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Use the development build, as the tests do.
    #[arg(long)]
    dev: bool,
}

/// What is built.
pub(crate) struct Built {
    pub(crate) program: PathBuf,
    pub(crate) plugins: PathBuf,
}

/// A version that takes a minute, for `cargo xtask test`.
pub(crate) fn short() -> Options {
    Options {
        sends: 2_000,
        switches: 40,
        kills: 8,
        crashes: 60,
        stride: 6,
        seed: None,
        dev: true,
    }
}

/// Runs every scenario.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Chore {
    let strace = find_or_install_package("strace")?;
    let built = build(workspace, options.dev)?;
    let time = SystemTime::now().duration_since(UNIX_EPOCH);
    let seed = options
        .seed
        .unwrap_or(time.map_or(1, |time| time.as_secs()));
    println!("seed {seed}");
    let mut chance = Chance::new(seed);
    let scenario = |name: &str, counts: Chore<Counts>, begun: Instant| -> Chore {
        let counts = counts?;
        println!(
            "{name:<28} {counts}, {:.1} s",
            begun.elapsed().as_secs_f64()
        );
        match counts.is_clean() {
            true => Ok(()),
            false => failed(format!(
                "`{name}` broke a promise; run it again with --seed {seed}"
            )),
        }
    };
    let begun = Instant::now();
    let counts = switches::run(&built, options.sends, options.switches);
    scenario("switches under load", counts, begun)?;
    let begun = Instant::now();
    let counts = kills::run(&built, options.kills, options.dev, &mut chance);
    scenario("kills under load", counts, begun)?;
    let begun = Instant::now();
    let seen = crashes::run(&built, options.crashes)?;
    println!(
        "{:<28} {seen}, {:.1} s",
        "crashes of workers",
        begun.elapsed().as_secs_f64()
    );
    for call in system_calls::CALLS {
        let begun = Instant::now();
        let counts = system_calls::run(&built, &strace, call, options.stride);
        scenario(&format!("killed at each {call}"), counts, begun)?;
    }
    Ok(())
}

/// The host, and the plugins beside it.
pub(crate) fn build(workspace: &Workspace, dev: bool) -> Chore<Built> {
    let mut args = vec!["build", "--locked", "--package", "switchboard"];
    if !dev {
        args.push("--release");
    }
    let quality = if dev { Quality::Dev } else { Quality::Shipped };
    let plugins = match dev {
        true => workspace.plugin_folder(),
        false => workspace.target.join("torture-plugins"),
    };
    plugins::build(workspace, quality, &plugins)?;
    let program = workspace.cargo(args).build()?.program("switchboard")?;
    Ok(Built { program, plugins })
}
