//! The decoders of the protocol: never panic, and what they read they write and read again.
#![no_main]

use connector_api::{Call, ConnectorInfo, Failure, HttpResponse, Step};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(step) = serde_json::from_slice::<Step>(data) {
        let again = serde_json::to_vec(&step).unwrap();
        assert_eq!(serde_json::from_slice::<Step>(&again).unwrap(), step);
    }
    if let Ok(call) = serde_json::from_slice::<Call>(data) {
        let again = serde_json::to_vec(&call).unwrap();
        assert_eq!(serde_json::from_slice::<Call>(&again).unwrap(), call);
    }
    let _ = serde_json::from_slice::<Failure>(data);
    let _ = serde_json::from_slice::<HttpResponse>(data);
    let _ = serde_json::from_slice::<ConnectorInfo>(data);
});
