//! `switchboard connector inspect`.

use std::path::Path;

use connector_loader::Image;
use serde_json::json;

use crate::cli::output::Output;
use crate::cli::table::Table;
use crate::error::Error;
use crate::exit::Exit;

pub(super) fn run(file: &Path, output: &Output) -> Result<Exit, Error> {
    let image = Image::read(file)?;
    let metadata = image.inspect()?;
    let (digest, size) = (image.digest().to_string(), image.bytes().len());
    let document = json!({
        "id": metadata.id,
        "version": metadata.version,
        "abi": metadata.abi,
        "sdk": metadata.sdk,
        "target": metadata.target,
        "digest": digest,
        "size": size,
    });
    output.rows(&document, || {
        let size = format!("{size} bytes");
        let rows = [
            ("id", &metadata.id),
            ("version", &metadata.version),
            ("abi", &metadata.abi),
            ("sdk", &metadata.sdk),
            ("target", &metadata.target),
            ("sha-256", &digest),
            ("size", &size),
        ];
        let mut table = Table::new(&[]);
        for (name, value) in rows {
            table.row(&[name, value]);
        }
        table
    });
    Ok(Exit::Ok)
}
