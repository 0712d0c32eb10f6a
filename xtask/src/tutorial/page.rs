//! What a page has to run.

/// A part of a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A file to write.
    File {
        /// Where to.
        path: String,
        /// What.
        text: String,
    },
    /// Commands that end.
    Run(String),
    /// Commands that go on.
    Background(String),
}

/// The parts of a page that a comment marks, in order.
pub(super) fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(mark) = line
            .strip_prefix("<!-- ")
            .and_then(|rest| rest.strip_suffix(" -->"))
        else {
            continue;
        };
        let fenced = lines.by_ref().skip_while(|line| !line.starts_with("```"));
        let text: Vec<&str> = fenced.skip(1).take_while(|line| *line != "```").collect();
        let text = text.join("\n") + "\n";
        blocks.push(match mark.strip_prefix("file: ") {
            Some(path) => Block::File {
                path: path.to_owned(),
                text,
            },
            None if mark == "run" => Block::Run(text),
            None => Block::Background(text),
        });
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_blocks_are_found_and_others_are_not() {
        let page = "text\n```sh\nnot this\n```\n<!-- file: a/b -->\n```rust\nfn a() {}\n```\n\
                    <!-- run -->\n\n```sh\nls\n```\n<!-- run in the background -->\n```sh\nserve\n```\n";
        let file = Block::File {
            path: "a/b".to_owned(),
            text: "fn a() {}\n".to_owned(),
        };
        let run = Block::Run("ls\n".to_owned());
        let background = Block::Background("serve\n".to_owned());
        assert_eq!(blocks(page), [file, run, background]);
    }
}
