//! Reads the metadata section of a library, without opening the library.

use connector_abi::{ABI_VERSION, SECTION, TARGET, is_valid_id};
use connector_api::Metadata;

use crate::LoadErrorKind;
use crate::elf::Elf;

/// The metadata of a library that this host could load, as far as its bytes tell.
pub(crate) fn inspect(file: &[u8]) -> Result<Metadata, LoadErrorKind> {
    let library = Elf::parse(file)?;
    let section = library
        .section(SECTION)?
        .ok_or(LoadErrorKind::NotAConnector)?;
    let metadata: Metadata = serde_json::from_slice(section)
        .map_err(|error| LoadErrorKind::BadMetadata(error.to_string()))?;
    if !is_valid_id(&metadata.id) {
        return Err(LoadErrorKind::BadMetadata("the id is malformed".to_owned()));
    }
    if major(&metadata.abi) != major(ABI_VERSION) {
        return Err(LoadErrorKind::WrongAbi {
            id: metadata.id,
            plugin: metadata.abi,
            sdk: metadata.sdk,
        });
    }
    if metadata.target != TARGET {
        return Err(LoadErrorKind::WrongTarget {
            id: metadata.id,
            plugin: metadata.target,
        });
    }
    library.check_linking()?;
    Ok(metadata)
}

/// Major versions decide; `None` when the text is no version.
fn major(version: &str) -> Option<u64> {
    version.split('.').next()?.parse().ok()
}
