//! The same simulator in programs that are not async.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use connector_testkit::sim::{BlockingSimulator, Fault, HttpReceiver, LOOPBACK};

use crate::client::GOOD;

fn start() -> BlockingSimulator<HttpReceiver> {
    BlockingSimulator::start(HttpReceiver::new(), LOOPBACK).unwrap()
}

fn send(addr: std::net::SocketAddr) -> String {
    let mut stream = TcpStream::connect(addr).unwrap();
    let length = GOOD.len();
    let head = format!("POST /sms HTTP/1.1\r\nconnection: close\r\ncontent-length: {length}\r\n");
    write!(stream, "{head}content-type: application/json\r\n\r\n{GOOD}").unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    reply
}

#[test]
fn a_thread_can_wait_for_requests_of_another() {
    let sim = start();
    let addr = sim.addr();
    let sender = thread::spawn(move || send(addr));
    let ledger = sim.wait_for(1).unwrap();
    assert_eq!(ledger[0].request.path(), "/sms");
    assert!(sender.join().unwrap().starts_with("HTTP/1.1 200 "));
    assert_eq!(sim.inbox().len(), 1);
}

#[test]
fn faults_and_provider_are_within_reach() {
    let sim = start();
    sim.on_next(Fault::new().reply(500, "oops"));
    sim.provider().fail_next(402);
    let replies = [(); 3].map(|()| send(sim.addr())[9..12].to_owned());
    assert_eq!(replies, ["500", "402", "200"]);
}

#[test]
fn waiting_in_vain_says_what_came_instead() {
    let error = start()
        .wait_for_within(1, Duration::from_millis(5))
        .unwrap_err();
    assert_eq!(error.to_string(), "waited 5ms for 1 requests, saw 0: []");
}

#[test]
fn an_address_that_is_taken_is_an_error() {
    let sim = start();
    assert!(BlockingSimulator::start(HttpReceiver::new(), sim.addr()).is_err());
}

#[test]
fn shutting_down_closes_the_port() {
    let sim = start();
    let addr = sim.addr();
    sim.shutdown();
    assert!(TcpStream::connect(addr).is_err());
}

#[tokio::test]
async fn it_works_inside_an_async_program_as_well() {
    let sim = start();
    let addr = sim.addr();
    let reply = tokio::task::spawn_blocking(move || send(addr))
        .await
        .unwrap();
    assert!(reply.starts_with("HTTP/1.1 200 "));
    assert_eq!(sim.wait_for(1).unwrap().len(), 1);
}
