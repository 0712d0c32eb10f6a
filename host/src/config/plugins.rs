//! `[plugins]`: where connector libraries are and how they are run.

use std::path::PathBuf;

use connector_loader::{Trust, TrustedKey};

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

choice! {
    /// What to do with plugins that nobody has vouched for.
    Unlisted:
    /// Use them: whoever may write to the folder is trusted.
    Accept = "accept",
    /// Refuse them.
    Refuse = "refuse",
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

        /// File with the SHA-256 of trusted plugins.
        ///
        /// `switchboard connector trust FILE.so` writes it. A connector that it names is used only with these bytes.
        lock: PathBuf = "plugins.lock".into(), example "/etc/switchboard/plugins.lock";

        /// Keys whose signatures on plugins count.
        ///
        /// Public keys of minisign. A signature is a file beside the plugin, `FILE.so.minisig`.
        trusted_keys: Vec<TrustedKey> = Vec::new(), example ["RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"];

        /// Whether plugins must be signed.
        ///
        /// By one of the trusted keys; the lock file does not replace the signature.
        require_signature: bool = false, example true;

        /// Plugins that nobody has vouched for.
        ///
        /// Neither does the lock file name them, nor has a trusted key signed them. "accept" trusts whoever may write to the folder.
        unlisted: Unlisted = Unlisted::Accept, example "refuse";
    }
}

impl Plugins {
    /// What is demanded of a plugin.
    pub(crate) fn trust(&self) -> Trust {
        Trust {
            keys: self.trusted_keys.clone(),
            require_signature: self.require_signature,
            accept_unlisted: self.unlisted == Unlisted::Accept,
            lock: self.lock.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn a_key_that_is_none_is_refused() {
        check(
            "[plugins]\ntrusted_keys = [\"RWQ\"]\n",
            "switchboard.toml:2:17: plugins.trusted_keys: \"RWQ\" is no public key of minisign; \
             write the second line of `minisign.pub`, which starts with \"RW\"",
        );
    }

    #[test]
    fn an_unknown_isolation_is_refused() {
        check(
            "[plugins]\nisolation = \"in_process\"\ndir = true\n",
            "switchboard.toml:2:13: plugins.isolation: \"in_process\" is not one of worker, in-process; did you mean \"in-process\"?\n\
             switchboard.toml:3:7: plugins.dir: expected a path in quotes, found a boolean",
        );
    }
}
