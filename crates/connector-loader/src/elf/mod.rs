//! Reads an ELF file without trusting it.
//!
//! The dynamic linker maps what the headers describe and dies with a signal where the file ends
//! early, so completeness is checked here, before it sees the file.

mod linking;

use object::elf::{ET_DYN, FileHeader64, PT_LOAD, ProgramHeader64};
use object::read::elf::{FileHeader, ProgramHeader, SectionHeader};
use object::{LittleEndian, elf};

use crate::LoadErrorKind;

/// A whole shared library for this machine.
pub(crate) struct Elf<'f> {
    file: &'f [u8],
    header: &'f FileHeader64<LittleEndian>,
}

const ORDER: LittleEndian = LittleEndian;

impl<'f> Elf<'f> {
    /// Checks type, machine and completeness.
    pub(crate) fn parse(file: &'f [u8]) -> Result<Self, LoadErrorKind> {
        if !file.starts_with(&elf::ELFMAG) {
            return Err(LoadErrorKind::NotALibrary);
        }
        let header_size = size_of::<FileHeader64<LittleEndian>>();
        if file.len() < header_size {
            return Err(truncated(file, header_size as u64));
        }
        let header = FileHeader64::<LittleEndian>::parse(file)
            .map_err(|_| LoadErrorKind::Malformed("it is not a 64-bit little-endian file"))?;
        let machine = header.e_machine(ORDER);
        if machine != MACHINE {
            return Err(LoadErrorKind::WrongMachine {
                plugin: machine_name(machine),
            });
        }
        if header.e_type(ORDER) != ET_DYN {
            return Err(LoadErrorKind::Malformed(
                "it is a program or an object file",
            ));
        }
        let elf = Self { file, header };
        elf.check_completeness()?;
        Ok(elf)
    }

    /// The bytes of the section of this name.
    pub(crate) fn section(&self, name: &str) -> Result<Option<&'f [u8]>, LoadErrorKind> {
        let sections = self
            .header
            .sections(ORDER, self.file)
            .map_err(|_| LoadErrorKind::Malformed("its section table cannot be read"))?;
        let Some((_, section)) = sections.section_by_name(ORDER, name.as_bytes()) else {
            return Ok(None);
        };
        section
            .data(ORDER, self.file)
            .map(Some)
            .map_err(|_| LoadErrorKind::Malformed("its metadata section cannot be read"))
    }

    /// Every byte that the headers describe must be there.
    fn check_completeness(&self) -> Result<(), LoadErrorKind> {
        let end = |offset: u64, count: u64, size: u64| {
            count
                .checked_mul(size)
                .and_then(|length| offset.checked_add(length))
                .ok_or(LoadErrorKind::Malformed(
                    "its headers describe impossible sizes",
                ))
        };
        let header = self.header;
        let tables = [
            (
                header.e_phoff(ORDER),
                header.e_phnum(ORDER),
                header.e_phentsize(ORDER),
            ),
            (
                header.e_shoff(ORDER),
                header.e_shnum(ORDER),
                header.e_shentsize(ORDER),
            ),
        ];
        for (offset, count, size) in tables {
            self.require(end(offset, count.into(), size.into())?)?;
        }
        let segments = self.segments()?;
        if !segments
            .iter()
            .any(|segment| segment.p_type(ORDER) == PT_LOAD)
        {
            return Err(LoadErrorKind::Malformed("it has nothing to load"));
        }
        for segment in segments {
            self.require(end(segment.p_offset(ORDER), 1, segment.p_filesz(ORDER))?)?;
        }
        let sections = header
            .section_headers(ORDER, self.file)
            .map_err(|_| LoadErrorKind::Malformed("its section table cannot be read"))?;
        for section in sections {
            if let Some((offset, size)) = section.file_range(ORDER) {
                self.require(end(offset, 1, size)?)?;
            }
        }
        Ok(())
    }

    fn segments(&self) -> Result<&'f [ProgramHeader64<LittleEndian>], LoadErrorKind> {
        self.header
            .program_headers(ORDER, self.file)
            .map_err(|_| LoadErrorKind::Malformed("its program headers cannot be read"))
    }

    fn require(&self, needed: u64) -> Result<(), LoadErrorKind> {
        if needed > self.file.len() as u64 {
            return Err(truncated(self.file, needed));
        }
        Ok(())
    }
}

fn truncated(file: &[u8], needed: u64) -> LoadErrorKind {
    LoadErrorKind::Truncated {
        size: file.len() as u64,
        needed,
    }
}

#[cfg(target_arch = "x86_64")]
const MACHINE: elf::Machine = elf::EM_X86_64;
#[cfg(target_arch = "aarch64")]
const MACHINE: elf::Machine = elf::EM_AARCH64;
#[cfg(target_arch = "riscv64")]
const MACHINE: elf::Machine = elf::EM_RISCV;

fn machine_name(machine: elf::Machine) -> String {
    match machine {
        elf::EM_X86_64 => "x86_64".to_owned(),
        elf::EM_AARCH64 => "aarch64".to_owned(),
        elf::EM_RISCV => "riscv".to_owned(),
        elf::EM_386 => "x86".to_owned(),
        elf::EM_ARM => "arm".to_owned(),
        other => format!("ELF machine {}", other.0),
    }
}
