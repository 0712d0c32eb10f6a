//! `codegen`: the files that are generated from code: `schemas/` and two texts of the host.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use connector_api::{
    Call, ConfigError, ConnectorInfo, Findings, HttpRequest, HttpResponse, Metadata, Step,
};
use connector_loader::Plugin;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::chore::{Chore, Context, failed};
use crate::file;
use crate::plugins::{self, Quality};
use crate::workspace::Workspace;

#[derive(Args)]
pub(crate) struct Options {
    /// Write nothing; fail when a file is not what would be written.
    #[arg(long)]
    check: bool,
}

/// Texts by the path they belong at, relative to the root.
type Files = BTreeMap<PathBuf, String>;

/// Holds nothing but generated files, and the record of what was promised under which version.
const FOLDER: &str = "schemas";
const RECORD: &str = "schemas/versions.toml";
/// Texts of the host that are committed as it prints them, by the name it knows them by.
const HOST_TEXTS: [(&str, &str); 4] = [
    ("docs/errors.md", "errors-page"),
    ("docs/metrics.md", "metrics-page"),
    ("schemas/openapi.json", "openapi"),
    ("host/src/config/sample.toml", "host-config-sample"),
];
const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Writes the files, or checks them.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Chore {
    if options.check {
        return check(workspace);
    }
    let wanted = generated(workspace)?;
    let present = committed(&workspace.root)?;
    for path in present.keys().filter(|path| !wanted.contains_key(*path)) {
        println!("removed {}", path.display());
        let gone = fs::remove_file(workspace.root.join(path));
        gone.context(format!("cannot remove `{}`", path.display()))?;
    }
    for (path, text) in &wanted {
        if present.get(path) != Some(text) {
            println!("wrote {}", path.display());
            file::write(&workspace.root.join(path), text)?;
        }
    }
    println!("{} generated files are current", wanted.len());
    Ok(())
}

/// Fails when a committed file is not what the code says.
pub(crate) fn check(workspace: &Workspace) -> Chore {
    let wanted = generated(workspace)?;
    let stale = differences(&committed(&workspace.root)?, &wanted);
    if stale.is_empty() {
        println!("{} generated files are current", wanted.len());
        return Ok(());
    }
    failed(format!(
        "generated files are stale:\n  {}\nrun `cargo xtask codegen` and commit what it writes",
        stale.join("\n  ")
    ))
}

fn differences(committed: &Files, wanted: &Files) -> Vec<String> {
    let obsolete = committed
        .keys()
        .filter(|path| !wanted.contains_key(*path))
        .map(|path| format!("{} (nothing generates it)", path.display()));
    let other = wanted.iter().filter_map(|(path, text)| {
        let what = match committed.get(path) {
            Some(committed) if committed == text => return None,
            Some(_) => "differs",
            None => "is missing",
        };
        Some(format!("{} ({what})", path.display()))
    });
    other.chain(obsolete).collect()
}

/// Every file that is generated.
fn generated(workspace: &Workspace) -> Chore<Files> {
    let mut files = connector_schemas(workspace)?;
    files.insert("schemas/protocol.json".into(), pretty(protocol_schema()));
    files.insert(
        "schemas/abi-layout.txt".into(),
        connector_abi::layout_text(),
    );
    let host = Host::build(workspace)?;
    let schema: Value = serde_json::from_str(&host.document("host-config-schema")?)
        .context("the host printed no JSON as the schema of its config")?;
    files.insert("schemas/host-config.json".into(), pretty(schema));
    for (path, document) in HOST_TEXTS {
        files.insert(path.into(), host.document(document)?);
    }
    Ok(files)
}

/// What every plugin publishes as the schema of its config.
fn connector_schemas(workspace: &Workspace) -> Chore<Files> {
    let plugins = plugins::build(workspace, Quality::Dev, &workspace.plugin_folder())?;
    plugins
        .iter()
        .map(|built| {
            let plugin = Plugin::load(&built.image).map_err(plugins::unusable)?;
            let path = format!("{FOLDER}/connectors/{}.json", plugin.id());
            Ok((path.into(), pretty(plugin.info().config_schema.clone())))
        })
        .collect()
}

/// The host is a program, not a library, so it is asked for what it knows.
struct Host(PathBuf);

impl Host {
    fn build(workspace: &Workspace) -> Chore<Self> {
        let host = ["build", "--locked", "--package", "switchboard"];
        let built = workspace.cargo(host).build()?;
        Ok(Self(built.program("switchboard")?))
    }

    /// One of the documents that the host can print, with a line break at its end.
    fn document(&self, name: &str) -> Chore<String> {
        let cannot = format!("`switchboard __generate {name}` does not give the document");
        let mut command = Command::new(&self.0);
        let output = command
            .args(["__generate", name])
            .output()
            .context(&cannot)?;
        match output.status.success() {
            true => {
                let text = String::from_utf8(output.stdout).context(cannot)?;
                Ok(format!("{}\n", text.trim_end()))
            }
            false => failed(format!(
                "{cannot} ({}):\n{}",
                output.status,
                String::from_utf8_lossy(&output.stderr)
            )),
        }
    }
}

/// The documents that cross the plugin boundary, under `$defs`.
fn protocol_schema() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    generator.subschema_for::<Metadata>();
    generator.subschema_for::<ConnectorInfo>();
    generator.subschema_for::<Call>();
    generator.subschema_for::<Step>();
    generator.subschema_for::<HttpRequest>();
    generator.subschema_for::<HttpResponse>();
    generator.subschema_for::<ConfigError>();
    generator.subschema_for::<Findings>();
    json!({
        "$schema": DRAFT,
        "title": "Connector protocol",
        "description": "The documents that a Switchboard host and a connector exchange, under $defs. \
            Readers ignore members that they do not know.",
        "$defs": generator.take_definitions(true),
    })
}

/// Indented, members in the order of their names, a line break at the end.
fn pretty(schema: Value) -> String {
    format!("{:#}\n", sorted(schema))
}

/// The order of members does not depend on how serde_json was built.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<_, _> = members.into_iter().collect();
            let sorted = members
                .into_iter()
                .map(|(name, value)| (name, sorted(value)));
            Value::Object(sorted.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        scalar => scalar,
    }
}

/// Every file that is there and is generated, or was.
fn committed(root: &Path) -> Chore<Files> {
    let mut paths: Vec<PathBuf> = HOST_TEXTS.map(|(path, _)| path.into()).to_vec();
    for folder in [PathBuf::from(FOLDER), Path::new(FOLDER).join("connectors")] {
        let cannot = format!("cannot read `{}`", folder.display());
        // A folder that is not there will be written.
        for entry in fs::read_dir(root.join(&folder)).into_iter().flatten() {
            paths.push(folder.join(entry.context(&cannot)?.file_name()));
        }
    }
    paths
        .into_iter()
        .filter(|path| root.join(path).is_file() && path != Path::new(RECORD))
        .map(|path| {
            let text = fs::read_to_string(root.join(&path));
            let text = text.context(format!("cannot read `{}`", path.display()))?;
            Ok((path, text))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(files: &[(&str, &str)]) -> Files {
        let owned = files
            .iter()
            .map(|(path, text)| (path.into(), (*text).to_owned()));
        owned.collect()
    }

    #[test]
    fn every_stale_file_is_named_with_what_is_wrong() {
        let committed = files(&[("same", "1"), ("old", "1"), ("changed", "1")]);
        let wanted = files(&[("same", "1"), ("changed", "2"), ("new", "1")]);
        let stale = differences(&committed, &wanted);
        let expected = [
            "changed (differs)",
            "new (is missing)",
            "old (nothing generates it)",
        ];
        assert_eq!(stale, expected);
    }

    #[test]
    fn members_are_sorted_and_items_are_not() {
        let document = json!({"b": [2, 1, {"d": 1, "c": 2}], "a": null});
        let text = pretty(document).split_whitespace().collect::<String>();
        assert_eq!(text, r#"{"a":null,"b":[2,1,{"c":2,"d":1}]}"#);
    }

    #[test]
    fn the_protocol_has_every_document() {
        let schema = protocol_schema();
        for name in [
            "Metadata",
            "ConnectorInfo",
            "Call",
            "Step",
            "HttpResponse",
            "Findings",
        ] {
            assert!(!schema["$defs"][name].is_null(), "{name} is missing");
        }
    }
}
