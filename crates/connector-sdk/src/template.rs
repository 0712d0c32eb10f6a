//! The template language: `{{ name }}`, with dotted paths into the payload.

use connector_api::{Payload, PayloadError};

/// Fills the placeholders of a template from the payload.
///
/// A placeholder is `{{`, optional white space, ASCII letters, digits, `_` and `.`, optional white
/// space, `}}`. One whose first name is not in the payload stays as it is; one whose last name is
/// missing becomes nothing. Text that was filled in is not read again.
///
/// # Errors
/// A placeholder that names an object or an array.
pub fn render(template: &str, payload: &Payload) -> Result<String, PayloadError> {
    let mut text = String::with_capacity(template.len());
    for part in parts(template) {
        match part {
            Part::Placeholder { path, .. } if payload.contains(root(path)) => {
                text.push_str(&payload.text(path)?);
            }
            Part::Placeholder { source, .. } | Part::Text(source) => text.push_str(source),
        }
    }
    Ok(text)
}

/// Whether a template has a placeholder for this variable.
pub(crate) fn names_variable(template: &str, variable: &str) -> bool {
    parts(template).any(|part| matches!(part, Part::Placeholder { path, .. } if path == variable))
}

/// A piece of a template.
enum Part<'t> {
    Text(&'t str),
    Placeholder { source: &'t str, path: &'t str },
}

fn parts(template: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        let (part, after) = first_part(rest)?;
        rest = after;
        Some(part)
    })
}

/// Splits a template into its first part and what follows it; `None` when nothing is left.
fn first_part(template: &str) -> Option<(Part<'_>, &str)> {
    if let Some((path, after)) = placeholder(template) {
        let source = template.strip_suffix(after).unwrap_or(template);
        return Some((Part::Placeholder { source, path }, after));
    }
    // At least one character on: in `{{{code}}}` the placeholder begins at the second brace.
    let first = template.chars().next()?.len_utf8();
    let (head, tail) = template.split_at(first);
    let end = tail.find("{{").map_or(template.len(), |at| head.len() + at);
    let (text, after) = template.split_at(end);
    Some((Part::Text(text), after))
}

fn root(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

/// Splits a text that begins with a placeholder into its path and what follows it.
fn placeholder(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix("{{")?.trim_start();
    let end = inner.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'))?;
    let (path, rest) = inner.split_at(end);
    let after = rest.trim_start().strip_prefix("}}")?;
    (!path.is_empty()).then_some((path, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(template: &str, expected: &str) {
        let payload: Payload = serde_json::from_str(
            r#"{"code":"123456","user":{"name":"Ann"},"n":7,"empty":null,"nested":"{{code}}"}"#,
        )
        .unwrap();
        assert_eq!(render(template, &payload).unwrap(), expected, "{template}");
    }

    #[test]
    fn placeholders_are_filled_from_the_payload() {
        check("code {{code}}", "code 123456");
        check("{{ code }}{{\tcode\n}}", "123456123456");
        check("Hi {{user.name}}, {{n}}", "Hi Ann, 7");
    }

    #[test]
    fn an_unknown_root_stays_and_a_missing_leaf_becomes_nothing() {
        check("{{unknown}} {{ unknown.x }}", "{{unknown}} {{ unknown.x }}");
        check("[{{user.age}}][{{code.x}}][{{empty}}]", "[][][]");
    }

    #[test]
    fn what_is_no_placeholder_stays() {
        check(
            "{{}} {{ }} {{co de}} {{code} {code}} {{cöde}}",
            "{{}} {{ }} {{co de}} {{code} {code}} {{cöde}}",
        );
        check("{{{code}}}", "{123456}");
        check("{{{{code}}}}", "{{123456}}");
        check("{{.code}} {{code.}}", "{{.code}} ");
        check("{{", "{{");
    }

    #[test]
    fn filled_in_text_is_not_read_again() {
        check("{{nested}}", "{{code}}");
    }

    #[test]
    fn a_composite_is_an_error_that_names_it() {
        let payload: Payload = serde_json::from_str(r#"{"user":{"name":"Ann"}}"#).unwrap();
        assert_eq!(render("{{user}}", &payload).unwrap_err().variable, "user");
    }

    proptest! {
        #[test]
        fn text_without_braces_comes_out_unchanged(text in "[^{]*") {
            prop_assert_eq!(render(&text, &Payload::with_code("1")).unwrap(), text);
        }

        #[test]
        fn no_template_panics(text in "[{} .a-c\u{e9}\u{1f600}]{0,40}") {
            let _ = render(&text, &Payload::with_code("1"));
        }
    }
}
