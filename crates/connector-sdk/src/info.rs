//! Who a connector is.

use connector_api::{CodeRow, ConnectorInfo, Metadata};

use crate::{Connector, SDK_VERSION, schema};

/// A connector's identity and reach, as a constant.
#[derive(Debug, Clone, Copy)]
pub struct Info {
    /// The connector's id: lower-case letters, digits and hyphens.
    pub id: &'static str,
    /// The provider's name, for people.
    pub name: &'static str,
    docs: Option<&'static str>,
    hosts: &'static [&'static str],
    hosts_from_config: &'static [&'static str],
}

impl Info {
    /// A connector that reaches no host yet.
    pub const fn new(id: &'static str, name: &'static str) -> Self {
        Self {
            id,
            name,
            docs: None,
            hosts: &[],
            hosts_from_config: &[],
        }
    }

    /// The host names the connector may send to, over https. The host refuses every other.
    #[must_use]
    pub const fn hosts(mut self, hosts: &'static [&'static str]) -> Self {
        self.hosts = hosts;
        self
    }

    /// JSON pointers to config values that are URLs of further hosts, for example `/endpoint`.
    #[must_use]
    pub const fn hosts_from_config(mut self, pointers: &'static [&'static str]) -> Self {
        self.hosts_from_config = pointers;
        self
    }

    /// Where the provider documents its API.
    #[must_use]
    pub const fn docs(mut self, url: &'static str) -> Self {
        self.docs = Some(url);
        self
    }

    /// What the metadata section says of a library of this version.
    #[doc(hidden)]
    pub const fn identity(&self, version: &'static str) -> connector_abi::Identity<'static> {
        connector_abi::Identity {
            id: self.id,
            version,
            sdk: SDK_VERSION,
            hosts: self.hosts,
            hosts_from_config: self.hosts_from_config,
        }
    }
}

/// The info document of a connector at a version.
pub(crate) fn info_of<C: Connector>(version: &str) -> ConnectorInfo {
    let info = C::INFO;
    let mut metadata = Metadata::new(
        info.id,
        version,
        connector_abi::ABI_VERSION,
        SDK_VERSION,
        connector_abi::TARGET,
    );
    let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    metadata.hosts = owned(info.hosts);
    metadata.hosts_from_config = owned(info.hosts_from_config);
    let mut document = ConnectorInfo::new(metadata, info.name, schema::of_config::<C::Config>());
    document.docs = info.docs.map(str::to_owned);
    document.codes = C::CODES
        .iter()
        .map(|row| CodeRow::new(row.code, row.kind, row.retry_after))
        .collect();
    document
}
