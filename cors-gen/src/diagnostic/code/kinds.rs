//! Which findings are of a kind.

use super::Code;

impl Code {
    /// Whether a note of this kind is about what most configurations have: an assumption, a section beside the policy, or what
    /// browsers do with many a policy. Who looks into a configuration wants to read it, who makes a policy knows it.
    #[must_use]
    pub const fn is_background(self) -> bool {
        matches!(
            self,
            Self::Assumption
                | Self::ErrorPages
                | Self::Compression
                | Self::ManagedCacheControl
                | Self::CookiesCrossSite
                | Self::AzureFrontEnd
                | Self::IneffectiveRemoval
                | Self::OptionsToApplication
                | Self::CorsInCode
                | Self::Proxy
                | Self::ServerHeader
                | Self::LeftToTheService
                | Self::UnknownSection
                | Self::AuthorizationNotCovered
                | Self::NoHandlerForMethod
                | Self::OwnOriginUnlisted
                | Self::PreflightLacks
                | Self::LongMaxAge
        )
    }

    /// Whether a finding of this kind means that the file could not be read at all, rather than that it says something wrong: a
    /// configuration, or the project file, without which nobody knows what to do.
    #[must_use]
    pub const fn is_unreadable(self) -> bool {
        matches!(
            self,
            Self::NotXml
                | Self::Encoding
                | Self::Limit
                | Self::ProjectSyntax
                | Self::ProjectKey
                | Self::ProjectValue
                | Self::ProjectPath
        )
    }
}
