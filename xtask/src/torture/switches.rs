//! Switches, and configs that are wrong, while messages are sent.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::Built;
use super::client::Client;
use super::joined::{Counts, join};
use super::load::{Load, Told};
use super::rig::{Rig, switch};
use crate::chore::{Chore, Context, failed};

const CLIENTS: usize = 64;

pub(super) fn run(built: &Built, sends: usize, switches: usize) -> Chore<Counts> {
    let rig = Rig::set_up(built, "")?;
    let load = Load::of(sends);
    let switched = AtomicUsize::new(0);
    let (told, turned) = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let mut client = rig.client();
                let load = &load;
                scope.spawn(move || load.send_all(&mut client))
            })
            .collect();
        let turned = turn(&mut rig.client(), &load, sends, switches, &switched);
        if turned.is_err() {
            load.stop();
        }
        let told: Vec<Told> = clients
            .into_iter()
            .flat_map(|client| client.join().unwrap_or_default())
            .collect();
        (told, turned)
    });
    turned?;
    let mut counts = join(&rig, &told, true)?;
    counts.errors += sends.saturating_sub(told.len());
    let switched = switched.load(Ordering::SeqCst);
    counts.remark = format!("{switched} switches, {switched} bad configs");
    Ok(counts)
}

/// Spreads the switches over the messages.
fn turn(
    client: &mut Client,
    load: &Load,
    sends: usize,
    switches: usize,
    switched: &AtomicUsize,
) -> Chore {
    for number in 1..=switches {
        while load.begun() < sends * number / (switches + 1) && !load.is_over() {
            thread::sleep(Duration::from_millis(1));
        }
        switch(client, number)?;
        refuse_config(client)?;
        switched.fetch_add(1, Ordering::SeqCst);
    }
    Ok(())
}

/// A config that is wrong must be refused.
fn refuse_config(client: &mut Client) -> Chore {
    let wrong = r#"{"accountSid":"AC0","templates":[]}"#;
    let answer = client.request("PUT", "/v1/connectors/twilio/config", None, wrong);
    let answer = answer.context("a config got no answer")?;
    match answer.status {
        422 => Ok(()),
        status => failed(format!("a config that is wrong was answered {status}")),
    }
}
