//! Faults of the wire and of the disk, one by one.

use connector_testkit::sim::Fault;
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use serde_json::json;

use crate::support::{Setup, message};

/// Wherever the reply is cut off, the message is unknown, and there was one request.
#[test]
fn a_connection_may_be_cut_at_every_byte_of_a_reply() {
    let setup = Setup::new();
    let service = setup.serve();
    assert_eq!(service.post(&message("000000")).status, 200);
    let ledger = setup.twilio.ledger();
    let before = ledger.len();
    let whole = 1200;
    let mut sent = 0;
    let mut unknown = 0;
    for length in 0..whole {
        let fault = match length % 2 {
            0 => Fault::new().reset_after_bytes(length),
            _ => Fault::new().close_after_bytes(length),
        };
        setup.twilio.on_next(fault);
        let reply = service.post(&message("123456"));
        match reply.status {
            200 => sent += 1,
            504 => unknown += 1,
            status => panic!("cut after {length} bytes: {status} {}", reply.body),
        }
    }
    assert_eq!(
        setup.twilio.ledger().len(),
        before + usize::try_from(whole).unwrap()
    );
    // Cut behind its end, a reply is a whole one.
    assert!(unknown > 300 && sent > 0, "{unknown} unknown, {sent} sent");
}

/// The system refuses to let the store grow, as it does when the disk is full.
#[test]
fn a_full_disk_refuses_new_work_and_is_survived() {
    let setup = Setup::new();
    let mut service = setup.serve();
    let pid = Pid::from_raw(service.pid()).unwrap();
    let limit = |bytes: Option<u64>| {
        let limit = Rlimit {
            current: bytes,
            maximum: None,
        };
        prlimit(Some(pid), Resource::Fsize, limit).unwrap();
    };
    assert_eq!(service.post(&message("111111")).status, 200);
    let sent = setup.twilio.ledger().len();
    limit(Some(1));
    let reply = service.post(&message("222222"));
    assert_eq!(
        (
            reply.status,
            &reply.json()["code"],
            reply.header("retry-after")
        ),
        (503, &json!("storage_unavailable"), Some("1")),
        "{}",
        reply.body
    );
    assert_eq!(
        setup.twilio.ledger().len(),
        sent,
        "nothing was sent unrecorded"
    );
    let saved = service.request("PUT", "/v1/connectors/http/config", Some("{}"));
    assert_ne!(saved.status, 200);
    assert_eq!(service.get("/livez").status, 200);
    limit(None);
    assert_eq!(service.post(&message("333333")).status, 200);
    service.wait_for("message_sent");
    let listed = service.get("/v1/messages").json();
    let statuses: Vec<_> = listed["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["status"])
        .collect();
    assert_eq!(statuses, ["sent", "sent"]);
}

/// The disk fills up while a message is at the provider: what is known is not lost.
#[test]
fn an_outcome_that_cannot_be_recorded_is_recorded_when_it_can_be() {
    let setup = Setup::new();
    setup.activate("twilio", "deadline = \"900ms\"");
    let service = setup.serve();
    let pid = Pid::from_raw(service.pid()).unwrap();
    let limit = |current| {
        let maximum = None;
        prlimit(Some(pid), Resource::Fsize, Rlimit { current, maximum }).unwrap();
    };
    let wait = std::time::Duration::from_millis(300);
    setup.twilio.on_next(Fault::new().reply_after(wait));
    let client = service.client();
    let reply = std::thread::scope(|scope| {
        let sending =
            scope.spawn(move || client.request("POST", "/v1/messages", Some(&message("111111"))));
        setup.twilio.wait_for(1).unwrap();
        limit(Some(1));
        sending.join().unwrap()
    });
    assert_eq!(
        (reply.status, &reply.json()["code"]),
        (503, &json!("storage_unavailable"))
    );
    assert_eq!(reply.json()["retryable"], "unknown", "{}", reply.body);
    limit(None);
    let until = std::time::Instant::now() + std::time::Duration::from_secs(10);
    loop {
        let listed = service.get("/v1/messages").json();
        let status = listed["messages"][0]["status"].clone();
        if status == "sent" {
            break;
        }
        assert!(std::time::Instant::now() < until, "still {status}");
        std::thread::yield_now();
    }
}
