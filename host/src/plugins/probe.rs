//! Loads unknown bytes in a process that may die.
//!
//! Opening a library runs its constructors, and a damaged one can kill whoever opens it. So the
//! host runs itself as `switchboard __probe FILE DIGEST`; only when that process ends well does
//! the host open the same bytes.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use connector_loader::{Image, Plugin};
use connector_worker::ending_of;
use tokio::process::Command;
use tokio::time::timeout;

use super::installed::THIS_PROGRAM;
use crate::error::Error;
use crate::exit::Exit;

/// Loading takes milliseconds; a constructor that takes this long does not end.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// Has another process load an image. Whether host and plugin understand each other is no question
/// here: the host asks it again, and better, once it knows that asking is harmless.
///
/// # Errors
/// How the loading process ended, when it did not end by itself.
pub(crate) async fn probe(image: &Image) -> Result<(), Error> {
    let refused = |how: String| Error::Probe {
        path: image.path().to_owned(),
        how,
    };
    let system = |source| Error::System {
        what: "cannot start a process to try the plugin in",
        source,
    };
    // The environment may hold secrets, and nothing in it concerns a plugin.
    let mut child = Command::new(THIS_PROGRAM)
        .arg("__probe")
        .arg(image.path())
        .arg(image.digest().to_string())
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(system)?;
    let Ok(status) = timeout(TIME_LIMIT, child.wait()).await else {
        return Err(refused("it did not finish loading in time".to_owned()));
    };
    let status = status.map_err(system)?;
    match status.code().and_then(|code| u8::try_from(code).ok()) {
        Some(code) if code == SURVIVED.code() => Ok(()),
        Some(code) if code == CHANGED.code() => {
            Err(refused("it changed while it was read".to_owned()))
        }
        _ => Err(refused(format!(
            "it ended the process that loaded it ({})",
            ending_of(status)
        ))),
    }
}

/// The loading process ended by itself. The code is not zero: a library whose constructor exits
/// "successfully" has not survived.
const SURVIVED: Exit = Exit::BadConfig;

/// The file is not the one that the host read; loading it would prove nothing.
const CHANGED: Exit = Exit::TryLater;

/// The other side: loads the file.
pub(crate) fn answer_probe(path: &Path, digest: &str) -> Exit {
    match Image::read(path) {
        Ok(image) if image.digest().to_string() == digest => {
            // Refused or not, this process is still here.
            let _ = Plugin::load(&image);
            SURVIVED
        }
        _ => CHANGED,
    }
}
