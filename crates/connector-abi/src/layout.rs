//! The types whose layout host and plugin must agree on. Changing one changes the ABI.

#![expect(
    non_local_definitions,
    reason = "expansion of `sabi_trait` in the frozen abi_stable 0.11"
)]
#![expect(
    unreachable_pub,
    unused_qualifications,
    reason = "`StableAbi` and `sabi_trait` need the names as they are; the module itself is private"
)]

use abi_stable::library::RootModule;
use abi_stable::sabi_types::VersionStrings;
use abi_stable::std_types::{RBox, RResult, RSlice, RVec};
use abi_stable::{StableAbi, sabi_trait};

/// The functions of a connector library.
#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix(prefix_ref = ConnectorModuleRef)))]
#[sabi(missing_field(option))]
pub struct ConnectorModule {
    /// The connector's info document.
    pub info: extern "C" fn() -> RVec<u8>,
    /// Makes an instance from a config document, or answers with an error document.
    #[sabi(last_prefix_field)]
    pub create: extern "C" fn(config: RSlice<'_, u8>) -> RResult<RawInstance, RVec<u8>>,
    /// The findings about a config document: what works and may still surprise.
    pub check: extern "C" fn(config: RSlice<'_, u8>) -> RVec<u8>,
}

/// A connector with its config.
pub type RawInstance = ConnectorInstance_TO<'static, RBox<()>>;

/// The methods of an instance.
#[sabi_trait]
pub trait ConnectorInstance: Send + Sync {
    /// Takes a call document, gives a step document.
    fn start(&self, call: RSlice<'_, u8>) -> RVec<u8>;

    /// Takes the call again, the response document and the state of the last step (empty when
    /// there was none), gives the next step document.
    #[sabi(last_prefix_field)]
    fn resume(
        &self,
        call: RSlice<'_, u8>,
        response: RSlice<'_, u8>,
        state: RSlice<'_, u8>,
    ) -> RVec<u8>;
}

impl RootModule for ConnectorModuleRef {
    abi_stable::declare_root_module_statics! {ConnectorModuleRef}
    const BASE_NAME: &'static str = "switchboard_connector";
    const NAME: &'static str = "switchboard_connector";
    const VERSION_STRINGS: VersionStrings = abi_stable::package_version_strings!();
}
