//! What is read is JSON, as RFC 8259 has it, and nothing else.

use connector_config::Document;

#[track_caller]
fn refused(text: &str, expected: &str) {
    let issues = Document::parse(text).expect_err(text);
    let [issue] = issues.as_slice() else {
        panic!("{issues:?}")
    };
    let found = format!("{}:{} {}", issue.line, issue.column, issue.message);
    assert_eq!(found, expected, "{text}");
    assert_eq!(issue.pointer, "");
}

#[test]
fn what_is_not_an_object_is_refused() {
    refused("", "1:1 is empty; a JSON object is needed");
    refused(" \n ", "1:1 is empty; a JSON object is needed");
    refused(" [1]", "1:2 must be a JSON object");
    refused("5", "1:1 must be a JSON object");
    refused("null", "1:1 must be a JSON object");
    refused("{} {}", "1:4 nothing may follow the end of the JSON object");
    refused("{}\0", "1:3 unexpected character");
}

#[test]
fn brackets_quotes_commas_and_colons_are_needed() {
    refused("{\n", "1:1 this object is never closed with `}`");
    refused(r#"{"a": [1"#, "1:7 this array is never closed with `]`");
    refused(r#"{"a": [1}}"#, "1:9 unexpected `}`");
    refused("}", "1:1 unexpected `}`");
    refused(r#"{"a": "x"#, "1:7 this string is never closed with `\"`");
    refused(
        "{\"a\": \"x,\n \"b\": 1}",
        "1:7 this string is never closed with `\"`",
    );
    refused(r#"{"a": 1 "b": 2}"#, "1:8 a comma is missing here");
    refused(r#"{"a": [1 2]}"#, "1:9 a comma is missing here");
    refused(r#"{"a" 1}"#, "1:6 a colon is missing after the key");
    refused(r#"{"a":}"#, "1:6 unexpected `}`");
}

#[test]
fn comments_and_commas_at_the_end_are_refused() {
    refused("{} // c", "1:4 comments are not allowed");
    refused("/* \" */ {}", "1:1 comments are not allowed");
    refused("{ # c\n}", "1:3 unexpected character");
    refused(
        r#"{"a": 1,}"#,
        "1:8 a comma after the last entry is not allowed",
    );
    refused(
        r#"{"a": [1,]}"#,
        "1:9 a comma after the last entry is not allowed",
    );
}

#[test]
fn loose_words_and_quotes_are_refused() {
    const WORD: &str = "a value is `true`, `false`, `null`, a number, or text in double quotes";
    for word in ["NaN", "Infinity", "True", "undefined", "tru", "yes"] {
        refused(&format!("{{\"a\": {word}}}"), &format!("1:7 {WORD}"));
    }
    refused("{\"a\": yes \n}", &format!("1:7 {WORD}"));
    refused("{\"a\": 'x'}", "1:7 text must be in double quotes");
    refused("{'a': 1}", "1:2 text must be in double quotes");
    refused("{a: 1}", "1:2 keys must be in double quotes");
}

#[test]
fn numbers_are_those_of_json() {
    refused(r#"{"a": 01}"#, "1:8 numbers cannot start with 0");
    refused(r#"{"a": -01}"#, "1:9 numbers cannot start with 0");
    refused(r#"{"a": +1}"#, "1:7 numbers cannot start with +");
    refused(r#"{"a": 0x1f}"#, "1:7 hexadecimal numbers are not allowed");
    refused(
        r#"{"a": -Infinity}"#,
        "1:7 Infinity and NaN are not allowed",
    );
    for number in [".5", "5.", "5.e1"] {
        let text = format!("{{\"a\": {number}}}");
        refused(&text, "1:7 numbers need a digit on both sides of the point");
    }
    refused(r#"{"a": 1e}"#, "1:9 a digit is missing in this number");
    refused(r#"{"a": 1e999}"#, "1:7 number is out of range");
}

#[test]
fn strings_are_those_of_json() {
    const CONTROL: &str =
        "control characters in a string must be written as escapes, for example `\\t`";
    refused("{\"a\": \"x\ty\"}", &format!("1:9 {CONTROL}"));
    refused("{\"a\0\": 1}", &format!("1:4 {CONTROL}"));
    for escape in ["\\x41", "\\'", "\\v", "\\0", "\\\n"] {
        let text = format!("{{\"a\": \"{escape}\"}}");
        refused(
            &text,
            "1:8 unknown escape; a backslash is written as `\\\\`",
        );
    }
    refused(
        r#"{"a": "\u12"}"#,
        "1:8 `\\u` needs four hexadecimal digits",
    );
    for half in ["\\ud800", "\\udc00", "\\ud800\\u0041"] {
        let text = format!("{{\"a\": \"{half}\"}}");
        refused(
            &text,
            "1:8 this `\\u` escape is half of a character; its other half is missing",
        );
    }
}

#[test]
fn white_space_is_that_of_json() {
    for space in ["\u{a0}", "\u{b}", "\u{c}", "\u{2003}"] {
        let text = format!("{{}}\n{space}");
        refused(
            &text,
            "2:1 only plain spaces, tabs and line breaks may stand between values",
        );
    }
    refused("{\u{feff}}", "1:2 unexpected character");
    assert!(Document::parse("\u{feff} \t\r\n{}").is_ok());
}

#[test]
fn depth_and_size_are_bounded() {
    let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    assert!(Document::parse(&nested(63)).is_ok());
    refused(&nested(64), "1:69 is nested deeper than 64 levels");
    refused(&"[".repeat(200_000), "1:65 is nested deeper than 64 levels");
    refused(&" ".repeat(2_000_000), "1:1 is larger than 1 MiB");
    assert!(Document::parse(&format!("{{\"a\": \"{}\\\"[\"}}", "[".repeat(100))).is_ok());
}
