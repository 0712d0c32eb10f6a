//! A process of its own for a connector.
//!
//! Read this first: the host runs its own program again as a *worker* ([`serve`] is its whole life)
//! and talks to it in [frames](frame) over a socket. The worker gets the plugin as a sealed copy in
//! memory, opens it, takes every way to the outside from itself (`sandbox`), and answers calls. What
//! a connector breaks in there it breaks for itself.
//!
//! On the host's side [`WorkerPlugin`] asks what a plugin is and what it makes of a config, in
//! workers that end with the question; [`Worker`] is one that lives as long as a generation, kept
//! alive by its supervisor.

pub mod frame;

mod child;
mod launch;
mod plugin;
mod sandbox;
mod statm;
mod supervisor;

pub use child::serve;
pub use launch::{LaunchError, Launcher, ending_of};
pub use plugin::{Refused, WorkerPlugin};
pub use sandbox::{Report, Sandbox};
pub use statm::Statm;
pub use supervisor::{CallError, Observer, Worker};
