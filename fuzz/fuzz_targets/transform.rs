#![no_main]
//! A configuration and a transform, a zero between them.

use cors_gen::pipeline::{Input, Source};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let [config, transform] = cors_fuzz::pieces(data);
    let mut input = Input::from_reader("web.config", config).expect("bytes");
    input.transforms = vec![Source::from_reader("Web.Release.config", transform).expect("bytes")];
    cors_fuzz::check(input, data.len());
});
