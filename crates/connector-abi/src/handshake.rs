//! Whether host and plugin can talk to each other.

use abi_stable::StableAbi;
use abi_stable::abi_stability::abi_checking::check_layout_compatibility;
use abi_stable::library::LibHeader;

use crate::layout::ConnectorModuleRef;

/// Why host and plugin cannot talk to each other.
#[derive(Debug, thiserror::Error)]
pub enum HandshakeError {
    /// The symbol is missing.
    #[error("it exports no connector module")]
    NoHeader,
    /// Another `abi_stable`, or another C ABI.
    #[error("it was built with an incompatible plugin runtime")]
    Runtime,
    /// Another major version of this crate.
    #[error(
        "it was built for plugin ABI {plugin}, this host speaks {}",
        crate::ABI_VERSION
    )]
    Version {
        /// The plugin's ABI version.
        plugin: String,
    },
    /// The same version, and yet another layout.
    #[error("its module has another layout than plugin ABI {}", crate::ABI_VERSION)]
    Layout {
        /// What differs, in full; long and for developers.
        report: String,
    },
    /// The module could not be constructed.
    #[error("its module could not be constructed")]
    Constructor,
}

/// Accepts a plugin that has at least what this host knows, and also one that has less: the
/// functions an older plugin lacks read as absent. `abi_stable` alone accepts only the former.
pub(crate) fn agree_on_layout(header: &LibHeader) -> Result<(), HandshakeError> {
    let plugin = header.layout().ok_or(HandshakeError::Layout {
        report: "the plugin carries no layout description".to_owned(),
    })?;
    let host = <ConnectorModuleRef as StableAbi>::LAYOUT;
    let Err(newer_plugin) = check_layout_compatibility(host, plugin) else {
        return Ok(());
    };
    check_layout_compatibility(plugin, host).map_err(|_| HandshakeError::Layout {
        report: newer_plugin.to_string(),
    })
}

/// The layout that host and plugin must agree on, as text; the same for the same types, whatever
/// machine, compiler and profile they were compiled with.
pub fn layout_text() -> String {
    const TOLD: [&str; 7] = [
        "name: ",
        "full_type: ",
        "type_: ",
        "size: ",
        "alignment: ",
        "repr_attr: ",
        "package_and_version: ",
    ];
    let all = format!("{:#?}", <ConnectorModuleRef as StableAbi>::LAYOUT);
    // What is left out are addresses, line numbers and how it is stored.
    let told = |line: &&str| TOLD.iter().any(|key| line.trim_start().starts_with(key));
    let tidy = |line: &str| line.trim_end_matches(',').replace("    ", " ") + "\n";
    all.lines().filter(told).map(tidy).collect()
}
