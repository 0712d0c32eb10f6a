//! Keeps panics inside the plugin.
//!
//! A panic that reaches the boundary ends the host's process, and the standard panic hook prints
//! its message, which may quote a secret or the passcode. Inside a guarded call neither happens:
//! the payload is dropped unread and only the place in the source is kept.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// A panic that was caught, and where it happened.
#[derive(Debug)]
pub(crate) struct Panicked {
    /// `file:line` of the panic, if it is known.
    pub(crate) place: Option<String>,
}

/// Runs `work`; a panic in it becomes a value.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    install_hook();
    let outer = GUARDED.replace(true);
    // Unwind safety: a connector is immutable and `work` is not run again after a panic.
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    result.map_err(|payload| {
        // The payload's own drop may panic; leaking a few bytes is the safe end.
        std::mem::forget(payload);
        Panicked {
            place: PLACE.take(),
        }
    })
}

/// Replaces the panic hook of this library's copy of the standard library, once. Panics outside a
/// guarded call, as in an author's tests, print as ever.
fn install_hook() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let standard = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if GUARDED.get() {
                PLACE.set(
                    panic
                        .location()
                        .map(|at| format!("{}:{}", at.file(), at.line())),
                );
            } else {
                standard(panic);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_its_place() {
        let panicked = guarded(|| -> u8 { panic!("with a secret: {}", "s3cret") }).unwrap_err();
        let place = panicked.place.unwrap();
        assert!(place.contains("guard.rs:"), "{place}");
        assert!(!place.contains("s3cret"));
    }

    #[test]
    fn a_payload_that_panics_when_dropped_stays_inside() {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("again");
            }
        }
        assert!(guarded(|| panic::panic_any(Bomb)).is_err());
        assert_eq!(guarded(|| 1).unwrap(), 1);
    }
}
