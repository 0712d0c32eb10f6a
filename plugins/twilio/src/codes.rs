//! Twilio's error codes. Reference: <https://www.twilio.com/docs/api/errors>
//!
//! Codes of the 30000 range belong to messages that Twilio had taken; in a reply they come with
//! HTTP 201. Rows marked *unverified* are not in the documentation that was at hand.

use connector_sdk::Code;
use connector_sdk::FailureKind::{
    ContentRejected, DestinationNotAllowed, FraudBlocked, InvalidCredentials, InvalidRecipient,
    InvalidRequest, InvalidSender, OutcomeUnknown, ProviderUnavailable, QuotaExceeded, RateLimited,
    TemplateRejected, UnreachableRecipient,
};

const HALF_A_MINUTE: u64 = 30;
const HALF_AN_HOUR: u64 = 30 * 60;
const FOUR_HOURS: u64 = 4 * 60 * 60;

pub(crate) const CODES: &[Code] = &[
    // Account and credentials. A token that belongs to another region reads as 20003, too.
    Code::new("10001", InvalidCredentials),
    Code::new("20003", InvalidCredentials),
    Code::new("20005", InvalidCredentials),
    Code::new("20006", InvalidCredentials),
    Code::new("20403", InvalidCredentials),
    Code::new("30002", InvalidCredentials),
    // The request.
    Code::new("20001", InvalidRequest),
    Code::new("20404", InvalidRequest),
    Code::new("20422", InvalidRequest),
    Code::new("21602", InvalidRequest),
    Code::new("21604", InvalidRequest),
    Code::new("21605", InvalidRequest),
    Code::new("21609", InvalidRequest),
    Code::new("21617", InvalidRequest),
    Code::new("21619", InvalidRequest),
    Code::new("21624", InvalidRequest),
    Code::new("21626", InvalidRequest),
    // The recipient.
    Code::new("21211", InvalidRecipient),
    Code::new("21214", InvalidRecipient),
    Code::new("21217", InvalidRecipient),
    Code::new("21265", InvalidRecipient),
    Code::new("21401", InvalidRecipient),
    Code::new("21614", InvalidRecipient),
    Code::new("21635", InvalidRecipient), // unverified: a landline
    Code::new("30005", InvalidRecipient),
    Code::new("30006", InvalidRecipient),
    Code::new("21608", UnreachableRecipient), // a trial account, and a number not verified
    Code::new("21610", UnreachableRecipient),
    Code::new("21612", UnreachableRecipient),
    Code::new("30003", UnreachableRecipient),
    Code::new("30004", UnreachableRecipient),
    Code::new("21408", DestinationNotAllowed),
    // The sender.
    Code::new("21212", InvalidSender),
    Code::new("21267", InvalidSender),
    Code::new("21603", InvalidSender),
    Code::new("21606", InvalidSender),
    Code::new("21607", InvalidSender),
    Code::new("21657", InvalidSender),
    Code::new("21659", InvalidSender),
    Code::new("21660", InvalidSender),
    Code::new("21661", InvalidSender),
    Code::new("21701", InvalidSender),
    Code::new("21702", InvalidSender),
    Code::new("21703", InvalidSender),
    Code::new("21704", InvalidSender),
    Code::new("21705", InvalidSender),
    Code::new("21709", InvalidSender),
    Code::new("30018", InvalidSender),
    Code::new("30024", InvalidSender),
    Code::new("30032", InvalidSender),
    Code::new("30034", InvalidSender),
    Code::new("30035", InvalidSender),
    // The text.
    Code::new("21618", ContentRejected),
    Code::new("30007", ContentRejected),
    Code::new("30038", ContentRejected),
    Code::new("21655", TemplateRejected),
    Code::new("21656", TemplateRejected),
    // Limits. Only 20429 may be tried again at once: Twilio did not process the request. The
    // waits are ours, long enough that no attempt of the same message follows; unverified.
    Code::new("20429", RateLimited),
    Code::new("14107", RateLimited).retry_after(HALF_A_MINUTE),
    Code::new("21611", RateLimited).retry_after(FOUR_HOURS),
    Code::new("30001", RateLimited).processed(),
    Code::new("30022", RateLimited).processed(),
    Code::new("30454", RateLimited).retry_after(HALF_AN_HOUR), // unverified
    Code::new("30023", QuotaExceeded),
    Code::new("30027", QuotaExceeded),
    Code::new("63038", QuotaExceeded),
    // Protection against SMS pumping; the block lasts 15 to 30 minutes.
    Code::new("30450", FraudBlocked).retry_after(HALF_AN_HOUR),
    Code::new("30453", FraudBlocked), // unverified
    // The carrier, after Twilio took the message.
    Code::new("30017", ProviderUnavailable).processed(),
    Code::new("30036", ProviderUnavailable).processed(),
    Code::new("30008", OutcomeUnknown),
    Code::new("30410", OutcomeUnknown),
];
