//! Hands messages to an HTTP endpoint of the operator's own: a webhook.
//!
//! Without optional settings the request is `POST endpoint` with the JSON document
//! `{"to","type","payload","ip"?}`, and any 2xx means that the receiver took the message. With a
//! `signingSecret` it carries the headers of Standard Webhooks
//! (<https://www.standardwebhooks.com>), so that the receiver can tell who sent it and when.
//!
//! `Idempotency-Key` is the identifier of the message, the same for every attempt: a receiver that
//! answers 409 to a repetition has taken the message before.

mod body;
mod codes;
mod config;
mod sign;

use connector_sdk::prelude::*;
use connector_sdk::{Header, failure_of_status};

pub use config::Config;

/// The http connector.
pub struct Http {
    config: Config,
    signing_key: Option<sign::Key>,
}

impl Connector for Http {
    type Config = Config;

    const INFO: Info = Info::new("http", "HTTP")
        .hosts_from_config(&["/endpoint"])
        .docs("https://www.standardwebhooks.com");

    const CODES: &[Code] = codes::CODES;

    fn new(config: Config) -> Result<Self, ConfigError> {
        config.validate()?;
        let signing_key = config
            .signing_secret
            .as_ref()
            .map(sign::Key::parse)
            .transpose()?;
        Ok(Self {
            config,
            signing_key,
        })
    }

    fn request(&self, call: &Call) -> Result<HttpRequest, Failure> {
        let config = &self.config;
        let (content_type, body) = body::render(config, call)?;
        let mut request = HttpRequest::new(config.method.into(), &config.endpoint)
            .header("Idempotency-Key", call.message_id());
        if let Some(authorization) = &config.authorization {
            request = request.secret_header("Authorization", authorization.expose());
        }
        for (name, value) in &config.headers {
            request = request.secret_header(name, value.expose());
        }
        if let Some(key) = &self.signing_key {
            request = key
                .sign(call, &body)
                .into_iter()
                .fold(request, |request, header| {
                    let Header { name, value, .. } = header;
                    request.header(name, value)
                });
        }
        Ok(request.body(content_type, body))
    }

    fn outcome(&self, _call: &Call, response: &HttpResponse) -> Outcome {
        let reply = response.json();
        let pointers = &self.config.response;
        let class = pointers.error_class();
        // An empty class is how some languages write that there is none.
        let names_a_failure = reply.value(class).is_some_and(|class| class != "");
        let outcome = match response.status {
            _ if names_a_failure => reply.failed(class, Self::CODES),
            status if self.config.is_success(status) => match &pointers.id {
                Some(pointer) => reply.sent(pointer),
                None => taken(&reply, "/id"),
            },
            409 => taken(&reply, pointers.id.as_deref().unwrap_or("/id")),
            status => failure_of_status(status).into(),
        };
        match outcome {
            Outcome::Failed(failure) => failure
                .retry_after(reply.number(pointers.retry_after()))
                .into(),
            sent => sent,
        }
    }

    fn check(config: &Config) -> Vec<Finding> {
        config.findings()
    }
}

/// The receiver has the message, whether or not it names it.
fn taken(reply: &Reply, id_pointer: &str) -> Outcome {
    match reply.sent(id_pointer) {
        Outcome::Failed(_) => Outcome::Sent(Sent::default()),
        sent => sent,
    }
}

export_connector!(Http);
