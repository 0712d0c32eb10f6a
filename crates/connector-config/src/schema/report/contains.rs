//! The rule that an array must have an item of some kind: a template for every usage type.

use serde_json::Value;

use super::Report;
use crate::issue::{listed, printable};
use crate::pointer;

impl Report<'_> {
    /// ``has no template for `Generic` ``; none if a suggestion takes care of it.
    pub(super) fn lacking_item(&self, array: &str, keyword: &str) -> Option<String> {
        let tags = match pointer::split_last(keyword) {
            Some((_, step)) if step == "contains" => self.tags(keyword),
            _ => {
                return Some(
                    "does not have the number of items of a kind that the schema asks for"
                        .to_owned(),
                );
            }
        };
        if let [(key, tag)] = tags.as_slice()
            && self.will_contain(array, key, tag)
        {
            return None;
        }
        let tags: Vec<_> = tags
            .iter()
            .map(|(_, tag)| super::wording::option(tag))
            .collect();
        Some(match tags.is_empty() {
            true => "has no item of a kind that the schema asks for".to_owned(),
            false => format!("has no {} for {}", singular(array), listed(&tags, "and")),
        })
    }

    /// The constants by which the item is told from others.
    fn tags(&self, contains: &str) -> Vec<(&str, &Value)> {
        let properties = self
            .schema
            .pointer(contains)
            .and_then(|item| item.get("properties")?.as_object());
        let tags = properties
            .into_iter()
            .flatten()
            .filter_map(|(key, schema)| Some((key.as_str(), schema.get("const")?)));
        // The order of a map is not to be relied on.
        let mut tags: Vec<_> = tags.collect();
        tags.sort_by_key(|(key, _)| *key);
        tags
    }
}

/// What one item of the array is called: a `template` of `templates`.
fn singular(array: &str) -> String {
    let name = pointer::split_last(array)
        .map(|(_, step)| step)
        .unwrap_or_default();
    match (name.strip_suffix("ies"), name.strip_suffix('s')) {
        (Some(stem), _) if !stem.is_empty() => format!("{}y", printable(stem)),
        (_, Some(one)) if !one.is_empty() => printable(one),
        _ => "item".to_owned(),
    }
}
