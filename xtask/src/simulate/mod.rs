//! `simulate`: one provider on loopback, until Ctrl-C.

mod aliyun;
mod any;
mod delay;
mod gatewayapi;
mod http;
mod provider;
mod smsaero;
mod tencent;
mod twilio;
mod vonage;

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use clap::Args;
use connector_testkit::sim::{BlockingSimulator, Fault};

use crate::chore::{Chore, Context};
pub(crate) use provider::{Credentials, Kind, Simulated};

#[derive(Args)]
pub(crate) struct Options {
    /// The provider, by the id of its connector.
    provider: Kind,
    /// Port to listen on [default: a free one].
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    port: u16,
    #[command(flatten)]
    credentials: Credentials,
    /// Fail every request that is otherwise in order, with this code of the provider.
    #[arg(long, value_name = "CODE")]
    fail: Option<String>,
    /// Answer late: a number and a unit (ms, s, m).
    #[arg(long, value_name = "TIME", value_parser = delay::parse)]
    delay: Option<Duration>,
}

/// Starts the simulator, says how to use it and shows what it receives.
pub(crate) fn run(options: &Options) -> Chore {
    let simulated = options
        .provider
        .simulated(&options.credentials, options.fail.as_deref())?;
    let Simulated {
        provider,
        origin,
        config,
    } = simulated;
    let id = options.provider.id();
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    let simulator = BlockingSimulator::start(provider, address)
        .context(format!("cannot start the simulator of {id} on {address}"))?;
    if let Some(delay) = options.delay {
        simulator.on_every(Fault::new().reply_after(delay));
    }
    let url = simulator.url();
    println!("The simulator of {id} listens on {url}");
    println!("\nIn switchboard.toml:\n\n[egress.rewrite]\n\"{origin}\" = \"{url}\"");
    println!("\nIn connectors.d/{id}.json:\n\n{config:#}");
    println!("\nRequests appear below; Ctrl-C ends it.");
    show_requests(&simulator)
}

/// Prints each request as it arrives.
fn show_requests(simulator: &BlockingSimulator<provider::Boxed>) -> Chore {
    // Nobody knows when the next one comes, and Ctrl-C needs no help.
    const A_LONG_TIME: Duration = Duration::from_secs(24 * 60 * 60);
    let mut shown = 0;
    loop {
        let Ok(received) = simulator.wait_for_within(shown + 1, A_LONG_TIME) else {
            continue;
        };
        for (number, exchange) in (1..).zip(&received).skip(shown) {
            println!("\n---- request {number}\n{exchange}");
        }
        shown = received.len();
    }
}
