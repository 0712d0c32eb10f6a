//! Alibaba Cloud SMS, both products: `SendSms` of aliyun.com, `SendMessageWithTemplate` and
//! `SendMessageToGlobe` of alibabacloud.com.
//!
//! First the gateway looks at the signature, with HTTP 4xx; then the service looks at the message,
//! with HTTP 200 whatever it thinks. What is refused follows the references of
//! [SendSms](https://help.aliyun.com/zh/sms/developer-reference/api-dysmsapi-2017-05-25-sendsms) and
//! [SendMessageToGlobe](https://www.alibabacloud.com/help/en/sms/developer-reference/api-dysmsapi-2018-05-01-sendmessagetoglobe).
//!
//! `SendSms` reads eleven digits that begin with 1 as a number of mainland China, as the real one
//! does: with a mainland template the inbox then shows a `+86` number that nobody meant.

mod errors;
mod gateway;
mod replies;
mod service;

use std::collections::HashSet;

use super::{Provider, Received, Reply, Script};
use gateway::Called;

/// One Alibaba Cloud account.
#[derive(Debug)]
pub struct Aliyun {
    access_key_id: String,
    access_key_secret: String,
    security_token: Option<String>,
    sign_names: Vec<String>,
    templates: Vec<Template>,
    nonces: HashSet<String>,
    failures: Script<AliyunFailure>,
    sent: u64,
}

/// A template that is approved.
#[derive(Debug)]
struct Template {
    code: String,
    overseas: bool,
    variables: Vec<String>,
}

/// How Alibaba Cloud can fail a request that is in order: with a code, and the message that
/// belongs to it or another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AliyunFailure {
    code: String,
    message: Option<String>,
}

impl AliyunFailure {
    /// The failure of this code.
    pub fn new(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            message: None,
        }
    }

    /// The same with another message, for example `触发小时级流控Permits:5`.
    #[must_use]
    pub fn message(mut self, message: &str) -> Self {
        self.message = Some(message.to_owned());
        self
    }
}

impl From<&str> for AliyunFailure {
    fn from(code: &str) -> Self {
        Self::new(code)
    }
}

impl Aliyun {
    /// An account with this key, without any signature or template.
    pub fn new(access_key_id: &str, access_key_secret: &str) -> Self {
        Self {
            access_key_id: access_key_id.to_owned(),
            access_key_secret: access_key_secret.to_owned(),
            security_token: None,
            sign_names: Vec::new(),
            templates: Vec::new(),
            nonces: HashSet::new(),
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

    /// Approves a template for mainland China that takes these variables.
    #[must_use]
    pub fn with_template(self, code: &str, variables: &[&str]) -> Self {
        self.and_template(code, false, variables)
    }

    /// Approves a template for international messages that takes these variables.
    #[must_use]
    pub fn with_overseas_template(self, code: &str, variables: &[&str]) -> Self {
        self.and_template(code, true, variables)
    }

    fn and_template(mut self, code: &str, overseas: bool, variables: &[&str]) -> Self {
        self.templates.push(Template {
            code: code.to_owned(),
            overseas,
            variables: variables.iter().map(|&name| name.to_owned()).collect(),
        });
        self
    }

    /// Every code of the documented list, to try them all.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        errors::ERRORS.iter().map(|(code, ..)| *code)
    }

    /// Fails one more request that is otherwise in order.
    pub fn fail_next(&mut self, failure: impl Into<AliyunFailure>) {
        self.failures.next(failure.into());
    }

    /// Fails every request that is otherwise in order.
    pub fn fail_with(&mut self, failure: impl Into<AliyunFailure>) {
        self.failures.always(failure.into());
    }

    /// Ends all failures.
    pub fn recover(&mut self) {
        self.failures.clear();
    }
}

impl Provider for Aliyun {
    fn verdict(&mut self, request: &Received) -> Reply {
        let called = match Called::admit(self, request) {
            Ok(called) => called,
            Err(code) => return replies::refused(None, code, None),
        };
        // From here on the gateway knows the request, whatever becomes of it.
        if !self.nonces.insert(called.nonce.clone()) {
            return replies::refused(Some(&called), "SignatureNonceUsed", None);
        }
        let message = match service::read(self, &called) {
            Ok(message) => message,
            Err(code) => return replies::refused(Some(&called), code, None),
        };
        if let Some(AliyunFailure { code, message }) = self.failures.take() {
            return replies::refused(Some(&called), &code, message.as_deref());
        }
        self.sent += 1;
        replies::accepted(&called, message, self.sent)
    }
}
