//! How the connector behaves under load.

use std::time::{Duration, Instant};

use connector_api::HttpResponse;

use crate::conformance::exchange::{call, calls, instance, resume, start};
use crate::conformance::{Subject, Verdict};

const THREADS: usize = 8;
const BUDGET: Duration = Duration::from_millis(50);

pub(crate) fn threads(subject: &Subject<'_>) -> Verdict {
    let checked = instance(&subject.plugin, &subject.configs.base).and_then(|instance| {
        let calls = calls();
        let expected: Result<Vec<_>, _> = calls.iter().map(|call| start(&instance, call)).collect();
        let expected = expected?;
        std::thread::scope(|scope| {
            let run = || {
                let steps: Result<Vec<_>, _> =
                    calls.iter().map(|call| start(&instance, call)).collect();
                steps
            };
            let handles: Vec<_> = (0..THREADS).map(|_| scope.spawn(run)).collect();
            for handle in handles {
                match handle.join() {
                    Ok(steps) if steps.as_ref() == Ok(&expected) => {}
                    Ok(_) => return Err("a thread was told something else".to_owned()),
                    Err(_) => return Err("a thread ended".to_owned()),
                }
            }
            Ok(())
        })
    });
    Verdict::of(checked)
}

/// The best of three, so that a busy machine is not held against the connector.
pub(crate) fn budget(subject: &Subject<'_>) -> Verdict {
    let checked = instance(&subject.plugin, &subject.configs.base).and_then(|instance| {
        let reply = HttpResponse::new(200, "{}");
        let mut best = Duration::MAX;
        for _ in 0..3 {
            let begun = Instant::now();
            start(&instance, &call())?;
            resume(&instance, &call(), &reply)?;
            best = best.min(begun.elapsed());
        }
        match best < BUDGET * 2 {
            true => Ok(()),
            false => Err(format!("two steps took {best:?}")),
        }
    });
    Verdict::of(checked)
}
