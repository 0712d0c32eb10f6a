//! What the suite found.

use std::fmt;

use connector_api::ConnectorInfo;
use serde::{Serialize, Serializer};
use serde_json::json;

use super::Clause;

/// How a clause fared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Passed,
    /// It does not, and why.
    Failed(String),
    /// It could not be checked, and what is missing.
    NotChecked(&'static str),
}

impl Verdict {
    /// Passed, unless something was found.
    pub(crate) fn of(found: Result<(), String>) -> Self {
        match found {
            Ok(()) => Self::Passed,
            Err(why) => Self::Failed(why),
        }
    }
}

/// The verdicts on a connector; displays as a page for people.
#[derive(Debug, Clone)]
pub struct Report {
    info: ConnectorInfo,
    verdicts: Vec<(Clause, Verdict)>,
}

impl Report {
    pub(crate) fn new(info: ConnectorInfo, verdicts: Vec<(Clause, Verdict)>) -> Self {
        Self { info, verdicts }
    }

    /// Whether no clause failed.
    pub fn passed(&self) -> bool {
        !self
            .verdicts
            .iter()
            .any(|(_, verdict)| matches!(verdict, Verdict::Failed(_)))
    }

    /// Each clause with its verdict.
    pub fn verdicts(&self) -> &[(Clause, Verdict)] {
        &self.verdicts
    }
}

/// For programs.
impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let clauses = self.verdicts.iter().map(|(clause, verdict)| {
            let (verdict, reason) = match verdict {
                Verdict::Passed => ("passed", None),
                Verdict::Failed(why) => ("failed", Some(why.as_str())),
                Verdict::NotChecked(why) => ("not_checked", Some(*why)),
            };
            json!({
                "clause": clause.number(),
                "text": clause.text(),
                "verdict": verdict,
                "reason": reason,
            })
        });
        let metadata = &self.info.metadata;
        let document = json!({
            "connector": metadata.id,
            "version": metadata.version,
            "abi": metadata.abi,
            "sdk": metadata.sdk,
            "passed": self.passed(),
            "clauses": clauses.collect::<Vec<_>>(),
        });
        document.serialize(serializer)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let metadata = &self.info.metadata;
        writeln!(f, "{} {}", metadata.id, metadata.version)?;
        for (clause, verdict) in &self.verdicts {
            let (mark, why) = match verdict {
                Verdict::Passed => ("ok", None),
                Verdict::Failed(why) => ("FAILED", Some(why.as_str())),
                Verdict::NotChecked(why) => ("not checked", Some(*why)),
            };
            writeln!(f, "{:<4}{mark:<12}{}", clause.number(), clause.text())?;
            if let Some(why) = why {
                writeln!(f, "                {why}")?;
            }
        }
        Ok(())
    }
}
