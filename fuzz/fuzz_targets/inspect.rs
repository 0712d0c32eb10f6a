//! The inspector of plugin files: never panics, whatever the headers describe.
#![no_main]

use connector_loader::Image;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = Image::from_bytes(data.to_vec()).inspect();
});
