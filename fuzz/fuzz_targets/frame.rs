//! What a worker may send to the host.
#![no_main]

use connector_worker::frame::{Frame, split_resume};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = split_resume(data);
    let _ = Frame::decode(data.to_vec());
    let mut reader = data;
    while let Ok(Some(frame)) = Frame::read_from(&mut reader) {
        let bytes = frame.encode().expect("what was read is not too large");
        let again = Frame::read_from(&mut bytes.as_slice()).expect("what was written is a frame");
        assert_eq!(again, Some(frame));
    }
});
