//! Which call of Alibaba Cloud sends a message, and with what.
//!
//! | site | recipient | call | what it takes |
//! |---|---|---|---|
//! | China | mainland | `SendSms` | the mainland template |
//! | China | elsewhere | `SendSms` | the overseas template |
//! | China | +1, when the template has a `content` | `SendMessageToGlobe` | the text |
//! | international | mainland | `SendMessageWithTemplate` | the mainland template |
//! | international | elsewhere | `SendMessageToGlobe` | the text in `content` |
//!
//! `SendSms` takes a number without its plus sign, so `14155552671` has the shape of a mainland
//! mobile number, and with a mainland template the message would go to a stranger in China. A +1
//! number therefore never goes out with a template that may be a mainland one. All other numbers
//! are unmistakable: with a template of the wrong kind the provider refuses them.

use connector_sdk::prelude::*;
use connector_sdk::{TemplateCode, render, to_json};

use crate::config::{Config, Region, Site, Template};

const CHINA: &str = "2017-05-25";
const INTERNATIONAL: &str = "2018-05-01";

/// A call of the provider's interface.
pub(crate) struct Action {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    parameters: Vec<(&'static str, String)>,
}

impl Action {
    /// The call that sends this message.
    pub(crate) fn choose(config: &Config, call: &Call) -> Result<Self, Failure> {
        let template = config.templates.choose(call)?;
        let recipient = call.recipient();
        let code = template.template_code.of(recipient);
        let content = template.content.as_deref();
        match (config.region.site(), recipient.is_mainland_china()) {
            (Site::China, true) => send_sms(config, call, template, code),
            (Site::China, false) => match content {
                Some(content) if looks_like_mainland(call) => to_globe(config, call, content),
                _ if looks_like_mainland(call) && !template.is_international() => Err(no_template(
                    call,
                    "may be one for mainland China, where a +1 number is taken for a Chinese one; \
                     give it a `templateCode` with `china` and `overseas`, or `type` 6",
                )),
                _ => send_sms(config, call, template, code),
            },
            (Site::International, true) if config.region == Region::ApSoutheast5 => {
                let message = "region `ap-southeast-5` does not send to mainland China";
                Err(Failure::new(FailureKind::DestinationNotAllowed).message(message))
            }
            (Site::International, true) => with_template(config, call, template, code),
            (Site::International, false) => match content {
                Some(content) => to_globe(config, call, content),
                None => Err(no_template(
                    call,
                    "has no `content`, the text for numbers outside mainland China",
                )),
            },
        }
    }

    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parameters
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
    }
}

impl Template {
    /// Whether the provider knows the overseas code as one for international messages. One code
    /// for both destinations is the code of a mainland template more often than not.
    fn is_international(&self) -> bool {
        match &self.template_code {
            TemplateCode::One(_) => self.kind == Some(Self::INTERNATIONAL),
            TemplateCode::ByDestination(codes) => codes.china != codes.overseas,
        }
    }
}

/// Whether the digits alone read as a mobile number of mainland China: 11, the first of them 1.
fn looks_like_mainland(call: &Call) -> bool {
    let digits = call.recipient().digits();
    digits.len() == 11 && digits.starts_with('1')
}

fn no_template(call: &Call, why: &str) -> Failure {
    let usage_type = call.usage_type;
    Failure::new(FailureKind::TemplateNotFound)
        .message(format!("the template for `{usage_type}` {why}"))
}

fn send_sms(
    config: &Config,
    call: &Call,
    template: &Template,
    code: &str,
) -> Result<Action, Failure> {
    let sign_name = match call.recipient().is_mainland_china() {
        true => &config.sign_name,
        false => config
            .overseas_sign_name
            .as_ref()
            .unwrap_or(&config.sign_name),
    };
    let mut parameters = vec![
        ("OutId", call.message_id().to_owned()),
        ("PhoneNumbers", call.recipient().digits().to_owned()),
        ("SignName", sign_name.clone()),
        ("TemplateCode", code.to_owned()),
    ];
    parameters.extend(template_param(call, template)?);
    Ok(Action {
        name: "SendSms",
        version: CHINA,
        parameters,
    })
}

fn with_template(
    config: &Config,
    call: &Call,
    template: &Template,
    code: &str,
) -> Result<Action, Failure> {
    let mut parameters = vec![
        ("From", config.sign_name.clone()),
        ("TemplateCode", code.to_owned()),
        ("To", call.recipient().digits().to_owned()),
    ];
    parameters.extend(template_param(call, template)?);
    Ok(Action {
        name: "SendMessageWithTemplate",
        version: INTERNATIONAL,
        parameters,
    })
}

fn to_globe(config: &Config, call: &Call, content: &str) -> Result<Action, Failure> {
    let text = render(content, &call.payload)
        .map_err(|error| Failure::new(FailureKind::InvalidRequest).message(error.to_string()))?;
    let mut parameters = vec![
        ("Message", text),
        ("TaskId", call.message_id().to_owned()),
        ("To", call.recipient().digits().to_owned()),
        ("Type", "OTP".to_owned()),
    ];
    parameters.extend(
        config
            .overseas_sign_name
            .iter()
            .map(|from| ("From", from.clone())),
    );
    Ok(Action {
        name: "SendMessageToGlobe",
        version: INTERNATIONAL,
        parameters,
    })
}

/// The variables as a JSON text, every value a string.
fn template_param(
    call: &Call,
    template: &Template,
) -> Result<Option<(&'static str, String)>, Failure> {
    let filled = template.params.fill(&call.payload)?;
    Ok((!filled.is_empty()).then(|| ("TemplateParam", to_json(&filled))))
}
