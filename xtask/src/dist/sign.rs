//! Signatures of minisign.

use std::path::Path;

use minisign::{PublicKey, SecretKey, SecretKeyBox};

use crate::chore::{Chore, Context};

/// The variable with the password of the key.
const PASSWORD: &str = "MINISIGN_PASSWORD";

/// Somebody with a secret key.
pub(super) struct Signer {
    secret: SecretKey,
    public: PublicKey,
}

impl Signer {
    pub(super) fn load(path: &Path) -> Chore<Self> {
        let what = format!("cannot use the key `{}`", path.display());
        let text = std::fs::read_to_string(path).context(&what)?;
        let sealed = SecretKeyBox::from_string(&text).context(&what)?;
        let secret = match std::env::var(PASSWORD) {
            Ok(password) => sealed.into_secret_key(Some(password)),
            Err(_) => sealed.into_unencrypted_secret_key(),
        };
        let secret = secret.context(format!("{what}; is its password in {PASSWORD}?"))?;
        let public = PublicKey::from_secret_key(&secret).context(&what)?;
        Ok(Self { secret, public })
    }

    /// The text of a signature file.
    pub(super) fn sign(&self, bytes: &[u8], comment: &str) -> Chore<Vec<u8>> {
        let public = Some(&self.public);
        let signature = minisign::sign(public, &self.secret, bytes, Some(comment), None);
        Ok(signature.context("cannot sign")?.to_string().into_bytes())
    }

    /// What operators put into `[plugins] trusted_keys`.
    pub(super) fn public_key(&self) -> String {
        self.public.to_base64()
    }
}
