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

/// What a plugin says about itself in its metadata section.
#[derive(Debug, Clone, Copy)]
pub struct Identity<'a> {
    /// The connector's id.
    pub id: &'a str,
    /// Version of the connector.
    pub version: &'a str,
    /// Version of the SDK.
    pub sdk: &'a str,
    /// Host names the connector may reach.
    pub hosts: &'a [&'a str],
    /// JSON pointers to config values whose URLs name further hosts.
    pub hosts_from_config: &'a [&'a str],
}

/// Length of [`metadata_bytes`] for the same identity.
pub const fn metadata_len(identity: &Identity<'_>) -> usize {
    Text::<0>::document(identity).length
}

/// The metadata document, for a static in the section [`SECTION`].
///
/// # Panics
/// At compile time, when the id is not well-formed, a host or pointer needs escaping, or `N` is not
/// [`metadata_len`].
pub const fn metadata_bytes<const N: usize>(identity: &Identity<'_>) -> [u8; N] {
    assert!(
        is_valid_id(identity.id),
        "a connector id is 1 to 32 lower-case letters, digits and hyphens, starting with a letter"
    );
    let text = Text::document(identity);
    assert!(text.length == N, "the document has another length");
    text.bytes
}

/// Text that grows at compile time; beyond `N` bytes it is only counted.
struct Text<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

impl<const N: usize> Text<N> {
    /// Ids, versions and targets are plain ASCII and need no escaping.
    const fn document(identity: &Identity<'_>) -> Self {
        let empty = Self {
            bytes: [0; N],
            length: 0,
        };
        empty
            .then("{\"id\":\"")
            .then(identity.id)
            .then("\",\"version\":\"")
            .then(identity.version)
            .then("\",\"abi\":\"")
            .then(crate::ABI_VERSION)
            .then("\",\"sdk\":\"")
            .then(identity.sdk)
            .then("\",\"target\":\"")
            .then(TARGET)
            .then("\",\"hosts\":")
            .then_list(identity.hosts)
            .then(",\"hostsFromConfig\":")
            .then_list(identity.hosts_from_config)
            .then("}")
    }

    const fn then(mut self, text: &str) -> Self {
        let mut rest = text.as_bytes();
        while let [byte, tail @ ..] = rest {
            let (_, free) = self.bytes.split_at_mut(match self.length < N {
                true => self.length,
                false => N,
            });
            if let [place, ..] = free {
                *place = *byte;
            }
            self.length += 1;
            rest = tail;
        }
        self
    }

    const fn then_list(self, items: &[&str]) -> Self {
        let mut text = self.then("[");
        let mut rest = items;
        while let [item, tail @ ..] = rest {
            assert!(is_plain(item), "a host or a JSON pointer is plain ASCII");
            text = text.then("\"").then(item).then("\"");
            if !tail.is_empty() {
                text = text.then(",");
            }
            rest = tail;
        }
        text.then("]")
    }
}

/// Whether a text means itself in JSON.
const fn is_plain(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let [byte, tail @ ..] = rest {
        if !byte.is_ascii_graphic() || *byte == b'"' || *byte == b'\\' {
            return false;
        }
        rest = tail;
    }
    true
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
        const IDENTITY: Identity<'_> = Identity {
            id: "acme",
            version: "1.2.3",
            sdk: "0.1.0",
            hosts: &["api.acme.example", "eu.acme.example"],
            hosts_from_config: &[],
        };
        const N: usize = metadata_len(&IDENTITY);
        let document = metadata_bytes::<N>(&IDENTITY);
        assert_eq!(
            std::str::from_utf8(&document).unwrap(),
            format!(
                r#"{{"id":"acme","version":"1.2.3","abi":"{}","sdk":"0.1.0","target":"{TARGET}","hosts":["api.acme.example","eu.acme.example"],"hostsFromConfig":[]}}"#,
                crate::ABI_VERSION
            )
        );
    }

    #[test]
    fn what_needs_escaping_is_not_plain() {
        assert!(is_plain("/endpoint") && is_plain("api.acme.example"));
        for text in ["a\"b", "a\\b", "a b", "ä"] {
            assert!(!is_plain(text), "{text}");
        }
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
