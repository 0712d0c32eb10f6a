//! Which keys exist, and which one was meant by a name that does not.

use super::KeyName;
use crate::config::did_you_mean::{listed, nearest};
use crate::config::problem::Complaint;

/// Every section with its keys.
#[derive(Debug, Clone)]
pub(crate) struct KnownKeys(pub(crate) Vec<(&'static str, Vec<&'static str>)>);

impl KnownKeys {
    /// The section of this name.
    pub(crate) fn section(&self, name: &str) -> Result<&'static str, Complaint> {
        let sections = || self.0.iter().map(|(section, _)| *section);
        if let Some(section) = sections().find(|section| *section == name) {
            return Ok(section);
        }
        let complaint = Complaint::new("unknown section");
        Err(match (nearest(name, sections()), self.owner(name)) {
            (_, Some(section)) => Complaint::new("keys belong to sections")
                .hint(format!("write it under [{section}]")),
            (Some(section), None) => complaint.hint(format!("did you mean [{section}]?")),
            (None, None) => complaint.hint(format!("the sections are {}", listed(sections()))),
        })
    }

    /// The key of this name in a section that exists.
    pub(crate) fn key(&self, section: &'static str, name: &str) -> Result<KeyName, Complaint> {
        let keys = || {
            self.0
                .iter()
                .filter(|(known, _)| *known == section)
                .flat_map(|(_, keys)| keys.iter().copied())
        };
        if let Some(key) = keys().find(|key| *key == name) {
            return Ok((section, key));
        }
        let complaint = Complaint::new("unknown key");
        Err(match (self.owner(name), nearest(name, keys())) {
            (Some(other), _) => complaint.hint(format!("write it under [{other}]")),
            (None, Some(key)) => complaint.hint(format!("did you mean \"{key}\"?")),
            (None, None) => {
                complaint.hint(format!("the keys of [{section}] are {}", listed(keys())))
            }
        })
    }

    /// The only section that has a key of this name.
    fn owner(&self, name: &str) -> Option<&'static str> {
        let mut owners = self.0.iter().filter(|(_, keys)| keys.contains(&name));
        owners
            .next()
            .filter(|_| owners.next().is_none())
            .map(|(section, _)| *section)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> KnownKeys {
        KnownKeys(vec![
            ("server", vec!["listen", "admin_listen"]),
            ("plugins", vec!["dir"]),
            ("messages", vec!["deadline"]),
        ])
    }

    #[track_caller]
    fn check<T: std::fmt::Debug>(found: Result<T, Complaint>, advice: &str) {
        assert_eq!(found.unwrap_err().suggestion.as_deref(), Some(advice));
    }

    #[test]
    fn a_mistyped_name_gets_the_one_that_was_meant() {
        check(known().section("sever"), "did you mean [server]?");
        check(
            known().key("messages", "deadlne"),
            "did you mean \"deadline\"?",
        );
        check(
            known().key("server", "admin-listen"),
            "did you mean \"admin_listen\"?",
        );
        check(known().key("server", "Listen"), "did you mean \"listen\"?");
    }

    #[test]
    fn a_key_in_the_wrong_place_gets_its_section() {
        check(known().section("deadline"), "write it under [messages]");
        check(
            known().key("server", "deadline"),
            "write it under [messages]",
        );
    }

    #[test]
    fn an_unlike_name_gets_the_list() {
        check(
            known().section("zzz"),
            "the sections are server, plugins, messages",
        );
        check(
            known().key("server", "zzz"),
            "the keys of [server] are listen, admin_listen",
        );
    }
}
