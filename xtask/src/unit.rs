//! `unit`: how exposed the shipped systemd unit leaves the service.

use std::process::Command;

use crate::chore::{Chore, Context, failed};
use crate::tool::find_or_install_program;
use crate::workspace::Workspace;

/// Most exposure, in tenths: systemd's scale goes from 0 to 10, and 1.5 is what a service that has to
/// reach the network can get to.
const MOST: &str = "15";

/// Has `systemd-analyze` judge the unit.
pub(crate) fn check(workspace: &Workspace) -> Chore {
    let analyze = find_or_install_program("systemd-analyze", "systemd")?;
    let unit = workspace.root.join("packaging/systemd/switchboard.service");
    let threshold = format!("--threshold={MOST}");
    let output = Command::new(analyze)
        .args(["security", "--offline=true", "--no-pager", &threshold])
        .arg(&unit)
        .output()
        .context("cannot run systemd-analyze")?;
    let page = String::from_utf8_lossy(&output.stdout).into_owned();
    let verdict = page.lines().rfind(|line| line.contains("exposure level"));
    match (output.status.success(), verdict) {
        (true, Some(verdict)) => {
            println!("{}", verdict.trim_start_matches(['→', ' ']));
            Ok(())
        }
        _ => failed(format!(
            "systemd-analyze does not like `{}`:\n{page}{}",
            unit.display(),
            String::from_utf8_lossy(&output.stderr)
        )),
    }
}
