//! The life of a worker: load, close every door, answer.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::FileExt;

use connector_loader::{Instance, LoadErrorKind, Plugin};
use rustix::stdio::{dup2_stderr, dup2_stdout};
use serde_json::json;

use crate::frame::{Frame, Kind, split_resume};
use crate::sandbox::Sandbox;

/// Most answers that wait for each other: the host goes on with the first while the last is made.
const TOGETHER: usize = 8;

/// The worker process. Standard input is the socket to the host, standard output the plugin.
///
/// # Errors
/// When the host does not keep to that, or is gone.
pub fn serve() -> io::Result<()> {
    // As a file: `read` and `write` are all that is left once the doors are closed.
    let socket = File::from(rustix::io::dup(rustix::stdio::stdin())?);
    let copy = plugin()?;
    // What the kernel says about this process; nothing can be opened later.
    let sizes = File::open("/proc/self/statm")?;
    let sandbox = Sandbox::before_load()?;
    let mut writer = socket.try_clone()?;
    let plugin = match Plugin::load_sealed(copy) {
        Ok(plugin) => plugin,
        Err(error) => return unusable(&error).write_to(&mut writer),
    };
    let report = sandbox.after_load();
    // Plain data with string keys: encoding cannot fail.
    let info = serde_json::to_vec(&json!({ "info": plugin.info(), "sandbox": report }));
    Frame {
        number: 0,
        kind: Kind::Ready,
        body: info.unwrap_or_default(),
    }
    .write_to(&mut writer)?;
    let mut reader = BufReader::with_capacity(64 * 1024, socket);
    let mut writer = BufWriter::with_capacity(64 * 1024, writer);
    let mut instance = None;
    let mut held = 0;
    while let Some(frame) = Frame::read_from(&mut reader)? {
        let Some((kind, body)) = answer(&plugin, &sizes, &mut instance, &frame) else {
            // The host never asks such a thing: whoever does is not the host.
            return Ok(());
        };
        writer.write_all(&Frame::bytes(frame.number, kind, &body)?)?;
        held += 1;
        // Answers to questions that have come already go out together.
        if held == TOGETHER || reader.buffer().is_empty() {
            held = 0;
            writer.flush()?;
        }
    }
    Ok(())
}

/// The host's sealed copy of the plugin. What the connector prints afterwards goes nowhere.
fn plugin() -> io::Result<OwnedFd> {
    let copy = rustix::io::dup(rustix::stdio::stdout())?;
    let nowhere = File::options().write(true).open("/dev/null")?;
    dup2_stdout(nowhere.as_fd())?;
    dup2_stderr(nowhere.as_fd())?;
    Ok(copy)
}

fn unusable(error: &LoadErrorKind) -> Frame {
    let document = json!({
        "reason": error.to_string(),
        "hint": error.hint(),
        "details": error.details(),
    });
    Frame {
        number: 0,
        kind: Kind::Unusable,
        body: document.to_string().into_bytes(),
    }
}

fn answer(
    plugin: &Plugin,
    sizes: &File,
    instance: &mut Option<Instance>,
    frame: &Frame,
) -> Option<(Kind, Vec<u8>)> {
    match frame.kind {
        Kind::Create => Some(match plugin.create(&frame.body) {
            Ok(created) => {
                *instance = Some(created);
                (Kind::Created, Vec::new())
            }
            Err(error) => (Kind::Refused, encode(&error.0)),
        }),
        Kind::Check => Some((Kind::Findings, encode(&plugin.check(&frame.body)))),
        Kind::Start => {
            let step = instance.as_ref()?.start(&frame.body);
            Some((Kind::Step, step.to_vec()))
        }
        Kind::Resume => {
            let (call, response, state) = split_resume(&frame.body)?;
            let step = instance.as_ref()?.resume(call, response, state);
            Some((Kind::Step, step.to_vec()))
        }
        Kind::Ping => {
            let mut text = vec![0; 256];
            let length = sizes.read_at(&mut text, 0).unwrap_or_default();
            text.truncate(length);
            Some((Kind::Pong, text))
        }
        Kind::Ready
        | Kind::Unusable
        | Kind::Created
        | Kind::Refused
        | Kind::Findings
        | Kind::Step
        | Kind::Pong => None,
    }
}

/// Plain data with string keys: encoding cannot fail.
fn encode(document: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(document).unwrap_or_default()
}
