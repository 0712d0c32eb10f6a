//! Where a connector may send: the hosts it declares, and those that its config names.

use connector_api::ConnectorInfo;
use delivery::Reach;
use serde_json::Value;
use url::Url;

/// The reach of a connector with a config. A config value that is no URL adds nothing: the
/// request that follows from it will be refused, with the reason.
pub(crate) fn reach(info: &ConnectorInfo, config: &Value) -> Reach {
    let declared = info
        .metadata
        .hosts
        .iter()
        .map(|host| format!("https://{host}"));
    let configured = info
        .metadata
        .hosts_from_config
        .iter()
        .filter_map(|pointer| config.pointer(pointer)?.as_str().map(str::to_owned));
    let origins = declared.chain(configured).filter_map(|url| {
        let url = Url::parse(&url).ok()?;
        Some(url.origin().ascii_serialization())
    });
    Reach {
        origins: origins.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use connector_api::Metadata;
    use serde_json::json;

    #[test]
    fn declared_and_configured_hosts_become_origins() {
        let metadata = Metadata::new("acme", "1.0.0", "1.0.0", "1.0.0", "x");
        let mut info = ConnectorInfo::new(metadata, "Acme", json!({}));
        info.metadata.hosts = vec!["API.acme.example".to_owned()];
        info.metadata.hosts_from_config = vec!["/endpoint".to_owned(), "/missing".to_owned()];
        let config = json!({ "endpoint": "http://Hooks.example:8080/otp?x=1" });
        assert_eq!(
            reach(&info, &config).origins,
            ["https://api.acme.example", "http://hooks.example:8080"]
        );
    }
}
