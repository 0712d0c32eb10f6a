//! The documented sample: every key with what it means and its default.
//!
//! `sample.toml` beside this file is what [`sample`] gives, committed to be read.

use serde_json::Value as Json;

use super::Config;
use super::section::{KeyFacts, SectionFacts};
use super::value::{to_toml, to_toml_entry};

/// A file that sets every key to its default; keys without one are comments that show an example.
pub(crate) fn sample() -> String {
    let mut sample = String::from(
        "# Configuration of the Switchboard host. Every key is optional and shown with its default;\n\
         # a key without a default is commented out and shown with an example.\n\
         # Relative paths start at the folder of this file. A key can also be set by the variable\n\
         # SWITCHBOARD__SECTION__KEY, which wins over this file.\n",
    );
    for section in Config::facts() {
        sample.push_str(&section_text(&section));
    }
    sample
}

/// A section with its keys. Tables come last, because what follows their header belongs to them.
fn section_text(section: &SectionFacts) -> String {
    let (tables, plain): (Vec<_>, Vec<_>) =
        section.keys.iter().partition(|key| key.default.is_object());
    let mut text = format!("\n{}[{}]\n", comment(section.doc.lines()), section.name);
    for key in plain {
        text.push_str(&format!("\n{}{}", comment(key.doc.lines()), key_text(key)));
    }
    for key in tables {
        let header = format!("[{}.{}]\n", section.name, key.name);
        text.push_str(&format!(
            "\n{}{header}{}",
            comment(key.doc.lines()),
            table_text(&key.example)
        ));
    }
    text
}

fn key_text(key: &KeyFacts) -> String {
    match &key.default {
        Json::Null => format!("# {}\n", to_toml_entry(key.name, &key.example)),
        Json::Array(items) if items.is_empty() => format!(
            "{} = []  # for example {}\n",
            key.name,
            to_toml(&key.example)
        ),
        default => format!("{}\n", to_toml_entry(key.name, default)),
    }
}

fn table_text(example: &Json) -> String {
    let entries = example.as_object().into_iter().flatten();
    entries
        .map(|(name, value)| format!("# {}\n", to_toml_entry(name, value)))
        .collect()
}

fn comment(lines: impl Iterator<Item = &'static str>) -> String {
    lines.map(|line| format!("# {line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::{check, loaded};

    #[test]
    fn the_sample_is_the_default_config() {
        assert_eq!(loaded(&sample(), &[]).config, Config::default());
    }

    #[test]
    fn the_sample_shows_every_key() {
        for section in Config::facts() {
            for key in &section.keys {
                let shown = |line: &str| {
                    line.trim_start_matches("# ")
                        .starts_with(&format!("{} = ", key.name))
                };
                let header = format!("[{}.{}]", section.name, key.name);
                assert!(
                    section_text(&section)
                        .lines()
                        .any(|line| shown(line) || line == header),
                    "{} is missing",
                    key.name
                );
            }
        }
    }

    #[test]
    fn every_example_is_accepted() {
        for section in Config::facts() {
            let lines = section
                .keys
                .iter()
                .map(|key| to_toml_entry(key.name, &key.example));
            let lines = lines.collect::<Vec<_>>().join("\n");
            check(&format!("[{}]\n{lines}\n", section.name), "ok");
        }
    }

    /// Run with `UPDATE_SAMPLE=1` to write the file anew.
    #[test]
    fn the_committed_sample_is_current() {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/config/sample.toml");
        if std::env::var_os("UPDATE_SAMPLE").is_some() {
            std::fs::write(&file, sample()).unwrap();
        }
        assert_eq!(
            include_str!("sample.toml"),
            sample(),
            "sample.toml is stale: run this test with UPDATE_SAMPLE=1, then again"
        );
    }
}
