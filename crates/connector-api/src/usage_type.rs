//! Why a code is sent.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The purpose of a message; connectors choose a template by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum UsageType {
    /// A new account is being created.
    Register,
    /// A person signs in.
    SignIn,
    /// A forgotten password is being replaced.
    ForgotPassword,
    /// Any other purpose, and the template that stands in for a missing one.
    Generic,
    /// A person is invited to an organization.
    OrganizationInvitation,
    /// A signed-in person confirms a sensitive action.
    UserPermissionValidation,
    /// A phone number is added to an existing account.
    BindNewIdentifier,
    /// A second factor is verified.
    MfaVerification,
    /// A second factor is set up.
    BindMfa,
}

impl UsageType {
    /// Every usage type, in the order in which documents list them.
    pub const ALL: [Self; 9] = [
        Self::Register,
        Self::SignIn,
        Self::ForgotPassword,
        Self::Generic,
        Self::OrganizationInvitation,
        Self::UserPermissionValidation,
        Self::BindNewIdentifier,
        Self::MfaVerification,
        Self::BindMfa,
    ];

    /// The usage types for which every templated connector must have a template.
    pub const REQUIRED: [Self; 4] = [
        Self::Register,
        Self::SignIn,
        Self::ForgotPassword,
        Self::Generic,
    ];

    /// The name used in configs, requests and documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Register => "Register",
            Self::SignIn => "SignIn",
            Self::ForgotPassword => "ForgotPassword",
            Self::Generic => "Generic",
            Self::OrganizationInvitation => "OrganizationInvitation",
            Self::UserPermissionValidation => "UserPermissionValidation",
            Self::BindNewIdentifier => "BindNewIdentifier",
            Self::MfaVerification => "MfaVerification",
            Self::BindMfa => "BindMfa",
        }
    }
}

impl fmt::Display for UsageType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for UsageType {
    type Err = UnknownUsageType;

    fn from_str(name: &str) -> Result<Self, UnknownUsageType> {
        Self::ALL
            .into_iter()
            .find(|usage_type| usage_type.name() == name)
            .ok_or(UnknownUsageType)
    }
}

/// A name that is not in [`UsageType::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownUsageType;

impl fmt::Display for UnknownUsageType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a usage type; known are ")?;
        for (index, usage_type) in UsageType::ALL.into_iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}`{usage_type}`")?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownUsageType {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_wire_form_and_reads_back() {
        for usage_type in UsageType::ALL {
            let wire = serde_json::to_string(&usage_type).unwrap();
            assert_eq!(wire, format!("\"{usage_type}\""));
            assert_eq!(usage_type.name().parse(), Ok(usage_type));
        }
        assert_eq!("signin".parse::<UsageType>(), Err(UnknownUsageType));
    }
}
