//! Tables for people.

use std::fmt;

use comfy_table::presets::NOTHING;

/// Rows under headings, aligned by spaces.
pub(super) struct Table(comfy_table::Table);

impl Table {
    pub(super) fn new(headings: &[&str]) -> Self {
        let mut table = comfy_table::Table::new();
        table.load_style(NOTHING).set_header(headings);
        Self(table)
    }

    pub(super) fn row(&mut self, cells: &[&str]) {
        self.0.add_row(cells);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in self.0.lines() {
            writeln!(f, "{}", line.trim())?;
        }
        Ok(())
    }
}
