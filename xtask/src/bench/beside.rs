//! The service beside the minimal proxy, in turns: a machine that is slower for a while is slower for both.

use std::process::Command;

use connector_testkit::sim::{BlockingSimulator, LOOPBACK};

use super::Options;
use super::connector::twilio;
use super::figures::Figures;
use super::limit::{CLIENTS, Proxy};
use super::load::Result;
use super::process::Process;
use super::programs::Programs;
use super::service::post;
use crate::chore::{Chore, Context};
use crate::simulate::Simulated;
use crate::torture::rig::{Rig, Setup};

const GROUP: &str = "beside the minimal proxy in turns, 64 clients, medians";

/// Turns. The median leaves out what happened to one of them.
const TURNS: usize = 5;

/// Messages per second, and processor seconds for 1,000 messages.
type Figure = (f64, f64);

pub(super) fn measure(programs: &Programs, options: &Options, figures: &mut Figures) -> Chore {
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let (twilio, config) = twilio(folder.path())?;
    let Simulated {
        provider, origin, ..
    } = twilio;
    let simulator = BlockingSimulator::start(provider, LOOPBACK);
    let simulator = simulator.context("cannot start a simulator")?;
    let proxy = Proxy::start(programs, &simulator.url())?;
    let of_proxy = || {
        let (seen, cpu) = proxy.post(programs, options.messages)?;
        Ok((seen.per_second, cpu))
    };

    for (name, plugins) in [
        ("twilio in a worker", ""),
        ("twilio in process", "isolation = \"in-process\""),
    ] {
        let setup = Setup {
            plugins,
            ..Setup::default()
        };
        let rig = Rig::set_up_as(&programs.built, &setup)?;
        let of_service = || of_rig(programs, &rig, options);
        compare(figures, name, &of_service, &of_proxy)?;
    }

    let alone = || {
        let mut generator = Command::new(&programs.delivery);
        generator
            .arg(programs.built.plugins.join("twilio.so"))
            .arg(&config)
            .args([origin, &simulator.url()])
            .args([CLIENTS, options.messages].map(|count| count.to_string()));
        let seen = Result::of(generator, options.messages, "sent")?;
        Ok((seen.per_second, seen.cpu))
    };
    let name = "delivery with twilio in process, no HTTP API, no store";
    compare(figures, name, &alone, &of_proxy)
}

fn of_rig(programs: &Programs, rig: &Rig, options: &Options) -> Chore<Figure> {
    let host = Process(rig.pid().context("the host is gone")?);
    let work = || post(programs, rig, CLIENTS, options.messages);
    let (seen, cpu) = host.cpu_for(options.messages, work)?;
    Ok((seen.per_second, cpu))
}

/// One after the other, several times, after a turn that does not count.
fn compare(
    figures: &mut Figures,
    name: &str,
    ours: &dyn Fn() -> Chore<Figure>,
    proxy: &dyn Fn() -> Chore<Figure>,
) -> Chore {
    let (mut speeds, mut costs) = (Vec::new(), Vec::new());
    let (mut speed_ratios, mut cost_ratios) = (Vec::new(), Vec::new());
    for turn in 0..=TURNS {
        let (of_proxy, of_ours) = (proxy()?, ours()?);
        if turn == 0 {
            continue;
        }
        speeds.push(of_ours.0);
        costs.push(of_ours.1);
        speed_ratios.push(of_ours.0 / of_proxy.0);
        cost_ratios.push(of_ours.1 / of_proxy.1);
    }
    let row = [
        ("messages/s", middle(speeds)),
        ("of the proxy's", middle(speed_ratios)),
        ("cpu s/1000", middle(costs)),
        ("times the proxy's", middle(cost_ratios)),
    ];
    figures.add(GROUP, name, &row);
    Ok(())
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
