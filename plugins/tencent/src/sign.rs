//! Signed requests: TC3-HMAC-SHA256.
//! Reference: <https://cloud.tencent.com/document/api/382/52072>

use connector_sdk::encoding::hex;
use connector_sdk::prelude::*;
use connector_sdk::sign::{CanonicalRequest, hmac_sha256};
use connector_sdk::time::date;

use crate::Config;

const ACTION: &str = "SendSms";
const VERSION: &str = "2021-01-11";

/// Signed to the byte: what is sent must be the same.
const CONTENT_TYPE: &str = "application/json; charset=utf-8";

/// Who signs, for what and when.
#[derive(Clone, Copy)]
pub struct Tc3<'a> {
    /// ID of the key (`SecretId`).
    pub key_id: &'a str,
    /// The key (`SecretKey`).
    pub secret: &'a str,
    /// Name of the service, for example `sms`.
    pub service: &'a str,
    /// Seconds since the Unix epoch.
    pub timestamp: u64,
}

/// The request with this body.
pub(crate) fn signed(config: &Config, call: &Call, body: String) -> HttpRequest {
    let host = config.site.host();
    let signer = Tc3 {
        key_id: &config.access_key_id,
        secret: config.access_key_secret.expose(),
        service: "sms",
        timestamp: call.now,
    };
    let canonical = CanonicalRequest {
        method: "POST",
        path: "/",
        query: "",
        headers: &[
            ("content-type", CONTENT_TYPE),
            ("host", host),
            ("x-tc-action", &ACTION.to_ascii_lowercase()),
        ],
        body: &body,
    };
    let authorization = tc3_authorization(&signer, &canonical);
    let request = HttpRequest::post(format!("https://{host}/"))
        .secret_header("Authorization", authorization)
        .header("X-TC-Action", ACTION)
        .header("X-TC-Version", VERSION)
        .header("X-TC-Timestamp", call.now.to_string())
        .header("X-TC-Region", &config.region);
    let request = match &config.security_token {
        Some(token) => request.secret_header("X-TC-Token", token.expose()),
        None => request,
    };
    request.body(CONTENT_TYPE, body)
}

/// The `Authorization` header of TC3-HMAC-SHA256.
pub fn tc3_authorization(signer: &Tc3<'_>, request: &CanonicalRequest<'_>) -> String {
    let Tc3 {
        key_id,
        secret,
        service,
        timestamp,
    } = signer;
    let date = date(*timestamp);
    let scope = format!("{date}/{service}/tc3_request");
    let text = format!("TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{}", request.hash());
    let key = hmac_sha256(format!("TC3{secret}"), &date);
    let key = hmac_sha256(key, service);
    let key = hmac_sha256(key, "tc3_request");
    let signature = hex(&hmac_sha256(key, text));
    let names = request.signed_headers();
    format!(
        "TC3-HMAC-SHA256 Credential={key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
}
