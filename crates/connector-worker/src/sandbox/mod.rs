//! What a worker takes from itself.
//!
//! Before the library is opened: core dumps, descriptors beyond a few, memory beyond a gigabyte, every
//! part of the file system but the system's libraries, and every system call but those that linking
//! needs. Once it is open: every system call but those that computing needs. What is refused fails with
//! `EPERM`, so that a connector that tries can say so.

mod system_calls;

use crate::statm::Statm;
use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetStatus, path_beneath_rules,
};
use rustix::process::{
    DumpableBehavior, Resource, Rlimit, Signal, set_dumpable_behavior,
    set_parent_process_death_signal, setrlimit,
};
use system_calls::{Stage, restrict};

/// Memory of a worker, in bytes of address space beyond what its allocator has reserved at the start.
const MEMORY: u64 = 1 << 30;

/// Descriptors of a worker: the socket, the library, a few for the linker.
const DESCRIPTORS: u64 = 32;

/// Where the linker may read.
const LIBRARIES: [&str; 5] = [
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/etc/ld.so.cache",
];

/// What is in force.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// The file system and the network are closed by Landlock.
    pub landlock: bool,
    /// System calls are filtered by seccomp.
    pub seccomp: bool,
}

impl Report {
    /// Whether nothing is missing.
    pub fn is_complete(self) -> bool {
        self.landlock && self.seccomp
    }
}

/// The sandbox, on its way to being complete.
#[derive(Debug, Default)]
pub struct Sandbox {
    report: Report,
}

impl Sandbox {
    /// Before the library is opened.
    ///
    /// # Errors
    /// When the system refuses what every Linux has.
    pub fn before_load() -> std::io::Result<Self> {
        // A worker without its host is of no use.
        set_parent_process_death_signal(Some(Signal::KILL))?;
        set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
        for (resource, most) in [
            (Resource::Core, 0),
            (Resource::Nofile, DESCRIPTORS),
            (
                Resource::As,
                Statm::own().address_space.saturating_add(MEMORY),
            ),
        ] {
            limit(resource, most)?;
        }
        let report = Report {
            landlock: close_files().unwrap_or(false),
            seccomp: restrict(Stage::Linking),
        };
        Ok(Self { report })
    }

    /// Once it is open: from here on only computing is left.
    pub fn after_load(mut self) -> Report {
        // Not before: the sealed copy that is opened is a file, too. It fails for nobody.
        let _ = limit(Resource::Fsize, 0);
        self.report.seccomp &= restrict(Stage::Computing);
        self.report
    }
}

fn limit(resource: Resource, most: u64) -> rustix::io::Result<()> {
    let limit = Rlimit {
        current: Some(most),
        maximum: Some(most),
    };
    setrlimit(resource, limit)
}

/// Closes the file system but for the libraries, and the network. Gives whether it is in force.
fn close_files() -> Result<bool, landlock::RulesetError> {
    let abi = ABI::V5;
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(abi))?
        .handle_access(AccessNet::from_all(abi))?
        .create()?
        .add_rules(path_beneath_rules(LIBRARIES, AccessFs::from_read(abi)))?
        .restrict_self()?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}
