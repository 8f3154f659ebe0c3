//! Generated code that reaches for an agreement that this runtime does not speak: one error each, which names both.

/// Made by a newer cors-gen than this runtime is for.
pub mod newer {
    /// The policy.
    pub static CORS: ::cors_runtime::Policy = {
        use ::cors_runtime::__private::abi2;
        use abi2::{
            Cors, Header, OriginRule, Policy, Scope, field_name, origins, scopes,
        };
        const ROOT: Scope = Scope::new("").cors(Cors::new(origins!(ORIGINS))).custom_headers(&HEADERS);
        const SCOPE_API: Scope = Scope::new("api");
        static SCOPES: [Scope; 1] = [SCOPE_API];
        const RULE_A_EXAMPLE: OriginRule = OriginRule::exact("https://a.example").allow_credentials();
        static ORIGINS: [OriginRule; 1] = [RULE_A_EXAMPLE];
        const HEADER_X_A: Header = Header::line(field_name!("X-A"), "1");
        static HEADERS: [Header; 1] = [HEADER_X_A];
        Policy::new(ROOT, scopes!(SCOPES))
    };
}

/// Made by an older cors-gen than this runtime is for.
pub mod older {
    /// The policy.
    pub static CORS: ::cors_runtime::Policy = {
        use ::cors_runtime::__private::abi0;
        use abi0::{
            Cors, Header, OriginRule, Policy, Scope, field_name, origins, scopes,
        };
        const ROOT: Scope = Scope::new("").cors(Cors::new(origins!(ORIGINS))).custom_headers(&HEADERS);
        const SCOPE_API: Scope = Scope::new("api");
        static SCOPES: [Scope; 1] = [SCOPE_API];
        const RULE_A_EXAMPLE: OriginRule = OriginRule::exact("https://a.example").allow_credentials();
        static ORIGINS: [OriginRule; 1] = [RULE_A_EXAMPLE];
        const HEADER_X_A: Header = Header::line(field_name!("X-A"), "1");
        static HEADERS: [Header; 1] = [HEADER_X_A];
        Policy::new(ROOT, scopes!(SCOPES))
    };
}

fn main() {}
