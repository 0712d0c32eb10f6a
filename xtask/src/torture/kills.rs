//! SIGKILL at random moments, while messages are sent.

use std::thread;
use std::time::Duration;

use super::Built;
use super::chance::Chance;
use super::joined::{Counts, join};
use super::load::{Load, Told};
use super::rig::{Rig, switch};
use crate::chore::{Chore, Context, failed};

const CLIENTS: usize = 16;

/// A shipped host is ready again within this; a development build is not judged by it.
const READY: Duration = Duration::from_millis(300);

pub(super) fn run(built: &Built, kills: usize, dev: bool, chance: &mut Chance) -> Chore<Counts> {
    let mut rig = Rig::set_up(built, "")?;
    let load = Load::of(usize::MAX);
    let mut slowest = Duration::ZERO;
    let clients: Vec<_> = (0..CLIENTS).map(|_| rig.client()).collect();
    let (told, killed) = thread::scope(|scope| {
        let clients: Vec<_> = clients
            .into_iter()
            .map(|mut client| {
                let load = &load;
                scope.spawn(move || load.send_all(&mut client))
            })
            .collect();
        let killed = (0..kills).try_for_each(|number| {
            thread::sleep(Duration::from_millis(20 + chance.below(120)));
            let took = kill_and_start(&mut rig)?;
            slowest = slowest.max(took);
            switch(&mut rig.client(), number)
        });
        load.stop();
        let told: Vec<Told> = clients
            .into_iter()
            .flat_map(|client| client.join().unwrap_or_default())
            .collect();
        (told, killed)
    });
    killed?;
    let mut counts = join(&rig, &told, false)?;
    counts.remark = format!(
        "{kills} kills, ready again within {} ms",
        slowest.as_millis()
    );
    if !dev && slowest > READY {
        return failed(format!("the host took {slowest:?} to be ready again"));
    }
    Ok(counts)
}

/// What was dispatched when the host was killed must be settled before it is ready again.
fn kill_and_start(rig: &mut Rig) -> Chore<Duration> {
    rig.kill();
    match rig.start(&[])? {
        Some(took) => Ok(took),
        None => failed(format!("the host did not start again: {}", rig.log_text())),
    }
    .context("after a kill")
}
