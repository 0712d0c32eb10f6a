//! `switchboard connector new`: a connector crate from the template, which is a crate of this workspace
//! that is compiled and tested like any other.

mod manifest;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::cli::output::Output;
use crate::error::Error;
use crate::exit::Exit;

use manifest::Sdk;

/// The name of the connector in the template.
const PLACEHOLDER: &str = "newcomer";

/// The template's files, but for its manifest.
const FILES: [(&str, &str); 4] = [
    (
        "src/lib.rs",
        include_str!("../../../../crates/connector-template/src/lib.rs"),
    ),
    (
        "newcomer.json",
        include_str!("../../../../crates/connector-template/newcomer.json"),
    ),
    (
        "README.md",
        include_str!("../../../../crates/connector-template/README.md"),
    ),
    (".gitignore", "/target\n"),
];

pub(super) fn run(id: &str, out: &Path, sdk: Option<&str>, output: &Output) -> Result<Exit, Error> {
    let name = Name::parse(id)?;
    let sdk = Sdk::parse(sdk)?;
    refuse_used(out)?;
    let cannot_write = |path: PathBuf| move |source| Error::Unwritable { path, source };
    fs::create_dir_all(out.join("src")).map_err(cannot_write(out.to_owned()))?;
    let is_member = manifest::is_inside_workspace(out);
    let mut files = vec![(
        out.join("Cargo.toml"),
        manifest::text(&name.id, &sdk, is_member),
    )];
    for (path, text) in FILES {
        files.push((out.join(name.fill(path)), name.fill(text)));
    }
    for (path, text) in &files {
        fs::write(path, text).map_err(cannot_write(path.clone()))?;
    }
    let library = format!("libconnector_{}.so", name.id.replace('-', "_"));
    let document = json!({ "id": name.id, "folder": out, "library": library });
    output.data(&document, || {
        format!(
            "a connector `{}` is in `{}`; next:\n  cd {}\n  cargo test\n  cargo build --release\n  \
             switchboard connector check target/release/{library}",
            name.id,
            out.display(),
            out.display(),
        )
    });
    Ok(Exit::Ok)
}

fn refuse_used(out: &Path) -> Result<(), Error> {
    let used = fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some()) || out.is_file();
    match used {
        true => Err(Error::Usage(format!(
            "`{}` is there already; name a folder that is not",
            out.display()
        ))),
        false => Ok(()),
    }
}

/// What the connector is called, and its type.
struct Name {
    id: String,
    camel: String,
}

impl Name {
    fn parse(id: &str) -> Result<Self, Error> {
        if !connector_loader::is_valid_id(id) || id.ends_with('-') || id.contains("--") {
            return Err(Error::Usage(format!(
                "`{id}` is no connector id: 1 to 32 lower-case letters, digits and hyphens, starting \
                 with a letter"
            )));
        }
        let camel = id.split('-').map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        });
        Ok(Self {
            id: id.to_owned(),
            camel: camel.collect(),
        })
    }

    /// A text of the template, with this name in it.
    fn fill(&self, text: &str) -> String {
        let library = format!("connector_{}", self.id.replace('-', "_"));
        text.replace("connector_newcomer", &library)
            .replace("Newcomer", &self.camel)
            .replace(PLACEHOLDER, &self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_fills_the_template() {
        let name = Name::parse("acme-2-sms").unwrap();
        assert_eq!(
            name.fill("Newcomer newcomer.json libconnector_newcomer.so"),
            "Acme2Sms acme-2-sms.json libconnector_acme_2_sms.so"
        );
        for (path, text) in FILES {
            let filled = name.fill(text);
            assert!(!filled.to_lowercase().contains(PLACEHOLDER), "{path}");
            // An id may have hyphens, a name in Rust may not.
            let names = filled
                .lines()
                .filter(|line| line.contains("fn ") || line.contains("struct "));
            assert!(path != "src/lib.rs" || names.into_iter().all(|line| !line.contains("acme-2")));
        }
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for id in ["", "Acme", "2acme", "a_b", "a-", "a--b", "../acme"] {
            assert!(Name::parse(id).is_err(), "{id}");
        }
    }
}
