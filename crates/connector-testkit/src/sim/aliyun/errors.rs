//! Codes with their HTTP status and a message. The split between the gateway's 4xx and the
//! service's 200 is unverified for single codes; nothing of the list depends on it.

pub(super) const ERRORS: &[(&str, u16, &str)] = &[
    // The gateway's.
    (
        "Forbidden.RAM",
        403,
        "User not authorized to operate on the specified resource.",
    ),
    (
        "IncompleteSignature",
        400,
        "The request signature does not conform to Aliyun standards.",
    ),
    (
        "InvalidAccessKeyId.Inactive",
        403,
        "The specified AccessKey is disabled.",
    ),
    (
        "InvalidAccessKeyId.NotFound",
        404,
        "Specified access key is not found.",
    ),
    ("InvalidAction.NotFound", 404, "Specified api is not found."),
    (
        "InvalidSecurityToken.Expired",
        403,
        "Specified SecurityToken is expired.",
    ),
    (
        "InvalidSecurityToken.Malformed",
        400,
        "Specified SecurityToken is malformed.",
    ),
    (
        "InvalidSecurityToken.MismatchWithAccessKey",
        400,
        "Specified SecurityToken does not belong to the AccessKey.",
    ),
    (
        "InvalidTimeStamp.Expired",
        400,
        "Specified time stamp or date value is expired.",
    ),
    (
        "InvalidVersion",
        400,
        "Specified parameter Version is not valid.",
    ),
    (
        "ServiceUnavailable",
        503,
        "The request has failed due to a temporary failure of the server.",
    ),
    (
        "SignatureDoesNotMatch",
        400,
        "Specified signature is not matched with our calculation.",
    ),
    (
        "SignatureNonceUsed",
        400,
        "Specified signature nonce was used already.",
    ),
    (
        "Throttling",
        400,
        "Request was denied due to request throttling.",
    ),
    (
        "Throttling.Api",
        400,
        "Request was denied due to api flow control.",
    ),
    (
        "Throttling.User",
        400,
        "Request was denied due to user flow control.",
    ),
    // The service's, at aliyun.com.
    ("isp.RAM_PERMISSION_DENY", 200, "RAM权限不足"),
    ("isp.SYSTEM_ERROR", 200, "系统错误"),
    ("isp.UNKNOWN_ERROR", 200, "未知错误"),
    ("isv.ACCOUNT_ABNORMAL", 200, "账户异常"),
    ("isv.ACCOUNT_NOT_EXISTS", 200, "账户不存在"),
    ("isv.AMOUNT_NOT_ENOUGH", 200, "账户余额不足"),
    ("isv.BLACK_KEY_CONTROL_LIMIT", 200, "黑名单管控"),
    ("isv.BUSINESS_LIMIT_CONTROL", 200, "触发分钟级流控Permits:1"),
    ("isv.DAY_LIMIT_CONTROL", 200, "触发日发送限额"),
    ("isv.DENY_IP_RANGE", 200, "源IP地址所在的地区被禁用"),
    (
        "isv.DOMESTIC_NUMBER_NOT_SUPPORTED",
        200,
        "国际/港澳台消息模板不支持发送境内号码",
    ),
    (
        "isv.EXTEND_CODE_ERROR",
        200,
        "扩展码使用错误，相同的扩展码不可用于多个签名",
    ),
    (
        "isv.INVALID_JSON_PARAM",
        200,
        "JSON参数不合法，只接受字符串值",
    ),
    ("isv.INVALID_PARAMETERS", 200, "参数异常"),
    ("isv.MOBILE_COUNT_OVER_LIMIT", 200, "手机号码数量超过限制"),
    ("isv.MOBILE_NUMBER_ILLEGAL", 200, "非法手机号"),
    ("isv.MONTH_LIMIT_CONTROL", 200, "触发月发送限额"),
    ("isv.OUT_OF_SERVICE", 200, "业务停机"),
    ("isv.PARAM_LENGTH_LIMIT", 200, "参数超出长度限制"),
    ("isv.PARAM_NOT_SUPPORT_URL", 200, "变量不支持传入URL"),
    ("isv.PRODUCT_UNSUBSCRIBE", 200, "产品未开通"),
    (
        "isv.PRODUCT_UN_SUBSCRIPT",
        200,
        "未开通云通信产品的阿里云客户",
    ),
    ("isv.SIGN_STATE_ILLEGAL", 200, "签名禁止使用"),
    ("isv.SMS_CONTENT_ILLEGAL", 200, "短信内容包含禁止发送内容"),
    ("isv.SMS_SIGNATURE_ILLEGAL", 200, "短信签名不合法"),
    (
        "isv.SMS_SIGNATURE_SCENE_ILLEGAL",
        200,
        "短信所使用签名场景非法",
    ),
    ("isv.SMS_SIGN_ILLEGAL", 200, "签名禁止使用"),
    ("isv.SMS_TEMPLATE_ILLEGAL", 200, "短信模板不合法"),
    (
        "isv.TEMPLATE_MISSING_PARAMETERS",
        200,
        "模板变量中存在未传入的变量",
    ),
    (
        "isv.TEMPLATE_PARAMS_ILLEGAL",
        200,
        "传入的变量内容和实际申请模板时变量所选择的属性类型不配",
    ),
    // The service's, at alibabacloud.com.
    ("ACCOUNT_ILLEGAL", 200, "The account is invalid."),
    (
        "AMOUNT_NOT_ENOUGH",
        200,
        "The account balance is insufficient.",
    ),
    (
        "BLACK_KEY_CONTROL_LIMIT",
        200,
        "A variable contains keywords in the blacklist.",
    ),
    (
        "CONTENT_MISSING_PARAMETERS",
        200,
        "A variable of the content is missing.",
    ),
    ("FORBIDDEN_ACTION", 200, "The operation is not allowed."),
    ("INVALID_SENDERID", 200, "The sender ID is invalid."),
    ("MOBILE_NUMBER_ILLEGAL", 200, "The phone number is invalid."),
    (
        "NOT_SUPPORTED_COUNTRY",
        200,
        "The country or region is not supported.",
    ),
    ("ONLINE_BILLING_FAILED", 200, "The billing failed."),
    ("OUT_OF_SERVICE", 200, "The service is suspended."),
    (
        "PARAM_LENGTH_LIMIT",
        200,
        "A variable exceeds the maximum length.",
    ),
    (
        "PRODUCT_NOT_SUBSCRIBED",
        200,
        "The service is not activated.",
    ),
    (
        "QPS_LIMIT_CONTROL",
        200,
        "The number of requests per second exceeds the limit.",
    ),
    (
        "RAM_PERMISSION_DENY",
        200,
        "The RAM user is not authorized.",
    ),
    (
        "SMS_CONTENT_CODE_ILLEGAL",
        200,
        "The content code is invalid.",
    ),
    ("SMS_CONTENT_ILLEGAL", 200, "The content is invalid."),
    (
        "SMS_SECURITY_INTERCEPTED",
        200,
        "The message is blocked by risk control.",
    ),
    ("SMS_SIGN_NAME_ILLEGAL", 200, "The signature is invalid."),
    ("SYSTEM_ERROR", 200, "A system error occurred."),
];

/// HTTP status and message of a code. A code that is not in the list is the service's.
pub(super) fn status_and_message(code: &str) -> (u16, &'static str) {
    ERRORS
        .iter()
        .find(|(known, ..)| *known == code)
        .map_or((200, "error"), |(_, status, message)| (*status, message))
}
