//! The binary as its users meet it: the command line, and the service with real plugins and
//! simulated providers.

mod connectors;
mod lifecycle;
mod messages;
mod plugins;
mod problems;
mod send;
mod support;
