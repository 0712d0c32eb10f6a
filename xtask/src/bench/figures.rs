//! What was measured: groups of rows of named numbers.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use crate::chore::{Chore, Context};

/// Numbers by group, row and name, in the order in which they were measured.
#[derive(Debug, Default)]
pub(super) struct Figures {
    groups: Vec<Group>,
}

#[derive(Debug)]
struct Group {
    name: String,
    rows: Vec<(String, Vec<(String, f64)>)>,
}

impl Figures {
    /// Adds a row.
    pub(super) fn add(&mut self, group: &str, row: &str, values: &[(&str, f64)]) {
        let values = values
            .iter()
            .map(|(name, value)| ((*name).to_owned(), *value));
        let row = (row.to_owned(), values.collect());
        match self.groups.iter_mut().find(|known| known.name == group) {
            Some(group) => group.rows.push(row),
            None => self.groups.push(Group {
                name: group.to_owned(),
                rows: vec![row],
            }),
        }
    }

    /// A number that was measured before, for ratios.
    pub(super) fn get(&self, group: &str, row: &str, name: &str) -> Option<f64> {
        let group = self.groups.iter().find(|known| known.name == group)?;
        let (_, values) = group.rows.iter().find(|(known, _)| known == row)?;
        values
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| *value)
    }

    pub(super) fn read(path: &Path) -> Chore<Self> {
        let what = format!("`{}` has no figures", path.display());
        let text = fs::read_to_string(path).context(&what)?;
        let groups: BTreeMap<String, BTreeMap<String, BTreeMap<String, f64>>> =
            serde_json::from_str(&text).context(&what)?;
        let mut figures = Self::default();
        for (group, rows) in groups {
            for (row, values) in rows {
                let values: Vec<(&str, f64)> = values
                    .iter()
                    .map(|(name, value)| (name.as_str(), *value))
                    .collect();
                figures.add(&group, &row, &values);
            }
        }
        Ok(figures)
    }

    pub(super) fn to_json(&self) -> String {
        let row = |(name, values): &(String, Vec<(String, f64)>)| {
            let values = values
                .iter()
                .map(|(name, value)| (name.clone(), Value::from(*value)));
            (name.clone(), Value::Object(values.collect::<Map<_, _>>()))
        };
        let groups = self.groups.iter().map(|group| {
            let rows = group.rows.iter().map(row).collect::<Map<_, _>>();
            (group.name.clone(), Value::Object(rows))
        });
        format!("{:#}\n", Value::Object(groups.collect::<Map<_, _>>()))
    }

    /// A table per group; with `before`, each number as a part of the one it was.
    pub(super) fn to_tables(&self, before: Option<&Self>) -> String {
        let mut text = String::new();
        for group in &self.groups {
            text += &format!("\n{}\n", group.name);
            for (row, values) in &group.rows {
                let cells = values.iter().map(|(name, value)| {
                    let was = before.and_then(|before| before.get(&group.name, row, name));
                    let change = was.filter(|was| *was != 0.0);
                    let change = change.map(|was| format!(" (x{:.2})", value / was));
                    format!("{name} {}{}", number(*value), change.unwrap_or_default())
                });
                let cells: Vec<String> = cells.collect();
                text += &format!("  {row:<44} {}\n", cells.join("   "));
            }
        }
        text
    }
}

/// Three digits that matter, or none after the point.
fn number(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        large if large >= 100.0 => format!("{value:.0}"),
        middle if middle >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_survive_a_file_and_are_compared() {
        let mut figures = Figures::default();
        figures.add(
            "service",
            "64 clients",
            &[("messages/s", 6000.0), ("p99 ms", 15.25)],
        );
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("figures.json");
        fs::write(&path, figures.to_json()).unwrap();
        let before = Figures::read(&path).unwrap();
        figures.add("service", "256 clients", &[("messages/s", 0.5)]);
        let tables = figures.to_tables(Some(&before));
        assert!(
            tables.contains("messages/s 6000 (x1.00)   p99 ms 15.2 (x1.00)"),
            "{tables}"
        );
        assert!(tables.contains("messages/s 0.500\n"), "{tables}");
    }
}
