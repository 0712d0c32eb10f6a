//! What the connector makes of replies.

use std::collections::BTreeSet;

use connector_api::{FailureKind, HttpResponse, Outcome, Step};

use crate::exchange::{answered, call, instance, outcome, prepared};
use crate::{Instance, Subject, Verdict};

/// Bodies that no provider means.
fn garbage_bodies() -> Vec<String> {
    // Many times what a host passes on.
    let huge = "x".repeat(1024 * 1024);
    let nested = format!("{}{}", "[".repeat(2000), "]".repeat(2000));
    let mut bodies: Vec<String> = [
        "",
        " ",
        "null",
        "true",
        "0",
        "\"\"",
        "[]",
        "{}",
        "[[]]",
        "{\"a\":",
        "<html></html>",
        "\u{feff}{}",
        "\u{fffd}\u{fffd}",
        "{\"\":null}",
        "[{},{}]",
    ]
    .map(str::to_owned)
    .to_vec();
    bodies.extend([format!("\"{huge}\""), huge, nested]);
    bodies
}

/// A connector whose config says that the status alone decides takes any body; what it must not do
/// then is panic.
pub(crate) fn garbage(subject: &Subject<'_>) -> Verdict {
    let status_decides = !subject.library.info().metadata.hosts_from_config.is_empty();
    Verdict::of(with_base(subject, |instance| {
        for body in garbage_bodies() {
            for status in [200, 201, 202] {
                let reply = HttpResponse::new(status, body.clone());
                let excerpt: String = body.chars().take(20).collect();
                match outcome(instance, &call(), &reply)? {
                    Outcome::Sent(_) if status_decides => {}
                    Outcome::Sent(_) => return Err(format!("{status} {excerpt:?} is a success")),
                    Outcome::Failed(failure) if failure.kind == FailureKind::ConnectorPanicked => {
                        return Err(format!("{failure}, on {status} {excerpt:?}"));
                    }
                    Outcome::Failed(failure) if failure.kind != FailureKind::Unintelligible => {
                        return Err(format!("{status} {excerpt:?} is {}", failure.kind));
                    }
                    Outcome::Failed(_) => {}
                }
                if let Some(Step::Exchange(_)) = prepared(instance, &reply)? {
                    return Err(format!("{status} {excerpt:?} is enough to go on with"));
                }
            }
        }
        Ok(())
    }))
}

pub(crate) fn server_errors(subject: &Subject<'_>) -> Verdict {
    Verdict::of(with_base(subject, |instance| {
        for status in [500, 502, 503, 504, 599] {
            for body in ["", "<html>", "{}"] {
                let reply = HttpResponse::new(status, body);
                match outcome(instance, &call(), &reply)? {
                    Outcome::Failed(failure) if failure.may_have_been_processed => {}
                    other => return Err(format!("{status} {body:?} is {other:?}")),
                }
            }
        }
        Ok(())
    }))
}

pub(crate) fn codes(subject: &Subject<'_>) -> Verdict {
    let table = &subject.library.info().codes;
    if subject.recordings.is_empty() {
        return match table.is_empty() {
            true => Verdict::Passed,
            false => Verdict::NotChecked("it needs recorded replies of the provider"),
        };
    }
    Verdict::of(with_base(subject, |instance| {
        let mut reached = BTreeSet::new();
        for recording in subject.recordings {
            let told = answered(instance, &call(), &recording.response)?;
            let before = prepared(instance, &recording.response)?;
            for step in [Some(told), before].into_iter().flatten() {
                if let Step::Outcome(Outcome::Failed(failure)) = step {
                    reached.extend(failure.provider_code);
                }
            }
        }
        match table.iter().find(|row| !reached.contains(&row.code)) {
            Some(row) => Err(format!("no recorded reply reaches code `{}`", row.code)),
            None => Ok(()),
        }
    }))
}

fn with_base(
    subject: &Subject<'_>,
    check: impl FnOnce(&dyn Instance) -> Result<(), String>,
) -> Result<(), String> {
    check(instance(subject.library, &subject.configs.base)?.as_ref())
}
