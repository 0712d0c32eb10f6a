//! How many parts a text takes on the air, counted independently of the connectors' own code.

/// GSM 03.38 basic alphabet, one septet each (the escape character excepted).
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// The extension table, two septets each.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// The number of parts of a text: 160 or 153 septets each, or 70 or 67 UTF-16 units when one
/// character is outside GSM 03.38.
pub(super) fn segments(text: &str) -> usize {
    match septets(text) {
        Some(count) => parts(count, 160, 153),
        None => parts(text.encode_utf16().count(), 70, 67),
    }
}

/// Whether a character arrives when a text is sent in the GSM alphabet.
pub(super) fn in_gsm_alphabet(c: char) -> bool {
    BASIC.contains(c) || EXTENDED.contains(c)
}

fn septets(text: &str) -> Option<usize> {
    text.chars()
        .map(|c| match (BASIC.contains(c), EXTENDED.contains(c)) {
            (true, _) => Some(1),
            (false, true) => Some(2),
            (false, false) => None,
        })
        .sum()
}

fn parts(units: usize, single: usize, part: usize) -> usize {
    if units <= single {
        1
    } else {
        units.div_ceil(part)
    }
}

#[cfg(test)]
mod tests {
    use super::segments;

    #[test]
    fn parts_follow_the_alphabet() {
        let counts = [
            ("a".repeat(160), 1),
            ("a".repeat(161), 2),
            ("€".repeat(80), 1),
            ("€".repeat(81), 2),
            ("я".repeat(70), 1),
            ("я".repeat(71), 2),
            ("😀".repeat(35), 1),
            ("😀".repeat(36), 2),
        ];
        for (text, expected) in counts {
            assert_eq!(segments(&text), expected, "{text}");
        }
    }
}
