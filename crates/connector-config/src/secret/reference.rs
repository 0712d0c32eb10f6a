//! References to secrets: how they are written, and where they may stand.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use serde_json::Value;

use super::MASK;
use crate::issue::quoted;
use crate::schema::Outline;
use crate::{ConfigIssue, Document, pointer};

/// The one key of an object that refers to a secret.
pub(crate) const REFERENCE_KEY: &str = "$secret";

/// Where a secret is kept, as in `{"$secret": "env:TWILIO_AUTH_TOKEN"}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SecretRef {
    /// `env:NAME`: an environment variable of the host.
    Env(String),
    /// `file:/path`: a file, by its absolute path.
    File(PathBuf),
    /// `cred:name`: a credential that the service manager passes to the host
    /// (<https://systemd.io/CREDENTIALS/>).
    Credential(String),
}

impl fmt::Display for SecretRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Env(name) => write!(f, "env:{name}"),
            Self::File(path) => write!(f, "file:{}", path.display()),
            Self::Credential(name) => write!(f, "cred:{name}"),
        }
    }
}

impl FromStr for SecretRef {
    type Err = SecretRefError;

    fn from_str(text: &str) -> Result<Self, SecretRefError> {
        let (scheme, rest) = text.split_once(':').ok_or(SecretRefError::Scheme)?;
        match scheme {
            "env" if rest.is_empty() || rest.contains(['=', '\0']) => Err(SecretRefError::Variable),
            "env" => Ok(Self::Env(rest.to_owned())),
            "file" if !rest.starts_with('/') || rest.contains('\0') => Err(SecretRefError::Path),
            "file" => Ok(Self::File(rest.into())),
            // The name becomes part of a path; it must not lead out of its directory.
            "cred" if matches!(rest, "" | "." | "..") || rest.contains(['/', '\0']) => {
                Err(SecretRefError::Credential)
            }
            "cred" => Ok(Self::Credential(rest.to_owned())),
            _ => Err(SecretRefError::Scheme),
        }
    }
}

/// Why a text does not refer to a secret. Does not quote it: it may be the secret itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SecretRefError {
    /// No scheme, or one that is not known.
    #[error("secret reference must start with `env:`, `file:` or `cred:`")]
    Scheme,
    /// Not the name of a variable.
    #[error("secret reference `env:` must be followed by the name of an environment variable")]
    Variable,
    /// Not an absolute path.
    #[error(
        "secret reference `file:` must be followed by an absolute path, for example `file:/run/secrets/token`"
    )]
    Path,
    /// Not the name of a credential.
    #[error(
        "secret reference `cred:` must be followed by the name of a credential, without slashes"
    )]
    Credential,
}

/// How a reference is written, as a suggestion.
pub(crate) fn how_to_refer() -> String {
    r#"a reference to a secret is written `{"$secret": "env:NAME"}`"#.to_owned()
}

/// The reference that a value is, if it is meant as one. A config as a whole never is.
pub(super) fn reference(pointer: &str, value: &Value) -> Option<Result<SecretRef, String>> {
    if pointer.is_empty() {
        return None;
    }
    let object = value.as_object()?;
    let text = object.get(REFERENCE_KEY)?;
    if object.len() > 1 {
        return Some(Err(
            "secret reference cannot have keys beside `$secret`".to_owned()
        ));
    }
    Some(match text {
        Value::String(text) => text
            .parse()
            .map_err(|error: SecretRefError| error.to_string()),
        _ => Err(SecretRefError::Scheme.to_string()),
    })
}

/// References that are malformed or stand where no secret belongs, and masks that came back
/// without their secret.
pub(crate) fn misused(
    document: &Document,
    config: &Value,
    outline: &Outline<'_>,
) -> Vec<ConfigIssue> {
    let mut issues = Vec::new();
    if config.get(REFERENCE_KEY).is_some() {
        let message = "secret reference cannot stand here; it takes the place of one value";
        issues.push(document.key_issue(&pointer::join("", REFERENCE_KEY), message));
    }
    visit("", config, outline, &mut |pointer, value, outline| {
        let mut issue = |message| issues.push(document.issue(pointer, message));
        match reference(pointer, value) {
            Some(Err(message)) => issue(message),
            Some(Ok(_)) if !outline.accepts_reference() => issue(misplaced(pointer)),
            None if value == MASK && outline.is_secret() => {
                let mut issue = document.issue(pointer, "is the mask of a secret, not a secret");
                issue.suggestion = Some(how_to_refer());
                issues.push(issue);
            }
            _ => {}
        }
    });
    issues
}

fn misplaced(pointer: &str) -> String {
    let name = pointer::split_last(pointer).map(|(_, step)| quoted(&step));
    let name = name.unwrap_or_default();
    format!("secret reference cannot stand here; {name} is not a secret")
}

/// Shows every value, outside in, with what the schema says about it. A reference is one value.
pub(super) fn visit(
    pointer: &str,
    value: &Value,
    outline: &Outline<'_>,
    see: &mut dyn FnMut(&str, &Value, &Outline<'_>),
) {
    see(pointer, value, outline);
    if reference(pointer, value).is_some() {
        return;
    }
    for (step, member) in pointer::members(value) {
        let below = outline.below(&step, value.is_array());
        visit(&pointer::join(pointer, &step), member, &below, see);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_reads_back_as_it_was_written() {
        for text in [
            "env:TWILIO_AUTH_TOKEN",
            "file:/run/secrets/x y",
            "cred:twilio.token",
        ] {
            assert_eq!(text.parse::<SecretRef>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_reference_that_leads_astray_is_refused() {
        let error = |text: &str| text.parse::<SecretRef>().unwrap_err();
        for text in ["", "NAME", "ENV:NAME", "vault:x", "hunter2"] {
            assert_eq!(error(text), SecretRefError::Scheme, "{text}");
        }
        for text in ["env:", "env:A=B", "env:A\0B"] {
            assert_eq!(error(text), SecretRefError::Variable, "{text}");
        }
        for text in ["file:", "file:relative", "file:./x", "file:/a\0b"] {
            assert_eq!(error(text), SecretRefError::Path, "{text}");
        }
        for text in [
            "cred:",
            "cred:.",
            "cred:..",
            "cred:../x",
            "cred:/etc/shadow",
            "cred:a\0",
        ] {
            assert_eq!(error(text), SecretRefError::Credential, "{text}");
        }
    }
}
