//! Drives one message to its end.

use std::time::Instant;

use connector_api::{Failure, FailureKind, HttpRequest, HttpResponse, Outcome, Sent, Step};
use futures_util::future::join;

use crate::ports::{Clock, Entropy, Fault, Journal, NotRecorded, Wire, WireError};
use crate::retry::RetryRules;
use crate::{Generation, Message};

/// Most exchanges of one attempt: a token, a send, and room to spare.
const MOST_EXCHANGES: u32 = 4;

/// What the core needs to drive messages.
#[derive(Clone, Copy)]
pub struct Driver<'d> {
    /// Makes the exchanges.
    pub wire: &'d dyn Wire,
    /// Knows of every attempt before it is made.
    pub journal: &'d dyn Journal,
    /// Time.
    pub clock: &'d dyn Clock,
    /// Chance.
    pub entropy: &'d dyn Entropy,
    /// When to try again.
    pub rules: RetryRules,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disposition {
    /// What the provider said, or why the message was not sent.
    pub result: Result<Sent, Failure>,
    /// Number of attempts that were made.
    pub attempts: u32,
}

impl Driver<'_> {
    /// Sends a message through one generation, until it is done or the deadline has passed.
    ///
    /// # Errors
    /// When an attempt could not be recorded. Nothing that was sent before it was processed.
    pub async fn drive(
        &self,
        generation: &Generation,
        message: &Message,
        deadline: Instant,
    ) -> Result<Disposition, NotRecorded> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            let failure = match self.attempt(generation, message, attempts, deadline).await {
                Ok(sent) => {
                    return Ok(Disposition {
                        result: Ok(sent),
                        attempts,
                    });
                }
                Err(Stop::Failed(failure)) => generation
                    .redactor(message, self.clock.now())
                    .clean(failure),
                Err(Stop::NotRecorded) => return Err(NotRecorded),
            };
            let remaining = deadline.saturating_duration_since(self.clock.now());
            let chance = self.entropy.random_bits();
            match self.rules.wait(&failure, attempts, remaining, chance) {
                Some(wait) => self.clock.sleep(wait).await,
                None => {
                    return Ok(Disposition {
                        result: Err(failure),
                        attempts,
                    });
                }
            }
        }
    }

    /// The request of a first attempt, for a dry run: nothing is sent.
    ///
    /// # Errors
    /// Why there is no such request.
    pub async fn first_request(
        &self,
        generation: &Generation,
        message: &Message,
        deadline: Instant,
    ) -> Result<HttpRequest, Failure> {
        let call = self.call_document(generation, message, 1);
        let step = generation.instance.start(&call, deadline).await;
        let failure = match decode(step, Phase::BeforeWire) {
            Ok(Step::Exchange(exchange)) => return Ok(exchange.request),
            Ok(Step::Outcome(Outcome::Failed(failure))) | Err(failure) => failure,
            Ok(Step::Outcome(Outcome::Sent(_))) => claims_to_have_sent(),
        };
        Err(generation
            .redactor(message, self.clock.now())
            .clean(failure))
    }

    /// One attempt: steps of the connector, and between them exchanges on the wire.
    async fn attempt(
        &self,
        generation: &Generation,
        message: &Message,
        number: u32,
        deadline: Instant,
    ) -> Result<Sent, Stop> {
        let call = self.call_document(generation, message, number);
        let instance = generation.instance.as_ref();
        let mut phase = Phase::BeforeWire;
        // Asking touches nothing, so it need not wait for the record; what leaves does.
        let asked = instance.start(&call, deadline);
        let recorded = self.journal.record(message, generation, number);
        let (step, recorded) = join(asked, recorded).await;
        recorded.map_err(|NotRecorded| Stop::NotRecorded)?;
        let mut step = decode(step, phase)?;
        let mut last_response: Option<HttpResponse> = None;
        for _ in 0..MOST_EXCHANGES {
            let exchange = match step {
                Step::Exchange(exchange) => exchange,
                Step::Outcome(outcome) => {
                    return Ok(self.conclude(outcome, phase, last_response.as_ref())?);
                }
            };
            if let Some(keep) = exchange.keep {
                generation.kept.keep(keep, self.clock.now());
            }
            let made = self
                .wire
                .exchange(exchange.request, &generation.reach, deadline);
            let made = made.await;
            let response = made.map_err(|error| failure_of(error, phase, exchange.prepares))?;
            if !exchange.prepares {
                phase = Phase::AfterWire;
            }
            let document = encode(&response);
            let state = exchange.state.as_deref();
            let resumed = instance.resume(&call, &document, state, deadline);
            step = decode(resumed.await, phase)?;
            last_response = Some(response);
        }
        match step {
            Step::Outcome(outcome) => Ok(self.conclude(outcome, phase, last_response.as_ref())?),
            Step::Exchange(_) => Err(Stop::Failed(
                Failure::new(FailureKind::Unintelligible)
                    .message("the connector asks for ever more exchanges"),
            )),
        }
    }

    /// Reads the connector's verdict, and corrects what it cannot know or must not claim.
    fn conclude(
        &self,
        outcome: Outcome,
        phase: Phase,
        response: Option<&HttpResponse>,
    ) -> Result<Sent, Failure> {
        let failure = match (outcome, phase) {
            (Outcome::Sent(sent), Phase::AfterWire) => return Ok(sent),
            (Outcome::Sent(_), Phase::BeforeWire) => claims_to_have_sent(),
            (Outcome::Failed(failure), _) => failure,
        };
        let told_to_wait = matches!(
            failure.kind,
            FailureKind::RateLimited | FailureKind::ProviderUnavailable
        );
        let wait = response.filter(|_| told_to_wait && failure.retry_after.is_none());
        let wait = wait.and_then(|response| self.retry_after(response));
        Err(phase.judge(failure).retry_after(wait))
    }

    /// The `Retry-After` of a response (RFC 9110, section 10.2.3), in seconds.
    fn retry_after(&self, response: &HttpResponse) -> Option<u64> {
        let value = response.header("retry-after")?.trim();
        if let Ok(seconds) = value.parse() {
            return Some(seconds);
        }
        let at = httpdate::parse_http_date(value).ok()?;
        let at = at.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs();
        Some(at.saturating_sub(self.clock.unix_seconds()))
    }

    fn call_document(&self, generation: &Generation, message: &Message, attempt: u32) -> Vec<u8> {
        let now = self.clock.unix_seconds();
        let mut call = message.to_call(attempt, now, self.entropy.random_bits());
        call.kept = generation.kept.get(self.clock.now());
        encode(&call)
    }
}

/// Why an attempt ended without a success.
enum Stop {
    Failed(Failure),
    NotRecorded,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Whether a request of the attempt may have reached the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    BeforeWire,
    AfterWire,
}

impl Phase {
    /// Before the wire nothing can have been processed, whatever a preparing exchange came to. After it,
    /// a connector that failed, and a reply that nobody understands, leave it open.
    fn judge(self, mut failure: Failure) -> Failure {
        if self == Self::BeforeWire && failure.kind == FailureKind::OutcomeUnknown {
            failure.kind = FailureKind::ProviderUnavailable;
        }
        failure.may_have_been_processed = match self {
            Self::BeforeWire => false,
            Self::AfterWire => {
                let fault_of_connector = matches!(
                    failure.kind,
                    FailureKind::ConnectorCrashed
                        | FailureKind::ConnectorTimeout
                        | FailureKind::ConnectorPanicked
                );
                failure.may_have_been_processed
                    || fault_of_connector
                    || failure.kind.leaves_outcome_open()
            }
        };
        failure
    }
}

fn failure_of(error: WireError, phase: Phase, prepares: bool) -> Failure {
    let harmless = prepares && phase == Phase::BeforeWire;
    let kind = match &error {
        WireError::Denied(_) => FailureKind::EgressDenied,
        WireError::NotConnected(_) => FailureKind::ConnectionFailed,
        WireError::Lost(_) if harmless => FailureKind::ConnectionFailed,
        WireError::Lost(_) => FailureKind::OutcomeUnknown,
        WireError::Unreadable(_) if harmless => FailureKind::ProviderUnavailable,
        WireError::Unreadable(_) => FailureKind::Unintelligible,
    };
    let failure = Failure::new(kind).message(error.to_string());
    match phase {
        Phase::BeforeWire => failure,
        // That a later exchange was not made says nothing about what an earlier one did.
        Phase::AfterWire => failure.may_have_been_processed(),
    }
}

fn decode(step: Result<Vec<u8>, Fault>, phase: Phase) -> Result<Step, Failure> {
    let failure = match step {
        Ok(document) => match serde_json::from_slice(&document) {
            Ok(step) => return Ok(step),
            Err(_) => Failure::new(FailureKind::Unintelligible)
                .message("the connector answered with a document that cannot be read"),
        },
        Err(Fault::Crashed) => Failure::new(FailureKind::ConnectorCrashed),
        Err(Fault::TimedOut) => Failure::new(FailureKind::ConnectorTimeout),
    };
    Err(phase.judge(failure))
}

fn claims_to_have_sent() -> Failure {
    let mut failure = Failure::new(FailureKind::Unintelligible)
        .message("the connector reports a success without having made a request");
    failure.may_have_been_processed = false;
    failure
}

/// Documents are plain data with string keys: encoding them cannot fail.
fn encode(document: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(document).unwrap_or_default()
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
