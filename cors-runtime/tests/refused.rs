//! What constructors refuse: in constants, as generated code is, these do not compile.

use std::panic;

use cors_runtime::__private::{
    Condition, Map, SuffixLength, Test, fill_suffix_lengths, map_slot_count, slot_count,
    suffix_count,
};
use cors_runtime::FieldName;
use cors_runtime::policy::{Header, OriginRule, Origins, Policy, Scope, Scopes};
use cors_runtime::rewrite::InboundRule;

/// A function that makes a value and forgets it.
macro_rules! made {
    ($made:expr) => {
        || {
            let _ = $made;
        }
    };
}

/// What a panic says; empty where there is none.
fn refusal(make: fn()) -> String {
    let Err(panic) = panic::catch_unwind(make) else { return String::new() };
    panic.downcast_ref::<&str>().map_or_else(String::new, |text| (*text).to_owned())
}

const A: OriginRule<'_> = OriginRule::exact("https://a.example");
const SCHEME: OriginRule<'_> = OriginRule::wildcard("https://", "");
const SUFFIX: OriginRule<'_> = OriginRule::wildcard("https://", ".example");
const OTHER: OriginRule<'_> = OriginRule::wildcard("http://", ".example");
const LONGER: OriginRule<'_> = OriginRule::wildcard("https-x://", ".example");
const ANY: OriginRule<'_> = OriginRule::any();

#[test]
fn what_makes_no_sense_is_refused() {
    const X: FieldName<'_> = FieldName::new("X", "x");
    const MATCHED: Condition<'_> = Condition::new(&[], Test::Always);
    let cases: [(&str, fn()); 21] = [
        (
            "the root of a policy has the empty path",
            made!(Policy::new(Scope::new("a"), Scopes::NONE)),
        ),
        ("written without slashes at its ends", made!(Scope::new("/a"))),
        ("the table belongs to other scopes", made!(Scopes::new(&[Scope::new("a")], &[]))),
        ("the table belongs to other scopes", made!(Scopes::new(&[], &[0, 0]))),
        ("the rule for every origin is `any()`", made!(OriginRule::exact(""))),
        ("the rule for every origin is `any()`", made!(OriginRule::exact("*"))),
        ("with its `://`", made!(OriginRule::wildcard("https:", ".example"))),
        ("with its `://`", made!(OriginRule::wildcard("://", ".example"))),
        ("cannot have credentials", made!(ANY.allow_credentials())),
        ("a number of seconds", made!(A.max_age("soon"))),
        ("the methods make a field value", made!(A.allow_methods("GET\r\n"))),
        ("the header names make a field value", made!(A.allow_headers(""))),
        ("the header names make a field value", made!(A.expose_headers("a\nb"))),
        ("a field value is a text", made!(Header::line(X, ""))),
        ("a field value is a text", made!(Header::joined(X, "a\r\nb"))),
        ("a field name is a token", made!(FieldName::new("X Y", "x y"))),
        ("in lower case", made!(FieldName::new("X-Y", "X-Y"))),
        ("a number of three digits", made!(InboundRule::new("r", MATCHED).answer(99, ""))),
        ("a number of three digits", made!(InboundRule::new("r", MATCHED).answer(1000, ""))),
        ("the table belongs to other entries", made!(Map::new("m", &[("a", "b")], &[]))),
        ("the table belongs to other rules", made!(Origins::new(&[A], &[], &[]))),
    ];
    for (says, make) in cases {
        let refusal = refusal(make);
        assert!(!refusal.is_empty() && refusal.contains(says), "{says}: {refusal:?}");
    }
}

#[test]
fn the_ends_of_what_makes_sense() {
    const MATCHED: Condition<'_> = Condition::new(&[], Test::Always);
    for status in [100, 999] {
        let _ = InboundRule::new("r", MATCHED).answer(status, "");
    }
    let _ = OriginRule::wildcard("x://", "");
    let _ = A.allow_credentials().max_age("0");
}

/// Exact origins, wildcards by scheme and length, `*`.
#[test]
fn rules_are_in_their_order() {
    let cases: [(&str, fn()); 7] = [
        ("", made!(suffix_count(&[A, A, OTHER, LONGER, SCHEME, SUFFIX, SUFFIX, ANY]))),
        ("exact origins come before wildcards", made!(suffix_count(&[SUFFIX, A]))),
        ("the rule for `*` is the last", made!(suffix_count(&[ANY, A]))),
        ("shorter suffixes come before", made!(suffix_count(&[SUFFIX, SCHEME]))),
        ("in the order of their schemes", made!(suffix_count(&[SUFFIX, OTHER]))),
        ("in the order of their schemes", made!(suffix_count(&[SCHEME, LONGER]))),
        ("in the order of their schemes", made!(suffix_count(&[SUFFIX, LONGER, SUFFIX]))),
    ];
    for (says, make) in cases {
        let refusal = refusal(make);
        assert_eq!(refusal.is_empty(), says.is_empty(), "{says}: {refusal:?}");
        assert!(refusal.contains(says), "{says}: {refusal:?}");
    }
}

/// Each length of a suffix once, by scheme: what is looked up of an origin, and no more.
#[test]
fn tables_are_as_large_as_they_need_be() {
    let rules = [A, OTHER, LONGER, SCHEME, SUFFIX, OriginRule::wildcard("https://", ".example")];
    let mut lengths = [SuffixLength::UNSET; 4];
    fill_suffix_lengths(&rules, &mut lengths);
    assert_eq!(suffix_count(&rules), lengths.len());
    assert!(lengths.iter().all(|length| *length != SuffixLength::UNSET));
    assert_eq!(suffix_count(&[A, ANY]), 0);
    for (rules, slots) in [(&[][..], 0), (&[ANY], 0), (&[A], 2), (&[A, ANY], 4), (&[A, A, A], 8)] {
        assert_eq!(slot_count(rules), slots);
    }
    assert_eq!([map_slot_count(&[]), map_slot_count(&[("a", "b"); 5])], [0, 16]);
}
