//! The table that sends requests for one origin to another.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Value as Json, json};

use super::http_origin::{HttpOrigin, is_bare, parse_http_url};
use super::node::{Entry, Node, Value};
use super::notation::inline_table;
use super::setting::{Setting, TextSetting, mismatch};
use crate::config::origin::Origin;
use crate::config::problem::{Complaint, ConfigProblem, masked, quoted};

/// Where requests for an origin go instead: another origin, and a prefix for their path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RewriteTarget {
    /// The origin to send to.
    pub(crate) origin: HttpOrigin,
    /// What comes before the path of the request: empty, or `/` and more without a `/` at the end.
    pub(crate) prefix: String,
}

impl fmt::Display for RewriteTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.prefix)
    }
}

impl TextSetting for RewriteTarget {
    const EXPECTED: &'static str =
        "an origin with an optional prefix such as \"http://127.0.0.1:4010/twilio\"";

    fn parse(text: &str) -> Result<Self, Complaint> {
        let url = parse_http_url(text)?;
        let target = Self {
            origin: HttpOrigin::of(&url),
            prefix: url.path().trim_end_matches('/').to_owned(),
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
        match is_bare(&url) && target.prefix.chars().all(plain) && !target.prefix.contains("//") {
            true => Ok(target),
            false => {
                let fault = format!("{} has more than an origin and a path prefix", quoted(text));
                Err(Complaint::new(fault).hint("remove user, query, fragment and punctuation"))
            }
        }
    }

    fn to_text(&self) -> String {
        self.to_string()
    }
}

impl Setting for BTreeMap<HttpOrigin, RewriteTarget> {
    const EXPECTED: &'static str =
        "a table such as { \"https://api.twilio.com\" = \"http://127.0.0.1:4010\" }";

    fn schema() -> Json {
        json!({
            "type": "object",
            "propertyNames": { "pattern": "^https?://[^/?#@]+/?$" },
            "additionalProperties": { "type": "string", "pattern": "^https?://[^?#@]+$" },
        })
    }

    fn to_json(&self) -> Json {
        self.iter()
            .map(|(from, to)| (from.to_string(), Json::from(to.to_string())))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }

    fn parse_node(node: &Node, key: &str, problems: &mut Vec<ConfigProblem>) -> Option<Self> {
        let Value::Table(entries) = &node.value else {
            problems.push(ConfigProblem::new(
                node.at.clone(),
                key,
                mismatch::<Self>(&node.value),
            ));
            return None;
        };
        let before = problems.len();
        let mut rewrites = Self::new();
        for Entry {
            name,
            named_at,
            node,
        } in entries
        {
            let entry_key = format!("{key}.{}", quoted(name));
            let target = RewriteTarget::parse_node(node, &entry_key, problems);
            let added = HttpOrigin::parse(name).and_then(|from| match target {
                Some(target) => add(&mut rewrites, from, target),
                None => Ok(()),
            });
            if let Err(complaint) = added {
                problems.push(ConfigProblem::new(named_at.clone(), entry_key, complaint));
            }
        }
        (problems.len() == before).then_some(rewrites)
    }

    fn value_of_variable(text: &str, at: &Origin) -> Value {
        inline_table(text, at).unwrap_or_else(|| Value::Text(masked(text)))
    }
}

/// Adds a rewrite that changes something and has no rival.
fn add(
    rewrites: &mut BTreeMap<HttpOrigin, RewriteTarget>,
    from: HttpOrigin,
    to: RewriteTarget,
) -> Result<(), Complaint> {
    if to.origin == from && to.prefix.is_empty() {
        return Err(Complaint::new("is rewritten to itself").hint("remove it"));
    }
    match rewrites.insert(from, to) {
        None => Ok(()),
        Some(_) => {
            Err(Complaint::new("is the same origin as another entry").hint("keep one of the two"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<(&str, &str), &str>) {
        let parsed = RewriteTarget::parse(text);
        let outcome = parsed
            .as_ref()
            .map(|to| (to.origin.as_str(), to.prefix.as_str()));
        assert_eq!(
            outcome.map_err(|complaint| complaint.message.as_str()),
            expected
        );
    }

    #[test]
    fn a_target_is_an_origin_and_a_prefix_without_a_slash_at_its_end() {
        check("http://127.0.0.1:4010", Ok(("http://127.0.0.1:4010", "")));
        check("http://127.0.0.1:4010/", Ok(("http://127.0.0.1:4010", "")));
        check(
            "https://EU.example/a/b/",
            Ok(("https://eu.example", "/a/b")),
        );
    }

    #[test]
    fn anything_behind_the_prefix_is_refused() {
        check(
            "http://h/a?x=1",
            Err("\"http://h/a?x=1\" has more than an origin and a path prefix"),
        );
        check(
            "http://h/a#x",
            Err("\"http://h/a#x\" has more than an origin and a path prefix"),
        );
        check(
            "http://h/a,",
            Err("\"http://h/a,\" has more than an origin and a path prefix"),
        );
        check(
            "http://h//a",
            Err("\"http://h//a\" has more than an origin and a path prefix"),
        );
        check(
            "http://u:p@h/a",
            Err("\"http://***@h/a\" has more than an origin and a path prefix"),
        );
        check(
            "http://h/a b",
            Err("\"http://h/a b\" has a blank or a backslash in it"),
        );
    }
}
