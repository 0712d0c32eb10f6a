//! Where secrets are read from.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use zeroize::Zeroizing;

use super::SecretRef;

/// Reads the secrets that configs refer to. The one way in which this crate meets the world.
pub trait SecretSource {
    /// Reads one secret.
    ///
    /// # Errors
    ///
    /// Why it cannot be had. Never contains any of it.
    fn read(&self, reference: &SecretRef) -> Result<Zeroizing<String>, SecretError>;
}

/// Why a secret cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// The environment variable is not set.
    #[error("environment variable is not set")]
    NotSet,
    /// Nobody passes credentials to this process.
    #[error("no credentials are passed to this service; `CREDENTIALS_DIRECTORY` is not set")]
    NoCredentials,
    /// The file cannot be read.
    #[error("file cannot be read")]
    Unreadable(#[source] io::Error),
    /// A directory, a device or a pipe.
    #[error("not a regular file")]
    NotAFile,
    /// Larger than any secret.
    #[error("larger than 64 KiB")]
    TooLarge,
    /// Not UTF-8.
    #[error("not UTF-8 text")]
    NotText,
    /// There, but without a character.
    #[error("empty")]
    Empty,
    /// A kind of reference that this source does not serve.
    #[error("secrets of this kind are not available here")]
    Unsupported,
}

/// The environment, the file system and the service manager's credentials of this process.
///
/// One trailing line break of a file is not part of its secret.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemSecrets;

impl SecretSource for SystemSecrets {
    fn read(&self, reference: &SecretRef) -> Result<Zeroizing<String>, SecretError> {
        let secret = match reference {
            SecretRef::Env(name) => read_variable(name),
            SecretRef::File(path) => read_file(path),
            SecretRef::Credential(name) => {
                read_credential(env::var_os("CREDENTIALS_DIRECTORY"), name)
            }
        }?;
        match secret.is_empty() {
            true => Err(SecretError::Empty),
            false => Ok(secret),
        }
    }
}

fn read_variable(name: &str) -> Result<Zeroizing<String>, SecretError> {
    match env::var(name) {
        Ok(secret) => Ok(Zeroizing::new(secret)),
        Err(env::VarError::NotPresent) => Err(SecretError::NotSet),
        Err(env::VarError::NotUnicode(_)) => Err(SecretError::NotText),
    }
}

fn read_credential(
    directory: Option<OsString>,
    name: &str,
) -> Result<Zeroizing<String>, SecretError> {
    let directory = directory.ok_or(SecretError::NoCredentials)?;
    read_file(&Path::new(&directory).join(name))
}

fn read_file(path: &Path) -> Result<Zeroizing<String>, SecretError> {
    const LARGEST: u64 = 64 * 1024;

    // Opening a pipe would wait for its writer, and a device may never end.
    if !fs::metadata(path)
        .map_err(SecretError::Unreadable)?
        .is_file()
    {
        return Err(SecretError::NotAFile);
    }
    let file = File::open(path).map_err(SecretError::Unreadable)?;
    let mut secret = Zeroizing::new(String::new());
    file.take(LARGEST + 1)
        .read_to_string(&mut secret)
        .map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => SecretError::NotText,
            _ => SecretError::Unreadable(error),
        })?;
    if secret.len() as u64 > LARGEST {
        return Err(SecretError::TooLarge);
    }
    if secret.ends_with('\n') {
        secret.pop();
        if secret.ends_with('\r') {
            secret.pop();
        }
    }
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_is_a_file_in_the_directory_of_the_service_manager() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("token"), "s\n").unwrap();
        let passed = Some(directory.path().as_os_str().to_owned());
        assert_eq!(*read_credential(passed, "token").unwrap(), "s");
        let none = read_credential(None, "token").unwrap_err();
        assert!(matches!(none, SecretError::NoCredentials));
    }
}
