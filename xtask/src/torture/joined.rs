//! What the simulators, the clients and the store say, joined.

use std::collections::BTreeMap;
use std::fmt;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::client::Client;
use super::load::Told;
use super::rig::{CONNECTORS, Rig};
use crate::chore::{Chore, Context, failed};

/// How long a message may take to its end after a restart.
const GRACE: Duration = Duration::from_secs(5);

/// What was counted.
#[derive(Debug, Default, Clone)]
pub(super) struct Counts {
    /// Messages that clients sent.
    pub(super) messages: usize,
    /// Those that clients were told a success about.
    pub(super) sent: usize,
    /// Messages on record without a final state.
    pub(super) lost: usize,
    /// Messages that reached a provider more than once.
    pub(super) doubled: usize,
    /// Messages that reached another provider than the one on their record, or one although their
    /// record says that nothing was sent.
    pub(super) wrong: usize,
    /// Answers that a client should not have to see.
    pub(super) errors: usize,
    /// What else there is to say.
    pub(super) remark: String,
}

impl Counts {
    pub(super) fn is_clean(&self) -> bool {
        self.lost + self.doubled + self.wrong + self.errors == 0
    }

    /// The sum of two.
    pub(super) fn and(mut self, other: &Self) -> Self {
        self.messages += other.messages;
        self.sent += other.sent;
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.wrong += other.wrong;
        self.errors += other.errors;
        self
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            messages,
            sent,
            lost,
            doubled,
            wrong,
            errors,
            remark,
        } = self;
        write!(
            f,
            "L {lost} D {doubled} W {wrong}, client errors {errors}, {messages} messages, {sent} sent"
        )?;
        if !remark.is_empty() {
            write!(f, ", {remark}")?;
        }
        Ok(())
    }
}

/// Joins the three records. `strict`: every answer that is not a success is an error.
pub(super) fn join(rig: &Rig, told: &[Told], strict: bool) -> Chore<Counts> {
    let records = final_records(&mut rig.client())?;
    let arrived = arrivals(rig);
    let mut counts = Counts {
        messages: told.len(),
        ..Counts::default()
    };
    counts.lost = records.values().filter(|record| !is_final(record)).count();
    for one in told {
        let at: &[&str] = arrived.get(&one.code).map_or(&[], Vec::as_slice);
        counts.sent += usize::from(one.status == 200);
        counts.doubled += usize::from(at.len() > 1);
        let unexpected = strict && one.status != 200;
        let unanswered = one.status == 0 || one.status == 500;
        counts.errors += usize::from(unexpected || unanswered);
        let record = records.get(&one.id);
        counts.wrong += usize::from(contradicts(one, record, at));
    }
    Ok(counts)
}

/// Whether record and provider tell different stories about a message.
fn contradicts(told: &Told, record: Option<&Value>, arrived_at: &[&str]) -> bool {
    let text = |name: &str| {
        let value = record.and_then(|record| record.get(name));
        value.and_then(Value::as_str).unwrap_or_default()
    };
    let Some(first) = arrived_at.first() else {
        return text("status") == "sent" || told.status == 200;
    };
    match text("status") {
        "sent" | "unknown" | "rejected" => text("connector") != *first,
        // Nothing was sent, says the record; or there is none.
        _ => true,
    }
}

fn is_final(record: &Value) -> bool {
    let status = record.get("status").and_then(Value::as_str);
    !matches!(status, Some("accepted" | "dispatching"))
}

/// Every record, when all are final or the time for that is over.
fn final_records(client: &mut Client) -> Chore<BTreeMap<String, Value>> {
    let until = Instant::now() + GRACE;
    loop {
        let records = records(client)?;
        if records.values().all(is_final) || Instant::now() > until {
            return Ok(records);
        }
        thread::sleep(Duration::from_millis(50));
    }
}

fn records(client: &mut Client) -> Chore<BTreeMap<String, Value>> {
    let mut records = BTreeMap::new();
    let mut page = "/v1/messages?page_size=200".to_owned();
    loop {
        let answer = client.request("GET", &page, None, "");
        let answer = answer.context("the messages cannot be listed")?;
        if answer.status != 200 {
            return failed(format!(
                "the messages cannot be listed: {}",
                answer.document
            ));
        }
        let listed = answer.document.get("messages").and_then(Value::as_array);
        for message in listed.into_iter().flatten() {
            let id = message
                .get("id")
                .and_then(Value::as_str)
                .unwrap_or_default();
            records.insert(id.to_owned(), message.clone());
        }
        match answer.text("nextPageToken") {
            "" => return Ok(records),
            token => page = format!("/v1/messages?page_size=200&page_token={token}"),
        }
    }
}

/// Where each code arrived, once per request.
fn arrivals(rig: &Rig) -> BTreeMap<String, Vec<&'static str>> {
    let mut arrivals: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    for (id, simulator) in CONNECTORS.iter().zip(&rig.simulators) {
        for exchange in simulator.ledger() {
            let body = String::from_utf8_lossy(&exchange.request.body);
            if let Some(code) = code_in(&body) {
                arrivals.entry(code).or_default().push(id);
            }
        }
    }
    arrivals
}

/// The code in a request: eight digits in a row, which a phone number is not.
fn code_in(body: &str) -> Option<String> {
    let runs = body.split(|c: char| !c.is_ascii_digit());
    runs.filter(|run| run.len() == 8).map(str::to_owned).next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(status: u16) -> Told {
        Told {
            code: "00000001".to_owned(),
            status,
            problem: String::new(),
            id: "msg_1".to_owned(),
        }
    }

    #[test]
    fn what_tells_two_stories_is_counted() {
        let record = |status: &str| json!({ "status": status, "connector": "twilio" });
        let check = |status, record: Option<Value>, at: &[&str]| {
            contradicts(&told(status), record.as_ref(), at)
        };
        assert!(!check(200, Some(record("sent")), &["twilio"]));
        assert!(check(200, Some(record("sent")), &["http"]));
        assert!(check(200, Some(record("sent")), &[]));
        assert!(!check(504, Some(record("unknown")), &[]));
        assert!(!check(504, Some(record("unknown")), &["twilio"]));
        assert!(check(503, Some(record("expired")), &["twilio"]));
        assert!(check(503, None, &["twilio"]));
        assert!(!check(503, None, &[]));
    }

    #[test]
    fn the_code_is_found_among_other_digits() {
        let form = "To=%2B14155550100&MessagingServiceSid=MG00000000000000000000000000000001&Body=00000042+is+your+code";
        assert_eq!(code_in(form).as_deref(), Some("00000042"));
        let json = r#"{"to":"+14155550100","payload":{"code":"00000007"}}"#;
        assert_eq!(code_in(json).as_deref(), Some("00000007"));
    }
}
