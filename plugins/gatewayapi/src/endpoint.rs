//! The endpoints of GatewayAPI. An endpoint of anyone else would be given the token.

use connector_sdk::ConfigError;

pub(crate) const HOSTS: [&str; 4] = [
    "gatewayapi.com",
    "gatewayapi.eu",
    "messaging.gatewayapi.com",
    "messaging.gatewayapi.eu",
];

/// How requests and replies are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Legacy,
    Messaging,
}

/// One of the documented endpoints.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) url: String,
    pub(crate) dialect: Dialect,
}

impl Endpoint {
    pub(crate) fn parse(url: &str) -> Result<Self, ConfigError> {
        let url = url.trim_end_matches('/');
        let found = HOSTS.into_iter().find_map(|host| {
            let (path, dialect) = match host.starts_with("messaging.") {
                true => ("mobile/single", Dialect::Messaging),
                false => ("rest/mtsms", Dialect::Legacy),
            };
            (url == format!("https://{host}/{path}")).then_some(dialect)
        });
        found
            .map(|dialect| Self {
                url: url.to_owned(),
                dialect,
            })
            .ok_or_else(|| {
                ConfigError::at(
                    "/endpoint",
                    "is no endpoint of GatewayAPI; write `https://gatewayapi.com/rest/mtsms` or \
                     `https://messaging.gatewayapi.com/mobile/single`, or the same with `.eu`",
                )
            })
    }
}
