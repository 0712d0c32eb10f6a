//! The entries of a plugin library: decode, ask the author's code, encode; never unwind.

use std::marker::PhantomData;

use connector_abi::{Plugin, PluginInstance};
use connector_api::{
    Call, ConfigError, Failure, FailureKind, Findings, HttpResponse, Outcome, Step,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Connector;
use crate::guard::{Panicked, guarded};
use crate::info::info_of;

#[cfg(panic = "abort")]
compile_error!(
    "a connector must be built with `panic = \"unwind\"`: the SDK turns a panic into a failure, \
     and with `abort` it would end the host instead"
);

/// Exports a type that implements [`Connector`] as the plugin that is being compiled.
///
/// Call it once per library. It also writes the metadata section, from which a host reads the
/// connector's id and versions before it opens the file.
#[macro_export]
macro_rules! export_connector {
    ($connector:ty) => {
        const _: () = {
            struct Library;

            impl $crate::__private::Export for Library {
                type Connector = $connector;
                const VERSION: &'static str = env!("CARGO_PKG_VERSION");
            }

            $crate::__private::export_module!($crate::__private::Entry<Library>);

            const IDENTITY: $crate::__private::Identity<'static> =
                <$connector as $crate::Connector>::INFO.identity(env!("CARGO_PKG_VERSION"));
            const LENGTH: usize = $crate::__private::metadata_len(&IDENTITY);

            // The symbol is exported so that no linker drops the section as unused.
            // SAFETY: the section holds plain bytes that nothing executes or relocates, and the
            // name is this macro's own.
            #[unsafe(link_section = "switchboard_connector")]
            #[unsafe(export_name = "switchboard_connector_metadata")]
            pub static METADATA: [u8; LENGTH] = $crate::__private::metadata_bytes(&IDENTITY);
        };
    };
}

/// What [`export_connector!`] knows of the library it is expanded in.
pub trait Export: 'static {
    /// The connector.
    type Connector: Connector;
    /// Version of the library's package.
    const VERSION: &'static str;
}

/// A library's entries.
pub struct Entry<L>(PhantomData<L>);

impl<L: Export> Plugin for Entry<L> {
    type Instance = EntryInstance<L::Connector>;

    fn info() -> Vec<u8> {
        match guarded(|| encode(&info_of::<L::Connector>(L::VERSION))) {
            Ok(document) => document,
            Err(panicked) => encode(&config_error_of(&panicked)),
        }
    }

    fn create(config: &[u8]) -> Result<Self::Instance, Vec<u8>> {
        let created = guarded(|| {
            let config = config_of::<L::Connector>(config)?;
            L::Connector::new(config)
        });
        match created {
            Ok(Ok(connector)) => Ok(EntryInstance(Some(connector))),
            Ok(Err(error)) => Err(encode(&error)),
            Err(panicked) => Err(encode(&config_error_of(&panicked))),
        }
    }

    fn check(config: &[u8]) -> Vec<u8> {
        let checked = guarded(|| {
            let config = config_of::<L::Connector>(config)?;
            Ok::<_, ConfigError>(Findings::new(L::Connector::check(&config)))
        });
        encode(&checked.ok().and_then(Result::ok).unwrap_or_default())
    }
}

/// A connector behind the guard; it is there until the instance is dropped.
pub struct EntryInstance<C: Connector>(Option<C>);

impl<C: Connector> EntryInstance<C> {
    fn connector(&self) -> Result<&C, Failure> {
        self.0.as_ref().ok_or_else(unreadable)
    }
}

impl<C: Connector> PluginInstance for EntryInstance<C> {
    fn start(&self, call: &[u8]) -> Vec<u8> {
        step(|| {
            let call: Call = decode(call)?;
            Ok(self.connector()?.request(&call)?.into())
        })
    }

    fn resume(&self, call: &[u8], response: &[u8], state: &[u8]) -> Vec<u8> {
        step(|| {
            let call: Call = decode(call)?;
            let response: HttpResponse = decode(response)?;
            let state = std::str::from_utf8(state).map_err(|_| unreadable())?;
            let state = Some(state).filter(|state| !state.is_empty());
            Ok(self.connector()?.next(&call, &response, state))
        })
    }
}

impl<C: Connector> Drop for EntryInstance<C> {
    fn drop(&mut self) {
        // The author's own drop may panic.
        let _ = guarded(|| drop(self.0.take()));
    }
}

/// Runs one step; a failure or a panic is a step, too.
fn step(work: impl FnOnce() -> Result<Step, Failure>) -> Vec<u8> {
    let step = match guarded(work) {
        Ok(Ok(step)) => step,
        Ok(Err(failure)) => Outcome::Failed(failure).into(),
        Err(panicked) => {
            let failure = Failure::new(FailureKind::ConnectorPanicked).message(sentence(&panicked));
            Outcome::Failed(failure).into()
        }
    };
    encode(&step)
}

/// Reads a config document. `$schema` is for editors and no setting of any connector.
fn config_of<C: Connector>(config: &[u8]) -> Result<C::Config, ConfigError> {
    // The text of serde's error may quote a value, which may be a secret.
    let mismatch = || {
        ConfigError::new(
            "the config does not match the connector's schema; validate it to see where",
        )
    };
    let mut document: Value = read(config).ok_or_else(mismatch)?;
    if let Some(fields) = document.as_object_mut() {
        fields.remove("$schema");
    }
    serde_json::from_value(document).map_err(|_| mismatch())
}

fn decode<T: DeserializeOwned>(document: &[u8]) -> Result<T, Failure> {
    read(document).ok_or_else(unreadable)
}

/// Text that is known to be UTF-8 is not checked again string by string.
fn read<T: DeserializeOwned>(document: &[u8]) -> Option<T> {
    let text = std::str::from_utf8(document).ok()?;
    serde_json::from_str(text).ok()
}

fn unreadable() -> Failure {
    Failure::new(FailureKind::InvalidRequest)
        .message("the connector cannot read the host's document; it was built for another protocol")
}

/// Documents are plain data with string keys: encoding them cannot fail.
fn encode(document: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(document).unwrap_or_default()
}

fn config_error_of(panicked: &Panicked) -> ConfigError {
    ConfigError::new(sentence(panicked))
}

fn sentence(panicked: &Panicked) -> String {
    match &panicked.place {
        Some(place) => format!("the connector panicked at {place}"),
        None => "the connector panicked".to_owned(),
    }
}
