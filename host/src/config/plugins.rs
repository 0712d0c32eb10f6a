//! `[plugins]`: where connector libraries are and how they are run.

use std::path::PathBuf;

use super::section::section;
use super::value::choice;

choice! {
    /// Where the code of a plugin runs.
    Isolation:
    /// In processes of its own, one per generation, that can do nothing but compute.
    Worker = "worker",
    /// In the process of the host. It trusts the plugin: a plugin that crashes takes the host
    /// with it, and one that is hostile reads what the host can read.
    InProcess = "in-process",
}

choice! {
    /// What to do where the kernel cannot close every door of a worker.
    Sandbox:
    /// Close those that it can.
    Available = "available",
    /// Refuse to run plugins.
    Required = "required",
}

section! {
    /// Where connector libraries are and how they are run.
    ["plugins"] Plugins {
        /// Folder with the plugins.
        ///
        /// One `.so` file each. Whoever may write to it decides what code the host runs.
        dir: PathBuf = "plugins".into(), example "/usr/lib/switchboard/plugins";

        /// Where the code of a plugin runs.
        ///
        /// "worker": in processes of its own, which can do nothing but compute.
        /// "in-process" trusts the plugin with everything the host can reach.
        isolation: Isolation = Isolation::Worker, example "in-process";

        /// What workers need of the kernel.
        ///
        /// "available": Landlock and seccomp where the kernel has them. "required": plugins are
        /// refused where one of them is missing.
        sandbox: Sandbox = Sandbox::Available, example "required";
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn an_unknown_isolation_is_refused() {
        check(
            "[plugins]\nisolation = \"in_process\"\ndir = true\n",
            "switchboard.toml:2:13: plugins.isolation: \"in_process\" is not one of worker, in-process; did you mean \"in-process\"?\n\
             switchboard.toml:3:7: plugins.dir: expected a path in quotes, found a boolean",
        );
    }
}
