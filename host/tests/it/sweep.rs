//! A real plugin, cut at many lengths and flipped at many places: what nobody trusts is not opened, and
//! what is opened hurts nobody but the worker that opens it.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use connector_loader::{Image, Trust};
use connector_testkit::libraries::published_plugin;
use connector_worker::{LaunchError, Launcher, WorkerPlugin};
use tempfile::TempDir;

/// Truncations, evenly spread over the length.
const CUTS: usize = 400;

/// Flipped bits, at places that a fixed sequence chooses.
const FLIPS: usize = 2_000;

fn launcher() -> Launcher {
    Launcher {
        program: PathBuf::from(env!("CARGO_BIN_EXE_switchboard")),
        argument: "__worker",
        environment: &[],
        observer: Arc::new(()),
    }
}

/// The plugin with one bit of it changed; the same for the same number.
fn flipped(whole: &[u8], number: usize) -> Vec<u8> {
    // Steps of a large odd number visit places all over the file.
    let at = number.wrapping_mul(2_654_435_761) % whole.len();
    let mut bytes = whole.to_vec();
    bytes[at] ^= 1 << (number % 8);
    bytes
}

/// A lock file that trusts exactly these bytes.
fn trusting(dir: &TempDir, whole: &[u8]) -> Trust {
    let trust = Trust {
        keys: Vec::new(),
        require_signature: false,
        accept_unlisted: true,
        lock: dir.path().join("plugins.lock"),
    };
    let image = Image::from_bytes(whole.to_vec());
    trust.pin(&image, &image.inspect().unwrap(), false).unwrap();
    trust
}

#[test]
fn no_cut_or_flipped_file_is_what_was_trusted() {
    let whole = fs::read(published_plugin("twilio")).unwrap();
    let dir = TempDir::new().unwrap();
    let trust = trusting(&dir, &whole);
    let cuts = (0..CUTS).map(|part| whole[..whole.len() * part / CUTS].to_vec());
    let flips = (0..FLIPS).map(|number| flipped(&whole, number));
    for bytes in cuts.chain(flips) {
        let image = Image::from_bytes(bytes);
        // Refused by what it is, or else by whether it is the one.
        if let Ok(mut metadata) = image.inspect() {
            metadata.id = "twilio".to_owned();
            assert!(trust.admit(&image, &metadata).is_err());
        }
    }
    let image = Image::from_bytes(whole);
    assert!(
        trust
            .admit(&image, &image.inspect().unwrap())
            .unwrap()
            .is_pinned
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn opening_what_is_flipped_ends_at_most_the_worker() {
    let whole = Arc::new(fs::read(published_plugin("twilio")).unwrap());
    let lanes = (0..4).map(|lane| {
        let whole = Arc::clone(&whole);
        tokio::spawn(async move {
            let launcher = launcher();
            let mut endings = [0; 3];
            for number in (lane..FLIPS).step_by(4) {
                let image = Image::from_bytes(flipped(&whole, number));
                if image.inspect().is_err() {
                    continue;
                }
                let which = match WorkerPlugin::load(&image, &launcher).await {
                    Ok(_) => 0,
                    Err(LaunchError::Unusable { .. }) => 1,
                    Err(LaunchError::Ended(_) | LaunchError::TooSlow) => 2,
                    Err(error) => panic!("{number}: {error}"),
                };
                endings[which] += 1;
            }
            endings
        })
    });
    let mut sum = [0; 3];
    for lane in lanes.collect::<Vec<_>>() {
        for (sum, more) in sum.iter_mut().zip(lane.await.unwrap()) {
            *sum += more;
        }
    }
    // A flip where nothing looks is harmless; one where the linker looks is not. Both happen.
    let [loaded, refused, ended] = sum;
    println!("{loaded} loaded, {refused} refused, {ended} ended their worker");
    assert!(loaded > 0 && ended > 0, "{sum:?}");
    assert!(
        WorkerPlugin::load(&Image::from_bytes(whole.to_vec()), &launcher())
            .await
            .is_ok()
    );
}
