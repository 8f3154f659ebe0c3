#![no_main]
//! The texts of rules: patterns, inputs and values in a configuration that is otherwise in order.

use cors_gen::pipeline::Input;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let texts: [&[u8]; 6] = cors_fuzz::pieces(data);
    let [url, input, pattern, value, before, sent] = texts.map(|text| cors_fuzz::escaped(&String::from_utf8_lossy(text)));
    let config = format!(
        r#"<configuration><system.webServer><rewrite>
        <rules><rule name="in"><match url="{url}" /><conditions><add input="{input}" pattern="{pattern}" /></conditions>
        <serverVariables><set name="KEPT" value="{value}" /></serverVariables><action type="None" /></rule></rules>
        <outboundRules><rule name="out"><match serverVariable="RESPONSE_X" pattern="{before}" />
        <conditions><add input="{{KEPT}}" pattern=".*" /></conditions><action type="Rewrite" value="{sent}" /></rule></outboundRules>
        <rewriteMaps><rewriteMap name="Map" defaultValue="x"><add key="a" value="b" /></rewriteMap></rewriteMaps>
        </rewrite></system.webServer></configuration>"#
    );
    let input = Input::from_reader("web.config", config.as_bytes()).expect("bytes");
    cors_fuzz::check(input, config.len());
});
