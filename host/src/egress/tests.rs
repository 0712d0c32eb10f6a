//! The egress against real sockets on loopback. `server` plays a provider that does as it is told.

mod faults;
mod policy;
mod proxy;
mod render;
mod replies;
mod reuse;
mod server;
mod tls;

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use connector_api::{HttpRequest, HttpResponse, Method};
use delivery::{BoxFuture, Reach, Wire, WireError};

use super::resolve::{Lookup, SystemLookup};
use super::{Egress, EgressSettings};

type Outcome = Result<HttpResponse, WireError>;

/// An egress that may use plain http to loopback.
fn settings() -> EgressSettings {
    EgressSettings {
        allow_http: true,
        allow_private: vec!["127.0.0.1/32".parse().unwrap()],
        ..EgressSettings::default()
    }
}

fn post(url: &str) -> HttpRequest {
    let mut request = HttpRequest::new(Method::Post, url);
    request.body = "code=123456".to_owned();
    request
}

/// The reach of a connector that declared the URL's origin.
fn reach(url: &str) -> Reach {
    let origin = match url::Url::parse(url) {
        Ok(url) => url.origin().ascii_serialization(),
        Err(_) => String::new(),
    };
    Reach {
        origins: vec![origin],
    }
}

/// One exchange with a deadline that no test is meant to reach.
async fn send(egress: &Egress, request: HttpRequest) -> Outcome {
    send_within(egress, request, Duration::from_secs(20)).await
}

async fn send_within(egress: &Egress, request: HttpRequest, time: Duration) -> Outcome {
    let reach = reach(&request.url);
    egress
        .exchange(request, &reach, Instant::now() + time)
        .await
}

/// One POST to a URL under the settings.
async fn post_with(settings: EgressSettings, url: &str) -> Outcome {
    send(&Egress::new(settings).unwrap(), post(url)).await
}

/// What came of it, in one line: `200 body` or `kind: sentence`.
fn summary(outcome: &Outcome) -> String {
    match outcome {
        Ok(response) => format!("{} {}", response.status, response.body),
        Err(WireError::Denied(text)) => format!("denied: {text}"),
        Err(WireError::NotConnected(text)) => format!("not connected: {text}"),
        Err(WireError::Lost(text)) => format!("lost: {text}"),
        Err(WireError::Unreadable(text)) => format!("unreadable: {text}"),
    }
}

/// A name service that answers from a list, one answer after the other; the last one stays.
#[derive(Default)]
struct Names {
    answers: HashMap<&'static str, Vec<&'static [&'static str]>>,
    asked: Mutex<Vec<String>>,
}

impl Names {
    fn new(name: &'static str, answers: &[&'static [&'static str]]) -> Arc<Self> {
        Arc::new(Self {
            answers: HashMap::from([(name, answers.to_vec())]),
            asked: Mutex::default(),
        })
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Lookup for Names {
    fn lookup(&self, name: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let mut asked = self.asked.lock().unwrap();
        let turn = asked.iter().filter(|earlier| **earlier == name).count();
        let answers = self
            .answers
            .get(name.as_str())
            .map_or(&[][..], Vec::as_slice);
        let answer = answers.get(turn).or(answers.last()).copied();
        asked.push(name);
        Box::pin(async move {
            match answer {
                Some(addresses) => Ok(addresses.iter().map(|text| text.parse().unwrap()).collect()),
                None => Err(io::Error::other(
                    "failed to lookup address information: Name or service not known",
                )),
            }
        })
    }
}

/// An egress with a scripted name service.
fn egress_with_names(settings: EgressSettings, names: &Arc<Names>) -> Egress {
    Egress::with_lookup(settings, Arc::<Names>::clone(names)).unwrap()
}

#[tokio::test]
async fn a_reply_comes_back_with_status_headers_and_body() {
    let server = server::Server::reply(
        "HTTP/1.1 201 Created\r\nX-Id: 7\r\nX-Raw: \u{e9}\r\ncontent-length: 5\r\n\r\nhéy!",
    )
    .await;
    let response = post_with(settings(), &server.url("/v1")).await.unwrap();
    assert_eq!((response.status, response.body.as_str()), (201, "héy!"));
    assert_eq!(response.header("x-id"), Some("7"));
    assert!(
        response
            .headers
            .iter()
            .all(|header| header.name == header.name.to_lowercase())
    );
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_not_connected() {
    let outcome = {
        let egress = Egress::with_lookup(settings(), Arc::new(SystemLookup)).unwrap();
        send(&egress, post("http://sms.invalid/")).await
    };
    assert!(
        matches!(outcome, Err(WireError::NotConnected(_))),
        "{outcome:?}"
    );

    let egress = egress_with_names(settings(), &Arc::default());
    assert_eq!(
        summary(&send(&egress, post("http://sms.invalid/")).await),
        "not connected: cannot resolve sms.invalid: name or service not known"
    );
}
