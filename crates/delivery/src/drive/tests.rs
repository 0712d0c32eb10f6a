//! Every way a message can end.

use connector_api::{Failure, FailureKind, HttpResponse, Outcome, Sent};

use super::testing::{World, asks, asks_to_keep, concludes, prepares};
use crate::{Disposition, Fault, NotRecorded, OnUnknown, WireError};

fn ok() -> Result<HttpResponse, WireError> {
    Ok(HttpResponse::new(200, "{}"))
}

fn failed(kind: FailureKind) -> Failure {
    Failure::new(kind)
}

fn check(world: World, expected: &str) -> std::sync::Arc<World> {
    let (disposition, world) = world.drive(OnUnknown::Fail);
    assert_eq!(line(&disposition), expected);
    let unused = world.responses.lock().unwrap().len();
    assert_eq!(unused, 0, "responses that nobody asked for");
    world
}

fn line(disposition: &Disposition) -> String {
    let attempts = disposition.attempts;
    match &disposition.result {
        Ok(sent) => format!("sent {:?} in {attempts}", sent.provider_message_id),
        Err(failure) => format!(
            "{}{} in {attempts}",
            failure.kind,
            if failure.may_have_been_processed {
                "?"
            } else {
                ""
            }
        ),
    }
}

#[test]
fn an_accepted_message_is_sent_in_one_attempt() {
    let world = World::default()
        .start(asks())
        .response(ok())
        .resume(concludes(Outcome::Sent(Sent::new("SM1"))));
    let world = check(world, r#"sent Some("SM1") in 1"#);
    let calls = world.calls.lock().unwrap();
    assert_eq!(calls[0]["now"], 1_700_000_000);
    assert_eq!(calls[0]["nonce"], "0".repeat(32));
}

#[test]
fn two_exchanges_are_made_when_the_connector_asks_for_two() {
    let world = World::default()
        .start(asks())
        .response(ok())
        .resume(asks())
        .response(ok())
        .resume(concludes(Outcome::Sent(Sent::new("SM1"))));
    check(world, r#"sent Some("SM1") in 1"#);
}

#[test]
fn a_connector_that_never_stops_asking_is_stopped() {
    let world = (0..4).fold(World::default().start(asks()), |world, _| {
        world.response(ok()).resume(asks())
    });
    check(world, "unintelligible? in 1");
}

#[test]
fn a_connection_that_could_not_be_made_is_tried_again_twice() {
    let refused = || Err(WireError::NotConnected("refused".to_owned()));
    let world = (0..3).fold(World::default(), |world, _| {
        world.start(asks()).response(refused())
    });
    let world = check(world, "connection_failed in 3");
    let calls = world.calls.lock().unwrap();
    let attempts: Vec<_> = calls.iter().map(|call| call["attempt"].as_u64()).collect();
    assert_eq!(attempts, [Some(1), Some(2), Some(3)]);
    assert_ne!(calls[0]["nonce"], calls[1]["nonce"]);
    assert_eq!(calls[0]["messageId"], calls[1]["messageId"]);
}

#[test]
fn a_request_that_may_have_arrived_is_never_repeated() {
    let world = World::default()
        .start(asks())
        .response(Err(WireError::Lost("reset".to_owned())));
    check(world, "outcome_unknown? in 1");
    let world = World::default()
        .start(asks())
        .response(Err(WireError::Unreadable("too large".to_owned())));
    check(world, "unintelligible? in 1");
}

#[test]
fn the_operator_may_choose_to_repeat_what_is_unknown() {
    let lost = || Err(WireError::Lost("reset".to_owned()));
    let world = (0..3).fold(World::default(), |world, _| {
        world.start(asks()).response(lost())
    });
    let (disposition, _) = world.drive(OnUnknown::Retry);
    assert_eq!(line(&disposition), "outcome_unknown? in 3");
}

#[test]
fn a_later_exchange_that_fails_leaves_open_what_an_earlier_one_did() {
    let world = World::default()
        .start(asks())
        .response(ok())
        .resume(asks())
        .response(Err(WireError::NotConnected("refused".to_owned())));
    check(world, "connection_failed? in 1");
}

#[test]
fn retry_after_of_the_reply_is_honoured() {
    let limited = || Ok(HttpResponse::new(429, "").with_header("Retry-After", "2"));
    let world = World::default()
        .start(asks())
        .response(limited())
        .resume(concludes(failed(FailureKind::RateLimited)))
        .start(asks())
        .response(ok())
        .resume(concludes(Outcome::Sent(Sent::new("SM1"))));
    let world = check(world, r#"sent Some("SM1") in 2"#);
    assert_eq!(world.waits.lock().unwrap()[0].as_secs(), 2);
}

#[test]
fn retry_after_beyond_the_deadline_ends_the_message_and_is_reported() {
    let date = "Tue, 14 Nov 2023 22:14:20 GMT";
    let limited = Ok(HttpResponse::new(429, "").with_header("Retry-After", date));
    let (disposition, _) = World::default()
        .start(asks())
        .response(limited)
        .resume(concludes(failed(FailureKind::RateLimited)))
        .drive(OnUnknown::Fail);
    let failure = disposition.result.unwrap_err();
    assert_eq!(
        (failure.kind, failure.retry_after),
        (FailureKind::RateLimited, Some(60))
    );
}

#[test]
fn a_connector_that_fails_is_judged_by_what_may_have_left() {
    check(
        World::default().start(Err(Fault::TimedOut)),
        "connector_timeout in 1",
    );
    let after = |answer| World::default().start(asks()).response(ok()).resume(answer);
    check(after(Err(Fault::TimedOut)), "connector_timeout? in 1");
    check(after(Err(Fault::Crashed)), "connector_crashed? in 1");
    let panicked = || concludes(failed(FailureKind::ConnectorPanicked));
    check(
        World::default().start(panicked()),
        "connector_panicked in 1",
    );
    check(after(panicked()), "connector_panicked? in 1");
}

#[test]
fn a_connector_that_lies_is_not_believed() {
    let sent = || concludes(Outcome::Sent(Sent::new("SM1")));
    check(World::default().start(sent()), "unintelligible in 1");
    check(
        World::default().start(Ok(b"garbage".to_vec())),
        "unintelligible in 1",
    );
    let garbage = World::default()
        .start(asks())
        .response(ok())
        .resume(Ok(b"{}".to_vec()));
    check(garbage, "unintelligible? in 1");
}

#[test]
fn what_a_connector_says_is_cleaned() {
    let chatty = failed(FailureKind::InvalidSender).message("s3cret refused for +14155550100");
    let (disposition, _) = World::default()
        .start(concludes(chatty))
        .drive(OnUnknown::Fail);
    assert_eq!(
        disposition.result.unwrap_err().message,
        "**** refused for +****"
    );
}

#[test]
fn every_attempt_is_on_record_before_its_request_leaves() {
    let refused = || Err(WireError::NotConnected("refused".to_owned()));
    let (_, world) = World::default()
        .start(asks())
        .response(refused())
        .start(asks())
        .response(refused())
        .start(asks())
        .response(refused())
        .drive(OnUnknown::Fail);
    assert_eq!(*world.records.lock().unwrap(), [(1, 3), (2, 2), (3, 1)]);
}

#[test]
fn a_connector_is_asked_while_the_attempt_is_recorded_and_nothing_leaves_before_both() {
    let (_, world) = World::default()
        .start(asks())
        .response(ok())
        .resume(concludes(Outcome::Sent(Sent::new("SM1"))))
        .drive(OnUnknown::Fail);
    let events = ["asked", "recording", "answered", "recorded", "left"];
    assert_eq!(*world.events.lock().unwrap(), events);
}

#[test]
fn what_cannot_be_recorded_is_not_sent() {
    let world = World {
        full_from: Some(2),
        ..World::default()
    };
    let (driven, world) = world
        .start(asks())
        .response(Err(WireError::NotConnected("refused".to_owned())))
        .start(asks())
        .try_drive(OnUnknown::Fail);
    assert_eq!(driven, Err(NotRecorded));
    assert_eq!(world.responses.lock().unwrap().len(), 0);
}

#[test]
fn what_a_connector_refuses_is_on_record_too() {
    let refuses = |world: World| world.start(concludes(failed(FailureKind::TemplateNotFound)));
    let world = check(refuses(World::default()), "template_not_found in 1");
    assert_eq!(*world.records.lock().unwrap(), [(1, 0)]);
    let full = World {
        full_from: Some(1),
        ..World::default()
    };
    let (driven, _) = refuses(full).try_drive(OnUnknown::Fail);
    assert_eq!(driven, Err(NotRecorded));
}

#[test]
fn an_exchange_that_only_prepares_leaves_nothing_open() {
    let prepared = |response, outcome: Failure| {
        World::default()
            .start(prepares())
            .response(response)
            .resume(concludes(Outcome::Failed(outcome)))
    };
    let world = prepared(ok(), failed(FailureKind::InvalidCredentials));
    let world = check(world, "invalid_credentials in 1");
    assert_eq!(*world.records.lock().unwrap(), [(1, 1)]);
    check(
        prepared(ok(), failed(FailureKind::Unintelligible)),
        "unintelligible in 1",
    );
    let lost = || Err(WireError::Lost("reset".to_owned()));
    let world = (0..3).fold(World::default(), |world, _| {
        world.start(prepares()).response(lost())
    });
    check(world, "connection_failed in 3");
}

#[test]
fn the_exchange_after_it_is_judged_as_any_other() {
    let world = World::default()
        .start(prepares())
        .response(ok())
        .resume(asks())
        .response(Err(WireError::Lost("reset".to_owned())));
    let world = check(world, "outcome_unknown? in 1");
    assert_eq!(*world.records.lock().unwrap(), [(1, 2)]);
    // A success that only prepared is none.
    let world = World::default()
        .start(prepares())
        .response(ok())
        .resume(concludes(Outcome::Sent(Sent::new("SM1"))));
    check(world, "unintelligible in 1");
}

#[test]
fn what_is_kept_comes_with_later_calls_and_never_out() {
    let refused = || Err(WireError::NotConnected("refused".to_owned()));
    let tells = Failure::new(FailureKind::InvalidSender).message("the token t0ken-of-courier");
    let world = World::default()
        .start(asks_to_keep("t0ken-of-courier", 3600))
        .response(refused())
        .start(asks())
        .response(ok())
        .resume(concludes(Outcome::Failed(tells)));
    let (disposition, world) = world.drive(OnUnknown::Fail);
    let calls = world.calls.lock().unwrap();
    assert_eq!(calls[0].get("kept"), None);
    assert_eq!(calls[1]["kept"], "t0ken-of-courier");
    let failure = disposition.result.unwrap_err();
    assert_eq!(failure.message, "the token ****");
}
