//! Signed requests: ACS3, and the older RPC signature for gateways that know no other.
//! Reference: <https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature>

use connector_sdk::encoding::{base64, canonical_query, hex, percent_encode};
use connector_sdk::prelude::*;
use connector_sdk::sign::{CanonicalRequest, hmac_sha1, hmac_sha256, sha256};
use connector_sdk::time::iso8601;

use crate::Config;
use crate::action::Action;

/// The parameters are in the query.
const BODY: &str = "";

/// A request with the parameters in the query, as the official clients send it.
pub(crate) fn acs3(config: &Config, call: &Call, action: &Action) -> HttpRequest {
    let host = config.region.host();
    let date = iso8601(call.now);
    let body_hash = hex(&sha256(BODY));
    let mut headers = vec![
        ("host", host),
        ("x-acs-action", action.name),
        ("x-acs-version", action.version),
        ("x-acs-date", &date),
        ("x-acs-signature-nonce", &call.nonce),
        ("x-acs-content-sha256", &body_hash),
    ];
    if let Some(token) = &config.security_token {
        headers.push(("x-acs-accesskey-id", &config.access_key_id));
        headers.push(("x-acs-security-token", token.expose()));
    }
    let query = canonical_query(action.parameters());
    let canonical = CanonicalRequest {
        method: "POST",
        path: "/",
        query: &query,
        headers: &headers,
        body: BODY,
    };
    let secret = config.access_key_secret.expose();
    let authorization = acs3_authorization(&config.access_key_id, secret, &canonical);
    let request = HttpRequest::post(format!("https://{host}/?{query}"));
    let request = headers
        .into_iter()
        .fold(request, |request, (name, value)| match name {
            // Whoever sends the request sets it.
            "host" => request,
            "x-acs-security-token" => request.secret_header(name, value),
            _ => request.header(name, value),
        });
    request.secret_header("Authorization", authorization)
}

/// A request with the parameters in a form, signed by the older rule.
pub(crate) fn rpc_v1(config: &Config, call: &Call, action: &Action) -> HttpRequest {
    let date = iso8601(call.now);
    let mut parameters: Vec<(&str, &str)> = action.parameters().collect();
    parameters.extend([
        ("AccessKeyId", config.access_key_id.as_str()),
        ("Action", action.name),
        ("Format", "json"),
        ("RegionId", config.region.name()),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", &call.nonce),
        ("SignatureVersion", "1.0"),
        ("Timestamp", &date),
        ("Version", action.version),
    ]);
    let token = config.security_token.as_ref();
    parameters.extend(token.map(|token| ("SecurityToken", token.expose().as_str())));
    let query = canonical_query(parameters);
    let signature = rpc_v1_signature("POST", config.access_key_secret.expose(), &query);
    let form = format!("{query}&Signature={}", percent_encode(&signature));
    HttpRequest::post(format!("https://{}/", config.region.host()))
        .body("application/x-www-form-urlencoded", form)
}

/// The `Authorization` header of ACS3-HMAC-SHA256.
pub fn acs3_authorization(key_id: &str, secret: &str, request: &CanonicalRequest<'_>) -> String {
    let text = format!("ACS3-HMAC-SHA256\n{}", request.hash());
    let signature = hex(&hmac_sha256(secret, text));
    let names = request.signed_headers();
    format!("ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={names},Signature={signature}")
}

/// The `Signature` parameter of the RPC signature, version 1.0, for parameters as
/// [`canonical_query`] writes them.
pub fn rpc_v1_signature(method: &str, secret: &str, query: &str) -> String {
    let text = format!("{method}&%2F&{}", percent_encode(query));
    base64(&hmac_sha1(format!("{secret}&"), text))
}
