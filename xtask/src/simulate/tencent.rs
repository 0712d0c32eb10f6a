//! A Tencent Cloud account with one application.

use connector_testkit::sim::Tencent;
use serde_json::json;

use super::provider::{Credentials, Simulated, known, template_codes};
use crate::chore::Chore;

const KEY_ID: &str = "AKID00000000000000000000000000000001";
const SECRET: &str = "simulated-secret-key";
const APP: &str = "1400006666";
const SIGN_NAME: &str = "Acme";
const MAINLAND: &str = "1110";
const OVERSEAS: &str = "1111";

pub(super) fn simulated(accepts: &Credentials, fail: Option<&str>) -> Chore<Simulated> {
    let key_id = accepts.account.as_deref().unwrap_or(KEY_ID);
    let secret = accepts.token.as_deref().unwrap_or(SECRET);
    let mut provider = Tencent::new(key_id, secret, APP)
        .with_sign_name(SIGN_NAME)
        .with_template(MAINLAND, 1)
        .with_overseas_template(OVERSEAS, 1);
    if let Some(code) = fail {
        let code = known("tencent", code, Tencent::codes().map(str::to_owned))?;
        provider.fail_with(code.as_str());
    }
    Ok(Simulated {
        provider: Box::new(provider),
        origin: "https://sms.tencentcloudapi.com",
        config: json!({
            "accessKeyId": key_id,
            "accessKeySecret": secret,
            "signName": SIGN_NAME,
            "sdkAppId": APP,
            "region": "ap-guangzhou",
            "templates": template_codes(MAINLAND, OVERSEAS),
        }),
    })
}
