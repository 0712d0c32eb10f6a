//! Opens a library from a private copy of its bytes.

#![expect(unsafe_code, reason = "the one place where a library is opened")]

use std::ffi::c_void;
use std::io::{self, Write};
use std::os::fd::{AsRawFd, OwnedFd};

use connector_abi::HEADER_SYMBOL;
use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, fcntl_get_seals, memfd_create};

use crate::LoadErrorKind;

/// Opens a sealed copy of `bytes` and returns the address of the connector header.
///
/// Neither the library nor the copy is ever closed: the linker recognises a library by its path
/// and inode, so a descriptor that is reused would bring back an old library, and unloading runs
/// destructors that no check can make safe.
///
/// Constructors of the library run in here, before anything of it can be checked.
pub(crate) fn open_header(name: &str, bytes: &[u8]) -> Result<*const c_void, LoadErrorKind> {
    let copy = sealed_copy(&format!("connector-{name}"), bytes).map_err(LoadErrorKind::NoCopy)?;
    open_copy(copy)
}

/// The same of a copy that is sealed already.
pub(crate) fn open_sealed(copy: OwnedFd) -> Result<*const c_void, LoadErrorKind> {
    let all = SealFlags::WRITE | SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL;
    match fcntl_get_seals(&copy) {
        Ok(seals) if seals.contains(all) => open_copy(copy),
        Ok(_) => Err(LoadErrorKind::NoCopy(
            io::ErrorKind::PermissionDenied.into(),
        )),
        Err(error) => Err(LoadErrorKind::NoCopy(error.into())),
    }
}

fn open_copy(copy: OwnedFd) -> Result<*const c_void, LoadErrorKind> {
    let path = format!("/proc/self/fd/{}", copy.as_raw_fd());
    std::mem::forget(copy);
    // SAFETY: running the library's constructors is what loading means; the caller has decided
    // to trust these bytes, and they can no longer change.
    let library = unsafe { Library::open(Some(&path), RTLD_NOW | RTLD_LOCAL) };
    let library =
        library.map_err(|error| LoadErrorKind::Unlinkable(linker_message(&error, &path)))?;
    // SAFETY: the symbol is read as an address only; `connector-abi` checks what is there.
    let symbol = unsafe { library.get::<*const c_void>(HEADER_SYMBOL) };
    let address = symbol.map_or(std::ptr::null(), |symbol| symbol.as_raw_ptr().cast_const());
    std::mem::forget(library);
    Ok(address)
}

/// A copy in memory that nobody can write to, not even this process.
///
/// # Errors
/// When there is no memory, or no such files.
pub fn sealed_copy(name: &str, bytes: &[u8]) -> io::Result<OwnedFd> {
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    let mut file = std::fs::File::from(memfd_create(name, flags)?);
    file.write_all(bytes)?;
    let seals = SealFlags::WRITE | SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL;
    fcntl_add_seals(&file, seals)?;
    Ok(file.into())
}

/// The linker's own words, without the path of the private copy.
fn linker_message(error: &libloading::Error, path: &str) -> String {
    use std::error::Error as _;
    let message = error
        .source()
        .map_or_else(|| error.to_string(), ToString::to_string);
    message.replace(&format!("{path}: "), "")
}
