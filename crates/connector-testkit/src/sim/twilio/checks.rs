//! What a request must look like, parameter by parameter. A failed check is an error code.

/// The parameters that matter, once they are known to be in order.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) to: String,
    pub(super) from: Option<String>,
    pub(super) service: Option<String>,
    pub(super) body: String,
}

impl Message {
    /// The message that a form asks for, or the code of the first thing wrong with it.
    pub(super) fn parse(form: &[(String, String)]) -> Result<Self, u32> {
        let field = |name: &str| {
            let found = form.iter().find(|(candidate, _)| candidate == name);
            found
                .map(|(_, value)| value.as_str())
                .filter(|value| !value.is_empty())
        };
        let to = field("To").ok_or(21604_u32)?;
        let (from, service) = (field("From"), field("MessagingServiceSid"));
        if from.is_none() && service.is_none() {
            return Err(21603);
        }
        let body = match (field("Body"), field("ContentSid")) {
            (None, None) => return Err(21602),
            (body, _) => body.unwrap_or_default(),
        };
        let checks = [
            (is_e164(to), 21211),
            (from.is_none_or(is_sender), 21212),
            (service.is_none_or(|sid| is_sid("MG", sid)), 21705),
            (body.chars().count() <= 1600, 21617),
            (
                field("ValidityPeriod").is_none_or(is_validity_period),
                21624,
            ),
            (field("StatusCallback").is_none_or(is_callback), 21609),
            (
                field("RiskCheck").is_none_or(|value| ["enable", "disable"].contains(&value)),
                20001,
            ),
        ];
        if let Some((_, code)) = checks.into_iter().find(|(passed, _)| !passed) {
            return Err(code);
        }
        Ok(Self {
            to: to.to_owned(),
            from: from.map(str::to_owned),
            service: service.map(str::to_owned),
            body: body.to_owned(),
        })
    }
}

/// The account in the path of the Messages resource.
pub(super) fn account_of(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/2010-04-01/Accounts/")?;
    let account = rest.strip_suffix("/Messages.json")?;
    is_sid("AC", account).then_some(account)
}

fn is_sid(prefix: &str, text: &str) -> bool {
    let digits = text.strip_prefix(prefix);
    digits.is_some_and(|digits| {
        digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

fn is_e164(text: &str) -> bool {
    text.strip_prefix('+')
        .is_some_and(|digits| is_digits(digits) && (7..=15).contains(&digits.len()))
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number, a short code, or an alphanumeric name of at most 11 characters with a letter.
fn is_sender(text: &str) -> bool {
    let is_short_code = is_digits(text) && (3..=8).contains(&text.len());
    let is_name = text.len() <= 11
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b" +-_&".contains(&byte));
    is_e164(text) || is_short_code || is_name
}

fn is_validity_period(text: &str) -> bool {
    text.parse::<u32>()
        .is_ok_and(|seconds| (1..=36_000).contains(&seconds))
}

/// An http(s) URL whose host name has no underscore.
fn is_callback(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let authority = rest
        .and_then(|rest| rest.split(['/', '?', '#']).next())
        .unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    !name.is_empty() && !name.contains(['_', ' '])
}
