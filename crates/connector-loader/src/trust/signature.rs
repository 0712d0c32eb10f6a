//! Signatures of minisign, beside the file that they are about.

use std::fs;
use std::io;

use minisign_verify::{PublicKey, Signature};

use super::{Distrust, signature_file};
use crate::Image;

/// Signatures have a few hundred bytes.
const SIZE_LIMIT: u64 = 8 * 1024;

/// A public key of minisign.
#[derive(Clone)]
pub struct TrustedKey {
    text: String,
    key: PublicKey,
}

/// A text that is no public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("that is no public key of minisign")]
pub struct InvalidKey;

impl TrustedKey {
    /// A key in the form of the second line of `minisign.pub`.
    ///
    /// # Errors
    /// When the text is none.
    pub fn parse(text: &str) -> Result<Self, InvalidKey> {
        let key = PublicKey::from_base64(text).map_err(|_| InvalidKey)?;
        Ok(Self {
            text: text.to_owned(),
            key,
        })
    }

    /// The same form.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl PartialEq for TrustedKey {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for TrustedKey {}

impl std::fmt::Debug for TrustedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TrustedKey({})", self.text)
    }
}

/// The text of the key that made the signature beside a file; none when there is no signature.
pub(super) fn signer(image: &Image, keys: &[TrustedKey]) -> Result<Option<String>, Distrust> {
    let path = signature_file(image.path());
    let bad = |what: String| Err(Distrust::BadSignature(what));
    let text = match fs::metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return bad(format!("`{}` cannot be read: {error}", path.display())),
        Ok(facts) if !facts.is_file() || facts.len() > SIZE_LIMIT => {
            return bad(format!("`{}` is no signature of minisign", path.display()));
        }
        Ok(_) => fs::read_to_string(&path),
    };
    let signature = text.ok().and_then(|text| Signature::decode(&text).ok());
    let Some(signature) = signature else {
        return bad(format!("`{}` is no signature of minisign", path.display()));
    };
    let mut reason = "no trusted key has made it";
    for key in keys {
        match key.key.verify(image.bytes(), &signature, false) {
            Ok(()) => return Ok(Some(key.text.clone())),
            Err(minisign_verify::Error::UnexpectedKeyId) => {}
            Err(minisign_verify::Error::UnexpectedAlgorithm) => {
                reason = "it was made in the legacy format; sign again without `-l`";
            }
            Err(_) => reason = "it is not about these bytes",
        }
    }
    bad(reason.to_owned())
}
