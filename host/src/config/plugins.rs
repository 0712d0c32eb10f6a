//! `[plugins]`: where connector libraries are and how they are run.

use std::path::PathBuf;

use super::section::section;
use super::value::choice;

choice! {
    /// Where the code of a plugin runs.
    Isolation:
    /// In the process of the host. It trusts the plugin: a plugin that crashes takes the host
    /// with it, and one that is hostile reads what the host can read.
    InProcess = "in-process",
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
        /// "in-process" trusts the plugin with everything the host can reach.
        isolation: Isolation = Isolation::InProcess, example "in-process";
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn an_unknown_isolation_is_refused() {
        check(
            "[plugins]\nisolation = \"in_process\"\ndir = true\n",
            "switchboard.toml:2:13: plugins.isolation: \"in_process\" is not one of in-process; did you mean \"in-process\"?\n\
             switchboard.toml:3:7: plugins.dir: expected a path in quotes, found a boolean",
        );
    }
}
