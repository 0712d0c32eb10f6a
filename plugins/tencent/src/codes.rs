//! Error codes. Reference: <https://cloud.tencent.com/document/product/382/55981>
//!
//! A code without a dot also stands for codes of its family that are not in the table.

use connector_sdk::Code;
use connector_sdk::FailureKind::{
    ContentRejected, DestinationNotAllowed, InsufficientBalance, InvalidCredentials,
    InvalidRecipient, InvalidRequest, InvalidSender, OutcomeUnknown, QuotaExceeded, RateLimited,
    TemplateRejected, UnreachableRecipient,
};

const HALF_A_MINUTE: u64 = 30;
const HOUR: u64 = 60 * 60;
const DAY: u64 = 24 * HOUR;

pub(crate) const CODES: &[Code] = &[
    // Account and credentials.
    Code::new("AuthFailure", InvalidCredentials),
    Code::new("AuthFailure.SecretIdNotFound", InvalidCredentials),
    Code::new("AuthFailure.InvalidSecretId", InvalidCredentials),
    Code::new("AuthFailure.SignatureFailure", InvalidCredentials),
    Code::new("AuthFailure.TokenFailure", InvalidCredentials),
    Code::new("AuthFailure.InvalidAuthorization", InvalidCredentials),
    Code::new("AuthFailure.UnauthorizedOperation", InvalidCredentials),
    Code::new("AuthFailure.MFAFailure", InvalidCredentials),
    Code::new("IpNotInWhitelist", InvalidCredentials),
    Code::new("IpInBlacklist", InvalidCredentials),
    Code::new("UnauthorizedOperation", InvalidCredentials),
    Code::new(
        "UnauthorizedOperation.RequestIpNotInWhitelist",
        InvalidCredentials,
    ),
    Code::new(
        "UnauthorizedOperation.RequestPermissionDeny",
        InvalidCredentials,
    ),
    Code::new(
        "UnauthorizedOperation.SdkAppIdIsDisabled",
        InvalidCredentials,
    ),
    Code::new(
        "UnauthorizedOperation.SmsSdkAppIdVerifyFail",
        InvalidCredentials,
    ),
    Code::new("InvalidParameterValue.SdkAppIdNotExist", InvalidCredentials),
    Code::new("InvalidParameter.AppidAndBizId", InvalidCredentials),
    Code::new(
        "FailedOperation.InsufficientBalanceInSmsPackage",
        InsufficientBalance,
    ),
    Code::new(
        "UnauthorizedOperation.ServiceSuspendDueToArrears",
        InsufficientBalance,
    ),
    // The clock of this machine is wrong.
    Code::new("AuthFailure.SignatureExpire", InvalidRequest),
    Code::new("InternalError.RequestTimeException", InvalidRequest),
    // The request.
    Code::new("MissingParameter.EmptyPhoneNumberSet", InvalidRequest),
    Code::new("LimitExceeded.PhoneNumberCountLimit", InvalidRequest),
    Code::new("InvalidParameterValue.ContentLengthLimit", InvalidRequest),
    Code::new("FailedOperation.FailResolvePacket", InvalidRequest),
    Code::new("FailedOperation.JsonParseFail", InvalidRequest),
    Code::new("InvalidParameter", InvalidRequest),
    Code::new("InvalidParameter.InvalidParameters", InvalidRequest),
    Code::new("InvalidParameterValue", InvalidRequest),
    Code::new("MissingParameter", InvalidRequest),
    Code::new("UnsupportedOperation", InvalidRequest),
    Code::new("InvalidAction", InvalidRequest),
    Code::new("NoSuchVersion", InvalidRequest),
    Code::new("InternalError.SigVerificationFail", InvalidRequest),
    Code::new("InternalError.SigFieldMissing", InvalidRequest),
    Code::new("InternalError.RestApiInterfaceNotExist", InvalidRequest),
    Code::new("InternalError.JsonParseFail", InvalidRequest),
    // The recipient.
    Code::new(
        "InvalidParameterValue.IncorrectPhoneNumber",
        InvalidRecipient,
    ),
    Code::new("FailedOperation.PhoneNumberParseFail", InvalidRecipient),
    Code::new(
        "FailedOperation.PhoneNumberInBlacklist",
        UnreachableRecipient,
    ),
    Code::new(
        "UnsupportedOperation.UnsupportedRegion",
        DestinationNotAllowed,
    ),
    Code::new(
        "LimitExceeded.AppCountryOrRegionInBlacklist",
        DestinationNotAllowed,
    ),
    // The sign.
    Code::new(
        "FailedOperation.SignatureIncorrectOrUnapproved",
        InvalidSender,
    ),
    Code::new("FailedOperation.MissingSignature", InvalidSender),
    Code::new("FailedOperation.MissingSignatureList", InvalidSender),
    Code::new("FailedOperation.SignIdNotExist", InvalidSender),
    // The template and its variables.
    Code::new(
        "FailedOperation.TemplateIncorrectOrUnapproved",
        TemplateRejected,
    ),
    Code::new(
        "FailedOperation.TemplateUnapprovedOrNotExist",
        TemplateRejected,
    ),
    Code::new("FailedOperation.TemplateIdNotExist", TemplateRejected),
    Code::new("FailedOperation.MissingTemplateList", TemplateRejected),
    Code::new(
        "FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
        TemplateRejected,
    ),
    Code::new(
        "InvalidParameterValue.TemplateParameterFormatError",
        TemplateRejected,
    ),
    Code::new(
        "InvalidParameterValue.TemplateParameterLengthLimit",
        TemplateRejected,
    ),
    Code::new(
        "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
        TemplateRejected,
    ),
    Code::new(
        "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone",
        TemplateRejected,
    ),
    Code::new(
        "UnsupportedOperation.GlobalTemplateToChineseMainlandPhone",
        TemplateRejected,
    ),
    Code::new(
        "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber",
        TemplateRejected,
    ),
    Code::new(
        "UnsupportedOperation.ContainDomesticPhoneNumber",
        TemplateRejected,
    ),
    Code::new(
        "FailedOperation.MarketingSendTimeConstraint",
        TemplateRejected,
    ),
    Code::new(
        "UnauthorizedOperation.IndividualUserMarketingSmsPermissionDeny",
        TemplateRejected,
    ),
    Code::new("FailedOperation.ContainSensitiveWord", ContentRejected),
    Code::new("InvalidParameter.DirtyWordFound", ContentRejected),
    // Limits per number. The window of the policy that an account makes itself is not known: the
    // wait is that of the shortest documented one.
    Code::new("LimitExceeded.PhoneNumberThirtySecondLimit", RateLimited).retry_after(HALF_A_MINUTE),
    Code::new("LimitExceeded.PhoneNumberOneHourLimit", RateLimited).retry_after(HOUR),
    Code::new("LimitExceeded.PhoneNumberDailyLimit", RateLimited).retry_after(DAY),
    Code::new(
        "LimitExceeded.PhoneNumberSameContentDailyLimit",
        RateLimited,
    )
    .retry_after(DAY),
    Code::new("LimitExceeded.DeliveryFrequencyLimit", RateLimited).retry_after(HALF_A_MINUTE),
    // Limits of the account.
    Code::new("LimitExceeded", QuotaExceeded),
    Code::new("LimitExceeded.AppDailyLimit", QuotaExceeded),
    Code::new("LimitExceeded.AppMainlandChinaDailyLimit", QuotaExceeded),
    Code::new("LimitExceeded.AppGlobalDailyLimit", QuotaExceeded),
    Code::new("LimitExceeded.AppCountryOrRegionDailyLimit", QuotaExceeded),
    Code::new("LimitExceeded.DailyLimit", QuotaExceeded),
    // Throttles: the request was not processed.
    Code::new("LimitExceeded.GlobalSmsSendingRateLimit", RateLimited),
    Code::new("RequestLimitExceeded", RateLimited),
    Code::new("RequestLimitExceeded.IPLimitExceeded", RateLimited),
    Code::new("RequestLimitExceeded.UinLimitExceeded", RateLimited),
    Code::new(
        "RequestLimitExceeded.GlobalRegionUinLimitExceeded",
        RateLimited,
    ),
    // The message may be on its way.
    Code::new("InternalError", OutcomeUnknown),
    Code::new("InternalError.Timeout", OutcomeUnknown),
    Code::new("InternalError.SendAndRecvFail", OutcomeUnknown),
    Code::new("InternalError.OtherError", OutcomeUnknown),
    Code::new("InternalError.UnknownError", OutcomeUnknown),
    Code::new("InternalError.ParseBackendResponseFail", OutcomeUnknown),
    Code::new("FailedOperation", OutcomeUnknown),
    Code::new("FailedOperation.OtherError", OutcomeUnknown),
    Code::new("FailedOperation.ParametersOtherError", OutcomeUnknown),
];
