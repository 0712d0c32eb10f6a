//! What the service looks at: number, signature, template and what fills it.

use serde_json::{Map, Value};

use super::gateway::{Action, Called};
use super::{Aliyun, Template};

/// The message of a call that is in order.
#[derive(Debug)]
pub(super) struct Message {
    /// The recipient as the service reads it, in E.164.
    pub(super) to: String,
    /// The template and what fills it, or the text.
    pub(super) text: String,
}

/// The codes with which the two products refuse the same things.
struct Refusals {
    number: &'static str,
    sign_name: &'static str,
    template: &'static str,
    missing: &'static str,
}

const CHINA: Refusals = Refusals {
    number: "isv.MOBILE_NUMBER_ILLEGAL",
    sign_name: "isv.SMS_SIGNATURE_ILLEGAL",
    template: "isv.SMS_TEMPLATE_ILLEGAL",
    missing: "isv.TEMPLATE_MISSING_PARAMETERS",
};

const INTERNATIONAL: Refusals = Refusals {
    number: "MOBILE_NUMBER_ILLEGAL",
    sign_name: "SMS_SIGN_NAME_ILLEGAL",
    template: "SMS_CONTENT_CODE_ILLEGAL",
    missing: "CONTENT_MISSING_PARAMETERS",
};

pub(super) fn read(account: &Aliyun, called: &Called) -> Result<Message, &'static str> {
    match called.action {
        Action::Sms => send_sms(account, called),
        Action::WithTemplate => with_template(account, called),
        Action::ToGlobe => to_globe(called),
    }
}

fn send_sms(account: &Aliyun, called: &Called) -> Result<Message, &'static str> {
    let numbers = called
        .parameter("PhoneNumbers")
        .ok_or("isv.MOBILE_NUMBER_ILLEGAL")?;
    if numbers.split(',').count() > 1000 {
        return Err("isv.MOBILE_COUNT_OVER_LIMIT");
    }
    let template = approved(account, called, "SignName", &CHINA)?;
    // A connector sends to one number; for several the simulator has no use.
    let to = match (mainland(numbers), template.overseas) {
        (Some(number), false) => format!("+86{number}"),
        // What begins with 86 is Chinese beyond doubt; bare eleven digits may be American.
        (Some(_), true) if !is_bare(numbers) => return Err("isv.DOMESTIC_NUMBER_NOT_SUPPORTED"),
        (_, true) if is_international(numbers) => format!("+{numbers}"),
        // Unverified: the documentation does not tell the code for this mismatch.
        _ => return Err("isv.MOBILE_NUMBER_ILLEGAL"),
    };
    message(to, called, template, &CHINA)
}

fn with_template(account: &Aliyun, called: &Called) -> Result<Message, &'static str> {
    let to = called.parameter("To").ok_or(INTERNATIONAL.number)?;
    let template = approved(account, called, "From", &INTERNATIONAL)?;
    if !is_international(to) {
        return Err(INTERNATIONAL.number);
    }
    if mainland(to).is_none() || is_bare(to) || template.overseas {
        return Err("NOT_SUPPORTED_COUNTRY");
    }
    message(format!("+{to}"), called, template, &INTERNATIONAL)
}

fn to_globe(called: &Called) -> Result<Message, &'static str> {
    let to = called.parameter("To").filter(|to| is_international(to));
    let to = to.ok_or(INTERNATIONAL.number)?;
    if to.starts_with("86") {
        return Err("NOT_SUPPORTED_COUNTRY");
    }
    let is_sender = |from: &str| {
        let most = if is_digits(from) { 15 } else { 11 };
        from.len() <= most && from.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if !called.parameter("From").is_none_or(is_sender) {
        return Err("INVALID_SENDERID");
    }
    let kind = called.parameter("Type").unwrap_or("NOTIFY");
    let task = called.parameter("TaskId").unwrap_or_default();
    if !["OTP", "NOTIFY", "MKT"].contains(&kind) || task.len() > 255 {
        return Err("SMS_CONTENT_ILLEGAL");
    }
    Ok(Message {
        to: format!("+{to}"),
        text: called
            .parameter("Message")
            .ok_or("SMS_CONTENT_ILLEGAL")?
            .to_owned(),
    })
}

/// The template of a call, when it and the signature are approved.
fn approved<'a>(
    account: &'a Aliyun,
    called: &Called,
    signed_by: &str,
    refusals: &Refusals,
) -> Result<&'a Template, &'static str> {
    let known = |name: &str| account.sign_names.iter().any(|known| known == name);
    if !called.parameter(signed_by).is_some_and(known) {
        return Err(refusals.sign_name);
    }
    let code = called.parameter("TemplateCode").unwrap_or_default();
    let template = account
        .templates
        .iter()
        .find(|template| template.code == code);
    template.ok_or(refusals.template)
}

fn message(
    to: String,
    called: &Called,
    template: &Template,
    refusals: &Refusals,
) -> Result<Message, &'static str> {
    let filled = called.parameter("TemplateParam").unwrap_or("{}");
    let variables: Map<String, Value> =
        serde_json::from_str(filled).map_err(|_| "isv.INVALID_JSON_PARAM")?;
    if template
        .variables
        .iter()
        .any(|name| !variables.contains_key(name))
    {
        return Err(refusals.missing);
    }
    let strings = variables.values().all(Value::is_string);
    if !strings || variables.len() != template.variables.len() {
        return Err("isv.INVALID_PARAMETERS");
    }
    let values = || variables.values().filter_map(Value::as_str);
    if values().any(|value| value.contains("://")) {
        return Err("isv.PARAM_NOT_SUPPORT_URL");
    }
    // The rule of verification codes, which mainland templates with one variable are for.
    let is_code = |value: &str| {
        (4..=6).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if !template.overseas && variables.len() == 1 && !values().all(is_code) {
        return Err("isv.TEMPLATE_PARAMS_ILLEGAL");
    }
    Ok(Message {
        to,
        text: format!("{} {filled}", template.code),
    })
}

/// The national part of a number that reads as one of mainland China.
fn mainland(number: &str) -> Option<&str> {
    let prefixes = ["+86", "0086", "86", "+"];
    let rest = prefixes
        .iter()
        .find_map(|prefix| number.strip_prefix(prefix));
    let national = rest.unwrap_or(number);
    (national.len() == 11 && national.starts_with('1') && is_digits(national)).then_some(national)
}

/// Whether a number has nothing before its eleven digits.
fn is_bare(number: &str) -> bool {
    mainland(number) == Some(number)
}

/// Country code and number, without a plus sign.
fn is_international(number: &str) -> bool {
    is_digits(number) && (7..=15).contains(&number.len()) && !number.starts_with('0')
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
