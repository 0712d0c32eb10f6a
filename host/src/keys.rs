//! API keys: `swb_<id>_<secret>_<checksum>`.
//!
//! The store knows a hash of the secret part only. The checksum tells a mistyped key from an
//! unknown one, and lets scanners recognise keys that were published by mistake.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use store::{ApiKey, Store, StoreError};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::storage::now;

const ID_BYTES: usize = 6;
const SECRET_BYTES: usize = 24;
const CHECKSUM_BYTES: usize = 4;

/// How long a key is taken for what it was: a command may revoke it without telling the service.
const TRUSTED_FOR: Duration = Duration::from_secs(1);

/// What a key permits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    /// Send messages.
    MessagesWrite,
    /// See what became of messages.
    MessagesRead,
    /// See connectors and their configs, with secrets masked, and metrics.
    ConnectorsRead,
    /// Configure, test and switch connectors.
    ConnectorsWrite,
    /// Make and revoke keys.
    KeysWrite,
}

impl Scope {
    /// Every scope.
    pub(crate) const ALL: [Self; 5] = [
        Self::MessagesWrite,
        Self::MessagesRead,
        Self::ConnectorsRead,
        Self::ConnectorsWrite,
        Self::KeysWrite,
    ];

    /// Its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::MessagesWrite => "messages:write",
            Self::MessagesRead => "messages:read",
            Self::ConnectorsRead => "connectors:read",
            Self::ConnectorsWrite => "connectors:write",
            Self::KeysWrite => "keys:write",
        }
    }

    /// The scope of this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }

    /// Their names, for a sentence.
    pub(crate) fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A key that was just made: the only time that its text is known.
pub(crate) struct FreshKey {
    /// Its identifier.
    pub(crate) id: String,
    /// The key.
    pub(crate) text: Zeroizing<String>,
    /// What it permits.
    pub(crate) scopes: Vec<Scope>,
}

/// Makes a key and keeps its hash.
///
/// # Errors
/// When it cannot be stored.
pub(crate) async fn create(store: &dyn Store, scopes: &[Scope]) -> Result<FreshKey, StoreError> {
    let id = random_hex::<ID_BYTES>()?;
    let secret = random_hex::<SECRET_BYTES>()?;
    let body = Zeroizing::new(format!("swb_{}_{}", *id, *secret));
    let text = Zeroizing::new(format!("{}_{}", *body, checksum(&body)));
    let key = ApiKey {
        id: id.to_string(),
        hash: hash(&secret),
        scopes: scopes.iter().map(ToString::to_string).collect(),
        created_at: now(),
        revoked_at: None,
    };
    store.create_key(key).await?;
    Ok(FreshKey {
        id: id.to_string(),
        text,
        scopes: scopes.to_vec(),
    })
}

/// Whoever sent a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    /// Identifier of the key, or a name for callers without one.
    pub(crate) id: String,
    /// What it may do; `None` is everything.
    scopes: Option<Vec<Scope>>,
}

impl Caller {
    /// Somebody on this machine who may open the service's socket.
    pub(crate) fn local() -> Self {
        Self {
            id: "local".to_owned(),
            scopes: None,
        }
    }

    /// Whether it may do this.
    pub(crate) fn may(&self, scope: Scope) -> bool {
        let scopes = self.scopes.as_ref();
        scopes.is_none_or(|scopes| scopes.contains(&scope))
    }
}

/// Keys by identifier, and when they were read.
type Seen = HashMap<String, (Instant, Arc<ApiKey>)>;

/// The keys as the service checks them.
#[derive(Default)]
pub(crate) struct Keys {
    seen: Mutex<Seen>,
}

impl Keys {
    /// Who a key belongs to; `None` when it is no key, unknown or revoked.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) async fn caller(
        &self,
        store: &dyn Store,
        text: &str,
    ) -> Result<Option<Caller>, StoreError> {
        let Some((id, secret)) = parse(text) else {
            return Ok(None);
        };
        let Some(key) = self.look_up(store, id).await? else {
            return Ok(None);
        };
        let matches = bool::from(hash(secret).ct_eq(&key.hash)) && key.revoked_at.is_none();
        Ok(matches.then(|| Caller {
            id: key.id.clone(),
            scopes: Some(
                key.scopes
                    .iter()
                    .filter_map(|name| Scope::from_name(name))
                    .collect(),
            ),
        }))
    }

    async fn look_up(
        &self,
        store: &dyn Store,
        id: &str,
    ) -> Result<Option<Arc<ApiKey>>, StoreError> {
        let known = self.lock().get(id).cloned();
        if let Some((seen, key)) = known
            && seen.elapsed() < TRUSTED_FOR
        {
            return Ok(Some(key));
        }
        let key = store.key(id.to_owned()).await?.map(Arc::new);
        // Only keys that exist are remembered: others come from whoever guesses.
        if let Some(key) = &key {
            let entry = (Instant::now(), Arc::clone(key));
            self.lock().insert(id.to_owned(), entry);
        }
        Ok(key)
    }

    /// Forgets what was seen: the next request asks the store.
    pub(crate) fn forget(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The identifier and the secret of a key whose checksum is right.
fn parse(text: &str) -> Option<(&str, &str)> {
    let (body, sum) = text.rsplit_once('_')?;
    let (id, secret) = body.strip_prefix("swb_")?.split_once('_')?;
    let is_hex = |part: &str, bytes: usize| {
        part.len() == 2 * bytes && part.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let is_key = is_hex(id, ID_BYTES) && is_hex(secret, SECRET_BYTES) && sum == checksum(body);
    is_key.then_some((id, secret))
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

fn checksum(body: &str) -> String {
    let digest = Sha256::digest(body.as_bytes());
    digest
        .iter()
        .take(CHECKSUM_BYTES)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn random_hex<const BYTES: usize>() -> Result<Zeroizing<String>, StoreError> {
    let mut bytes = Zeroizing::new([0; BYTES]);
    getrandom::fill(bytes.as_mut()).map_err(|error| StoreError::Unavailable {
        reason: format!("the system gives no random numbers: {error}"),
    })?;
    Ok(Zeroizing::new(
        bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::{Access, SealingKey, SqliteStore};

    #[tokio::test]
    async fn a_key_is_recognised_until_it_is_revoked() {
        let folder = tempfile::tempdir().unwrap();
        let sealing = SealingKey::generate().unwrap();
        let path = folder.path().join("s.db");
        let store = SqliteStore::open(&path, sealing, Access::Tool).unwrap();
        let fresh = create(&store, &[Scope::MessagesWrite]).await.unwrap();
        let keys = Keys::default();
        let caller = keys.caller(&store, &fresh.text).await.unwrap().unwrap();
        assert_eq!(caller.id, fresh.id);
        assert!(caller.may(Scope::MessagesWrite) && !caller.may(Scope::MessagesRead));
        // Another secret with a right checksum.
        let body = format!("swb_{}_{}", fresh.id, "0".repeat(48));
        let forged = format!("{body}_{}", checksum(&body));
        for wrong in [
            forged.as_str(),
            "",
            "swb_",
            &fresh.text[..fresh.text.len() - 1],
        ] {
            assert_eq!(keys.caller(&store, wrong).await.unwrap(), None, "{wrong}");
        }
        store.revoke_key(fresh.id, 1).await.unwrap();
        keys.forget();
        assert_eq!(keys.caller(&store, &fresh.text).await.unwrap(), None);
    }

    #[test]
    fn whoever_is_local_may_do_everything() {
        assert!(
            Scope::ALL
                .into_iter()
                .all(|scope| Caller::local().may(scope))
        );
    }
}
