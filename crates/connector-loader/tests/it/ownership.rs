//! Files that somebody else could change.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use connector_loader::Image;
use connector_testkit::libraries::plugin;
use tempfile::TempDir;

fn installed() -> (TempDir, std::path::PathBuf) {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("twilio.so");
    fs::copy(plugin("twilio"), &path).unwrap();
    set_mode(&path, 0o644);
    (dir, path)
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn refusal(path: &Path) -> String {
    let error = match Image::read_installed(path) {
        Ok(_) => panic!("`{}` is read", path.display()),
        Err(error) => error,
    };
    format!("{} | {}", error.kind, error.kind.hint().unwrap())
}

#[test]
fn what_everybody_may_change_is_refused() {
    let (dir, path) = installed();
    assert!(Image::read_installed(&path).is_ok());
    set_mode(&path, 0o666);
    assert_eq!(
        refusal(&path),
        "it can be changed by everybody | let only its owner change the file: chmod go-w"
    );
    set_mode(&path, 0o644);
    set_mode(dir.path(), 0o777);
    assert_eq!(
        refusal(&path),
        "its folder can be changed by everybody | let only its owner change the folder: chmod go-w"
    );
    // Looking at a file runs nothing of it.
    assert!(Image::read(&path).is_ok());
}

#[test]
fn a_link_is_refused_and_followed_by_those_who_only_look() {
    let (dir, path) = installed();
    let link = dir.path().join("link.so");
    symlink(&path, &link).unwrap();
    assert!(refusal(&link).starts_with("it is a symbolic link | copy the file itself"));
    assert!(Image::read(&link).is_ok());
}

#[test]
fn a_pipe_makes_nobody_wait() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("pipe.so");
    let mode = rustix::fs::Mode::from(0o600);
    let node = rustix::fs::FileType::Fifo;
    rustix::fs::mknodat(rustix::fs::CWD, &path, node, mode, 0).unwrap();
    assert!(refusal(&path).starts_with("it is not a regular file"));
}
