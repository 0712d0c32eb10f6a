//! What the system says about processes.

use std::fs;

use crate::chore::Chore;

/// A process and its children.
#[derive(Debug, Clone, Copy)]
pub(super) struct Process(pub(super) u32);

impl Process {
    /// Processor seconds so far, those of children included.
    fn cpu(self) -> f64 {
        let children: f64 = self
            .children()
            .into_iter()
            .map(|child| child.own_cpu(2))
            .sum();
        // The last two are of children that have ended.
        self.own_cpu(4) + children
    }

    /// What `work` gives, and the processor seconds that it took here, for 1,000 of so many messages.
    pub(super) fn cpu_for<T>(
        self,
        messages: usize,
        work: impl FnOnce() -> Chore<T>,
    ) -> Chore<(T, f64)> {
        let before = self.cpu();
        let done = work()?;
        Ok((done, (self.cpu() - before) / messages as f64 * 1000.0))
    }

    /// The most memory that it ever held, in MB.
    pub(super) fn peak_memory(self) -> f64 {
        self.memory("VmHWM:")
    }

    /// The memory that it holds, in MB.
    pub(super) fn memory_now(self) -> f64 {
        self.memory("VmRSS:")
    }

    /// Memory that is its own, and not shared with other processes of the same program, in MB.
    pub(super) fn own_memory(self) -> f64 {
        self.memory("RssAnon:")
    }

    pub(super) fn children(self) -> Vec<Self> {
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let line = format!("PPid:\t{}", self.0);
        pids.filter(|pid| status(*pid).lines().any(|other| other == line))
            .map(Self)
            .collect()
    }

    fn own_cpu(self, fields: usize) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0)).unwrap_or_default();
        let rest = stat.rsplit(')').next().unwrap_or_default();
        let ticks = rest.split_whitespace().skip(11).take(fields);
        let ticks: f64 = ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
        ticks / rustix::param::clock_ticks_per_second() as f64
    }

    fn memory(self, name: &str) -> f64 {
        let status = status(self.0);
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
        kib.unwrap_or_default() * 1024.0 / 1_000_000.0
    }
}

fn status(pid: u32) -> String {
    fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default()
}
