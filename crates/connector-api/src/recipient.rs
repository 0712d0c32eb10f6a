//! The phone number a code goes to.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A phone number that the host has already parsed.
///
/// Connectors format it as their provider asks and never parse it: the shape of the digits does
/// not tell a country (`14155552671` is a number in the United States, not in China).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Recipient {
    /// E.164 with the leading plus sign, for example `+14155550100`.
    pub e164: String,
    /// Country calling code without the plus sign, for example `1`.
    pub country_code: String,
    /// National significant number, for example `4155550100`.
    pub national: String,
    /// ISO 3166-1 alpha-2 region, for example `US`; absent for numbers of no single region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

impl Recipient {
    /// A recipient from parts that belong together; `e164` is derived from them.
    pub fn new(country_code: &str, national: &str, region: Option<&str>) -> Self {
        Self {
            e164: format!("+{country_code}{national}"),
            country_code: country_code.to_owned(),
            national: national.to_owned(),
            region: region.map(str::to_owned),
        }
    }

    /// E.164 with the leading plus sign.
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// The digits of the E.164 number, without the plus sign.
    pub fn digits(&self) -> &str {
        self.e164.trim_start_matches('+')
    }

    /// Whether the number belongs to mainland China (calling code 86).
    pub fn is_mainland_china(&self) -> bool {
        self.country_code == "86"
    }

    /// The number with all but the country code and the last two digits hidden, for logs.
    pub fn masked(&self) -> String {
        let hidden = self.national.chars().count().saturating_sub(2);
        let mut masked = String::with_capacity(self.e164.len());
        masked.push('+');
        masked.push_str(&self.country_code);
        masked.extend(std::iter::repeat_n('*', hidden));
        masked.extend(self.national.chars().skip(hidden));
        masked
    }
}

/// Shows the masked number: a recipient ends up in logs more easily than anyone intends.
impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recipient({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_hides_the_number() {
        let recipient = Recipient::new("1", "4155550100", Some("US"));
        assert_eq!(format!("{recipient:?}"), "Recipient(+1********00)");
        assert_eq!(recipient.digits(), "14155550100");
    }

    #[test]
    fn an_american_number_is_not_chinese_whatever_its_digits() {
        assert!(!Recipient::new("1", "4155552671", Some("US")).is_mainland_china());
        assert!(Recipient::new("86", "13800138000", Some("CN")).is_mainland_china());
    }
}
