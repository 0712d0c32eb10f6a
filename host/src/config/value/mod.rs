//! What a key can hold: one file per kind of value, each with its parser and its tests.
//!
//! A kind that is written as one string implements [`TextSetting`], any other [`Setting`].

mod address;
mod choice;
mod container;
mod duration;
mod http_origin;
mod log_filter;
mod network;
mod node;
mod notation;
mod path;
mod proxy;
mod rewrite;
mod scalar;
mod setting;
mod trusted_key;

pub(crate) use choice::choice;
pub(crate) use duration::{Age, Timeout};
pub(crate) use http_origin::HttpOrigin;
pub(crate) use log_filter::LogFilter;
pub(crate) use node::{Entry, Node, Value};
pub(crate) use notation::{entries, to_toml, to_toml_entry};
pub(crate) use proxy::ProxyUrl;
pub(crate) use rewrite::RewriteTarget;
pub(crate) use setting::{Setting, TextSetting};
