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

    fn new(config: Config) -> Result<Self, ConfigError> {
        let signing_key = config
            .signing_secret
            .as_ref()
            .map(sign::Key::parse)
            .transpose()?;
        config.check_headers()?;
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
        let class = reply.text(pointers.error_class());
        let retry_after = reply.number(pointers.retry_after());
        if let Some(kind) = class.as_deref().and_then(FailureKind::from_name) {
            return Failure::new(kind).retry_after(retry_after).into();
        }
        match response.status {
            status if self.config.is_success(status) => match &pointers.id {
                Some(pointer) => reply.sent(pointer),
                None => Outcome::Sent(reply.text("/id").map(Sent::new).unwrap_or_default()),
            },
            409 => Outcome::Sent(Sent::default()),
            status => failure_of_status(status).retry_after(retry_after).into(),
        }
    }
}

export_connector!(Http);
