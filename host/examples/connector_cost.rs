//! What a connector costs, without a network: in this process, in a worker, and driven by `delivery`.
//! `cargo xtask bench` runs it.
//!
//! `connector_cost PLUGIN.so CONFIG.json SWITCHBOARD` prints one JSON line; times are in microseconds.

#![expect(clippy::print_stdout, reason = "whoever starts it reads the result")]
#![expect(unsafe_code, reason = "an allocator that counts")]

#[path = "../src/plugins/instances.rs"]
mod instances;
mod nothing;
#[path = "../src/dispatch/system.rs"]
mod system;

use std::alloc::{self, GlobalAlloc, Layout};
use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use connector_api::{Call, HttpRequest, HttpResponse, Payload, Recipient, UsageType};
use connector_config::ConfigSchema;
use connector_loader::{Image, Plugin};
use connector_worker::{Launcher, WorkerPlugin};
use delivery::{
    BoxFuture, Driver, Generation, Instance, Memory, Message, Reach, RetryRules, Wire, WireError,
};
use serde_json::json;
use zeroize::Zeroizing;

use instances::{InProcess, InWorker};
use nothing::Nothing;
use system::System;

const ROUNDS: usize = 20_000;

/// Counts what is allocated in this process; a plugin has an allocator of its own.
struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: every call is passed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { alloc::System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { alloc::System.dealloc(pointer, layout) }
    }
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [plugin, config, program] = arguments.as_slice() else {
        return Err("PLUGIN.so CONFIG.json SWITCHBOARD".into());
    };
    let image = Image::read(plugin)?;
    let config = std::fs::read(config)?;

    let begun = Instant::now();
    image.inspect()?;
    let inspect = begun.elapsed();
    let begun = Instant::now();
    let loaded = Plugin::load(&image)?;
    let load = begun.elapsed();
    let schema = median(200, || {
        let _ = ConfigSchema::compile(&loaded.info().config_schema);
    });

    let in_process = loaded.create(&config)?;
    let call = serde_json::to_vec(&call())?;
    let reply = serde_json::to_vec(&reply())?;
    let boundary = median(ROUNDS, || {
        std::hint::black_box(in_process.start(&call));
        std::hint::black_box(in_process.resume(&call, &reply, None));
    });

    let launcher = Launcher {
        program: program.clone(),
        argument: "__worker",
        environment: instances::WORKER_ENVIRONMENT,
        observer: Arc::new(()),
    };
    let known = WorkerPlugin::load(&image, &launcher).await?;
    let mut spawns = Vec::new();
    for _ in 0..50 {
        let begun = Instant::now();
        drop(known.create(Zeroizing::new(config.clone())).await?);
        spawns.push(begun.elapsed());
    }
    let worker = known.create(Zeroizing::new(config.clone())).await?;
    let far = Instant::now() + Duration::from_secs(3600);
    let mut trips = Vec::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        worker.start(&call, far).await?;
        trips.push(begun.elapsed());
    }

    let generation = generation(Arc::new(InProcess(in_process)));
    let (driven_here, allocations) = driven(&generation).await?;
    let generation = self::generation(Arc::new(InWorker(worker)));
    let (driven_there, _) = driven(&generation).await?;
    let result = json!({
        "inspect": micros(inspect),
        "load": micros(load),
        "compileSchema": micros(schema),
        "requestAndOutcome": micros(boundary),
        "spawnToReady": micros(middle(spawns)),
        "workerRoundTrip": micros(middle(trips)),
        "deliveryInProcess": driven_here,
        "deliveryInWorker": driven_there,
        "allocationsPerDelivery": allocations,
    });
    println!("{result}");
    Ok(())
}

/// Microseconds and allocations of one message, driven without a network.
async fn driven(generation: &Generation) -> Result<(f64, f64), Box<dyn Error>> {
    let world = Canned;
    let driver = Driver {
        wire: &world,
        journal: &Nothing,
        clock: &System,
        entropy: &System,
        rules: RetryRules::default(),
    };
    let message = message();
    let far = Instant::now() + Duration::from_secs(3600);
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let ended = driver.drive(generation, &message, far).await?;
        times.push(begun.elapsed());
        ended.result?;
    }
    let allocated = ALLOCATIONS.load(Ordering::Relaxed) - before;
    Ok((micros(middle(times)), allocated as f64 / ROUNDS as f64))
}

fn generation(instance: Arc<dyn Instance>) -> Generation {
    Generation {
        connector: "measured".to_owned(),
        number: 1,
        digest: String::new(),
        instance,
        reach: Reach::default(),
        secrets: Vec::new(),
        kept: Memory::default(),
    }
}

/// A world that answers at once.
struct Canned;

impl Wire for Canned {
    fn exchange<'a>(
        &'a self,
        _: HttpRequest,
        _: &'a Reach,
        _: Instant,
    ) -> BoxFuture<'a, Result<HttpResponse, WireError>> {
        Box::pin(async { Ok(reply()) })
    }
}

fn recipient() -> Recipient {
    Recipient::new("1", "4155550100", Some("US"))
}

fn call() -> Call {
    let payload = Payload::with_code("123456");
    Call::new("msg_1", recipient(), UsageType::SignIn, payload)
}

fn message() -> Message {
    Message {
        id: "msg_1".to_owned(),
        recipient: recipient(),
        usage_type: UsageType::SignIn,
        payload: Payload::with_code("123456"),
        locale: None,
        ip: None,
    }
}

/// What the simulator of Twilio answers.
fn reply() -> HttpResponse {
    let sid = "SM00000000000000000000000000000001";
    let body = json!({ "sid": sid, "status": "queued", "error_code": null, "num_segments": "1" });
    HttpResponse::new(201, body.to_string())
}

fn median(rounds: usize, mut work: impl FnMut()) -> Duration {
    let times = (0..rounds).map(|_| {
        let begun = Instant::now();
        work();
        begun.elapsed()
    });
    middle(times.collect())
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000_000.0
}
