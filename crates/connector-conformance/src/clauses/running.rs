//! How the connector behaves under load.

use std::time::{Duration, Instant};

use connector_api::HttpResponse;

use crate::exchange::{awaiting, call, calls, instance, resume, start};
use crate::{Subject, Verdict};

const THREADS: usize = 8;
const BUDGET: Duration = Duration::from_millis(50);

pub(crate) fn threads(subject: &Subject<'_>) -> Verdict {
    if !subject.library.runs_on_threads() {
        return Verdict::NotChecked(
            "the connector runs in a process with one thread; its own tests can check this",
        );
    }
    let checked = instance(subject.library, &subject.configs.base).and_then(|instance| {
        let instance = instance.as_ref();
        let calls = calls();
        let expected: Result<Vec<_>, _> = calls.iter().map(|call| start(instance, call)).collect();
        let expected = expected?;
        std::thread::scope(|scope| {
            let run = || {
                let steps: Result<Vec<_>, _> =
                    calls.iter().map(|call| start(instance, call)).collect();
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
    let checked = instance(subject.library, &subject.configs.base).and_then(|instance| {
        let reply = HttpResponse::new(200, "{}");
        let mut best = Duration::MAX;
        for _ in 0..3 {
            let begun = Instant::now();
            let (state, call) = awaiting(instance.as_ref(), &call());
            resume(instance.as_ref(), &call, &reply, state.as_deref())?;
            best = best.min(begun.elapsed());
        }
        match best < BUDGET * 2 {
            true => Ok(()),
            false => Err(format!("two steps took {best:?}")),
        }
    });
    Verdict::of(checked)
}
