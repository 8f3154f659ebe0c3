#![no_main]
//! A pattern and a text, a zero between them: found where `regress` finds it, groups included.

use cors_gen::__private::budget::Budget;
use cors_gen::__private::pattern::{Syntax, compile};
use cors_runtime::pattern::Pattern;
use libfuzzer_sys::fuzz_target;

/// The other engine backtracks, and takes as long as it takes.
const LONGEST: usize = 24;

fuzz_target!(|data: &[u8]| {
    let [pattern, text] = cors_fuzz::pieces(data);
    let (Ok(pattern), Ok(text)) = (str::from_utf8(pattern), str::from_utf8(text)) else { return };
    let groups: Vec<u8> = (0..10).collect();
    let budget = Budget::default();
    let Ok(compiled) = compile(pattern, Syntax::EcmaScript, false, &groups, &budget) else { return };
    let table = compiled.table();
    let ours = Pattern::new(pattern, Syntax::EcmaScript, false, &table);
    let found = ours.captures(text.as_bytes());
    assert_eq!(found.is_some(), ours.is_match(text.as_bytes()));
    if pattern.len() > LONGEST || text.len() > LONGEST {
        return;
    }
    let Ok(theirs) = regress::Regex::new(pattern) else { return };
    let theirs = theirs.find(text);
    assert_eq!(found.is_some(), theirs.is_some(), "{pattern:?} in {text:?}");
    if let (Some(found), Some(theirs)) = (found, theirs) {
        for group in 0..10 {
            let expected = theirs.group(group);
            assert_eq!(found.get(group), expected, "group {group} of {pattern:?} in {text:?}");
        }
    }
});
