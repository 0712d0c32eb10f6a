//! What the kernel says about the size of a process.

/// The beginning of a `/proc/PID/statm`, in bytes; zero where it cannot be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statm {
    /// Address space.
    pub address_space: u64,
    /// Memory.
    pub resident: u64,
}

impl Statm {
    /// Reads the text of the file.
    pub fn parse(text: &str) -> Self {
        let page = u64::try_from(rustix::param::page_size()).unwrap_or_default();
        let mut pages = text.split(' ').map(|pages| pages.parse().unwrap_or(0));
        let mut bytes = || pages.next().unwrap_or(0_u64).saturating_mul(page);
        Self {
            address_space: bytes(),
            resident: bytes(),
        }
    }

    /// Of this process.
    pub fn own() -> Self {
        let text = std::fs::read_to_string("/proc/self/statm");
        Self::parse(&text.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_become_bytes() {
        let page = u64::try_from(rustix::param::page_size()).unwrap();
        let statm = Statm::parse("20 3 2 1 0 5 0\n");
        assert_eq!((statm.address_space, statm.resident), (20 * page, 3 * page));
        assert_eq!(Statm::parse("no numbers"), Statm::default());
        assert!(Statm::own().resident > 0);
    }
}
