//! JSON pointers (RFC 6901) as text: appending a step, taking one apart.

use std::borrow::Cow;

use serde_json::Value;

/// The pointer to a key or an index below `pointer`.
pub(crate) fn join(pointer: &str, step: &str) -> String {
    let mut joined = String::with_capacity(pointer.len() + step.len() + 1);
    joined.push_str(pointer);
    joined.push('/');
    joined.push_str(&step.replace('~', "~0").replace('/', "~1"));
    joined
}

/// The pointer to the parent, and the last step as it is written in the document.
pub(crate) fn split_last(pointer: &str) -> Option<(&str, Cow<'_, str>)> {
    let (parent, step) = pointer.rsplit_once('/')?;
    Some((parent, unescaped(step)))
}

/// The steps from the root, as they are written in the document.
pub(crate) fn steps(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    pointer.split('/').skip(1).map(unescaped)
}

/// Whether `pointer` is `ancestor` or lies below it.
pub(crate) fn is_within(pointer: &str, ancestor: &str) -> bool {
    pointer
        .strip_prefix(ancestor)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The members of a value by step: the entries of an object, the items of an array.
pub(crate) fn members(value: &Value) -> Vec<(Cow<'_, str>, &Value)> {
    match value {
        Value::Object(object) => object.iter().map(|(k, v)| (k.into(), v)).collect(),
        Value::Array(items) => (0..)
            .map(|i: usize| i.to_string().into())
            .zip(items)
            .collect(),
        _ => Vec::new(),
    }
}

fn unescaped(step: &str) -> Cow<'_, str> {
    match step.contains('~') {
        true => step.replace("~1", "/").replace("~0", "~").into(),
        false => step.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_survives_the_way_there_and_back() {
        let pointer = join("/a", "x/y~z~1");
        assert_eq!(pointer, "/a/x~1y~0z~01");
        assert_eq!(split_last(&pointer), Some(("/a", "x/y~z~1".into())));
        assert_eq!(steps(&pointer).collect::<Vec<_>>(), ["a", "x/y~z~1"]);
        assert_eq!(steps("").count(), 0);
    }

    #[test]
    fn within_is_about_whole_steps() {
        assert!(is_within("/a/b", "/a") && is_within("/a", "/a") && is_within("/a", ""));
        assert!(!is_within("/ab", "/a"));
    }
}
