//! An archive that is the same whenever its files are.

use std::collections::BTreeMap;

use connector_loader::Image;
use flate2::{Compression, GzBuilder};
use tar::{Builder, Header};

use crate::chore::{Chore, Context};

/// Files by path, to be packed into one folder.
pub(super) struct Archive {
    folder: String,
    files: BTreeMap<String, (u32, Vec<u8>)>,
}

impl Archive {
    pub(super) fn new(folder: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            files: BTreeMap::new(),
        }
    }

    pub(super) fn add(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.insert(path.to_owned(), (0o644, bytes));
    }

    pub(super) fn add_program(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.insert(path.to_owned(), (0o755, bytes));
    }

    /// A list in the form of `sha256sum`, of everything that is in it so far.
    pub(super) fn add_checksums(&mut self) {
        let line = |(path, (_, bytes)): (&String, &(u32, Vec<u8>))| {
            format!("{}  {path}\n", Image::from_bytes(bytes.clone()).digest())
        };
        let list: String = self.files.iter().map(line).collect();
        self.add("SHA256SUMS", list.into_bytes());
    }

    /// The bytes of the archive.
    pub(super) fn finish(self) -> Chore<Vec<u8>> {
        let gzip = GzBuilder::new()
            .mtime(0)
            .write(Vec::new(), Compression::best());
        let mut tar = Builder::new(gzip);
        let what = "cannot pack the archive";
        for (path, (mode, bytes)) in &self.files {
            let mut header = Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(*mode);
            header.set_mtime(0);
            let path = format!("{}/{path}", self.folder);
            tar.append_data(&mut header, path, bytes.as_slice())
                .context(what)?;
        }
        let gzip = tar.into_inner().context(what)?;
        gzip.finish().context(what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_does_not_depend_on_when_and_in_which_order_it_was_made() {
        let pack = |names: [&str; 2]| {
            let mut archive = Archive::new("a");
            for name in names {
                archive.add(name, name.as_bytes().to_vec());
            }
            archive.add_checksums();
            archive.finish().unwrap()
        };
        assert_eq!(pack(["b", "c"]), pack(["c", "b"]));
    }
}
