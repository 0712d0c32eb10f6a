//! A key whose signatures on plugins count.

use connector_loader::TrustedKey;

use super::setting::TextSetting;
use crate::config::problem::{Complaint, quoted};

impl TextSetting for TrustedKey {
    const EXPECTED: &'static str = "a public key of minisign";

    fn parse(text: &str) -> Result<Self, Complaint> {
        Self::parse(text).map_err(|_| {
            let complaint =
                Complaint::new(format!("{} is no public key of minisign", quoted(text)));
            complaint.hint("write the second line of `minisign.pub`, which starts with \"RW\"")
        })
    }

    fn to_text(&self) -> String {
        self.text().to_owned()
    }
}
