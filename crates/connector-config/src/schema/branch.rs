//! Which alternative of an `anyOf` or `oneOf` the operator meant.
//!
//! "Is not valid under any of the schemas" helps nobody. The alternative that fits best is
//! chosen, first by type, then by tag, then by the keys that are there, and its objections are
//! reported as if there were no other.

use serde_json::Value;

use super::violation::{Rule, Violation};
use crate::pointer;

/// Replaces every "no alternative fits" by what it comes down to.
pub(super) fn flattened(violations: Vec<Violation>, schema: &Value) -> Vec<Violation> {
    let mut flat = Vec::with_capacity(violations.len());
    for Violation {
        pointer,
        keyword,
        rule,
    } in violations
    {
        match rule {
            Rule::NoAlternative(alternatives) => {
                let alternatives = alternatives
                    .into_iter()
                    .map(|one| flattened(one, schema))
                    .collect();
                flat.extend(best(&pointer, &keyword, alternatives, schema));
            }
            rule => flat.push(Violation {
                pointer,
                keyword,
                rule,
            }),
        }
    }
    flat
}

/// The objections of the best alternative, or one that sums up several.
fn best(
    pointer: &str,
    keyword: &str,
    alternatives: Vec<Vec<Violation>>,
    schema: &Value,
) -> Vec<Violation> {
    let summary = |rule| {
        vec![Violation {
            pointer: pointer.to_owned(),
            keyword: keyword.to_owned(),
            rule,
        }]
    };

    let (of_type, others): (Vec<_>, Vec<_>) = alternatives
        .into_iter()
        .partition(|one| types(one, pointer).is_none());
    if of_type.is_empty() {
        let mut expected: Vec<_> = others
            .iter()
            .filter_map(|one| types(one, pointer))
            .flatten()
            .copied()
            .collect();
        expected.dedup();
        return summary(Rule::Type(expected));
    }
    let (tagged, mistagged): (Vec<_>, Vec<_>) = of_type
        .into_iter()
        .partition(|one| tag(one, pointer).is_none());
    if tagged.is_empty() {
        return untagged(pointer, keyword, mistagged);
    }
    if let Some(groups) = only_missing(&tagged, pointer) {
        let mut begun = tagged.iter().filter(|one| has_begun(one, schema));
        return match (tagged.as_slice(), begun.next(), begun.next()) {
            ([only], ..) | (_, Some(only), None) => only.clone(),
            _ => summary(Rule::NeedsOneOf(groups)),
        };
    }
    tagged
        .into_iter()
        .min_by_key(|one| cost(one, pointer))
        .unwrap_or_default()
}

/// The types that an alternative wants here, if that is what it objects to.
fn types<'v>(alternative: &'v [Violation], pointer: &str) -> Option<&'v [&'static str]> {
    alternative
        .iter()
        .find_map(|violation| match &violation.rule {
            Rule::Type(expected) if violation.pointer == pointer => Some(expected.as_slice()),
            _ => None,
        })
}

/// Where an alternative wants another constant: the value itself, or a key of it that tells
/// alternatives apart.
fn tag<'v>(alternative: &'v [Violation], pointer: &str) -> Option<(&'v str, &'v [Value])> {
    alternative
        .iter()
        .find_map(|violation| match &violation.rule {
            Rule::OneOf(options) => {
                let parent = pointer::split_last(&violation.pointer).map(|(parent, _)| parent);
                let tags =
                    violation.pointer == pointer || (parent == Some(pointer) && options.len() == 1);
                tags.then_some((violation.pointer.as_str(), options.as_slice()))
            }
            _ => None,
        })
}

/// Every alternative wants another constant. If they want it at the same place, it is one choice.
fn untagged(pointer: &str, keyword: &str, alternatives: Vec<Vec<Violation>>) -> Vec<Violation> {
    let tags: Vec<_> = alternatives
        .iter()
        .filter_map(|one| tag(one, pointer))
        .collect();
    match tags.first() {
        Some((place, _)) if tags.iter().all(|(other, _)| other == place) => vec![Violation {
            pointer: (*place).to_owned(),
            keyword: keyword.to_owned(),
            rule: Rule::OneOf(
                tags.iter()
                    .flat_map(|(_, options)| options.iter().cloned())
                    .collect(),
            ),
        }],
        _ => alternatives
            .into_iter()
            .min_by_key(|one| cost(one, pointer))
            .unwrap_or_default(),
    }
}

/// What each alternative lacks, if missing keys are all that is wrong with each.
fn only_missing(alternatives: &[Vec<Violation>], pointer: &str) -> Option<Vec<Vec<String>>> {
    let missing = |violation: &Violation| match &violation.rule {
        Rule::Missing(key) if violation.pointer == pointer => Some(key.clone()),
        _ => None,
    };
    alternatives
        .iter()
        .map(|one| one.iter().map(missing).collect())
        .collect()
}

/// Whether some of the keys that an alternative requires are there already.
fn has_begun(alternative: &[Violation], schema: &Value) -> bool {
    let required = alternative
        .first()
        .and_then(|first| schema.pointer(&first.keyword)?.as_array());
    required.is_some_and(|required| required.len() > alternative.len())
}

/// How much of an alternative is not there; fewer objections decide between equals.
fn cost(alternative: &[Violation], pointer: &str) -> (usize, usize) {
    let here = alternative
        .iter()
        .filter(|violation| violation.pointer == pointer);
    let amiss = here.map(|violation| match &violation.rule {
        Rule::UnknownKeys(keys) => keys.len(),
        _ => 1,
    });
    (amiss.sum(), alternative.len())
}
