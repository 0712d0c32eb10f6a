//! The clauses, by number.

use super::clauses::{configs, identity, replies, requests, running};
use super::{Subject, Verdict};

macro_rules! clauses {
    ($($(#[$doc:meta])* $Variant:ident $number:literal $text:literal $check:path,)*) => {
        /// A clause of `docs/spec/connector.md`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Clause {
            $($(#[$doc])* $Variant,)*
        }

        impl Clause {
            /// Every clause, in order.
            pub const ALL: &'static [Self] = &[$(Self::$Variant,)*];

            /// Its number.
            pub const fn number(self) -> &'static str {
                match self { $(Self::$Variant => $number,)* }
            }

            /// What it demands.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$Variant => $text,)* }
            }

            pub(crate) fn check(self, subject: &Subject<'_>) -> Verdict {
                match self { $(Self::$Variant => $check(subject),)* }
            }
        }
    };
}

clauses! {
    /// Identity.
    FileIsNamedAfterTheConnector "C1" "the file is named after the connector's id" identity::file_name,
    /// Identity.
    SchemaIsDocumented "C2" "the schema is a closed object, and every field has a title, a description and an example" identity::schema_is_documented,
    /// Identity.
    ReachIsDeclared "C3" "the hosts it may reach are declared, as plain host names" identity::reach,
    /// Configs.
    ExampleConfigsWork "C4" "configs made of the schema's examples are valid and accepted" configs::examples_work,
    /// Configs.
    UnknownKeysAreRefused "C5" "an unknown key is refused, and a misspelt one is recognised" configs::unknown_keys,
    /// Configs.
    GarbageConfigsAreRefused "C6" "a config that does not fit is refused with a reason, never with a panic" configs::garbage,
    /// Requests.
    RequestsStayInReach "C7" "every request goes to a declared host over https" requests::stay_in_reach,
    /// Requests.
    RequestsAreDeterministic "C8" "the same call yields the same bytes" requests::deterministic,
    /// Requests.
    SecretsStayOutOfSight "C9" "no secret is in a URL, in a header that is not marked, or in an error" requests::secrets,
    /// Requests.
    AnyTextSurvives "C10" "any text of a payload survives the encoding, or is refused with a reason" requests::any_text,
    /// Replies.
    GarbageIsNoSuccess "C11" "a reply that is empty, truncated, of other types, huge or no JSON is no success and no panic" replies::garbage,
    /// Replies.
    ServerErrorsLeaveItOpen "C12" "an HTTP 5xx without a known code leaves the outcome open" replies::server_errors,
    /// Replies.
    CodesAreReached "C13" "every code of its table is reached from a recorded reply" replies::codes,
    /// Running.
    ThreadsShareOneInstance "C14" "eight threads share one instance" running::threads,
    /// Running.
    StepsAreFast "C15" "a step takes less than 50 milliseconds" running::budget,
}
