//! The system calls that a worker keeps, as a seccomp filter.
//!
//! Two filters, one on top of the other: constructors of the library run while the linker still has to
//! open files, but even they start no process, open no socket and signal nobody.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};

/// Computing, and talking over what is open.
const COMPUTING: &[i64] = &[
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_readv,
    libc::SYS_writev,
    // Its own size, from a file that was open before.
    libc::SYS_pread64,
    libc::SYS_close,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    libc::SYS_sched_yield,
    libc::SYS_nanosleep,
    libc::SYS_clock_nanosleep,
    libc::SYS_clock_gettime,
    libc::SYS_futex,
    libc::SYS_getpid,
    libc::SYS_gettid,
    // Keys of hash maps.
    libc::SYS_getrandom,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// What the linker needs beside: reading files, which Landlock narrows down to libraries, and the
/// sealed copy.
const LINKING: &[i64] = &[
    libc::SYS_openat,
    libc::SYS_fstat,
    libc::SYS_newfstatat,
    libc::SYS_statx,
    libc::SYS_lseek,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_readlinkat,
    libc::SYS_getcwd,
    libc::SYS_fcntl,
    libc::SYS_memfd_create,
    libc::SYS_uname,
    libc::SYS_sysinfo,
    libc::SYS_sched_getaffinity,
    libc::SYS_prlimit64,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_seccomp,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_open,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_stat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_access,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_readlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_arch_prctl,
];

/// How far a worker has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// It is about to open the library.
    Linking,
    /// The library is open.
    Computing,
}

/// Takes every other system call away. Gives whether it is in force.
pub(super) fn restrict(stage: Stage) -> bool {
    let filter = filter(stage);
    filter.is_some_and(|filter| seccompiler::apply_filter(&filter).is_ok())
}

/// What is not allowed fails with `EPERM`, so that a connector that tries can say so.
fn filter(stage: Stage) -> Option<BpfProgram> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        COMPUTING.iter().map(|call| (*call, Vec::new())).collect();
    // A signal to itself, which is how `abort` ends; the same call could end the host.
    let own = u64::from(std::process::id());
    rules.insert(libc::SYS_tgkill, vec![first_argument_is(own)?]);
    if stage == Stage::Linking {
        rules.extend(LINKING.iter().map(|call| (*call, Vec::new())));
        // Only what the next filter is installed with: no way to outlive the host.
        let allowed = [libc::PR_SET_NO_NEW_PRIVS, libc::PR_SET_SECCOMP];
        let allowed = allowed.map(|option| first_argument_is(u64::try_from(option).ok()?));
        rules.insert(libc::SYS_prctl, allowed.into_iter().collect::<Option<_>>()?);
    }
    let refused = SeccompAction::Errno(u32::try_from(libc::EPERM).ok()?);
    let arch = std::env::consts::ARCH.try_into().ok()?;
    let filter = SeccompFilter::new(rules, refused, SeccompAction::Allow, arch).ok()?;
    filter.try_into().ok()
}

fn first_argument_is(value: u64) -> Option<SeccompRule> {
    let condition =
        SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, value).ok()?;
    SeccompRule::new(vec![condition]).ok()
}
