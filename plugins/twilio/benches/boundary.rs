//! What the plugin boundary costs: the same request and outcome, called directly and through the
//! published library. Run with `cargo bench -p connector-twilio`.

#![allow(
    missing_docs,
    reason = "criterion's macros generate undocumented items"
)]
#![expect(clippy::unwrap_used, reason = "in a benchmark a panic is the report")]

use connector_loader::{Image, Plugin};
use connector_sdk::{Connector, HttpResponse, testing};
use connector_testkit::libraries::published_plugin;
use connector_twilio::Twilio;
use criterion::{Criterion, criterion_group, criterion_main};

const CONFIG: &str = r#"{
    "accountSID": "AC00000000000000000000000000000001",
    "authToken": "token",
    "from": "+15005550006",
    "templates": [{ "usageType": "Generic", "content": "Your code is {{code}}." }]
}"#;

fn reply() -> HttpResponse {
    HttpResponse::new(
        201,
        r#"{"sid":"SM1","status":"queued","error_code":null,"num_segments":"1"}"#,
    )
}

fn request_and_outcome(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("request and outcome");
    let (call, response) = (testing::call(), reply());

    let twilio: Twilio = testing::connector(CONFIG);
    group.bench_function("called directly", |bencher| {
        bencher.iter(|| {
            let request = twilio
                .request(&call)
                .map(connector_sdk::HttpRequest::into_wire);
            (request, twilio.outcome(&call, &response))
        });
    });

    let path = published_plugin("twilio");
    let plugin = Image::read(&path)
        .and_then(|image| Plugin::load(&image))
        .unwrap();
    let instance = plugin.create(CONFIG.as_bytes()).ok().unwrap();
    group.bench_function("through the library", |bencher| {
        bencher.iter(|| {
            let call = serde_json::to_vec(&call).unwrap();
            let step: connector_sdk::Step = serde_json::from_slice(&instance.start(&call)).unwrap();
            let response = serde_json::to_vec(&response).unwrap();
            let outcome = instance.resume(&call, &response, None);
            let outcome: connector_sdk::Step = serde_json::from_slice(&outcome).unwrap();
            (step, outcome)
        });
    });
}

criterion_group!(benches, request_and_outcome);
criterion_main!(benches);
