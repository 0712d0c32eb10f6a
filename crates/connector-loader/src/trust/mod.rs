//! Which plugins the operator trusts.
//!
//! A *pin* in the lock file names the bytes of a connector; a *signature* beside the file says that the
//! holder of a trusted key made them. Both are about the bytes that were read, which are those that are
//! loaded.

mod distrust;
mod lock;
mod signature;

use std::path::{Path, PathBuf};

use connector_api::Metadata;
use semver::Version;

use crate::Image;

pub use distrust::Distrust;
pub use lock::{Lock, LockError, Pin};
pub use signature::{InvalidKey, TrustedKey};

/// What an operator demands of a plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trust {
    /// Keys whose signatures count.
    pub keys: Vec<TrustedKey>,
    /// A plugin must be signed.
    pub require_signature: bool,
    /// A plugin that neither the lock file names nor a trusted key has signed is used.
    pub accept_unlisted: bool,
    /// The lock file.
    pub lock: PathBuf,
}

/// Why a plugin is trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// The lock file has its digest.
    pub is_pinned: bool,
    /// Id of the trusted key that signed it.
    pub signer: Option<String>,
}

impl Trust {
    /// Whether a plugin may be used.
    ///
    /// # Errors
    /// Why not.
    pub fn admit(&self, image: &Image, metadata: &Metadata) -> Result<Standing, Distrust> {
        self.admit_by(&Lock::read(&self.lock), image, metadata)
    }

    /// The same by a lock file that was read before.
    pub(crate) fn admit_by(
        &self,
        lock: &Result<Lock, LockError>,
        image: &Image,
        metadata: &Metadata,
    ) -> Result<Standing, Distrust> {
        let signer = self.signer(image)?;
        if self.require_signature && signer.is_none() {
            return Err(Distrust::Unsigned {
                id: metadata.id.clone(),
            });
        }
        let lock = lock.as_ref().map_err(LockError::clone)?;
        let Some(pin) = lock.pin(&metadata.id) else {
            return match signer.is_some() || self.accept_unlisted {
                true => Ok(Standing {
                    is_pinned: false,
                    signer,
                }),
                false => Err(Distrust::Unlisted {
                    id: metadata.id.clone(),
                }),
            };
        };
        if pin.sha256 == image.digest() {
            return Ok(Standing {
                is_pinned: true,
                signer,
            });
        }
        // Whoever holds a trusted key may publish a newer one, but not bring back an old one.
        if signer.is_none() {
            return Err(Distrust::Changed {
                id: metadata.id.clone(),
                trusted: pin.sha256,
                found: image.digest(),
            });
        }
        refuse_downgrade(metadata, pin)?;
        Ok(Standing {
            is_pinned: false,
            signer,
        })
    }

    /// Id of the trusted key that signed the file; none when nobody has, or no key is trusted.
    ///
    /// # Errors
    /// A signature that is there and worth nothing.
    pub fn signer(&self, image: &Image) -> Result<Option<String>, Distrust> {
        match self.keys.as_slice() {
            [] => Ok(None),
            keys => signature::signer(image, keys),
        }
    }

    /// Writes the digest of a plugin to the lock file. Without `allow_downgrade`, an older version does
    /// not take the place of a newer one.
    ///
    /// # Errors
    /// Why it is not trusted, or why that cannot be written down.
    pub fn pin(
        &self,
        image: &Image,
        metadata: &Metadata,
        allow_downgrade: bool,
    ) -> Result<Standing, Distrust> {
        let signer = self.signer(image)?;
        if self.require_signature && signer.is_none() {
            return Err(Distrust::Unsigned {
                id: metadata.id.clone(),
            });
        }
        Lock::update(&self.lock, |lock| {
            match lock.pin(&metadata.id) {
                Some(pin) if !allow_downgrade => refuse_downgrade(metadata, pin)?,
                _ => {}
            }
            lock.set(
                &metadata.id,
                Pin {
                    version: metadata.version.clone(),
                    sha256: image.digest(),
                    signer: signer.clone(),
                },
            );
            Ok(())
        })?;
        Ok(Standing {
            is_pinned: true,
            signer,
        })
    }
}

/// The file that holds the signature of a plugin.
pub fn signature_file(plugin: &Path) -> PathBuf {
    let mut name = plugin.as_os_str().to_owned();
    name.push(".minisig");
    name.into()
}

fn refuse_downgrade(metadata: &Metadata, pin: &Pin) -> Result<(), Distrust> {
    let newer = match (
        Version::parse(&metadata.version),
        Version::parse(&pin.version),
    ) {
        (Ok(found), Ok(trusted)) => found >= trusted,
        // What cannot be compared is fine only when it is the same.
        _ => metadata.version == pin.version,
    };
    match newer {
        true => Ok(()),
        false => Err(Distrust::Downgrade {
            id: metadata.id.clone(),
            trusted: pin.version.clone(),
            found: metadata.version.clone(),
        }),
    }
}
