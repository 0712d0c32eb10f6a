//! The documents that must be there, links that must lead somewhere, paths that must not leak.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::chore::{Chore, Context, failed};
use crate::workspace::Workspace;

const AT_THE_ROOT: [&str; 5] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
];

/// Folders of one developer's machine: a path below them means nothing to anybody else.
const PRIVATE_FOLDERS: [&str; 2] = ["work", "root"];

/// Names every fault of every document.
pub(super) fn check(workspace: &Workspace) -> Chore {
    let mut faults = missing(workspace)?;
    for (path, text) in texts(&workspace.root)? {
        let shown = path
            .strip_prefix(&workspace.root)
            .unwrap_or(&path)
            .display();
        let mut complain =
            |line: usize, what: String| faults.push(format!("{shown}:{line}: {what}"));
        for (line, found) in private_paths(&text) {
            complain(line, format!("`{found}` is a path of one machine"));
        }
        if path.extension() == Some(OsStr::new("md")) {
            for (line, link) in links(&text) {
                if !leads_somewhere(&link, &path, &workspace.root) {
                    complain(line, format!("the link `{link}` leads nowhere"));
                }
            }
        }
    }
    match faults.is_empty() {
        true => Ok(()),
        false => failed(faults.join("\n")),
    }
}

fn missing(workspace: &Workspace) -> Chore<Vec<String>> {
    let plugins = workspace.plugins()?;
    let readmes = plugins.iter().map(|plugin| plugin.folder.join("README.md"));
    let wanted = AT_THE_ROOT.map(|name| workspace.root.join(name));
    let missing = wanted
        .into_iter()
        .chain(readmes)
        .filter(|path| !path.is_file());
    let relative = |path: PathBuf| {
        path.strip_prefix(&workspace.root)
            .map(Path::to_owned)
            .unwrap_or(path)
    };
    Ok(missing
        .map(|path| format!("{} is missing", relative(path).display()))
        .collect())
}

/// Every tracked file that is there and is text.
fn texts(root: &Path) -> Chore<Vec<(PathBuf, String)>> {
    const CANNOT: &str = "cannot ask git which files are tracked";
    let mut command = Command::new("git");
    let output = command
        .current_dir(root)
        .args(["ls-files", "-z"])
        .output()
        .context(CANNOT)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return failed(format!("{CANNOT}: {}", said.trim()));
    }
    let names = String::from_utf8(output.stdout).context(CANNOT)?;
    let paths = names.split_terminator('\0').map(|name| root.join(name));
    // A file that was deleted a moment ago has nothing wrong in it, and nor have bytes.
    let text = |path: PathBuf| fs::read_to_string(&path).ok().map(|text| (path, text));
    Ok(paths.filter_map(text).collect())
}

/// Absolute paths below a private folder, each with its line.
fn private_paths(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        for folder in PRIVATE_FOLDERS {
            let start = format!("/{folder}/");
            let absolute = |(at, _): &(usize, &str)| {
                let before = line
                    .get(..*at)
                    .and_then(|before| before.chars().next_back());
                !before.is_some_and(|before| before.is_alphanumeric() || "._-~}/*".contains(before))
            };
            let hits = line.match_indices(&start).filter(absolute);
            found.extend(hits.map(|_| (number, start.clone())));
        }
    }
    found
}

/// Targets of links, inline or by reference, each with its line; code is not looked at.
fn links(markdown: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut in_code = false;
    for (number, line) in (1..).zip(markdown.lines()) {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        let prose = line.split('`').step_by(2).collect::<Vec<_>>().join("``");
        let inline = prose
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split([')', ' ']).next());
        let reference = prose
            .strip_prefix('[')
            .and_then(|rest| rest.split_once("]: "));
        let reference = reference.and_then(|(_, rest)| rest.split(' ').next());
        let targets = inline.chain(reference);
        found.extend(targets.map(|target| (number, target.to_owned())));
    }
    found
}

/// Whether the file of a relative link exists. Links to elsewhere are not followed.
fn leads_somewhere(link: &str, document: &Path, root: &Path) -> bool {
    let target = link.split(['#', '?']).next().unwrap_or_default();
    if target.is_empty() || link.contains("://") || link.starts_with("mailto:") {
        return true;
    }
    match target.strip_prefix('/') {
        Some(target) => root.join(target).exists(),
        None => document.with_file_name(target).exists(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_in_prose_are_found_and_code_is_left_alone() {
        let markdown = "See [a](a.md#top) and ![b](img/b.png \"title\").\n\
            `[no](no.md)` is code.\n```\n[no](no.md)\n```\n[c]: docs/c.md\n";
        let found = links(markdown);
        let expected = [(1, "a.md#top"), (1, "img/b.png"), (6, "docs/c.md")];
        assert_eq!(found, expected.map(|(line, link)| (line, link.to_owned())));
    }

    #[test]
    fn a_link_leads_to_a_file_or_out_of_the_repository() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("docs")).unwrap();
        fs::write(root.join("README.md"), "").unwrap();
        let document = root.join("docs/a.md");
        for good in [
            "../README.md#x",
            "/README.md",
            "#here",
            "https://example.com/a",
            "mailto:a@b",
        ] {
            assert!(leads_somewhere(good, &document, root), "{good}");
        }
        for bad in ["README.md", "/docs/b.md", "../README"] {
            assert!(!leads_somewhere(bad, &document, root), "{bad}");
        }
    }

    #[test]
    fn a_path_of_one_machine_is_found_and_a_relative_one_is_not() {
        for folder in PRIVATE_FOLDERS {
            let text = format!("fine\nsee `/{folder}/x`, ./{folder}/x, a/{folder}/x\n");
            assert_eq!(private_paths(&text), [(2, format!("/{folder}/"))]);
        }
    }
}
