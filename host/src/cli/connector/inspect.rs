//! `switchboard connector inspect` and `trust`.

use std::path::Path;

use connector_api::Metadata;
use connector_loader::Image;
use serde_json::{Value, json};

use super::reach;
use crate::cli::Globals;
use crate::cli::output::Output;
use crate::cli::table::Table;
use crate::connectors::Vouched;
use crate::error::Error;
use crate::exit::Exit;

pub(super) fn inspect(file: &Path, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let trust = globals.config_source().load()?.plugins.trust();
    let image = Image::read(file)?;
    let metadata = image.inspect()?;
    let (state, signer) = match trust.admit(&image, &metadata) {
        Ok(standing) => (Vouched::of(&standing).name().to_owned(), standing.signer),
        Err(distrust) => (format!("refused: {distrust}"), None),
    };
    show(&image, &metadata, &state, signer.as_deref(), output);
    Ok(Exit::Ok)
}

pub(super) fn trust(
    file: &Path,
    allow_downgrade: bool,
    globals: &Globals,
    output: &Output,
) -> Result<Exit, Error> {
    let trust = globals.config_source().load()?.plugins.trust();
    let image = Image::read(file)?;
    let metadata = image.inspect()?;
    let pinned = trust.pin(&image, &metadata, allow_downgrade);
    let standing = pinned.map_err(|distrust| image.error(distrust))?;
    let state = Vouched::of(&standing).name();
    show(&image, &metadata, state, standing.signer.as_deref(), output);
    output.note(&format!(
        "connector `{}` is used with these bytes only: `{}`",
        metadata.id,
        trust.lock.display()
    ));
    Ok(Exit::Ok)
}

fn show(image: &Image, metadata: &Metadata, state: &str, signer: Option<&str>, output: &Output) {
    let (digest, size) = (image.digest().to_string(), image.bytes().len());
    let document = json!({
        "id": metadata.id,
        "version": metadata.version,
        "abi": metadata.abi,
        "sdk": metadata.sdk,
        "target": metadata.target,
        "digest": digest,
        "size": size,
        "trust": state,
        "signer": signer,
        "hosts": metadata.hosts,
        "hostsFromConfig": metadata.hosts_from_config,
    });
    output.rows(&document, || {
        let mut table = Table::new(&[]);
        for name in ["id", "version", "abi", "sdk", "target"] {
            let value = document.get(name).and_then(Value::as_str);
            table.row(&[name, value.unwrap_or_default()]);
        }
        table.row(&["sha-256", &digest]);
        table.row(&["size", &format!("{size} bytes")]);
        table.row(&["trust", state]);
        table.row(&["signer", signer.unwrap_or("-")]);
        table.row(&[
            "may reach",
            &reach(&metadata.hosts, &metadata.hosts_from_config),
        ]);
        table
    });
}
