//! "Did you mean": the known name that was most likely meant.

/// The candidate that `written` is most likely a misspelling of.
pub(super) fn closest<'c>(
    written: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let written = folded(written);
    candidates
        .into_iter()
        .filter_map(|candidate| Some((distance(&written, &folded(candidate))?, candidate)))
        .min()
        .map(|(_, candidate)| candidate)
}

/// The suggestion as a sentence.
pub(super) fn did_you_mean(name: &str) -> String {
    format!("did you mean {}?", crate::issue::quoted(name))
}

/// How far apart two folded names are, if they are close at all. A typing slip counts by its
/// edits; a part left out (`token` for `authToken`) counts as more than any slip.
fn distance(written: &str, candidate: &str) -> Option<usize> {
    let length = written.chars().count().max(candidate.chars().count());
    let edits = strsim::damerau_levenshtein(written, candidate);
    let (shorter, longer) = match written.len() < candidate.len() {
        true => (written, candidate),
        false => (candidate, written),
    };
    if edits <= length.div_ceil(4) && edits < length {
        Some(edits)
    } else if shorter.len() >= 4 && longer.contains(shorter) {
        Some(length)
    } else {
        None
    }
}

/// Case, dashes and underscores are the first things people get wrong.
fn folded(name: &str) -> String {
    // Nobody misspells a name into a page of text, and the distance costs length times length.
    let letters = name
        .chars()
        .take(100)
        .filter(|character| character.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 7] = [
        "accountSID",
        "apiKeySID",
        "authToken",
        "from",
        "fromMessagingServiceSID",
        "region",
        "ttl",
    ];

    #[track_caller]
    fn check(written: &str, expected: Option<&str>) {
        assert_eq!(closest(written, KEYS), expected, "{written}");
    }

    #[test]
    fn case_and_separators_do_not_count() {
        check("accountSid", Some("accountSID"));
        check("auth_token", Some("authToken"));
        check("FROM", Some("from"));
    }

    #[test]
    fn a_slip_of_the_fingers_is_recognized() {
        check("form", Some("from"));
        check("regoin", Some("region"));
        check("acountSID", Some("accountSID"));
    }

    #[test]
    fn a_part_left_out_is_recognized() {
        check("token", Some("authToken"));
        check("messagingServiceSid", Some("fromMessagingServiceSID"));
    }

    #[test]
    fn another_word_is_not_a_misspelling() {
        check("to", None);
        check("password", None);
        check("", None);
        check("-", None);
    }
}
