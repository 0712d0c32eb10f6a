//! How many parts a text takes on the air, counted independently of the connectors' own code.

/// GSM 03.38 basic alphabet, one septet each (the escape character excepted).
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// The extension table, two septets each.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// The number of parts of a text: 160 or 153 septets each, or 70 or 67 UTF-16 units when one
/// character is outside GSM 03.38.
pub(super) fn segments(text: &str) -> usize {
    let septets: Option<Vec<usize>> = text.chars().map(septets).collect();
    match septets {
        Some(sizes) => parts(&sizes, 160, 153),
        None => parts(
            &text.chars().map(char::len_utf16).collect::<Vec<_>>(),
            70,
            67,
        ),
    }
}

/// Whether a character arrives when a text is sent in the GSM alphabet.
pub(super) fn in_gsm_alphabet(c: char) -> bool {
    BASIC.contains(c) || EXTENDED.contains(c)
}

fn septets(c: char) -> Option<usize> {
    match (BASIC.contains(c), EXTENDED.contains(c)) {
        (true, _) => Some(1),
        (false, true) => Some(2),
        (false, false) => None,
    }
}

/// Fills one part after the other; a character that does not fit whole begins the next.
fn parts(sizes: &[usize], single: usize, part: usize) -> usize {
    if sizes.iter().sum::<usize>() <= single {
        return 1;
    }
    let (full, _) = sizes.iter().fold((0, part), |(count, used), size| {
        if used + size > part {
            (count + 1, *size)
        } else {
            (count, used + size)
        }
    });
    full
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
            ("€".repeat(77), 1),
            (format!("{}€{}", "a".repeat(152), "a".repeat(152)), 3),
            (format!("{}😀{}", "я".repeat(66), "я".repeat(66)), 3),
        ];
        for (text, expected) in counts {
            assert_eq!(segments(&text), expected, "{text}");
        }
    }
}
