//! What the service looks at: number, application, signature, template and what fills it.

use serde_json::{Map, Value};

use super::{Template, Tencent, replies};
use crate::sim::{Received, Reply};

/// The message of a request that is in order.
#[derive(Debug)]
pub(super) struct Message {
    /// The recipient as the service reads it, in E.164.
    pub(super) to: String,
    /// The template and what fills it.
    pub(super) text: String,
    /// What the client wants repeated.
    pub(super) context: String,
}

/// What is wrong: with the request, or with the number.
#[derive(Debug)]
pub(super) enum Refusal {
    Request(&'static str),
    Number(&'static str, String),
}

impl Refusal {
    pub(super) fn reply(&self) -> Reply {
        match self {
            Self::Request(code) => replies::refused(code),
            Self::Number(code, number) => replies::number_refused(code, number),
        }
    }
}

const FIELDS: [&str; 8] = [
    "PhoneNumberSet",
    "SmsSdkAppId",
    "TemplateId",
    "SignName",
    "TemplateParamSet",
    "ExtendCode",
    "SessionContext",
    "SenderId",
];

pub(super) fn read(account: &Tencent, request: &Received) -> Result<Message, Refusal> {
    let document = match request.json() {
        Some(Value::Object(document)) if request.has_content_type("application/json") => document,
        _ => return Err(Refusal::Request("FailedOperation.FailResolvePacket")),
    };
    if document.keys().any(|name| !FIELDS.contains(&name.as_str())) {
        return Err(Refusal::Request("UnknownParameter"));
    }
    let text = |name| text(&document, name);
    let numbers = texts(&document, "PhoneNumberSet")?;
    let number = match numbers.as_slice() {
        [] => return Err(Refusal::Request("MissingParameter.EmptyPhoneNumberSet")),
        all if all.len() > 200 => {
            return Err(Refusal::Request("LimitExceeded.PhoneNumberCountLimit"));
        }
        // A connector sends to one number; for more the simulator has no use.
        [first, ..] => *first,
    };
    if text("SmsSdkAppId")? != account.sdk_app_id {
        return Err(Refusal::Request(
            "UnauthorizedOperation.SmsSdkAppIdVerifyFail",
        ));
    }
    let context = text("SessionContext")?;
    if context.len() >= 512 {
        return Err(Refusal::Request("InvalidParameterValue"));
    }
    let refused = |code| Refusal::Number(code, number.to_owned());
    let to = e164(number).ok_or_else(|| refused("InvalidParameterValue.IncorrectPhoneNumber"))?;
    let mainland = to.starts_with("+86");
    let sign_name = text("SignName")?;
    let signed = account.sign_names.iter().any(|known| known == sign_name);
    if !signed && (mainland || !sign_name.is_empty()) {
        return Err(refused("FailedOperation.SignatureIncorrectOrUnapproved"));
    }
    let id = text("TemplateId")?;
    let template = account.templates.iter().find(|template| template.id == id);
    let template =
        template.ok_or_else(|| refused("FailedOperation.TemplateIncorrectOrUnapproved"))?;
    let filled = texts(&document, "TemplateParamSet")?;
    check_template(template, mainland, &filled).map_err(refused)?;
    Ok(Message {
        to,
        text: format!("{id} {}", Value::from(filled)),
        context: context.to_owned(),
    })
}

fn check_template(
    template: &Template,
    mainland: bool,
    filled: &[&str],
) -> Result<(), &'static str> {
    // The rule of verification codes, which templates with one variable are for.
    let is_code = |text: &str| text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    let has_url = |text: &&str| text.contains("://");
    match (template.overseas, mainland) {
        (true, true) => Err("UnsupportedOperation.GlobalTemplateToChineseMainlandPhone"),
        (false, false) => Err("UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone"),
        _ if filled.len() != template.variables => {
            Err("FailedOperation.TemplateParamSetNotMatchApprovedTemplate")
        }
        _ if filled.iter().any(has_url) => {
            Err("InvalidParameterValue.ProhibitedUseUrlInTemplateParameter")
        }
        _ if matches!(filled, [code] if !is_code(code)) => {
            Err("InvalidParameterValue.TemplateParameterFormatError")
        }
        _ => Ok(()),
    }
}

/// The number as the service reads it: without a plus sign it is one of mainland China.
fn e164(number: &str) -> Option<String> {
    let is_number = |digits: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    if let Some(digits) = number.strip_prefix('+') {
        return is_number(digits, 7..=15).then(|| number.to_owned());
    }
    let rest = number
        .strip_prefix("0086")
        .or_else(|| number.strip_prefix("86"));
    let national = rest.unwrap_or(number);
    (is_number(national, 11..=11) && national.starts_with('1')).then(|| format!("+86{national}"))
}

/// A text field; a missing one is empty.
fn text<'a>(document: &'a Map<String, Value>, name: &str) -> Result<&'a str, Refusal> {
    match document.get(name) {
        None => Ok(""),
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(Refusal::Request("InvalidParameter")),
    }
}

/// An array of texts; a missing one is empty.
fn texts<'a>(document: &'a Map<String, Value>, name: &str) -> Result<Vec<&'a str>, Refusal> {
    let values = match document.get(name) {
        None => return Ok(Vec::new()),
        Some(Value::Array(values)) => values.iter().map(Value::as_str),
        Some(_) => return Err(Refusal::Request("InvalidParameter")),
    };
    values
        .collect::<Option<_>>()
        .ok_or(Refusal::Request("InvalidParameter"))
}
