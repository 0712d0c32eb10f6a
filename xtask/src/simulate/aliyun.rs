//! An Alibaba Cloud account at the China site.

use connector_testkit::sim::Aliyun;
use serde_json::json;

use super::provider::{Credentials, Simulated, known, template_codes};
use crate::chore::Chore;

const KEY_ID: &str = "LTAI0000000000000001";
const SECRET: &str = "simulated-access-key-secret";
const SIGN_NAME: &str = "Acme";
const MAINLAND: &str = "SMS_153055065";
const OVERSEAS: &str = "SMS_153055066";

pub(super) fn simulated(accepts: &Credentials, fail: Option<&str>) -> Chore<Simulated> {
    let key_id = accepts.account.as_deref().unwrap_or(KEY_ID);
    let secret = accepts.token.as_deref().unwrap_or(SECRET);
    let mut provider = Aliyun::new(key_id, secret)
        .with_sign_name(SIGN_NAME)
        .with_template(MAINLAND, &["code"])
        .with_overseas_template(OVERSEAS, &["code"]);
    if let Some(code) = fail {
        provider.fail_with(known("aliyun", code, Aliyun::codes().map(str::to_owned))?.as_str());
    }
    Ok(Simulated {
        provider: Box::new(provider),
        origin: "https://dysmsapi.aliyuncs.com",
        config: json!({
            "accessKeyId": key_id,
            "accessKeySecret": secret,
            "signName": SIGN_NAME,
            "templates": template_codes(MAINLAND, OVERSEAS),
        }),
    })
}
