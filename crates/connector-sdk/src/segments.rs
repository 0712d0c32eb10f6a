//! How many SMS segments a text takes (GSM 03.38 and UCS-2, 3GPP TS 23.038 and 23.040).
//!
//! A text of the GSM alphabet has 160 septets in one segment and 153 in each of several; any other
//! has 70 UTF-16 units in one and 67 in each of several. A character that takes two places is
//! never split between segments.

/// The GSM 7-bit default alphabet, without the escape character.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// Its extension: each takes an escape character and one septet.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// How a text is encoded on the air.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// The GSM 7-bit alphabet.
    Gsm7,
    /// UTF-16 units, because of a character that the GSM alphabet does not have.
    Ucs2 {
        /// The first such character.
        because_of: char,
    },
}

/// The size of a text on the air.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segments {
    /// Encoding of the text.
    pub encoding: Encoding,
    /// Number of segments; an empty text takes one.
    pub count: u32,
}

/// Measures a text.
pub fn segments(text: &str) -> Segments {
    let foreign = text.chars().find(|c| septets(*c).is_none());
    let (encoding, single, each) = match foreign {
        None => (Encoding::Gsm7, 160, 153),
        Some(because_of) => (Encoding::Ucs2 { because_of }, 70, 67),
    };
    let units = |c: char| match encoding {
        Encoding::Gsm7 => septets(c).unwrap_or(1),
        Encoding::Ucs2 { .. } => c.len_utf16(),
    };
    let total: usize = text.chars().map(units).sum();
    let count = match total <= single {
        true => 1,
        false => parts(text.chars().map(units), each),
    };
    Segments { encoding, count }
}

/// Whether a text needs an encoding other than the GSM alphabet.
pub fn needs_unicode(text: &str) -> bool {
    segments(text).encoding != Encoding::Gsm7
}

/// The septets of a character in the GSM alphabet, if it is there.
fn septets(c: char) -> Option<usize> {
    match c {
        // Most characters of most texts; a search for each would take longer than all else.
        ' '..='Z' | 'a'..='z' => Some(1),
        _ if BASIC.contains(c) => Some(1),
        _ if EXTENSION.contains(c) => Some(2),
        _ => None,
    }
}

/// The number of parts of `each` units, none of which splits a character.
fn parts(characters: impl Iterator<Item = usize>, each: usize) -> u32 {
    let mut count = 1;
    let mut used = 0;
    for units in characters {
        if used + units > each {
            count += 1;
            used = 0;
        }
        used += units;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, count: u32, because_of: Option<char>) {
        let measured = segments(text);
        let foreign = match measured.encoding {
            Encoding::Gsm7 => None,
            Encoding::Ucs2 { because_of } => Some(because_of),
        };
        let start: String = text.chars().take(12).collect();
        assert_eq!(
            (measured.count, foreign),
            (count, because_of),
            "{start:?}..."
        );
    }

    #[test]
    fn the_gsm_alphabet_has_its_128_characters() {
        assert_eq!(BASIC.chars().count(), 127);
        assert_eq!(EXTENSION.chars().count(), 10);
        for c in '\0'..='\u{20ac}' {
            let size = BASIC.contains(c).then_some(1);
            let size = size.or(EXTENSION.contains(c).then_some(2));
            assert_eq!(septets(c), size, "{c:?}");
        }
        check("Ваш код", 1, Some('В'));
        check("ça `va`", 1, Some('ç'));
        check("Ça va, Ärger? 5€ [{~^|\\}]", 1, None);
    }

    #[test]
    fn gsm_texts_end_at_160_and_at_153_each() {
        check("", 1, None);
        check(&"a".repeat(160), 1, None);
        check(&"a".repeat(161), 2, None);
        check(&"a".repeat(306), 2, None);
        check(&"a".repeat(307), 3, None);
        check(&"€".repeat(80), 1, None);
        check(&"€".repeat(81), 2, None);
    }

    #[test]
    fn a_character_of_two_places_is_not_split() {
        // 152 septets and an extension character: its escape must not end the first segment.
        let text = format!("{}€{}", "a".repeat(152), "a".repeat(152));
        check(&text, 3, None);
        let text = format!("{}😀{}", "я".repeat(66), "я".repeat(66));
        check(&text, 3, Some('я'));
    }

    #[test]
    fn other_texts_end_at_70_and_at_67_each() {
        check(&"я".repeat(70), 1, Some('я'));
        check(&"я".repeat(71), 2, Some('я'));
        check(&"я".repeat(134), 2, Some('я'));
        check(&"я".repeat(135), 3, Some('я'));
        check(&"😀".repeat(35), 1, Some('😀'));
        check(&"😀".repeat(36), 2, Some('😀'));
    }
}
