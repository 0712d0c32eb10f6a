//! What is assumed when nobody gave a file, and how that is said.

use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::load::Loaded;
use super::origin::Origin;

/// Completes a config that was loaded without a file.
pub(crate) fn assume(mut loaded: Loaded) -> Loaded {
    let executable = std::env::current_exe().unwrap_or_default();
    let mut assumptions = vec!["no config file was given, so every key has its default unless a variable or a flag sets it".to_owned()];
    for effective in loaded
        .origins
        .iter_mut()
        .filter(|effective| effective.origin == Origin::Default)
    {
        assumptions.extend(match effective.key.as_str() {
            "server.listen" => Some(format!(
                "the HTTP API listens on {}",
                loaded.config.server.listen
            )),
            "plugins.dir" => {
                loaded.config.plugins.dir =
                    plugins_beside(executable.parent().unwrap_or(Path::new("")));
                effective.value = Json::from(loaded.config.plugins.dir.display().to_string());
                Some(format!(
                    "plugins are loaded from {}",
                    loaded.config.plugins.dir.display()
                ))
            }
            "store.path" => Some(format!(
                "messages, connector configs and keys are kept in {}",
                loaded.config.store.path.display()
            )),
            _ => None,
        });
    }
    loaded.assumptions = assumptions;
    loaded
}

/// The folder `plugins` that came with the executable: beside it in a release archive, one folder
/// up in a build tree.
///
/// Never the one in the working directory: its files would be run because of where the command
/// was typed.
fn plugins_beside(executables: &Path) -> PathBuf {
    let beside = executables.join("plugins");
    let above = executables.parent().map(|above| above.join("plugins"));
    match above {
        Some(above) if !beside.is_dir() && above.is_dir() => above,
        _ => beside,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Overrides};
    use super::*;

    #[test]
    fn plugins_come_from_beside_the_executable_or_from_one_folder_up() {
        let root = tempfile::tempdir().unwrap();
        let executables = root.path().join("debug");
        assert_eq!(plugins_beside(&executables), executables.join("plugins"));
        std::fs::create_dir(root.path().join("plugins")).unwrap();
        assert_eq!(plugins_beside(&executables), root.path().join("plugins"));
        std::fs::create_dir_all(executables.join("plugins")).unwrap();
        assert_eq!(plugins_beside(&executables), executables.join("plugins"));
    }

    #[test]
    fn only_what_was_assumed_is_said() {
        let variables = [(
            "SWITCHBOARD__SERVER__LISTEN".to_owned(),
            "127.0.0.1:1".to_owned(),
        )];
        let loaded = Config::load(None, variables.into_iter(), Overrides::default()).unwrap();
        let assumed = |word: &str| {
            loaded
                .assumptions
                .iter()
                .any(|sentence| sentence.contains(word))
        };
        assert!(assumed("no config file") && assumed("plugins") && assumed("switchboard.db"));
        assert!(!assumed("listens"));
        assert_eq!(
            loaded.effective("plugins.dir").value,
            loaded.config.plugins.dir.display().to_string()
        );
    }
}
