//! The layer of the file.

use std::path::Path;

use toml::de::DeTable;

use super::{KnownKeys, Layer};
use crate::config::origin::{Origin, Position};
use crate::config::problem::{Complaint, ConfigProblem, masked};
use crate::config::value::{Entry, Value, entries};

/// The values in the text of a file, with relative paths starting at the folder of the file.
///
/// A file with a syntax error gives no values: what follows the error may mean something else than
/// its author thinks.
pub(crate) fn document_layer<'a>(
    file: &'a Path,
    text: &str,
    known: &KnownKeys,
    problems: &mut Vec<ConfigProblem>,
) -> Layer<'a> {
    let mut layer = Layer::in_folder(file.parent().unwrap_or(Path::new("")));
    let place = |offset| Origin::File {
        file: file.to_owned(),
        position: Some(Position::of(offset, text)),
    };
    let (document, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        problems.extend(syntax_problems(&errors, &place));
        return layer;
    }
    for Entry {
        name,
        named_at,
        node,
    } in entries(document.get_ref(), &|span| place(span.start))
    {
        match (known.section(&name), node.value) {
            (Ok(section), Value::Table(entries)) => {
                for Entry {
                    name,
                    named_at,
                    node,
                } in entries
                {
                    match known.key(section, &name) {
                        Ok(key) => layer.set(key, node.value, node.at),
                        Err(complaint) => problems.push(ConfigProblem::new(
                            named_at,
                            format!("{section}.{}", masked(&name)),
                            complaint,
                        )),
                    }
                }
            }
            (Ok(section), other) => {
                let complaint =
                    Complaint::new(format!("expected a section, found {}", other.what()));
                problems.push(ConfigProblem::new(
                    named_at,
                    section,
                    complaint.hint(format!("write [{section}] on a line of its own")),
                ));
            }
            (Err(complaint), _) => {
                problems.push(ConfigProblem::new(named_at, masked(&name), complaint))
            }
        }
    }
    layer
}

/// One problem for each line with a syntax error: further ones on a line are echoes of the first.
fn syntax_problems(
    errors: &[toml::de::Error],
    place: &dyn Fn(usize) -> Origin,
) -> Vec<ConfigProblem> {
    let problem = |error: &toml::de::Error| {
        let at = place(error.span().map_or(0, |span| span.start));
        ConfigProblem::new(at, "", syntax_complaint(error.message()))
    };
    let mut problems: Vec<_> = errors.iter().map(problem).collect();
    problems.sort_by(|a, b| a.reading_order().cmp(&b.reading_order()));
    problems.dedup_by_key(|problem| problem.reading_order().1);
    problems
}

/// The parser's message; the usual slip, a text without quotes, gets advice, because the parser
/// takes an address for a number.
fn syntax_complaint(message: &str) -> Complaint {
    const NO_QUOTES: [&str; 5] = [
        "string values must be quoted",
        "invalid float",
        "invalid integer",
        "invalid boolean",
        "invalid datetime",
    ];
    match message {
        "duplicate key" => Complaint::new("this name is already taken in the same section")
            .hint("keep one of the two"),
        unquoted if NO_QUOTES.iter().any(|slip| unquoted.starts_with(slip)) => {
            Complaint::new("this value is not TOML")
                .hint("put addresses, durations, paths and words in double quotes")
        }
        other => Complaint::new(format!("this is not TOML: {other}")),
    }
}

#[cfg(test)]
mod tests {
    use crate::config::testing::check;

    #[test]
    fn every_line_with_a_syntax_error_is_reported_in_one_sentence() {
        check(
            "[server]\nlisten = 127.0.0.1:8080\n[messages]\ndeadline = 15s\n",
            "switchboard.toml:2:15: this value is not TOML; put addresses, durations, paths and words in double quotes\n\
             switchboard.toml:4:12: this value is not TOML; put addresses, durations, paths and words in double quotes",
        );
        check(
            "[server\n",
            "switchboard.toml:1:8: this is not TOML: unclosed table, expected `]`",
        );
    }

    #[test]
    fn a_key_or_a_section_given_twice_is_refused() {
        let taken = "this name is already taken in the same section; keep one of the two";
        check(
            "[messages]\ndeadline = \"1s\"\ndeadline = \"2s\"\n",
            &format!("switchboard.toml:3:1: {taken}"),
        );
        check(
            "[messages]\n[messages]\n",
            &format!("switchboard.toml:2:2: {taken}"),
        );
    }

    #[test]
    fn unknown_names_are_reported_where_they_stand() {
        check(
            "listen = \"127.0.0.1:1\"\n[massages]\ndeadline = \"1s\"\n[messages]\nretries = 2\n",
            "switchboard.toml:1:1: listen: keys belong to sections; write it under [server]\n\
             switchboard.toml:2:2: massages: unknown section; did you mean [messages]?\n\
             switchboard.toml:5:1: messages.retries: unknown key; \
             the keys of [messages] are deadline, max_in_flight, default_region, on_unknown, retention",
        );
    }

    #[test]
    fn a_section_must_be_a_table() {
        check(
            "[[server]]\nlisten = \"127.0.0.1:1\"\n",
            "switchboard.toml:1:3: server: expected a section, found an array; write [server] on a line of its own",
        );
    }
}
