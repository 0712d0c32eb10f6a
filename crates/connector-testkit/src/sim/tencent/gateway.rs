//! What the gateway looks at: call, credentials, time, signature. A failed check is a code.

use std::time::Duration;

use super::Tencent;
use crate::sim::Received;
use crate::sim::canonical::{canonical_request, hex, hmac_sha256, is_near, sha256_hex};

/// How far the client's clock may be off, either way.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

const HOSTS: [&str; 2] = ["sms.tencentcloudapi.com", "sms.intl.tencentcloudapi.com"];

pub(super) fn admit(account: &Tencent, request: &Received) -> Result<(), &'static str> {
    let host = request.host();
    let strange = host.ends_with(".tencentcloudapi.com") && !HOSTS.contains(&host.as_str());
    if request.method != "POST" || request.path() != "/" || strange {
        return Err("InvalidAction");
    }
    let header = |name| request.only_header(name).ok_or("MissingParameter");
    if header("x-tc-action")? != "SendSms" {
        return Err("InvalidAction");
    }
    if header("x-tc-version")? != "2021-01-11" {
        return Err("NoSuchVersion");
    }
    if header("x-tc-region")?.is_empty() {
        return Err("MissingParameter");
    }
    let timestamp = header("x-tc-timestamp")?;
    let seconds = timestamp
        .parse()
        .map_err(|_| "AuthFailure.SignatureExpire")?;
    if !is_near(request, seconds, TOLERANCE) {
        return Err("AuthFailure.SignatureExpire");
    }
    let authorization = request
        .only_header("authorization")
        .ok_or("AuthFailure.InvalidAuthorization")?;
    let given = Authorization::parse(authorization).ok_or("AuthFailure.InvalidAuthorization")?;
    if given.secret_id != account.secret_id {
        return Err("AuthFailure.SecretIdNotFound");
    }
    if request.only_header("x-tc-token") != account.security_token.as_deref() {
        return Err("AuthFailure.TokenFailure");
    }
    match given.signature == signature(account, request, &given).unwrap_or_default() {
        true => Ok(()),
        false => Err("AuthFailure.SignatureFailure"),
    }
}

/// The parts of `TC3-HMAC-SHA256 Credential=id/date/service/tc3_request, SignedHeaders=a;b,
/// Signature=...`; a comma and a space are between them.
struct Authorization<'a> {
    secret_id: &'a str,
    date: &'a str,
    signed: &'a str,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
    fn parse(value: &'a str) -> Option<Self> {
        let mut parts = value.strip_prefix("TC3-HMAC-SHA256 ")?.split(", ");
        let mut part = |prefix| parts.next()?.strip_prefix(prefix);
        let mut credential = part("Credential=")?.split('/');
        let mut step = || credential.next();
        let (secret_id, date) = (step()?, step()?);
        let in_scope = (step()?, step()?) == ("sms", "tc3_request");
        in_scope.then_some(())?;
        Some(Self {
            secret_id,
            date,
            signed: part("SignedHeaders=")?,
            signature: part("Signature=")?,
        })
    }
}

/// The signature of a request; `None` when what has to be signed is not. The day of the credential
/// is that of the timestamp, which has to be today for a client in time.
fn signature(account: &Tencent, request: &Received, given: &Authorization<'_>) -> Option<String> {
    let names: Vec<&str> = given.signed.split(';').collect();
    let complete = ["content-type", "host"]
        .iter()
        .all(|name| names.contains(name));
    let canonical = canonical_request(request, given.signed, str::to_ascii_lowercase);
    let canonical = canonical.filter(|_| complete)?;
    let timestamp = request.only_header("x-tc-timestamp")?;
    if given.date != day_of(timestamp.parse().ok()?) {
        return None;
    }
    let scope = format!("{}/sms/tc3_request", given.date);
    let text = format!(
        "TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{}",
        sha256_hex(canonical)
    );
    let secret = format!("TC3{}", account.secret_key);
    let steps = [given.date, "sms", "tc3_request"];
    let key = steps
        .iter()
        .fold(secret.into_bytes(), |key, step| hmac_sha256(&key, step));
    Some(hex(&hmac_sha256(&key, &text)))
}

/// The UTC date of a Unix time.
fn day_of(seconds: u64) -> String {
    let time = std::time::UNIX_EPOCH + Duration::from_secs(seconds);
    // `Tue, 14 Nov 2023 22:13:20 GMT`
    let text = httpdate::fmt_http_date(time);
    let mut words = text.split(' ').skip(1);
    let mut word = || words.next().unwrap_or_default();
    let (day, month, year) = (word(), word(), word());
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = MONTHS
        .iter()
        .position(|name| *name == month)
        .unwrap_or_default()
        + 1;
    format!("{year}-{month:02}-{day}")
}
