//! A range of IP addresses in CIDR notation.

use std::net::IpAddr;

use ipnet::IpNet;

use super::setting::TextSetting;
use crate::config::problem::{Complaint, quoted};

impl TextSetting for IpNet {
    const EXPECTED: &'static str = "an address range such as \"10.0.0.0/8\"";

    /// A range is written by its first address: `10.1.2.3/8` may be a range mistyped or a host
    /// meant, and guessing would open more than was asked for.
    fn parse(text: &str) -> Result<Self, Complaint> {
        match (text.parse::<Self>(), text.parse::<IpAddr>()) {
            (Ok(range), _) if range.trunc() == range => Ok(range),
            (Ok(range), _) => {
                let complaint = Complaint::new(format!(
                    "{} is not the first address of its range",
                    quoted(text)
                ));
                Err(complaint.hint(format!(
                    "write \"{}\" for the range or \"{}\" for the address",
                    range.trunc(),
                    Self::from(range.addr())
                )))
            }
            (Err(_), Ok(address)) => {
                let complaint =
                    Complaint::new(format!("{} is an address, not a range", quoted(text)));
                Err(complaint.hint(format!("write \"{}\"", Self::from(address))))
            }
            (Err(_), Err(_)) => Err(Complaint::new(format!(
                "{} is not an address range",
                quoted(text)
            ))
            .hint("write one such as \"10.0.0.0/8\"")),
        }
    }

    fn to_text(&self) -> String {
        self.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, advice: &str) {
        assert_eq!(IpNet::parse(text).unwrap_err().suggestion.unwrap(), advice);
    }

    #[test]
    fn the_advice_is_the_range_that_was_probably_meant() {
        check("10.0.0.5", "write \"10.0.0.5/32\"");
        check("fd00::1", "write \"fd00::1/128\"");
        check(
            "10.1.2.3/8",
            "write \"10.0.0.0/8\" for the range or \"10.1.2.3/32\" for the address",
        );
        check("10.0.0.0/40", "write one such as \"10.0.0.0/8\"");
    }

    #[test]
    fn both_families_are_accepted() {
        assert_eq!(IpNet::parse("10.0.0.0/8").unwrap().to_text(), "10.0.0.0/8");
        assert_eq!(IpNet::parse("fd00::/8").unwrap().to_text(), "fd00::/8");
    }
}
