//! From a provider's reply and a fault to the bytes of an answer. Pure.

use std::time::Duration;

use super::body::Body;
use super::fault::{Content, Delivery, Fault};
use super::ledger::Answer;
use crate::sim::{Provider, Received, Reply, Verdict};

/// Bytes of an answer's body that the ledger keeps.
const PREVIEW: usize = 1024;
const PAGE: &str = "<!doctype html><html><head><title>Please wait</title></head>\
    <body><h1>We'll be right back</h1></body></html>";
const NOISE: &[u8] = b"\x00\xff\xfe\xc3\x28{]:\x80\x9f\r\n\x00";

/// An answer, ready for the wire.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) head: Vec<u8>,
    pub(super) body: Body,
    pub(super) delay: Option<Duration>,
    pub(super) delivery: Delivery,
    pub(super) close: bool,
}

/// Asks the provider, unless the fault answers in its place.
pub(super) fn reply_to<P: Provider>(provider: &mut P, request: &Received, fault: &Fault) -> Reply {
    match &fault.content {
        Content::Replaced { status, body } => {
            let reply = Reply::empty(*status, Verdict::NotAsked);
            let reply = match body.trim_start().starts_with(['{', '[']) {
                true => reply.header("content-type", "application/json"),
                false => reply,
            };
            Reply {
                body: body.clone().into_bytes(),
                ..reply
            }
        }
        Content::Redirect { to } => Reply::empty(307, Verdict::NotAsked).header("location", to),
        _ => provider.verdict(request),
    }
}

/// The bytes of a reply under a fault, and what the ledger says of them.
pub(super) fn plan(reply: &Reply, fault: &Fault, request: &Received) -> (Plan, Answer) {
    let mut status = reply.status;
    let mut headers = reply.headers.clone();
    let body = match &fault.content {
        Content::Provider | Content::Replaced { .. } | Content::Redirect { .. } => {
            Body::from(reply.body.clone())
        }
        Content::TruncatedJson => Body::from(first_half(&reply.body).to_vec()),
        Content::Garbage | Content::NotHttp => Body::from(NOISE.to_vec()),
        Content::Html => {
            status = 200;
            set(&mut headers, "content-type", "text/html; charset=utf-8");
            Body::from(PAGE.as_bytes().to_vec())
        }
        Content::Huge { bytes } => Body::filler(*bytes),
        Content::GzipBomb => {
            set(&mut headers, "content-encoding", "gzip");
            Body::gzip_bomb()
        }
    };
    for (name, value) in &fault.headers {
        set(&mut headers, name, value);
    }
    let head = match fault.content {
        Content::NotHttp => Vec::new(),
        _ => head(status, &headers, &body),
    };
    let silent = matches!(
        fault.delivery,
        Delivery::Never | Delivery::ResetAfter { bytes: 0 } | Delivery::CloseAfter { bytes: 0 }
    );
    let answer = Answer {
        status: (!silent && fault.content != Content::NotHttp).then_some(status),
        body: body.preview(PREVIEW),
        fault: fault.to_string(),
    };
    let plan = Plan {
        head,
        body: if request.method == "HEAD" {
            Body::default()
        } else {
            body
        },
        delay: fault.delay,
        delivery: fault.delivery.clone(),
        close: fault.close || fault.content == Content::NotHttp,
    };
    (plan, answer)
}

fn first_half(body: &[u8]) -> &[u8] {
    body.get(..body.len() / 2).unwrap_or_default()
}

fn set(headers: &mut Vec<(String, String)>, name: &str, value: &str) {
    headers.retain(|(existing, _)| !existing.eq_ignore_ascii_case(name));
    headers.push((name.to_owned(), value.to_owned()));
}

fn head(status: u16, headers: &[(String, String)], body: &Body) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} \r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    // These statuses have no body, and a length would be a lie that some clients wait for.
    if !matches!(status, 100..=199 | 204 | 304) {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    head.push_str("\r\n");
    head.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(fault: Fault) -> (String, Answer) {
        let request = Received::new("POST", "/");
        let reply = Reply::json(201, &serde_json::json!({"sid": "SM1"}), Verdict::NotAsked);
        let (plan, answer) = plan(&reply, &fault, &request);
        let bytes = plan
            .body
            .chunks()
            .fold(plan.head.clone(), |mut all, chunk| {
                all.extend_from_slice(chunk);
                all
            });
        (String::from_utf8_lossy(&bytes).into_owned(), answer)
    }

    #[test]
    fn a_reply_without_faults_is_framed_by_its_length() {
        let (raw, answer) = answered(Fault::new());
        let expected = "HTTP/1.1 201 \r\ncontent-type: application/json\r\n\
            content-length: 13\r\n\r\n{\"sid\":\"SM1\"}";
        assert_eq!(raw, expected);
        assert_eq!((answer.status, answer.fault.as_str()), (Some(201), ""));
    }

    #[test]
    fn a_truncated_body_is_framed_as_if_it_were_whole() {
        let (raw, _) = answered(Fault::new().truncated_json());
        assert!(raw.ends_with("content-length: 6\r\n\r\n{\"sid\""), "{raw}");
    }

    #[test]
    fn a_header_of_a_fault_replaces_the_provider_s() {
        let (raw, answer) = answered(Fault::new().reply_header("Content-Type", "text/plain"));
        assert!(raw.contains("Content-Type: text/plain\r\n"), "{raw}");
        assert!(!raw.contains("application/json"), "{raw}");
        assert_eq!(answer.fault, "Content-Type: text/plain");
    }

    #[test]
    fn an_answer_that_never_leaves_has_no_status() {
        for fault in [
            Fault::new().never_answer(),
            Fault::new().reset_after_bytes(0),
        ] {
            assert_eq!(answered(fault).1.status, None);
        }
    }
}
