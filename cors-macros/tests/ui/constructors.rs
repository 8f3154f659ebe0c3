//! What cannot be built: each is refused while compiling, with a sentence.

use cors_runtime::__private::{Condition, Test};
use cors_runtime::policy::{Cors, Header, OriginRule, Policy, Scope};
use cors_runtime::rewrite::InboundRule;
use cors_runtime::{field_name, origins, scopes};

// A path that no request is at or below.
static SLASHES: Scope = Scope::new("/api/");

// A second scope of one path, which would never be found.
static TWICE: [Scope; 2] = [Scope::new("api"), Scope::new("API")];
static OF_ONE_PATH: Policy = Policy::new(Scope::new(""), scopes!(TWICE));

static ROOTS: [Scope; 1] = [Scope::new("")];
static SECOND_ROOT: Policy = Policy::new(Scope::new(""), scopes!(ROOTS));

static NO_ROOT: Policy = Policy::new(Scope::new("api"), cors_runtime::policy::Scopes::NONE);

// Names and values that HTTP does not have.
static NAME: Header = Header::line(field_name!("X A"), "1");
static SPLIT: Header = Header::line(field_name!("X-A"), "a\r\nSet-Cookie: b=c");
static EMPTY: Header = Header::joined(field_name!("X-A"), "");
static METHODS: OriginRule = OriginRule::exact("https://a.example").allow_methods("GET\nPUT");
static AGE: OriginRule = OriginRule::exact("https://a.example").max_age("10 s");
static STATUS: InboundRule =
    InboundRule::new("teapot", Condition::new(&[], Test::Always)).answer(42, "");

// CM-13
static EVERYBODY: OriginRule = OriginRule::any().allow_credentials();

// Rules in another order than the one that they are found in.
static EXACT_LAST: [OriginRule; 2] =
    [OriginRule::wildcard("https://", ".a.example"), OriginRule::exact("https://a.example")];
static A: Cors = Cors::new(origins!(EXACT_LAST));
static LONG_FIRST: [OriginRule; 2] =
    [OriginRule::wildcard("https://", ".b.example"), OriginRule::wildcard("https://", ".example")];
static B: Cors = Cors::new(origins!(LONG_FIRST));
static ANY_FIRST: [OriginRule; 2] = [OriginRule::any(), OriginRule::exact("https://a.example")];
static C: Cors = Cors::new(origins!(ANY_FIRST));

fn main() {}
