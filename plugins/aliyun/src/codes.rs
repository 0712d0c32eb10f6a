//! Error codes. Reference: <https://www.alibabacloud.com/help/en/sms/developer-reference/api-error-codes>
//!
//! Codes with `isv.` and `isp.` are of the China site, those in capitals of the international one,
//! the others of the gateway in front of both.

use connector_sdk::Code;
use connector_sdk::FailureKind::{
    ContentRejected, DestinationNotAllowed, FraudBlocked, InsufficientBalance, InvalidCredentials,
    InvalidRecipient, InvalidRequest, InvalidSender, OutcomeUnknown, QuotaExceeded, RateLimited,
    TemplateRejected,
};

pub(crate) const MINUTE: u64 = 60;
pub(crate) const HOUR: u64 = 60 * MINUTE;
pub(crate) const DAY: u64 = 24 * HOUR;

/// Too many messages to one number; the text of the reply names the window.
pub(crate) const FLOW_CONTROL: &str = "isv.BUSINESS_LIMIT_CONTROL";

pub(crate) const CODES: &[Code] = &[
    // Account and credentials.
    Code::new("InvalidAccessKeyId.NotFound", InvalidCredentials),
    Code::new("InvalidAccessKeyId.Inactive", InvalidCredentials),
    Code::new("InvalidSecurityToken.Expired", InvalidCredentials),
    Code::new("InvalidSecurityToken.Malformed", InvalidCredentials),
    Code::new(
        "InvalidSecurityToken.MismatchWithAccessKey",
        InvalidCredentials,
    ),
    Code::new("SignatureDoesNotMatch", InvalidCredentials),
    Code::new("IncompleteSignature", InvalidCredentials),
    Code::new("Forbidden.RAM", InvalidCredentials),
    Code::new("isp.RAM_PERMISSION_DENY", InvalidCredentials),
    Code::new("RAM_PERMISSION_DENY", InvalidCredentials),
    Code::new("isv.ACCOUNT_NOT_EXISTS", InvalidCredentials),
    Code::new("isv.ACCOUNT_ABNORMAL", InvalidCredentials),
    Code::new("isv.PRODUCT_UN_SUBSCRIPT", InvalidCredentials),
    Code::new("isv.PRODUCT_UNSUBSCRIBE", InvalidCredentials),
    Code::new("PRODUCT_NOT_SUBSCRIBED", InvalidCredentials),
    Code::new("ACCOUNT_ILLEGAL", InvalidCredentials),
    Code::new("FORBIDDEN_ACTION", InvalidCredentials),
    Code::new("isv.AMOUNT_NOT_ENOUGH", InsufficientBalance),
    Code::new("AMOUNT_NOT_ENOUGH", InsufficientBalance),
    Code::new("isv.OUT_OF_SERVICE", InsufficientBalance),
    Code::new("OUT_OF_SERVICE", InsufficientBalance),
    // The request. A timestamp is refused when the clock of this machine is wrong.
    Code::new("InvalidTimeStamp.Expired", InvalidRequest),
    Code::new("isv.MOBILE_COUNT_OVER_LIMIT", InvalidRequest),
    Code::new("isv.EXTEND_CODE_ERROR", InvalidRequest),
    Code::new("isv.INVALID_JSON_PARAM", InvalidRequest),
    Code::new("isv.INVALID_PARAMETERS", InvalidRequest),
    // The recipient.
    Code::new("isv.MOBILE_NUMBER_ILLEGAL", InvalidRecipient),
    Code::new("MOBILE_NUMBER_ILLEGAL", InvalidRecipient),
    Code::new("isv.DENY_IP_RANGE", DestinationNotAllowed),
    Code::new("NOT_SUPPORTED_COUNTRY", DestinationNotAllowed),
    Code::new("SMS_SECURITY_INTERCEPTED", FraudBlocked),
    // The sender.
    Code::new("isv.SMS_SIGNATURE_ILLEGAL", InvalidSender),
    Code::new("isv.SMS_SIGN_ILLEGAL", InvalidSender),
    Code::new("isv.SIGN_STATE_ILLEGAL", InvalidSender),
    Code::new("SMS_SIGN_NAME_ILLEGAL", InvalidSender),
    Code::new("INVALID_SENDERID", InvalidSender),
    // The template and its variables.
    Code::new("isv.DOMESTIC_NUMBER_NOT_SUPPORTED", TemplateRejected),
    Code::new("isv.SMS_SIGNATURE_SCENE_ILLEGAL", TemplateRejected),
    Code::new("isv.SMS_TEMPLATE_ILLEGAL", TemplateRejected),
    Code::new("SMS_CONTENT_CODE_ILLEGAL", TemplateRejected),
    Code::new("isv.TEMPLATE_MISSING_PARAMETERS", TemplateRejected),
    Code::new("CONTENT_MISSING_PARAMETERS", TemplateRejected),
    Code::new("isv.PARAM_LENGTH_LIMIT", TemplateRejected),
    Code::new("PARAM_LENGTH_LIMIT", TemplateRejected),
    Code::new("isv.PARAM_NOT_SUPPORT_URL", TemplateRejected),
    Code::new("isv.TEMPLATE_PARAMS_ILLEGAL", ContentRejected),
    Code::new("isv.SMS_CONTENT_ILLEGAL", ContentRejected),
    Code::new("SMS_CONTENT_ILLEGAL", ContentRejected),
    Code::new("isv.BLACK_KEY_CONTROL_LIMIT", ContentRejected),
    Code::new("BLACK_KEY_CONTROL_LIMIT", ContentRejected),
    // Limits. A text that names no window stands for the shortest.
    Code::new(FLOW_CONTROL, RateLimited).retry_after(MINUTE),
    Code::new("Throttling", RateLimited),
    Code::new("Throttling.User", RateLimited),
    Code::new("Throttling.Api", RateLimited),
    Code::new("QPS_LIMIT_CONTROL", RateLimited),
    Code::new("isv.DAY_LIMIT_CONTROL", QuotaExceeded),
    Code::new("isv.MONTH_LIMIT_CONTROL", QuotaExceeded),
    // A nonce that was used: an earlier copy of this very request had arrived.
    Code::new("SignatureNonceUsed", OutcomeUnknown),
    Code::new("isp.SYSTEM_ERROR", OutcomeUnknown),
    Code::new("isp.UNKNOWN_ERROR", OutcomeUnknown),
    Code::new("SYSTEM_ERROR", OutcomeUnknown),
    Code::new("ONLINE_BILLING_FAILED", OutcomeUnknown),
    Code::new("ServiceUnavailable", OutcomeUnknown),
];
