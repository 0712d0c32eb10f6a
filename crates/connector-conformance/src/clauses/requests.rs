//! What the connector asks the host to send.

use connector_api::{HttpRequest, Kept, Step};
use connector_config::ConfigSchema;
use serde_json::{Value, json};

use crate::exchange::{call, calls, instance, sending, start};
use crate::{Subject, Verdict};

pub(crate) fn stay_in_reach(subject: &Subject<'_>) -> Verdict {
    Verdict::of(for_each_request(subject, |config, request| {
        let hosts = declared(subject, config);
        let host = host_of(&request.url).ok_or_else(|| "a request is not https".to_owned())?;
        match hosts.iter().any(|declared| declared == host) {
            true => Ok(()),
            false => Err(format!("a request goes to `{host}`, which is not declared")),
        }
    }))
}

pub(crate) fn deterministic(subject: &Subject<'_>) -> Verdict {
    let checked = subject.configs.all.iter().try_for_each(|config| {
        let instances = [
            instance(subject.library, config)?,
            instance(subject.library, config)?,
        ];
        for call in calls() {
            let [a, b] = instances
                .each_ref()
                .map(|instance| start(instance.as_ref(), &call));
            if a? != b? {
                return Err("two instances describe one call differently".to_owned());
            }
        }
        Ok(())
    });
    Verdict::of(checked)
}

pub(crate) fn secrets(subject: &Subject<'_>) -> Verdict {
    let schema = match ConfigSchema::compile(&subject.library.info().config_schema) {
        Ok(schema) => schema,
        Err(error) => return Verdict::Failed(error.to_string()),
    };
    Verdict::of(for_each_request(subject, |config, request| {
        for secret in schema.secret_values(config) {
            let secret = secret.as_str();
            if request.url.contains(secret) {
                return Err("a URL holds a secret".to_owned());
            }
            let open = request.headers.iter().filter(|header| !header.sensitive);
            if open.into_iter().any(|header| header.value.contains(secret)) {
                return Err("a header that is not marked as sensitive holds a secret".to_owned());
            }
        }
        Ok(())
    }))
}

/// Texts that break encoders: white space, quotes, control characters, right-to-left marks,
/// combining characters, emoji, a byte order mark, template syntax, and very long ones.
pub(crate) fn any_text(subject: &Subject<'_>) -> Verdict {
    let long = "x".repeat(2000);
    let texts = [
        "",
        " ",
        "123456",
        "\"'`",
        "\\",
        "\u{0}\u{1}\u{7f}",
        "\r\nX-Injected: 1",
        "&a=b+c%20%",
        "</script>",
        "مرحبا",
        "\u{202e}654321",
        "e\u{301}",
        "👩‍👩‍👧‍👦",
        "\u{feff}",
        "{{code}}",
        "😀",
        &long,
    ];
    let checked = subject.configs.all.iter().try_for_each(|config| {
        let instance = instance(subject.library, config)?;
        for text in texts {
            let mut call = call();
            call.payload.insert("code", text);
            // A connector may refuse a code that its provider cannot take.
            let Ok((exchange, _)) = sending(instance.as_ref(), &call) else {
                continue;
            };
            let request = exchange.request;
            let lines = request.headers.iter().any(|header| {
                header.value.contains(['\r', '\n']) || header.name.contains(['\r', '\n'])
            });
            if lines || request.url.contains(|c: char| c.is_control() || c == ' ') {
                return Err(format!("{text:?} breaks out of a header or the URL"));
            }
            let json = request.headers.iter().any(|header| {
                header.name.eq_ignore_ascii_case("content-type") && header.value.contains("json")
            });
            if json && serde_json::from_str::<Value>(&request.body).is_err() {
                return Err(format!("{text:?} breaks the JSON body"));
            }
        }
        let mut call = call();
        call.payload.insert("code", json!({ "nested": 1 }));
        match sending(instance.as_ref(), &call) {
            Err(refusal) if refusal.contains("ConnectorPanicked") => Err(refusal),
            _ => Ok(()),
        }
    });
    Verdict::of(checked)
}

/// Every call that leads to a request, with every config.
fn for_each_request(
    subject: &Subject<'_>,
    check: impl Fn(&Value, &HttpRequest) -> Result<(), String>,
) -> Result<(), String> {
    let mut requests = 0;
    for config in &subject.configs.all {
        let instance = instance(subject.library, config)?;
        for mut call in calls() {
            // What it prepares with, and what it sends with, when these are two.
            for kept in [None, Some(Kept::new("kept-value"))] {
                call.kept = kept;
                if let Step::Exchange(exchange) = start(instance.as_ref(), &call)? {
                    requests += 1;
                    check(config, &exchange.request)?;
                }
            }
        }
    }
    match requests {
        0 => Err("no call leads to a request".to_owned()),
        _ => Ok(()),
    }
}

fn declared(subject: &Subject<'_>, config: &Value) -> Vec<String> {
    let info = subject.library.info();
    let configured = info
        .metadata
        .hosts_from_config
        .iter()
        .filter_map(|pointer| host_of(config.pointer(pointer)?.as_str()?).map(str::to_owned));
    info.metadata
        .hosts
        .iter()
        .cloned()
        .chain(configured)
        .collect()
}

/// The host of an https URL.
fn host_of(url: &str) -> Option<&str> {
    url.strip_prefix("https://")?.split(['/', '?', '#']).next()
}
