//! Which word was meant by one that does not exist.

use super::problem::{Complaint, quoted};

/// Words at least this alike are taken for the same word mistyped.
const ALIKE: f64 = 0.8;

/// The complaint about a word that is not one of a closed list.
pub(crate) fn not_among(word: &str, words: &[&'static str]) -> Complaint {
    let complaint = Complaint::new(format!(
        "{} is not one of {}",
        quoted(word),
        listed(words.iter().copied())
    ));
    match nearest(word, words.iter().copied()) {
        Some(meant) => complaint.hint(format!("did you mean \"{meant}\"?")),
        None => complaint,
    }
}

/// The name that was probably meant.
pub(crate) fn nearest(
    name: &str,
    names: impl Iterator<Item = &'static str>,
) -> Option<&'static str> {
    let name = name.to_lowercase().replace('-', "_");
    names
        .map(|candidate| {
            (
                strsim::jaro_winkler(&name, &candidate.replace('-', "_")),
                candidate,
            )
        })
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

/// The names as a list in a sentence.
pub(crate) fn listed(names: impl Iterator<Item = &'static str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_word_that_is_alike_is_suggested() {
        let nearest = |word| nearest(word, ["deadline", "max_in_flight"].into_iter());
        assert_eq!(nearest("Max-Inflight"), Some("max_in_flight"));
        assert_eq!(nearest("dedline"), Some("deadline"));
        assert_eq!(nearest("timeout"), None);
    }
}
