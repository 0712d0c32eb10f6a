//! A key that holds one word of a closed list.

/// Declares a closed list of words as an enum. Adding a word is adding a line.
macro_rules! choice {
    ($(#[$attribute:meta])* $Name:ident: $($(#[doc = $doc:literal])+ $Variant:ident = $word:literal),+ $(,)?) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $Name { $($(#[doc = $doc])+ $Variant),+ }

        impl $crate::config::value::TextSetting for $Name {
            const EXPECTED: &'static str = concat!("one of", $(" \"", $word, "\""),+);

            fn parse(text: &str) -> Result<Self, $crate::config::problem::Complaint> {
                match text {
                    $($word => Ok(Self::$Variant),)+
                    other => Err($crate::config::did_you_mean::not_among(other, &[$($word),+])),
                }
            }

            fn to_text(&self) -> String {
                match self { $(Self::$Variant => $word.to_owned()),+ }
            }

            fn schema() -> serde_json::Value {
                serde_json::json!({ "type": "string", "enum": [$($word),+] })
            }
        }
    };
}
pub(crate) use choice;
