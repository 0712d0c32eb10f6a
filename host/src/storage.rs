//! Opens the store, with the key that its secrets are sealed with.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use store::{Access, SealingKey, SqliteStore};

use crate::config::{self, KeyReference};
use crate::error::Error;

/// Opens the store of a config, or makes it.
///
/// # Errors
/// When it cannot be opened, or its key cannot be read.
pub(crate) fn open(config: &config::Store, access: Access) -> Result<SqliteStore, Error> {
    let key = match &config.key {
        Some(KeyReference::File(path)) => read_key(path)?,
        Some(KeyReference::Credential(name)) => read_key(&credential(name)?)?,
        None => key_beside(&config.path)?,
    };
    Ok(SqliteStore::open(&config.path, key, access)?)
}

/// A file beside the store.
pub(crate) fn beside(store: &Path, suffix: &str) -> PathBuf {
    let mut path = store.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

/// Milliseconds since the Unix epoch.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    })
}

/// The key beside the store; made together with it.
fn key_beside(store: &Path) -> Result<SealingKey, Error> {
    let path = beside(store, ".key");
    match (path.exists(), store.exists()) {
        (true, _) => read_key(&path),
        (false, false) => write_key(&path),
        (false, true) => Err(refused(
            &path,
            "it is missing, and the store cannot be read without it",
        )),
    }
}

fn credential(name: &str) -> Result<PathBuf, Error> {
    let directory = std::env::var_os("CREDENTIALS_DIRECTORY");
    directory
        .map(|directory| Path::new(&directory).join(name))
        .ok_or_else(|| {
            refused(
                Path::new(name),
                "no credentials are passed to this process; `CREDENTIALS_DIRECTORY` is not set",
            )
        })
}

fn read_key(path: &Path) -> Result<SealingKey, Error> {
    let text = fs::read_to_string(path).map_err(|source| Error::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let text = zeroize::Zeroizing::new(text);
    SealingKey::parse(&text).map_err(|error| refused(path, &error.to_string()))
}

fn write_key(path: &Path) -> Result<SealingKey, Error> {
    let key = SealingKey::generate().map_err(|error| refused(path, &error.to_string()))?;
    let write = || {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        file.write_all(key.to_text().as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()
    };
    match write() {
        Ok(()) => Ok(key),
        // Another process was faster: its key is the one.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => read_key(path),
        Err(error) => Err(refused(path, &error.to_string())),
    }
}

fn refused(path: &Path, reason: &str) -> Error {
    Error::StoreKey {
        path: path.to_owned(),
        reason: reason.to_owned(),
    }
}
