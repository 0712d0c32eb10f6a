//! What the gateway looks at: host, call, credentials, time, signature. A failed check is a code.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::Aliyun;
use crate::sim::Received;
use crate::sim::canonical::{
    canonical_query, canonical_request, encoded, hex, hmac_sha1, hmac_sha256, is_near, sha256_hex,
};

/// How far the client's clock may be off, either way. Unverified.
const TOLERANCE: Duration = Duration::from_secs(15 * 60);

const CHINA: [&str; 3] = [
    "dysmsapi.aliyuncs.com",
    "dysmsapi-proxy.cn-beijing.aliyuncs.com",
    "dysmsapi-xman.cn-hongkong.aliyuncs.com",
];
const JAKARTA: &str = "dysmsapi.ap-southeast-5.aliyuncs.com";
const ABROAD: [&str; 4] = [
    "dysmsapi.ap-southeast-1.aliyuncs.com",
    JAKARTA,
    "dysmsapi.eu-central-1.aliyuncs.com",
    "dysmsapi.us-east-1.aliyuncs.com",
];

/// The calls that send: `SendSms`, `SendMessageWithTemplate`, `SendMessageToGlobe`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Sms,
    WithTemplate,
    ToGlobe,
}

/// A call whose signature is in order.
#[derive(Debug)]
pub(super) struct Called {
    pub(super) action: Action,
    pub(super) nonce: String,
    parameters: Vec<(String, String)>,
}

impl Called {
    /// A parameter of the call; an empty one counts as absent.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        field(&self.parameters, name)
    }

    pub(super) fn admit(account: &Aliyun, request: &Received) -> Result<Self, &'static str> {
        if request.path() != "/" || !["GET", "POST"].contains(&request.method.as_str()) {
            return Err("InvalidAction.NotFound");
        }
        match request.header("authorization") {
            Some(_) => acs3(account, request),
            None => rpc_v1(account, request),
        }
    }
}

/// Signature version 3: parameters in the query, the rest in signed headers.
fn acs3(account: &Aliyun, request: &Received) -> Result<Called, &'static str> {
    let header = |name| request.only_header(name).ok_or("IncompleteSignature");
    let (key_id, signed, signature) =
        authorization(header("authorization")?).ok_or("IncompleteSignature")?;
    let action = action_of(request, header("x-acs-action")?, header("x-acs-version")?)?;
    let nonce = header("x-acs-signature-nonce")?;
    let hash = header("x-acs-content-sha256")?;
    is_fresh(request, header("x-acs-date")?)?;
    check_credentials(account, key_id, request.only_header("x-acs-security-token"))?;
    // `host`, `content-type` and whatever is named `x-acs-` has to be signed.
    let names: Vec<&str> = signed.split(';').collect();
    let is_open = |(name, _): &(String, String)| {
        let name = name.to_ascii_lowercase();
        let must = name == "host" || name == "content-type" || name.starts_with("x-acs-");
        must && !names.contains(&name.as_str())
    };
    if request.headers.iter().any(is_open) || hash != sha256_hex(&request.body) {
        return Err("IncompleteSignature");
    }
    let canonical =
        canonical_request(request, signed, str::to_owned).ok_or("IncompleteSignature")?;
    let text = format!("ACS3-HMAC-SHA256\n{}", sha256_hex(canonical));
    if hex(&hmac_sha256(account.access_key_secret.as_bytes(), &text)) != signature {
        return Err("SignatureDoesNotMatch");
    }
    Ok(Called {
        action,
        nonce: nonce.to_owned(),
        parameters: [request.query(), request.form()].concat(),
    })
}

/// Key, signed headers and signature. The parts are separated by commas without spaces.
fn authorization(value: &str) -> Option<(&str, &str, &str)> {
    let mut parts = value.strip_prefix("ACS3-HMAC-SHA256 ")?.split(',');
    let mut part = |prefix| parts.next()?.strip_prefix(prefix);
    Some((
        part("Credential=")?,
        part("SignedHeaders=")?,
        part("Signature=")?,
    ))
}

/// Signature version 1: all of it in parameters.
fn rpc_v1(account: &Aliyun, request: &Received) -> Result<Called, &'static str> {
    let parameters = [request.query(), request.form()].concat();
    let need = |name| field(&parameters, name).ok_or("IncompleteSignature");
    let signature = need("Signature")?;
    if (need("SignatureMethod")?, need("SignatureVersion")?) != ("HMAC-SHA1", "1.0") {
        return Err("IncompleteSignature");
    }
    let action = action_of(request, need("Action")?, need("Version")?)?;
    let nonce = need("SignatureNonce")?;
    is_fresh(request, need("Timestamp")?)?;
    check_credentials(
        account,
        need("AccessKeyId")?,
        field(&parameters, "SecurityToken"),
    )?;
    let signed: Vec<_> = parameters
        .iter()
        .filter(|(name, _)| name != "Signature")
        .cloned()
        .collect();
    let text = format!(
        "{}&%2F&{}",
        request.method,
        encoded(&canonical_query(&signed))
    );
    let key = format!("{}&", account.access_key_secret);
    if BASE64_STANDARD.encode(hmac_sha1(key.as_bytes(), &text)) != signature {
        return Err("SignatureDoesNotMatch");
    }
    Ok(Called {
        action,
        nonce: nonce.to_owned(),
        parameters: signed,
    })
}

/// The call of this name and version, where the host has it. Under a name that is not Alibaba
/// Cloud's, as without a rewritten `Host`, there are all of them.
fn action_of(request: &Received, name: &str, version: &str) -> Result<Action, &'static str> {
    let host = request.host();
    let china = CHINA.contains(&host.as_str());
    let abroad = ABROAD.contains(&host.as_str());
    if host.ends_with(".aliyuncs.com") && !china && !abroad {
        return Err("InvalidAction.NotFound");
    }
    let (action, wanted, there) = match name {
        "SendSms" => (Action::Sms, "2017-05-25", true),
        "SendMessageToGlobe" => (Action::ToGlobe, "2018-05-01", true),
        "SendMessageWithTemplate" => {
            let there = !china && host != JAKARTA;
            (Action::WithTemplate, "2018-05-01", there)
        }
        _ => return Err("InvalidAction.NotFound"),
    };
    match (there, version == wanted) {
        (true, true) => Ok(action),
        (true, false) => Err("InvalidVersion"),
        (false, _) => Err("InvalidAction.NotFound"),
    }
}

fn check_credentials(
    account: &Aliyun,
    key_id: &str,
    token: Option<&str>,
) -> Result<(), &'static str> {
    if key_id != account.access_key_id {
        return Err("InvalidAccessKeyId.NotFound");
    }
    match token == account.security_token.as_deref() {
        true => Ok(()),
        false => Err("InvalidSecurityToken.MismatchWithAccessKey"),
    }
}

fn is_fresh(request: &Received, date: &str) -> Result<(), &'static str> {
    match seconds_of(date) {
        Some(seconds) if is_near(request, seconds, TOLERANCE) => Ok(()),
        _ => Err("InvalidTimeStamp.Expired"),
    }
}

/// The Unix time of `2023-11-14T22:13:20Z`; no other form is taken.
fn seconds_of(text: &str) -> Option<u64> {
    let shape: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    if shape != "0000-00-00T00:00:00Z" {
        return None;
    }
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<u64>().ok();
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let february = if is_leap(year) { 29 } else { 28 };
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let before = usize::try_from(month.checked_sub(1)?).ok()?;
    if !(1..=*months.get(before)?).contains(&day) {
        return None;
    }
    let years: u64 = (1970..year)
        .map(|year| if is_leap(year) { 366 } else { 365 })
        .sum();
    let days = years + months.iter().take(before).sum::<u64>() + day - 1;
    Some(days * 86_400 + part(11, 13)? * 3600 + part(14, 16)? * 60 + part(17, 19)?)
}

fn field<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = fields.iter().find(|(candidate, _)| candidate == name);
    found
        .map(|(_, value)| value.as_str())
        .filter(|value| !value.is_empty())
}
