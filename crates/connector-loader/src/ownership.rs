//! Who could change a file behind the operator's back.

use std::fmt;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;

use rustix::process::{getegid, geteuid};

/// Which of the two can be changed by others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The plugin file.
    File,
    /// The folder it is in.
    Folder,
}

/// A file or its folder that others may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exposed {
    /// Which one.
    pub place: Place,
    /// Who may.
    pub to: Others,
}

/// Who may change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Others {
    /// Its owner, a user who is neither root nor the one that runs this process.
    Owner(u32),
    /// A group that is not the one of this process.
    Group(u32),
    /// Everybody.
    Everybody,
}

impl Exposed {
    /// Accepts what only root, the user of this process and its own group can change.
    pub(crate) fn check(place: Place, facts: &Metadata) -> Result<(), Self> {
        let to = others(
            facts.uid(),
            facts.gid(),
            facts.mode(),
            geteuid().as_raw(),
            getegid().as_raw(),
        );
        to.map_or(Ok(()), |to| Err(Self { place, to }))
    }

    pub(crate) fn hint(self) -> String {
        let what = match self.place {
            Place::File => "the file",
            Place::Folder => "the folder",
        };
        match self.to {
            Others::Owner(_) => format!("make root the owner of {what}: chown root"),
            Others::Group(_) | Others::Everybody => {
                format!("let only its owner change {what}: chmod go-w")
            }
        }
    }
}

impl fmt::Display for Exposed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = match self.place {
            Place::File => "it",
            Place::Folder => "its folder",
        };
        match self.to {
            Others::Owner(user) => write!(
                f,
                "{subject} belongs to user {user}, who is neither root nor the user of this process"
            ),
            Others::Group(group) => write!(f, "{subject} can be changed by group {group}"),
            Others::Everybody => write!(f, "{subject} can be changed by everybody"),
        }
    }
}

fn others(owner: u32, group: u32, mode: u32, user: u32, own_group: u32) -> Option<Others> {
    if mode & 0o002 != 0 {
        return Some(Others::Everybody);
    }
    if owner != 0 && owner != user {
        return Some(Others::Owner(owner));
    }
    // The group of this process is as good as its user: distributions give each user one.
    (mode & 0o020 != 0 && group != own_group).then_some(Others::Group(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_and_oneself_may_change_a_plugin_and_nobody_else() {
        let of = |owner, group, mode| others(owner, group, mode, 1000, 1000);
        for fine in [
            (0, 0, 0o755),
            (1000, 1000, 0o644),
            (1000, 1000, 0o664),
            (0, 4, 0o644),
        ] {
            assert_eq!(of(fine.0, fine.1, fine.2), None, "{fine:?}");
        }
        assert_eq!(of(1000, 1000, 0o646), Some(Others::Everybody));
        assert_eq!(of(1001, 1000, 0o644), Some(Others::Owner(1001)));
        assert_eq!(of(0, 4, 0o664), Some(Others::Group(4)));
    }
}
