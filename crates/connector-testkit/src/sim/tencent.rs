//! Tencent Cloud SMS: `SendSms`, version 2021-01-11.
//!
//! Every answer is HTTP 200. A failure is in one of two layers, as in the
//! [reference](https://cloud.tencent.com/document/product/382/55981): `Response.Error` for the
//! request as a whole, or the code of a number in `Response.SendStatusSet`.
//!
//! Eleven digits without a plus sign are a number of mainland China here, as at the real one: the
//! inbox then shows a `+86` number that nobody meant.

mod errors;
mod gateway;
mod replies;
mod service;

use super::{Provider, Received, Reply, Script};

/// One Tencent Cloud account with one SMS application.
#[derive(Debug)]
pub struct Tencent {
    secret_id: String,
    secret_key: String,
    security_token: Option<String>,
    sdk_app_id: String,
    sign_names: Vec<String>,
    templates: Vec<Template>,
    failures: Script<TencentFailure>,
    sent: u64,
}

/// A template that is approved.
#[derive(Debug)]
struct Template {
    id: String,
    overseas: bool,
    variables: usize,
}

/// How Tencent Cloud can fail a request that is in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TencentFailure {
    /// `Response.Error` with this code.
    Request(String),
    /// A status of the number with this code.
    Number(String),
    /// A reply without any status: an empty `SendStatusSet`.
    NoStatus,
}

/// The layer in which the code usually is.
impl From<&str> for TencentFailure {
    fn from(code: &str) -> Self {
        match errors::is_about_the_number(code) {
            true => Self::Number(code.to_owned()),
            false => Self::Request(code.to_owned()),
        }
    }
}

impl Tencent {
    /// An account with this key and application, without any signature or template.
    pub fn new(secret_id: &str, secret_key: &str, sdk_app_id: &str) -> Self {
        Self {
            secret_id: secret_id.to_owned(),
            secret_key: secret_key.to_owned(),
            security_token: None,
            sdk_app_id: sdk_app_id.to_owned(),
            sign_names: Vec::new(),
            templates: Vec::new(),
            failures: Script::default(),
            sent: 0,
        }
    }

    /// Makes the key one of temporary credentials, which need this token.
    #[must_use]
    pub fn require_security_token(mut self, token: &str) -> Self {
        self.security_token = Some(token.to_owned());
        self
    }

    /// Approves a signature.
    #[must_use]
    pub fn with_sign_name(mut self, name: &str) -> Self {
        self.sign_names.push(name.to_owned());
        self
    }

    /// Approves a template for mainland China with so many variables.
    #[must_use]
    pub fn with_template(self, id: &str, variables: usize) -> Self {
        self.and_template(id, false, variables)
    }

    /// Approves a template for all other destinations with so many variables.
    #[must_use]
    pub fn with_overseas_template(self, id: &str, variables: usize) -> Self {
        self.and_template(id, true, variables)
    }

    fn and_template(mut self, id: &str, overseas: bool, variables: usize) -> Self {
        self.templates.push(Template {
            id: id.to_owned(),
            overseas,
            variables,
        });
        self
    }

    /// Every code of the documented list, to try them all.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        errors::ERRORS.iter().copied()
    }

    /// Fails one more request that is otherwise in order.
    pub fn fail_next(&mut self, failure: impl Into<TencentFailure>) {
        self.failures.next(failure.into());
    }

    /// Fails every request that is otherwise in order.
    pub fn fail_with(&mut self, failure: impl Into<TencentFailure>) {
        self.failures.always(failure.into());
    }

    /// Ends all failures.
    pub fn recover(&mut self) {
        self.failures.clear();
    }
}

impl Provider for Tencent {
    fn verdict(&mut self, request: &Received) -> Reply {
        if let Err(code) = gateway::admit(self, request) {
            return replies::refused(code);
        }
        let message = match service::read(self, request) {
            Ok(message) => message,
            Err(refusal) => return refusal.reply(),
        };
        match self.failures.take() {
            Some(TencentFailure::Request(code)) => replies::refused(&code),
            Some(TencentFailure::Number(code)) => replies::number_refused(&code, &message.to),
            Some(TencentFailure::NoStatus) => replies::no_status(),
            None => {
                self.sent += 1;
                replies::accepted(message, self.sent)
            }
        }
    }
}
