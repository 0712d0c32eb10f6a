//! The plugin's side: what a library provides, and the symbol it exports.

use abi_stable::library::{CheckTypeLayout, LibHeader};
use abi_stable::prefix_type::PrefixTypeTrait;
use abi_stable::sabi_trait::TD_Opaque;
use abi_stable::std_types::{RResult, RSlice, RVec};

use crate::layout::{
    ConnectorInstance, ConnectorInstance_TO, ConnectorModule, ConnectorModuleRef, RawInstance,
};

pub use abi_stable::library::{LibHeader as Header, RootModuleResult};

/// What a plugin library provides, as documents of the connector protocol.
///
/// No function may unwind: a panic that reaches the boundary ends the host's process. The SDK
/// implements this trait for every connector and catches panics in every function.
pub trait Plugin: 'static {
    /// A connector with its config.
    type Instance: PluginInstance;

    /// The info document.
    fn info() -> Vec<u8>;

    /// Makes an instance from a config document.
    ///
    /// # Errors
    /// The config error document.
    fn create(config: &[u8]) -> Result<Self::Instance, Vec<u8>>;

    /// The findings document about a config document.
    fn check(config: &[u8]) -> Vec<u8>;
}

/// What an instance answers. May not unwind, not even in `drop`.
pub trait PluginInstance: Send + Sync + 'static {
    /// Takes a call document, gives a step document.
    fn start(&self, call: &[u8]) -> Vec<u8>;

    /// Takes the call, the response to the last request and its state; gives a step document.
    fn resume(&self, call: &[u8], response: &[u8], state: &[u8]) -> Vec<u8>;
}

/// Exports a [`Plugin`] as the root module of the library that is being compiled.
#[macro_export]
macro_rules! export_module {
    ($plugin:ty) => {
        const _: () = {
            extern "C" fn constructor() -> $crate::__private::RootModuleResult {
                $crate::__private::construct::<$plugin>()
            }

            // SAFETY: the name is reserved for this header by abi_stable, and a library exports it
            // once: a second expansion fails to link.
            #[unsafe(export_name = "_1as_0lib_1header_0root_bmodule_bloader")]
            pub static HEADER: $crate::__private::Header = $crate::__private::header(constructor);
        };
    };
}

/// Builds the root module of a plugin. Cannot unwind: it stores three function pointers.
pub fn construct<P: Plugin>() -> RootModuleResult {
    let module: fn() -> ConnectorModuleRef = || {
        ConnectorModule {
            info: info::<P>,
            create: create::<P>,
            check: check::<P>,
        }
        .leak_into_prefix()
    };
    abi_stable::library::__call_root_module_loader(module)
}

/// The header that the exported symbol holds.
pub const fn header(constructor: extern "C" fn() -> RootModuleResult) -> LibHeader {
    // SAFETY: `construct` is the only function of this signature that the macro passes, and it
    // returns a `ConnectorModuleRef`.
    unsafe { LibHeader::from_constructor::<ConnectorModuleRef>(constructor, CheckTypeLayout::Yes) }
}

extern "C" fn info<P: Plugin>() -> RVec<u8> {
    P::info().into()
}

extern "C" fn create<P: Plugin>(config: RSlice<'_, u8>) -> RResult<RawInstance, RVec<u8>> {
    match P::create(config.as_slice()) {
        Ok(instance) => RResult::ROk(ConnectorInstance_TO::from_value(
            Adapter(instance),
            TD_Opaque,
        )),
        Err(document) => RResult::RErr(document.into()),
    }
}

extern "C" fn check<P: Plugin>(config: RSlice<'_, u8>) -> RVec<u8> {
    P::check(config.as_slice()).into()
}

/// Gives a [`PluginInstance`] the vtable's shape.
struct Adapter<I>(I);

impl<I: PluginInstance> ConnectorInstance for Adapter<I> {
    fn start(&self, call: RSlice<'_, u8>) -> RVec<u8> {
        self.0.start(call.as_slice()).into()
    }

    fn resume(
        &self,
        call: RSlice<'_, u8>,
        response: RSlice<'_, u8>,
        state: RSlice<'_, u8>,
    ) -> RVec<u8> {
        self.0
            .resume(call.as_slice(), response.as_slice(), state.as_slice())
            .into()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_exported_name_is_the_one_abi_stable_looks_up() {
        assert_eq!(
            crate::HEADER_SYMBOL,
            abi_stable::library::ROOT_MODULE_LOADER_NAME
        );
    }
}
