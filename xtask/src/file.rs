//! Writing files so that a reader sees the old content or the new one, never a part.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::chore::{Chore, Context};

/// Writes a text file, and the folders above it.
pub(crate) fn write(path: &Path, text: &str) -> Chore {
    replace(path, |draft| fs::write(draft, text))
}

/// The same for a file that is no text.
pub(crate) fn write_bytes(path: &Path, bytes: &[u8]) -> Chore {
    replace(path, |draft| fs::write(draft, bytes))
}

/// What is in a folder, in the order of the names.
pub(crate) fn sorted(folder: &Path) -> Chore<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).and_then(|entries| {
        entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<_>, _>>()
    });
    let mut paths = entries.context(format!("cannot read `{}`", folder.display()))?;
    paths.sort();
    Ok(paths)
}

/// Copies a file, and creates the folders above its copy.
pub(crate) fn copy(source: &Path, path: &Path) -> Chore {
    replace(path, |draft| fs::copy(source, draft).map(drop))
}

/// What is written gets its name when it is complete.
fn replace(path: &Path, write: impl FnOnce(&Path) -> std::io::Result<()>) -> Chore {
    let folder = path.parent().unwrap_or(Path::new("."));
    let draft = draft_of(path);
    fs::create_dir_all(folder)
        .and_then(|()| write(&draft))
        .and_then(|()| fs::rename(&draft, path))
        .context(format!("cannot write `{}`", path.display()))
}

/// A name beside it that nobody looks for: plugins are found by their extension.
fn draft_of(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".draft");
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_of_the_old_file_keeps_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.so");
        write(&path, "old").unwrap();
        let mut reader = fs::File::open(&path).unwrap();
        write(&path, "new").unwrap();
        assert_eq!(std::io::read_to_string(&mut reader).unwrap(), "old");
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }
}
