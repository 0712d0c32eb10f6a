//! The HTTP API.
//!
//! Read `endpoint` first: it has every call, who may make it, and who answers.

mod active;
mod auth;
mod body;
mod connectors;
mod documents;
mod endpoint;
mod health;
mod idempotency;
mod keys;
mod messages;
mod observe;
mod openapi;
mod problem;
mod rejection;
mod router;
mod server;

pub(crate) use auth::Gate;
pub(crate) use documents::{Key, NewKey, SentMessage};
pub(crate) use openapi::document as openapi_document;
pub(crate) use problem::{ApiProblem, Problem};
pub(crate) use router::{admin, api};
pub(crate) use server::{DRAIN, Listener, serve};
