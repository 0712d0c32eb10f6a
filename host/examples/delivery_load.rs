//! The core alone under load: `delivery`, a connector in this process and the host's egress, without the HTTP
//! API and without a store. `cargo xtask bench` runs it beside the bare proxy.
//!
//! `delivery_load PLUGIN.so CONFIG.json ORIGIN REACH CLIENTS MESSAGES` sends everything to REACH, which the host
//! would call a rewrite of ORIGIN, and prints one JSON line.

#![expect(clippy::print_stdout, reason = "whoever starts it reads the result")]
#![expect(
    dead_code,
    unused_imports,
    reason = "of the host's modules only what sends is used here"
)]

#[path = "../src/egress/mod.rs"]
mod egress;
#[path = "../src/plugins/instances.rs"]
mod instances;
mod nothing;
mod seen;
#[path = "../src/dispatch/system.rs"]
mod system;

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use connector_api::{Payload, Recipient, UsageType};
use connector_loader::{Image, Plugin};
use delivery::{Driver, Generation, Memory, Message, NotRecorded, Reach, RetryRules};

use egress::{Egress, EgressSettings};
use instances::InProcess;
use nothing::Nothing;
use seen::Seen;
use system::System;

/// The host's allocator.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

type Failed = Box<dyn Error + Send + Sync>;

/// Everything that a task needs.
struct Plan {
    generation: Generation,
    egress: Egress,
    messages: usize,
    next: AtomicUsize,
}

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [plugin, config, origin, target, clients, messages] = arguments.as_slice() else {
        return Err("PLUGIN.so CONFIG.json ORIGIN REACH CLIENTS MESSAGES".into());
    };
    let _ = rustls::crypto::ring::default_provider().install_default();
    let plugin = Plugin::load(&Image::read(Path::new(plugin))?)?;
    let instance = plugin.create(&std::fs::read(config)?)?;
    let plan = Arc::new(Plan {
        generation: generation(InProcess(instance), origin),
        egress: Egress::new(EgressSettings {
            rewrite: vec![(origin.clone(), target.parse()?)],
            ..EgressSettings::default()
        })?,
        messages: messages.parse()?,
        next: AtomicUsize::new(0),
    });
    let begun = Instant::now();
    let tasks: Vec<_> = (0..clients.parse()?)
        .map(|_| tokio::spawn(Arc::clone(&plan).send()))
        .collect();
    let mut seen = Vec::new();
    for task in tasks {
        seen.push(task.await?);
    }
    println!("{}", Seen::report(seen, begun.elapsed()));
    Ok(())
}

impl Plan {
    async fn send(self: Arc<Self>) -> Seen {
        let driver = Driver {
            wire: &self.egress,
            journal: &Nothing,
            clock: &System,
            entropy: &System,
            rules: RetryRules::default(),
        };
        let mut seen = Seen::default();
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.messages {
                return seen;
            }
            let begun = Instant::now();
            let deadline = begun + Duration::from_secs(15);
            let message = message(number);
            let driven = driver.drive(&self.generation, &message, deadline);
            let answer = match driven.await {
                Ok(ended) => match ended.result {
                    Ok(_) => "sent",
                    Err(failure) => failure.kind.name(),
                },
                Err(NotRecorded) => "not recorded",
            };
            seen.note(begun, answer);
        }
    }
}

fn generation(instance: InProcess, origin: &str) -> Generation {
    Generation {
        connector: "measured".to_owned(),
        number: 1,
        digest: String::new(),
        instance: Arc::new(instance),
        reach: Reach {
            origins: vec![origin.to_owned()],
        },
        secrets: Vec::new(),
        kept: Memory::default(),
    }
}

fn message(number: usize) -> Message {
    Message {
        id: format!("msg_{number}"),
        recipient: Recipient::new("1", "4155550100", Some("US")),
        usage_type: UsageType::SignIn,
        payload: Payload::with_code(&format!("{:06}", number % 1_000_000)),
        locale: None,
        ip: None,
    }
}
