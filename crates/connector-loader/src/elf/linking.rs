//! What the dynamic linker would fetch and follow on behalf of a library.
//!
//! A connector computes: the C library and the unwinder are all that it needs. Whatever else a file asks
//! the linker for is code that nobody has looked at, from a place that the file names.

use object::LittleEndian;
use object::elf::{self, Dyn64, DynamicTag, ProgramHeader64};
use object::read::StringTable;
use object::read::elf::{Dyn, ProgramHeader};

use super::{Elf, ORDER};
use crate::LoadErrorKind;

/// What a Rust library without dependencies outside of Rust asks for, by C library.
const LIBRARIES: [&str; 12] = [
    "libc.so.6",
    "libgcc_s.so.1",
    "libm.so.6",
    "libdl.so.2",
    "libpthread.so.0",
    "librt.so.1",
    "ld-linux-x86-64.so.2",
    "ld-linux-aarch64.so.1",
    "ld-linux-riscv64-lp64d.so.1",
    "libc.so",
    "libc.musl-x86_64.so.1",
    "libc.musl-aarch64.so.1",
];

/// Entries that make the linker look elsewhere, or load further libraries.
const DETOURS: [(DynamicTag, &str); 7] = [
    (elf::DT_RPATH, "RPATH"),
    (elf::DT_RUNPATH, "RUNPATH"),
    (elf::DT_CONFIG, "CONFIG"),
    (elf::DT_AUDIT, "AUDIT"),
    (elf::DT_DEPAUDIT, "DEPAUDIT"),
    (elf::DT_FILTER, "FILTER"),
    (elf::DT_AUXILIARY, "AUXILIARY"),
];

impl Elf<'_> {
    /// The library needs nothing but the system's own, and sends the linker nowhere else.
    pub(crate) fn check_linking(&self) -> Result<(), LoadErrorKind> {
        let entries = self.dynamic_entries()?;
        for (tag, name) in DETOURS {
            if value(entries, tag).is_some() {
                return Err(LoadErrorKind::Detour(name));
            }
        }
        let start = value(entries, elf::DT_STRTAB).ok_or_else(unreadable)?;
        let size = value(entries, elf::DT_STRSZ).ok_or_else(unreadable)?;
        let start = self.offset_of(start)?;
        let end = start.checked_add(size).ok_or_else(unreadable)?;
        self.require(end)?;
        let names = StringTable::new(self.file, start, end);
        for entry in entries
            .iter()
            .filter(|entry| entry.tag(ORDER) == elf::DT_NEEDED)
        {
            let name = entry.string(ORDER, names).map_err(|_| unreadable())?;
            let name = String::from_utf8_lossy(name);
            if !LIBRARIES.contains(&name.as_ref()) {
                return Err(LoadErrorKind::NeedsLibrary(name.into_owned()));
            }
        }
        Ok(())
    }

    /// The entries as the linker will find them: in the memory that the segment says, not in the
    /// part of the file that it says, should the two differ.
    fn dynamic_entries(&self) -> Result<&[Dyn64<LittleEndian>], LoadErrorKind> {
        let is_dynamic =
            |segment: &&ProgramHeader64<LittleEndian>| segment.p_type(ORDER) == elf::PT_DYNAMIC;
        let mut segments = self.segments()?.iter().filter(is_dynamic);
        let (Some(segment), None) = (segments.next(), segments.next()) else {
            return Err(unreadable());
        };
        if self.offset_of(segment.p_vaddr(ORDER))? != segment.p_offset(ORDER) {
            return Err(unreadable());
        }
        let entries = segment
            .dynamic(ORDER, self.file)
            .map_err(|_| unreadable())?;
        let entries = entries.ok_or_else(unreadable)?;
        let end = entries
            .iter()
            .position(|entry| entry.tag(ORDER) == elf::DT_NULL);
        entries
            .get(..end.ok_or_else(unreadable)?)
            .ok_or_else(unreadable)
    }

    /// Where in the file the byte is that is loaded at an address.
    fn offset_of(&self, address: u64) -> Result<u64, LoadErrorKind> {
        let mut found = None;
        for segment in self.segments()? {
            let inside = address.checked_sub(segment.p_vaddr(ORDER));
            let inside = inside.filter(|inside| *inside < segment.p_filesz(ORDER));
            if let Some(inside) = inside.filter(|_| segment.p_type(ORDER) == elf::PT_LOAD) {
                // Of segments that overlap, which one wins is the linker's affair.
                if found.is_some() {
                    return Err(LoadErrorKind::Malformed("its segments overlap"));
                }
                found = segment.p_offset(ORDER).checked_add(inside);
            }
        }
        found.ok_or_else(unreadable)
    }
}

fn value(entries: &[Dyn64<LittleEndian>], tag: DynamicTag) -> Option<u64> {
    let entry = entries.iter().find(|entry| entry.tag(ORDER) == tag);
    entry.map(|entry| entry.val(ORDER))
}

fn unreadable() -> LoadErrorKind {
    LoadErrorKind::Malformed("what it asks of the dynamic linker cannot be read")
}
