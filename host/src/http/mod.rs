//! The HTTP API.

mod body;
mod connectors;
mod health;
mod messages;
mod problem;
mod router;
mod server;

pub(crate) use messages::Accepted;
pub(crate) use problem::{ApiProblem, Problem};
pub(crate) use router::{admin, api};
pub(crate) use server::{DRAIN, serve};
