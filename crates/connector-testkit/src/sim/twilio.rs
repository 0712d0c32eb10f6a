//! Twilio's Messages resource.
//!
//! What is refused, and the shape of every answer, follow the
//! [API reference](https://www.twilio.com/docs/messaging/api/message-resource) and the
//! [error dictionary](https://www.twilio.com/docs/api/errors).

mod checks;
mod errors;
mod replies;

use checks::Message;

use super::{Provider, Received, Reply, Script};

/// One Twilio account.
#[derive(Debug)]
pub struct Twilio {
    account_sid: String,
    credentials: Vec<(String, String)>,
    region: Option<Region>,
    failures: Script<TwilioFailure>,
    sent: u64,
}

/// The regions that serve the REST API; credentials of one are unknown in the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Region {
    /// United States, `api.twilio.com`.
    Us1,
    /// Ireland, `api.dublin.ie1.twilio.com`.
    Ie1,
    /// Australia, `api.sydney.au1.twilio.com`.
    Au1,
}

/// How Twilio can fail a request that is in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TwilioFailure {
    /// The error envelope of this code, with the HTTP status that belongs to it.
    Code(u32),
    /// 201 with a message resource whose status is `failed` and whose `error_code` is this.
    InBody(u32),
    /// This HTTP status with an error envelope that has no code.
    WithoutCode(u16),
}

impl From<u32> for TwilioFailure {
    fn from(code: u32) -> Self {
        Self::Code(code)
    }
}

impl Region {
    /// The host name of the API in this region.
    pub const fn host(self) -> &'static str {
        match self {
            Self::Us1 => "api.twilio.com",
            Self::Ie1 => "api.dublin.ie1.twilio.com",
            Self::Au1 => "api.sydney.au1.twilio.com",
        }
    }

    /// The region that a host name (without port) stands for.
    pub fn of_host(host: &str) -> Option<Self> {
        [Self::Us1, Self::Ie1, Self::Au1]
            .into_iter()
            .find(|region| region.host() == host)
    }
}

impl Twilio {
    /// An account whose SID and auth token are accepted in every region.
    pub fn new(account_sid: &str, auth_token: &str) -> Self {
        Self {
            account_sid: account_sid.to_owned(),
            credentials: vec![(account_sid.to_owned(), auth_token.to_owned())],
            region: None,
            failures: Script::default(),
            sent: 0,
        }
    }

    /// Accepts an API key (`SK...`) and its secret as well.
    #[must_use]
    pub fn with_api_key(mut self, sid: &str, secret: &str) -> Self {
        self.credentials.push((sid.to_owned(), secret.to_owned()));
        self
    }

    /// Binds the credentials to a region: under another region's host name they are refused.
    #[must_use]
    pub fn bound_to(mut self, region: Region) -> Self {
        self.region = Some(region);
        self
    }

    /// Every code of the documented list, to try them all.
    pub fn codes() -> impl Iterator<Item = u32> {
        errors::ERRORS.iter().map(|(code, ..)| *code)
    }

    /// Fails one more request that is otherwise in order.
    pub fn fail_next(&mut self, failure: impl Into<TwilioFailure>) {
        self.failures.next(failure.into());
    }

    /// Fails every request that is otherwise in order.
    pub fn fail_with(&mut self, failure: impl Into<TwilioFailure>) {
        self.failures.always(failure.into());
    }

    /// Ends all failures.
    pub fn recover(&mut self) {
        self.failures.clear();
    }

    /// Method, address and credentials, in the order in which Twilio looks at them.
    fn admit(&self, request: &Received) -> Result<(), u32> {
        let account = checks::account_of(request.path()).ok_or(20404_u32)?;
        if request.method != "POST" {
            return Err(20004);
        }
        let host = request.host();
        let region = Region::of_host(&host);
        if region.is_none() && host.ends_with(".twilio.com") {
            return Err(20404);
        }
        let elsewhere = matches!((self.region, region), (Some(own), Some(asked)) if own != asked);
        let known = request
            .basic_auth()
            .is_some_and(|given| self.credentials.contains(&given));
        match (known && !elsewhere, account == self.account_sid) {
            (false, _) => Err(20003),
            (true, false) => Err(20404),
            (true, true) => Ok(()),
        }
    }

    fn sid(&mut self) -> String {
        self.sent += 1;
        // An odd factor spreads the digits without ever giving a number twice.
        let digits = u128::from(self.sent).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
        format!("SM{digits:032x}")
    }
}

impl Provider for Twilio {
    fn verdict(&mut self, request: &Received) -> Reply {
        let checked = self
            .admit(request)
            .and_then(|()| Message::parse(&request.form()));
        let message = match checked {
            Ok(message) => message,
            Err(code) => return replies::refused(code, request),
        };
        match self.failures.take() {
            Some(TwilioFailure::Code(code)) => replies::refused(code, request),
            Some(TwilioFailure::WithoutCode(status)) => replies::refused_without_code(status),
            Some(TwilioFailure::InBody(code)) => {
                let sid = self.sid();
                replies::failed_in_body(code, &self.account_sid, &sid, &message, request)
            }
            None => {
                let sid = self.sid();
                replies::created(&self.account_sid, &sid, &message, request)
            }
        }
    }
}

#[cfg(test)]
mod tests;
