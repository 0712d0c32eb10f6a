//! From objections to a report: what to say, where, and what not to say twice.

mod contains;
mod correction;
mod keys;

use std::collections::HashSet;

use serde_json::Value;

use super::outline::Outline;
use super::violation::{Rule, Violation};
use super::{SCHEMA_KEY, branch, suggest, wording};
use crate::issue::quoted;
use crate::{ConfigIssue, Document, pointer, secret};
use correction::Correction;

/// One config under one schema.
pub(super) struct Report<'a> {
    schema: &'a Value,
    document: &'a Document,
    config: &'a Value,
    corrections: Vec<Correction>,
}

impl<'a> Report<'a> {
    pub(super) fn new(schema: &'a Value, document: &'a Document, config: &'a Value) -> Self {
        Self {
            schema,
            document,
            config,
            corrections: Vec::new(),
        }
    }

    /// What the operator is told, in no particular order.
    pub(super) fn issues(mut self, violations: Vec<Violation>) -> Vec<ConfigIssue> {
        let first = violations
            .first()
            .map(|violation| violation.pointer.clone());
        let misused = secret::misused(self.document, self.config, &Outline::root(self.schema));
        let violations = self.distinct(branch::flattened(violations, self.schema), &misused);

        let mut issues = Vec::new();
        let mut unknown = Vec::new();
        for violation in &violations {
            match &violation.rule {
                Rule::UnknownKeys(keys) => {
                    let keys = self.refused(violation, keys, &violations);
                    unknown.extend(
                        keys.iter()
                            .map(|key| pointer::join(&violation.pointer, key)),
                    );
                    issues.extend(self.unknown_keys(&violation.pointer, &keys));
                }
                Rule::OneOf(options) => issues.push(self.not_one_of(&violation.pointer, options)),
                _ => {}
            }
        }
        // Only now is it known which of the other mistakes the suggestions take care of.
        issues.extend(
            violations
                .iter()
                .filter_map(|violation| self.issue(violation)),
        );
        let known = |issue: &ConfigIssue| {
            !unknown
                .iter()
                .any(|key| pointer::is_within(&issue.pointer, key))
        };
        issues.extend(misused.into_iter().filter(known));
        // Whatever was left out above as said already: an invalid config is never called valid.
        if let (Some(pointer), true) = (first, issues.is_empty()) {
            issues.push(self.document.issue(&pointer, "does not satisfy the schema"));
        }
        issues
    }

    /// One objection per text or number, the most basic one; and none about values that are
    /// already found to misuse a secret reference.
    fn distinct(&self, mut violations: Vec<Violation>, misused: &[ConfigIssue]) -> Vec<Violation> {
        violations.retain(|one| {
            !misused
                .iter()
                .any(|issue| pointer::is_within(&one.pointer, &issue.pointer))
        });
        violations.sort_by_key(|violation| match violation.rule {
            Rule::Type(_) => 0,
            Rule::OneOf(_) => 1,
            Rule::Plain(_) => 2,
            Rule::Format(_) => 3,
            _ => 4,
        });
        let mut mistyped = HashSet::new();
        let mut judged = HashSet::new();
        violations.retain(|Violation { pointer, rule, .. }| {
            let is_container = matches!(self.value(pointer), Value::Object(_) | Value::Array(_));
            let first =
                judged.insert(pointer.clone()) || (is_container && !mistyped.contains(pointer));
            if matches!(rule, Rule::Type(_)) {
                mistyped.insert(pointer.clone());
            }
            first
        });
        violations
    }

    /// `unevaluatedProperties` also names keys that it would know if their values were right.
    fn refused(&self, violation: &Violation, keys: &[String], all: &[Violation]) -> Vec<String> {
        let explained = all.iter().any(|one| {
            let other = !matches!(one.rule, Rule::UnknownKeys(_));
            other && pointer::is_within(&one.pointer, &violation.pointer)
        });
        if !explained || !violation.keyword.ends_with("/unevaluatedProperties") {
            return keys.to_vec();
        }
        let known = self.outline(&violation.pointer).keys();
        keys.iter()
            .filter(|key| !known.contains(&key.as_str()))
            .cloned()
            .collect()
    }

    fn unknown_keys(&mut self, object: &str, keys: &[String]) -> Vec<ConfigIssue> {
        let mut known = self.outline(object).keys();
        if object.is_empty() {
            known.push(SCHEMA_KEY);
        }
        known.retain(|key| self.value(object).get(key).is_none());
        let issue = |key: &String| {
            let mut issue = self.document.key_issue(
                &pointer::join(object, key),
                format!("unknown key {}", quoted(key)),
            );
            if let Some(meant) = suggest::closest(key, known.iter().copied()) {
                issue.suggestion = Some(suggest::did_you_mean(meant));
                self.corrections.push(Correction::key(object, key, meant));
            }
            issue
        };
        keys.iter().map(issue).collect()
    }

    fn not_one_of(&mut self, pointer: &str, options: &[Value]) -> ConfigIssue {
        let mut issue = self.document.issue(pointer, wording::one_of(options));
        // A suggestion would tell something about the value.
        let written = self
            .value(pointer)
            .as_str()
            .filter(|_| !self.outline(pointer).is_secret());
        let options = options.iter().filter_map(Value::as_str);
        if let Some(meant) = written.and_then(|written| suggest::closest(written, options)) {
            issue.suggestion = Some(suggest::did_you_mean(meant));
            self.corrections.push(Correction::value(pointer, meant));
        }
        issue
    }

    /// The issue of any other rule; none if a suggestion takes care of it.
    fn issue(&self, violation: &Violation) -> Option<ConfigIssue> {
        let (pointer, keyword) = (&violation.pointer, &violation.keyword);
        let issue = |message| self.document.issue(pointer, message);
        Some(match &violation.rule {
            Rule::UnknownKeys(_) | Rule::OneOf(_) | Rule::NoAlternative(_) => return None,
            Rule::Missing(key) if self.is_meant(pointer, key) => return None,
            Rule::Missing(key) => issue(self.missing(pointer, keyword, key)),
            Rule::NeedsOneOf(groups)
                if groups
                    .iter()
                    .flatten()
                    .any(|key| self.is_meant(pointer, key)) =>
            {
                return None;
            }
            Rule::NeedsOneOf(groups) => issue(wording::needs_one_of(groups)),
            Rule::Contains => issue(self.lacking_item(pointer, keyword)?),
            Rule::Type(expected) => {
                let value = self.value(pointer);
                let mut issue = issue(wording::wrong_type(expected, value));
                let hint = wording::quotes_hint(expected, value)
                    .filter(|_| !value.is_string() || !self.outline(pointer).is_secret());
                issue.suggestion = hint.map(str::to_owned);
                if value.is_object() && self.outline(pointer).accepts_reference() {
                    issue.suggestion = Some(secret::how_to_refer());
                }
                issue
            }
            Rule::Pattern(pattern) => self.with_example(issue(wording::pattern(pattern))),
            Rule::Format(format) => self.with_example(issue(wording::format(format))),
            Rule::SeveralAlternatives(fitting) => issue(self.too_many(keyword, fitting)),
            Rule::Not => issue(self.ruled_out(keyword)),
            Rule::Key { key, sentence } => self.document.key_issue(
                &pointer::join(pointer, key),
                format!("key {} {sentence}", quoted(key)),
            ),
            Rule::Plain(sentence) => issue(sentence.clone()),
        })
    }

    fn with_example(&self, mut issue: ConfigIssue) -> ConfigIssue {
        let outline = self.outline(&issue.pointer);
        let example = outline.example().filter(|_| !outline.is_secret());
        issue.suggestion = example.map(|example| format!("for example {}", quoted(example)));
        issue
    }

    fn outline(&self, pointer: &str) -> Outline<'a> {
        Outline::fitting(self.schema, self.config, pointer)
    }

    fn value(&self, pointer: &str) -> &'a Value {
        self.config.pointer(pointer).unwrap_or(&Value::Null)
    }
}
