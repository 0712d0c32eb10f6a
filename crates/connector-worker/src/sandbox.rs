//! What a worker takes from itself.
//!
//! Before the library is opened: core dumps, new files, descriptors beyond a few, memory beyond a
//! gigabyte, and every part of the file system but the system's libraries. Once it is open: every
//! system call but those that computing needs. What is refused fails with `EPERM`, so that a
//! connector that tries can say so.

use std::collections::BTreeMap;

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetStatus, path_beneath_rules,
};
use rustix::process::{
    DumpableBehavior, Resource, Rlimit, Signal, set_dumpable_behavior,
    set_parent_process_death_signal, setrlimit,
};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};

/// Memory of a worker, in bytes of address space.
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
            (Resource::As, MEMORY),
        ] {
            limit(resource, most)?;
        }
        let landlock = close_files().unwrap_or(false);
        Ok(Self {
            report: Report {
                landlock,
                seccomp: false,
            },
        })
    }

    /// Once it is open: from here on only computing is left.
    pub fn after_load(mut self) -> Report {
        // Not before: the sealed copy that is opened is a file, too. It fails for nobody.
        let _ = limit(Resource::Fsize, 0);
        self.report.seccomp =
            filter().is_some_and(|filter| seccompiler::apply_filter(&filter).is_ok());
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

/// The system calls that computing and talking over an open socket need.
fn filter() -> Option<BpfProgram> {
    #[cfg(target_arch = "x86_64")]
    let allowed: &[i64] = &[
        0,   // read
        1,   // write
        3,   // close
        9,   // mmap
        10,  // mprotect
        11,  // munmap
        12,  // brk
        13,  // rt_sigaction
        14,  // rt_sigprocmask
        15,  // rt_sigreturn
        19,  // readv
        20,  // writev
        24,  // sched_yield
        25,  // mremap
        28,  // madvise
        35,  // nanosleep
        39,  // getpid
        60,  // exit
        131, // sigaltstack
        186, // gettid
        202, // futex
        219, // restart_syscall
        228, // clock_gettime
        230, // clock_nanosleep
        231, // exit_group
        234, // tgkill: abort, of itself
        318, // getrandom: keys of hash maps
    ];
    #[cfg(target_arch = "aarch64")]
    let allowed: &[i64] = &[
        57, 63, 64, 65, 66, 93, 94, 98, 101, 113, 115, 124, 128, 131, 132, 134, 135, 139, 172, 178,
        214, 215, 216, 222, 226, 233, 278,
    ];
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    let allowed: &[i64] = return None;
    let rules: BTreeMap<i64, Vec<seccompiler::SeccompRule>> =
        allowed.iter().map(|call| (*call, Vec::new())).collect();
    // EPERM.
    let refused = SeccompAction::Errno(1);
    let arch = std::env::consts::ARCH.try_into().ok()?;
    let filter = SeccompFilter::new(rules, refused, SeccompAction::Allow, arch).ok()?;
    filter.try_into().ok()
}
