//! Pins and signatures.

use std::fs;
use std::path::{Path, PathBuf};

use connector_loader::{Image, Lock, Trust, TrustedKey, discover, signature_file};
use connector_testkit::libraries::plugin;
use minisign::KeyPair;
use tempfile::TempDir;

/// Demands nothing.
pub(crate) fn trust() -> Trust {
    Trust {
        keys: Vec::new(),
        require_signature: false,
        accept_unlisted: true,
        lock: PathBuf::from("/nonexistent/plugins.lock"),
    }
}

/// A folder with the plugin twilio, and who may sign it.
struct World {
    dir: TempDir,
    file: PathBuf,
    trust: Trust,
}

impl World {
    fn new(keys: &[&KeyPair]) -> Self {
        let dir = TempDir::new().unwrap();
        let file = dir.path().join("twilio.so");
        fs::copy(plugin("twilio"), &file).unwrap();
        let key = |pair: &&KeyPair| TrustedKey::parse(&pair.pk.to_base64()).unwrap();
        let trust = Trust {
            keys: keys.iter().map(key).collect(),
            lock: dir.path().join("plugins.lock"),
            ..trust()
        };
        Self { dir, file, trust }
    }

    fn image(&self) -> Image {
        Image::read(&self.file).unwrap()
    }

    fn pin(&self, allow_downgrade: bool) -> Result<(), String> {
        let image = self.image();
        let pinned = self
            .trust
            .pin(&image, &image.inspect().unwrap(), allow_downgrade);
        pinned.map(drop).map_err(|distrust| distrust.to_string())
    }

    /// Makes the file one of another version; the length stays.
    fn set_version(&self, version: &str) {
        let mut bytes = fs::read(&self.file).unwrap();
        let marker = br#""version":""#;
        let found = bytes
            .windows(marker.len())
            .position(|window| window == marker);
        let at = found.unwrap() + marker.len();
        bytes[at..at + version.len()].copy_from_slice(version.as_bytes());
        fs::write(&self.file, bytes).unwrap();
    }

    fn sign(&self, pair: &KeyPair) {
        let bytes = fs::read(&self.file).unwrap();
        let signature = minisign::sign(None, &pair.sk, bytes.as_slice(), None, None).unwrap();
        fs::write(signature_file(&self.file), signature.to_string()).unwrap();
    }

    /// Who vouches for the file, or why it is refused.
    fn check(&self, expected: &str) {
        let found = discover(self.dir.path(), &self.trust).unwrap();
        let [candidate] = found.as_slice() else {
            panic!("{found:?}");
        };
        let told = match &candidate.metadata {
            Ok(_) => format!(
                "pinned: {}, signed: {}",
                candidate.standing.is_pinned,
                candidate.standing.signer.is_some()
            ),
            Err(error) => error.kind.to_string(),
        };
        assert!(told.starts_with(expected), "{told}");
    }
}

fn pair() -> KeyPair {
    KeyPair::generate_unencrypted_keypair().unwrap()
}

#[test]
fn what_nobody_vouches_for_is_used_unless_that_is_refused() {
    let mut world = World::new(&[]);
    world.check("pinned: false, signed: false");
    world.trust.accept_unlisted = false;
    world.check("connector `twilio` is neither trusted nor signed");
    world.pin(false).unwrap();
    world.check("pinned: true, signed: false");
}

#[test]
fn a_pinned_connector_is_used_with_exactly_its_bytes() {
    let world = World::new(&[]);
    world.pin(false).unwrap();
    let mut bytes = fs::read(&world.file).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&world.file, bytes).unwrap();
    world.check("connector `twilio` is not the file that was trusted: that one has the SHA-256 ");
    world.pin(false).unwrap();
    world.check("pinned: true");
}

#[test]
fn an_older_version_takes_a_flag() {
    let world = World::new(&[]);
    world.set_version("1.9.9");
    world.pin(false).unwrap();
    world.set_version("1.9.8");
    let refusal = world.pin(false).unwrap_err();
    assert_eq!(
        refusal,
        "connector `twilio` 1.9.8 is older than 1.9.9, which was trusted"
    );
    world.check("connector `twilio` is not the file that was trusted");
    world.pin(true).unwrap();
    world.check("pinned: true");
    let lock = Lock::read(&world.trust.lock).unwrap();
    assert_eq!(lock.pin("twilio").unwrap().version, "1.9.8");
}

#[test]
fn a_signature_counts_when_a_trusted_key_made_it_for_these_bytes() {
    let (ours, theirs) = (pair(), pair());
    let mut world = World::new(&[&theirs, &ours]);
    world.trust.require_signature = true;
    world.check("connector `twilio` is not signed by a trusted key");
    assert!(world.pin(false).is_err(), "a pin is no signature");
    world.sign(&pair());
    world.check("its signature is worth nothing: no trusted key has made it");
    world.sign(&ours);
    world.check("pinned: false, signed: true");
    world.set_version("9.9.9");
    world.check("its signature is worth nothing: it is not about these bytes");
    fs::write(signature_file(&world.file), "signed").unwrap();
    world.check("its signature is worth nothing: `");
}

#[test]
fn the_holder_of_a_trusted_key_may_publish_a_newer_file_and_not_an_older_one() {
    let ours = pair();
    let world = World::new(&[&ours]);
    world.set_version("1.9.8");
    world.pin(false).unwrap();
    world.set_version("1.9.9");
    world.check("connector `twilio` is not the file that was trusted");
    world.sign(&ours);
    world.check("pinned: false, signed: true");
    world.set_version("1.9.7");
    world.sign(&ours);
    world.check("connector `twilio` 1.9.7 is older than 1.9.8, which was trusted");
}

#[test]
fn a_lock_file_that_cannot_be_read_trusts_nothing() {
    let world = World::new(&[]);
    for text in [
        "connectors = 1",
        "[connectors.twilio]\nversion = \"1\"\nsha256 = \"12\"",
    ] {
        fs::write(&world.trust.lock, text).unwrap();
        world.check("the lock file `");
        assert!(world.pin(false).is_err(), "and nobody writes over it");
        assert_eq!(fs::read_to_string(&world.trust.lock).unwrap(), text);
    }
}

#[test]
fn a_text_that_is_no_key_is_refused() {
    assert!(TrustedKey::parse("RWQ").is_err());
    assert!(!Path::new("/nonexistent/plugins.lock").exists());
}
