//! With more of everything: stored messages, installed plugins, slow sends at once.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use connector_testkit::sim::Fault;
use rustix::process::{Resource, getrlimit};

use super::Options;
use super::figures::Figures;
use super::load::{Load, MESSAGE};
use super::process::Process;
use super::programs::Programs;
use super::service::send;
use crate::chore::{Chore, Context, failed};
use crate::torture::Built;
use crate::torture::rig::{Rig, Setup, switch};

const STORED: [usize; 3] = [1_000, 100_000, 1_000_000];

const INSTALLED: [usize; 3] = [7, 50, 200];

const SLOW: [usize; 4] = [10, 100, 1_000, 10_000];

/// How long a slow provider takes.
const DELAY: Duration = Duration::from_secs(5);

pub(super) fn measure(programs: &Programs, options: &Options, figures: &mut Figures) -> Chore {
    stored(programs, options, figures)?;
    installed(programs, figures)?;
    slow(programs, figures)
}

/// A store that is not empty.
fn stored(programs: &Programs, options: &Options, figures: &mut Figures) -> Chore {
    for count in STORED {
        let mut rig = Rig::set_up(&programs.built, "retention = \"365d\"")?;
        rig.kill();
        let filled = Command::new(&programs.fill)
            .arg(rig.store())
            .arg(count.to_string())
            .status();
        if !filled.is_ok_and(|status| status.success()) {
            return failed("the store cannot be filled");
        }
        rig.start(&[])?;
        let name = format!("{count} stored messages, worker, 64 clients");
        send(programs, &rig, &name, 64, options.messages, figures)?;
    }
    Ok(())
}

/// A folder full of plugins: copies of one, each with an id of its own in its metadata section.
fn installed(programs: &Programs, figures: &mut Figures) -> Chore {
    let original = fs::read(programs.built.plugins.join("twilio.so")).context("no plugin")?;
    for count in INSTALLED {
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
        for name in ["twilio.so", "http.so"] {
            fs::copy(programs.built.plugins.join(name), folder.path().join(name))
                .context("cannot copy a plugin")?;
        }
        for number in 2..count {
            write_copy(&original, folder.path(), number)?;
        }
        let built = Built {
            program: programs.built.program.clone(),
            plugins: folder.path().to_owned(),
        };
        let begun = Instant::now();
        let rig = Rig::set_up(&built, "")?;
        let ready = begun.elapsed();
        let mut client = rig.client();
        let begun = Instant::now();
        let listed = client.request("GET", "/v1/connectors", None, "");
        let listed = listed.context("the connectors cannot be listed")?;
        let list = begun.elapsed();
        let connectors = listed.document.get("connectors");
        let found = connectors
            .and_then(|all| all.as_array())
            .map_or(0, Vec::len);
        if found != count {
            return failed(format!("{found} of {count} plugins are listed"));
        }
        let begun = Instant::now();
        switch(&mut client, 1)?;
        let switched = begun.elapsed();
        let host = Process(rig.pid().context("the host is gone")?);
        figures.add(
            "growth",
            &format!("{count} installed plugins"),
            &[
                ("set up ms", ready.as_secs_f64() * 1000.0),
                ("list ms", list.as_secs_f64() * 1000.0),
                ("switch ms", switched.as_secs_f64() * 1000.0),
                ("host MB", host.memory_now()),
            ],
        );
    }
    Ok(())
}

fn write_copy(original: &[u8], folder: &Path, number: usize) -> Chore {
    let id = format!("tw{number:04}");
    let marker = br#"{"id":"twilio""#;
    let found = original
        .windows(marker.len())
        .position(|window| window == marker);
    let Some(at) = found.map(|at| at + 7) else {
        return failed("the plugin has no metadata section");
    };
    let mut bytes = original.to_vec();
    if let Some(place) = bytes.get_mut(at..at + id.len()) {
        place.copy_from_slice(id.as_bytes());
    }
    fs::write(folder.join(format!("{id}.so")), bytes).context("cannot write a plugin")
}

/// Sends that wait for a slow provider, all at once; then one more than there is place for.
fn slow(programs: &Programs, figures: &mut Figures) -> Chore {
    // A send holds two descriptors, and the host has some of its own.
    let descriptors = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let most = usize::try_from(descriptors.saturating_sub(500) / 2).unwrap_or(usize::MAX);
    for count in SLOW.map(|count| count.min(most)) {
        let setup = Setup {
            messages: &format!("max_in_flight = {count}\ndeadline = \"60s\""),
            ..Setup::default()
        };
        let rig = Rig::set_up_as(&programs.built, &setup)?;
        for simulator in &rig.simulators {
            simulator.on_every(Fault::new().reply_after(DELAY));
        }
        let host = Process(rig.pid().context("the host is gone")?);
        let before = host.memory_now();
        let load = Load {
            program: &programs.load,
            client: "hyper",
            url: format!("http://{}/v1/messages", rig.port.address),
            clients: count,
            messages: count,
            content_type: "application/json",
            authorization: format!("Bearer {}", rig.key),
            body: MESSAGE,
            expected: 200,
        };
        let (seen, refused) = thread::scope(|scope| {
            let sending = scope.spawn(|| load.run());
            let refused = refusal(&rig, count);
            (sending.join(), refused)
        });
        let seen = match seen {
            Ok(seen) => seen?,
            Err(_) => return failed("the clients failed"),
        };
        figures.add(
            "growth",
            &format!("{count} slow sends at once (5 s each)"),
            &[
                ("p50 ms", seen.p50),
                ("p99 ms", seen.p99),
                ("peak MB", host.peak_memory()),
                ("before MB", before),
                ("one more is refused", f64::from(u8::from(refused?))),
            ],
        );
    }
    Ok(())
}

/// Whether a message is answered 503 while all places are taken.
fn refusal(rig: &Rig, places: usize) -> Chore<bool> {
    // It takes a while until so many have arrived.
    let until = Instant::now() + DELAY * 4;
    let body = MESSAGE.replace("{n}", "999999");
    let mut client = rig.client();
    while Instant::now() < until {
        thread::sleep(Duration::from_millis(100));
        if rig.metric("switchboard_messages_in_flight")? >= places as f64 {
            let answer = client.request("POST", "/v1/messages", None, &body);
            match answer {
                Ok(answer) => return Ok(answer.status == 503),
                Err(_) => return Ok(false),
            }
        }
    }
    Ok(false)
}
