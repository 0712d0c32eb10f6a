//! Phone numbers: the only module that names the phone number library.

use connector_api::Recipient;
use rlibphonenumber::{NumberLengthType, PhoneNumber, Region};

/// Why a text is not a number that a message can go to. Never quotes the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RecipientError {
    /// There is nothing but separators.
    #[error("is empty; write the number in E.164, like `+14155550100`")]
    Empty,
    /// Something other than digits, a leading plus sign and separators.
    #[error("is not one phone number; write it in E.164, like `+14155550100`")]
    NotANumber,
    /// No country has this calling code.
    #[error("has no known country calling code; write the number in E.164, like `+14155550100`")]
    UnknownCountry,
    /// It cannot exist: too short or too long for its country.
    #[error("cannot exist: it is too short or too long for its country")]
    Impossible,
    /// It begins like a national number, and no default region is set.
    #[error(
        "looks like a national number; write it in E.164, like `+14155550100`, or set \
         `[messages] default_region`"
    )]
    National,
    /// It is one number when read as national and another when read as international.
    #[error("could be two different numbers; write it with a plus sign and the country code")]
    Ambiguous,
}

/// Reads a phone number: E.164 with the plus sign, or the same digits without it. Spaces, dashes
/// and brackets are removed. A national number is read in `default_region`, if there is one.
///
/// A number that could exist is accepted, whether or not somebody has it.
///
/// # Errors
/// Why the text is no such number.
pub(crate) fn parse_recipient(
    text: &str,
    default_region: Option<&str>,
) -> Result<Recipient, RecipientError> {
    let number = bare(text)?;
    if number.starts_with('+') {
        return international(&number);
    }
    let as_international = international(&format!("+{number}"));
    let Some(region) = default_region.and_then(|region| region.parse::<Region>().ok()) else {
        // No calling code begins with a zero: the caller left the country out.
        return match number.starts_with('0') {
            true => Err(RecipientError::National),
            false => as_international,
        };
    };
    match (possible(&number, Some(region)), as_international) {
        (Ok(national), Ok(international)) if national != international => {
            Err(RecipientError::Ambiguous)
        }
        (Ok(recipient), _) | (Err(_), Ok(recipient)) => Ok(recipient),
        (Err(error), Err(_)) => Err(error),
    }
}

/// Reads the library's tables into memory: the first number of a process takes tens of
/// milliseconds, and no caller should wait for that.
pub(crate) fn warm_up() {
    let _ = parse_recipient("+14155550100", None);
}

/// Digits, and a plus sign if there was one, without separators.
fn bare(text: &str) -> Result<String, RecipientError> {
    let separator = |c: char| c.is_whitespace() || matches!(c, '-' | '(' | ')' | '[' | ']');
    let number: String = text.chars().filter(|&c| !separator(c)).collect();
    let digits = number.strip_prefix('+').unwrap_or(&number);
    match digits.is_empty() {
        true if number.is_empty() => Err(RecipientError::Empty),
        false if digits.bytes().all(|byte| byte.is_ascii_digit()) => Ok(number),
        _ => Err(RecipientError::NotANumber),
    }
}

fn international(number: &str) -> Result<Recipient, RecipientError> {
    possible(number, None)
}

fn possible(number: &str, region: Option<Region>) -> Result<Recipient, RecipientError> {
    use rlibphonenumber::ParseError;
    let number = PhoneNumber::parse(number, region).map_err(|error| match error {
        ParseError::InvalidCountryCode => RecipientError::UnknownCountry,
        ParseError::NotANumber(_) => RecipientError::NotANumber,
        ParseError::TooShortAfterIdd | ParseError::TooShortNsn | ParseError::TooLongNsn => {
            RecipientError::Impossible
        }
    })?;
    match number.is_possible_with_reason() {
        Ok(NumberLengthType::IsPossible) => Ok(recipient_of(&number)),
        Ok(NumberLengthType::IsPossibleLocalOnly) | Err(_) => Err(RecipientError::Impossible),
    }
}

fn recipient_of(number: &PhoneNumber) -> Recipient {
    // Calling codes without a country, like +800, have the region "001" in the library.
    let region = number.get_region_code().map(|region| region.to_string());
    let region = region.filter(|region| region.len() == 2);
    Recipient::new(
        &number.country_code.to_string(),
        &number.get_national_significant_number(),
        region.as_deref(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, region: Option<&str>, expected: &str) {
        let read = match parse_recipient(text, region) {
            Ok(recipient) => {
                let region = recipient.region.as_deref().unwrap_or("none");
                format!("{} {} {region}", recipient.e164, recipient.national)
            }
            Err(error) => format!("{error:?}"),
        };
        assert_eq!(read, expected, "{text:?} in {region:?}");
    }

    #[test]
    fn a_number_is_read_with_and_without_plus_sign_and_separators() {
        for text in [
            "+14155550100",
            "14155550100",
            " +1 (415) 555-0100 ",
            "1-415-555-0100",
        ] {
            check(text, None, "+14155550100 4155550100 US");
        }
        check("+442071838750", None, "+442071838750 2071838750 GB");
        check("8613800138000", None, "+8613800138000 13800138000 CN");
        check("+80012345678", None, "+80012345678 12345678 none");
    }

    #[test]
    fn what_is_not_one_number_is_refused() {
        for text in [
            "+1415+5550100",
            "++14155550100",
            "CALL-ME",
            "+1415555O100",
            "1/2",
            "+",
            "٣٤١٥٥٥٥٠١٠٠",
        ] {
            check(text, None, "NotANumber");
        }
        check("+14155550100,+14155550101", None, "NotANumber");
        check("", None, "Empty");
        check(" ( ) - ", None, "Empty");
    }

    #[test]
    fn a_number_that_cannot_exist_is_refused_and_an_unassigned_one_is_not() {
        check("+1415555010", None, "Impossible");
        check("+141555501000", None, "Impossible");
        check("+14155552671", None, "+14155552671 4155552671 US");
        check("+999123456", None, "UnknownCountry");
    }

    #[test]
    fn a_national_number_needs_a_default_region() {
        check("079 111 23 45", None, "National");
        check("079 111 23 45", Some("CH"), "+41791112345 791112345 CH");
    }

    #[test]
    fn a_number_that_reads_in_two_ways_is_refused() {
        check("14155552671", Some("US"), "+14155552671 4155552671 US");
        check("14155552671", Some("CN"), "Ambiguous");
        check("+14155552671", Some("CN"), "+14155552671 4155552671 US");
        check("442071838750", Some("US"), "+442071838750 2071838750 GB");
    }

    #[test]
    fn errors_do_not_quote_the_number() {
        let text = parse_recipient("+1415555O100", None)
            .unwrap_err()
            .to_string();
        assert!(!text.contains("5555O"), "{text}");
    }
}
