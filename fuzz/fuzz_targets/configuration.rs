#![no_main]
//! A configuration: any bytes.

use cors_gen::pipeline::Input;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    cors_fuzz::check(Input::from_reader("web.config", data).expect("bytes"), data.len());
});
