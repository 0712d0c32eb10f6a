//! The metadata section: what a plugin is, readable without running any of its code.

/// Name of the ELF section that holds the metadata document.
pub const SECTION: &str = "switchboard_connector";

/// Architecture, operating system and C library this crate is compiled for, in the form of
/// [`Metadata::target`](https://docs.rs/connector-api).
pub const TARGET: &str = target();

/// Whether a connector id is well-formed: 1 to 32 lower-case letters, digits and hyphens,
/// starting with a letter.
pub const fn is_valid_id(id: &str) -> bool {
    let bytes = id.as_bytes();
    let mut rest = bytes;
    let mut first = true;
    while let [byte, tail @ ..] = rest {
        let allowed =
            byte.is_ascii_lowercase() || (!first && (byte.is_ascii_digit() || *byte == b'-'));
        if !allowed {
            return false;
        }
        first = false;
        rest = tail;
    }
    !bytes.is_empty() && bytes.len() <= 32
}

/// Length of [`metadata_bytes`] for the same arguments.
pub const fn metadata_len(id: &str, version: &str, sdk: &str) -> usize {
    let parts = parts(id, version, sdk);
    let mut rest: &[&str] = &parts;
    let mut length = 0;
    while let [part, tail @ ..] = rest {
        length += part.len();
        rest = tail;
    }
    length
}

/// The metadata document, for a static in the section [`SECTION`].
///
/// # Panics
/// At compile time, when `id` is not well-formed or `N` is not [`metadata_len`].
pub const fn metadata_bytes<const N: usize>(id: &str, version: &str, sdk: &str) -> [u8; N] {
    assert!(
        is_valid_id(id),
        "a connector id is 1 to 32 lower-case letters, digits and hyphens, starting with a letter"
    );
    let parts = parts(id, version, sdk);
    let mut rest: &[&str] = &parts;
    let mut document = [0; N];
    let mut free: &mut [u8] = &mut document;
    while let [part, tail @ ..] = rest {
        let (head, after) = free.split_at_mut(part.len());
        head.copy_from_slice(part.as_bytes());
        free = after;
        rest = tail;
    }
    assert!(free.is_empty(), "the document is shorter than its section");
    document
}

/// The document in pieces. None of them needs escaping: ids, versions and targets are plain ASCII.
const fn parts<'a>(id: &'a str, version: &'a str, sdk: &'a str) -> [&'a str; 11] {
    [
        "{\"id\":\"",
        id,
        "\",\"version\":\"",
        version,
        "\",\"abi\":\"",
        crate::ABI_VERSION,
        "\",\"sdk\":\"",
        sdk,
        "\",\"target\":\"",
        TARGET,
        "\"}",
    ]
}

const fn target() -> &'static str {
    macro_rules! targets {
        ($($arch:literal $os:literal $env:literal $name:literal,)*) => {
            $(if cfg!(all(target_arch = $arch, target_os = $os, target_env = $env)) {
                return $name;
            })*
        };
    }
    targets! {
        "x86_64" "linux" "gnu" "x86_64-linux-gnu",
        "x86_64" "linux" "musl" "x86_64-linux-musl",
        "aarch64" "linux" "gnu" "aarch64-linux-gnu",
        "aarch64" "linux" "musl" "aarch64-linux-musl",
        "riscv64" "linux" "gnu" "riscv64-linux-gnu",
    }
    "unsupported"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_is_json_of_exactly_its_length() {
        const N: usize = metadata_len("acme", "1.2.3", "0.1.0");
        let document = metadata_bytes::<N>("acme", "1.2.3", "0.1.0");
        assert_eq!(
            std::str::from_utf8(&document).unwrap(),
            format!(
                r#"{{"id":"acme","version":"1.2.3","abi":"{}","sdk":"0.1.0","target":"{TARGET}"}}"#,
                crate::ABI_VERSION
            )
        );
    }

    #[test]
    fn ids_are_lower_case_words() {
        for id in ["acme", "a", "acme-2", "x86"] {
            assert!(is_valid_id(id), "{id}");
        }
        for id in [
            "",
            "Acme",
            "2acme",
            "-a",
            "a_b",
            "a/b",
            "ä",
            &"a".repeat(33),
        ] {
            assert!(!is_valid_id(id), "{id}");
        }
    }
}
