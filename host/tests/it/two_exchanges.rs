//! A provider that wants an access token first: the token is fetched once, kept between messages, and
//! fetched again when its time is over or the provider no longer takes it.

use std::fs;

use connector_testkit::libraries::{Fixture, fixture};
use connector_testkit::sim::{BlockingSimulator, Courier, Fault, LOOPBACK};
use serde_json::json;

use crate::support::{Service, Setup, message};

const SECRET: &str = "c1ient-s3cret";

struct World {
    _setup: Setup,
    service: Service,
    courier: BlockingSimulator<Courier>,
}

/// A service with courier active; tokens last for so many seconds.
fn world(seconds: u64) -> World {
    let setup = Setup::managed_by_store();
    let provider = Courier::new("client-7", SECRET, seconds);
    let courier = BlockingSimulator::start(provider, LOOPBACK).unwrap();
    let text = fs::read_to_string(setup.path("switchboard.toml")).unwrap();
    let rewrite = format!(
        "[egress.rewrite]\n\"https://api.courier.example\" = \"{}\"\n",
        courier.url()
    );
    setup.write(
        "switchboard.toml",
        &text.replace("[egress.rewrite]\n", &rewrite),
    );
    fs::copy(fixture(Fixture::Courier), setup.path("plugins/courier.so")).unwrap();
    let service = setup.serve();
    let templates = ["Register", "SignIn", "ForgotPassword", "Generic"];
    let templates =
        templates.map(|usage| json!({ "usageType": usage, "content": "Code {{code}}" }));
    let config = json!({ "clientId": "client-7", "clientSecret": SECRET, "templates": templates });
    let path = "/v1/connectors/courier/config";
    let reply = service.request("PUT", path, Some(&config.to_string()));
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(service.switch("courier").status, 200);
    World {
        _setup: setup,
        service,
        courier,
    }
}

impl World {
    fn send(&self) {
        let reply = self.service.post(&message("123456"));
        assert_eq!(reply.status, 200, "{}", reply.body);
    }

    fn tokens(&self) -> u64 {
        self.courier.provider().tokens()
    }

    fn accepted(&self) -> usize {
        self.courier.inbox().len()
    }
}

#[test]
fn a_token_is_fetched_once_and_used_for_many_messages() {
    let world = world(3600);
    for _ in 0..5 {
        world.send();
    }
    assert_eq!((world.tokens(), world.accepted()), (1, 5));
    // Another generation begins without.
    assert_eq!(world.service.switch("courier").status, 200);
    world.send();
    assert_eq!((world.tokens(), world.accepted()), (2, 6));
    let (_, log) = world.service.stop();
    assert!(!log.contains("token-1") && !log.contains(SECRET), "{log}");
}

#[test]
fn a_token_whose_time_is_over_is_not_used_again() {
    let world = world(0);
    world.send();
    world.send();
    assert_eq!((world.tokens(), world.accepted()), (2, 2));
}

#[test]
fn a_token_that_is_refused_is_fetched_again_within_the_same_message() {
    let world = world(3600);
    world.send();
    world.courier.provider().revoke_tokens();
    world.send();
    assert_eq!((world.tokens(), world.accepted()), (2, 2));
}

#[test]
fn a_token_that_cannot_be_fetched_sends_nothing_and_may_be_tried_again() {
    let world = world(3600);
    for _ in 0..2 {
        world.courier.on_next(Fault::new().reset_after_bytes(0));
    }
    // Two answers are lost, the third attempt goes through: nothing was sent before.
    world.send();
    assert_eq!((world.tokens(), world.accepted()), (3, 1));
}
