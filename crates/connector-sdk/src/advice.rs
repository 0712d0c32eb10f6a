//! What an operator should know about a text before it is sent a million times.

use connector_api::{Finding, Payload};

use crate::segments::{Encoding, segments};
use crate::template::{names_variable, render};

/// A code of the usual length, to measure texts with.
const USUAL_CODE: &str = "123456";

/// What is worth knowing about one text, at its place in the config.
pub(crate) fn advise(pointer: &str, content: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut note = |message: String| findings.push(Finding::at(pointer, message));
    if !names_variable(content, "code") {
        note("has no `{{code}}`: the person gets no passcode".to_owned());
    }
    let text = render(content, &Payload::with_code(USUAL_CODE)).unwrap_or_default();
    let measured = segments(&text);
    if measured.count > 1 {
        note(format!(
            "takes {} segments, and each is billed",
            measured.count
        ));
    }
    if let Encoding::Ucs2 { because_of } = measured.encoding
        && is_alone(&text, because_of)
    {
        note(format!(
            "holds {because_of:?} (U+{:04X}), which the GSM alphabet does not have: a segment then \
             has 70 characters in place of 160",
            u32::from(because_of)
        ));
    }
    if let Some(line) = malformed_domain_line(content) {
        note(format!(
            "ends in `{line}`, which browsers do not read; a domain-bound code ends in \
             `@example.com #{{{{code}}}}`"
        ));
    }
    findings
}

/// Whether one character alone makes the text expensive. A text in another script has no choice.
fn is_alone(text: &str, because_of: char) -> bool {
    let without: String = text.chars().filter(|c| *c != because_of).collect();
    segments(&without).encoding == Encoding::Gsm7
}

/// The last line, if it means to bind the code to a domain and does not.
///
/// Reference: <https://wicg.github.io/sms-one-time-codes/>
fn malformed_domain_line(content: &str) -> Option<&str> {
    let line = content.lines().last()?;
    let means_it = line.trim_start().starts_with('@') && line.contains('#');
    (means_it && !is_domain_line(line)).then_some(line)
}

/// `@example.com #{{code}}`, and nothing else but an embedded domain after it.
fn is_domain_line(line: &str) -> bool {
    let is_domain = |text: &str| {
        text.contains('.')
            && !text.starts_with(['.', '-'])
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
    };
    let mut words = line.split(' ');
    let (Some(domain), Some(code)) = (words.next(), words.next()) else {
        return false;
    };
    let embedded = words.next();
    domain.strip_prefix('@').is_some_and(is_domain)
        && code.strip_prefix('#') == Some("{{code}}")
        && embedded.is_none_or(|word| word.strip_prefix('@').is_some_and(is_domain))
        && words.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content: &str, expected: &[&str]) {
        let findings = advise("/templates/0/content", content);
        let messages: Vec<_> = findings
            .iter()
            .map(|finding| finding.message.as_str())
            .collect();
        assert_eq!(messages.len(), expected.len(), "{content}: {messages:?}");
        for (message, expected) in messages.iter().zip(expected) {
            assert!(message.contains(expected), "{message}");
        }
    }

    #[test]
    fn an_ordinary_text_needs_no_advice() {
        check("Your code is {{ code }}.", &[]);
        check("Ваш код {{code}}", &[]);
        check("Your code is {{code}}.\n\n@example.com #{{code}}", &[]);
        check("{{code}}\n@top.example #{{code}} @embedded.example", &[]);
    }

    #[test]
    fn a_text_without_the_code_is_pointed_out() {
        check("Your code is {code}.", &["has no `{{code}}`"]);
        check("Hello {{ codes }}", &["has no `{{code}}`"]);
    }

    #[test]
    fn one_character_that_makes_a_text_expensive_is_named() {
        check("Here’s your code: {{code}}", &["'’' (U+2019)"]);
    }

    #[test]
    fn a_text_of_several_segments_is_pointed_out() {
        check(
            &format!("{{{{code}}}} {}", "a".repeat(160)),
            &["takes 2 segments"],
        );
    }

    #[test]
    fn a_malformed_domain_line_is_pointed_out() {
        for line in [
            "@example #{{code}}",
            "@example.com#{{code}}",
            "@example.com  #{{code}}",
            "@example.com # {{code}}",
        ] {
            check(
                &format!("Code {{{{code}}}}\n{line}"),
                &["which browsers do not read"],
            );
        }
    }
}
