//! Finds the plugins of a directory.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{fs, io};

use connector_api::Metadata;

use crate::{Digest, Image, LoadError, LoadErrorKind, Lock, LockError, Standing, Trust};

/// A file of the plugin directory, and whether it can be used.
#[derive(Debug)]
pub struct Candidate {
    /// The file.
    pub path: PathBuf,
    /// SHA-256 of its bytes, when they could be read.
    pub digest: Option<Digest>,
    /// What its metadata says, or why it cannot be used.
    pub metadata: Result<Metadata, LoadError>,
    /// Why it is trusted, when it can be used.
    pub standing: Standing,
}

/// Inspects every `.so` file of a directory, in the order of their names, and asks whether it is
/// trusted; runs none of their code.
///
/// When several files provide the same connector, the one that is named after it is used, or else
/// the first; the others are refused.
///
/// # Errors
/// When the directory itself cannot be read.
pub fn discover(directory: &Path, trust: &Trust) -> io::Result<Vec<Candidate>> {
    let mut paths = fs::read_dir(directory)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension() == Some(OsStr::new("so")));
    paths.sort();
    // Once for all of them.
    let lock = Lock::read(&trust.lock);
    let candidates = paths.into_iter().map(|path| candidate(path, trust, &lock));
    let mut candidates: Vec<Candidate> = candidates.collect();
    refuse_duplicates(&mut candidates);
    Ok(candidates)
}

fn candidate(path: PathBuf, trust: &Trust, lock: &Result<Lock, LockError>) -> Candidate {
    let image = match Image::read_installed(&path) {
        Ok(image) => image,
        Err(error) => {
            return Candidate {
                path,
                digest: None,
                metadata: Err(error),
                standing: Standing::default(),
            };
        }
    };
    let admitted = image.inspect().and_then(|metadata| {
        let standing = trust.admit_by(lock, &image, &metadata);
        let standing = standing.map_err(|distrust| image.error(distrust))?;
        Ok((metadata, standing))
    });
    let (metadata, standing) = match admitted {
        Ok((metadata, standing)) => (Ok(metadata), standing),
        Err(error) => (Err(error), Standing::default()),
    };
    Candidate {
        path,
        digest: Some(image.digest()),
        metadata,
        standing,
    }
}

fn refuse_duplicates(candidates: &mut [Candidate]) {
    let mut providers: BTreeMap<String, PathBuf> = BTreeMap::new();
    for candidate in candidates.iter() {
        if let Ok(metadata) = &candidate.metadata {
            let named_after_it = candidate.path.file_stem() == Some(OsStr::new(&metadata.id));
            if named_after_it || !providers.contains_key(&metadata.id) {
                providers.insert(metadata.id.clone(), candidate.path.clone());
            }
        }
    }
    for candidate in candidates {
        let Ok(metadata) = &candidate.metadata else {
            continue;
        };
        let Some(first) = providers
            .get(&metadata.id)
            .filter(|first| **first != candidate.path)
        else {
            continue;
        };
        candidate.metadata = Err(LoadError {
            path: candidate.path.clone(),
            kind: LoadErrorKind::Duplicate {
                id: metadata.id.clone(),
                first: first.clone(),
            },
        });
    }
}
