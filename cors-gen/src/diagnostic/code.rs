//! The registry of findings: each has a code that never changes its meaning, a name, a severity and a summary.

mod kinds;

use super::Severity;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $id:literal $name:literal $severity:ident $(, if_allowed $consequence:literal)?;)+) => {
        /// The kind of a finding.
        ///
        /// Displays as its id (`CG030`); parses from the id or the name (`wildcard-with-credentials`).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The id, `CG` and three digits.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }

            /// The name, in words.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The severity of a finding that nobody changed.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity),+ }
            }

            /// What happens with `--allow`; `None` where the finding cannot be allowed.
            #[must_use]
            pub const fn if_allowed(self) -> Option<&'static str> {
                match self { $(Self::$variant => codes!(@ $($consequence)?)),+ }
            }

            /// What it is about, in a sentence or two.
            #[must_use]
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc, "\n"),+).trim_ascii()),+ }
            }
        }
    };
    (@ $consequence:literal) => { Some($consequence) };
    (@) => { None };
}

codes! {
    /// The file is not well-formed XML.
    NotXml = "CG001" "not-xml" Error;
    /// The file is neither UTF-8 nor UTF-16 with a byte-order mark, or it declares another encoding (CF-8).
    Encoding = "CG002" "encoding" Error;
    /// The file is larger or nested deeper than any configuration that IIS reads, or its lists come to too many entries over all paths.
    Limit = "CG003" "limit" Error;
    /// The file has a document type definition, which IIS refuses (CF-8).
    Dtd = "CG004" "dtd" Error;
    /// The root element is of no configuration file.
    NotAConfiguration = "CG005" "not-a-configuration" Error;
    /// The file is a piece of a configuration, not a whole one.
    Fragment = "CG006" "fragment" Note;
    /// Text that was pasted: it is no XML because of what a page, a mail or a diff put around it, and is read without that.
    Pasted = "CG007" "pasted" Note;
    /// Elements without the one that they belong in; they are read as if they stood in it.
    NoParent = "CG008" "no-parent" Note;

    /// An element that a section does not have (CF-1, CF-2).
    UnknownElement = "CG010" "unknown-element" Error;
    /// An attribute that an element does not have (CF-1, CF-2).
    UnknownAttribute = "CG011" "unknown-attribute" Error;
    /// A required attribute is missing (CF-2).
    MissingAttribute = "CG012" "missing-attribute" Error;
    /// A value that is no boolean, number or word of the kind that the attribute takes (CF-1, CF-2).
    BadValue = "CG013" "bad-value" Error;
    /// The same section twice for one path (CF-4).
    DuplicateSection = "CG014" "duplicate-section" Error;
    /// A collection gets a second entry with the same key (CH-2, CM-20).
    DuplicateEntry = "CG015" "duplicate-entry" Error, if_allowed "the later entry takes the place of the earlier one";
    /// Text where a configuration has elements only.
    StrayText = "CG016" "stray-text" Error, if_allowed "the text is skipped";
    /// A setting that a level above has locked (CF-7).
    LockViolation = "CG017" "lock-violation" Error;
    /// A location whose path no request has, so that its settings never count (CF-4).
    LocationNeverMatches = "CG018" "location-never-matches" Warning;
    /// A setting at a place where IIS does not allow it, or beside one that excludes it (CF-6, CF-7).
    Misplaced = "CG019" "misplaced" Error, if_allowed "the setting counts all the same";
    /// A section that the server's `configSections` does not declare: what reads it is not installed there (CF-9).
    UndeclaredSection = "CG020" "undeclared-section" Error, if_allowed "the section counts as if it were declared";
    /// A `configSections` that is not first, stands twice, or declares a section again (CF-9).
    BadDeclarations = "CG021" "bad-declarations" Error, if_allowed "the declarations count as they stand";
    /// A folder of the site that is not among the files, or one whose `web.config` IIS does not read (CF-3).
    UnreadFolder = "CG022" "unread-folder" Warning;
    /// A setting that a stock server locks, where no server's file says otherwise (CF-9).
    LockedByDefault = "CG023" "locked-by-default" Warning;
    /// Two keys that differ in letter case only, which IIS may or may not tell apart (CM-20).
    LetterCase = "CG024" "letter-case" Note;
    /// Settings whose module is switched off, so that they do nothing (OP-12).
    ModuleOff = "CG025" "module-off" Warning;
    /// A managed module that is one of CORS, as its name says: what it sends is in the code of the application (OP-12).
    ManagedCors = "CG026" "managed-cors" Warning;
    /// A rule that sets a server variable, where it is not known whether the server allows that (OP-13).
    VariableUncertain = "CG027" "variable-uncertain" Note;

    /// An origin of a form that is a configuration error in IIS: empty, or with several `*` (CM-13).
    BadOrigin = "CG030" "bad-origin" Error, if_allowed "the rule is left out, as if it matched no origin";
    /// The origin `*` with credentials, which IIS refuses and no browser accepts (CM-13).
    WildcardWithCredentials = "CG031" "wildcard-with-credentials" Error, if_allowed "`*` is sent without `Access-Control-Allow-Credentials`";
    /// An origin that no browser sends: with a path, a trailing slash, capitals, a default port or without a scheme (CM-11, CM-12).
    OriginNeverMatches = "CG032" "origin-never-matches" Warning;
    /// The origin `null`, which sandboxed pages of anyone send.
    NullOrigin = "CG033" "null-origin" Warning;
    /// A method or header name that HTTP does not allow, in a list of the CORS module.
    BadToken = "CG034" "bad-token" Error;
    /// A negative `maxAge` other than -1 (CM-8).
    NegativeMaxAge = "CG035" "negative-max-age" Warning;
    /// A `<cors>` section with rules that is not enabled (CM-1).
    DisabledCors = "CG036" "disabled-cors" Warning;

    /// A field name that HTTP does not allow (RFC 9110, 5.1).
    BadFieldName = "CG040" "bad-field-name" Error;
    /// A field value with a character that HTTP does not allow (RFC 9110, 5.5).
    BadFieldValue = "CG041" "bad-field-value" Error;
    /// `Access-Control-Allow-Origin` both from `customHeaders` and from the CORS module: browsers refuse two lines (CH-6).
    TwoAllowOrigins = "CG042" "two-allow-origins" Error, if_allowed "both lines are sent, as IIS does, and browsers refuse the response";
    /// Custom headers that every browser refuses or that do not mean what they say.
    IneffectiveHeader = "CG043" "ineffective-header" Warning;
    /// A field that frames the message and belongs to the HTTP server.
    FramingHeader = "CG044" "framing-header" Error, if_allowed "the field is left out of the policy";
    /// A header name that looks like a misspelt one.
    MisspeltHeader = "CG045" "misspelt-header" Warning;

    /// Preflights are answered with an error although CORS headers are configured.
    PreflightFails = "CG050" "preflight-fails" Warning;
    /// Authentication or authorization without anonymous access: preflights are refused unless something answers earlier
    /// (OP-6, AC-6, AC-7).
    PreflightUnauthorized = "CG051" "preflight-unauthorized" Warning;
    /// A setting that changes who sees OPTIONS in a way that is not carried (OP-7).
    OptionsUncertain = "CG052" "options-uncertain" Warning;

    /// A setting of a URL Rewrite rule that has a say in CORS or headers and is not carried.
    RewriteNotCarried = "CG060" "rewrite-not-carried" Error, if_allowed "the policy is made without the setting";
    /// A setting with no effect on CORS decisions that the service has to take over itself.
    NotCarried = "CG061" "not-carried" Warning;
    /// A section whose content is in another file, which is not read.
    ConfigSource = "CG062" "config-source" Error, if_allowed "the policy is made as if the section were empty";
    /// An encrypted section.
    Encrypted = "CG063" "encrypted" Error, if_allowed "the policy is made as if the section were empty";
    /// A transform (`Web.Release.config`) where a configuration was expected.
    Transform = "CG064" "transform" Error;
    /// A site or an application that no `applicationHost.config` has, or that has to be named (CF-9).
    UnknownSite = "CG065" "unknown-site" Error;

    /// A transform finds nothing to apply to; an error where something was to be inserted (CF-10).
    TransformTarget = "CG070" "transform-target" Warning;
    /// A transform that applies once finds several elements and takes the first (CF-10).
    TransformAmbiguous = "CG071" "transform-ambiguous" Warning;
    /// A `Transform` or `Locator` attribute that is no transform or locator, or has wrong arguments (CF-10).
    TransformSyntax = "CG072" "transform-syntax" Error;
    /// An `xdt:Import`, which would load transforms from a .NET assembly (CF-10).
    TransformImport = "CG073" "transform-import" Error;
    /// An XPath expression that is none, or that is outside the supported part of XPath (CF-10).
    TransformXPath = "CG074" "transform-xpath" Error;
    /// A transform file that does not declare the namespace of transforms, and so changes nothing (CF-10).
    TransformNamespace = "CG075" "transform-namespace" Warning;
    /// A part of a transform that has no effect (CF-10).
    TransformNoEffect = "CG076" "transform-no-effect" Warning;
    /// A transform that would not leave a document: without a root, with two, or beyond the limits (CF-10).
    TransformResult = "CG077" "transform-result" Error;

    /// A text of a URL Rewrite rule whose references make no sense: braces that do not pair, a group that no pattern has (RW-6).
    BadReference = "CG080" "bad-reference" Error, if_allowed "the policy is made without the rule";
    /// A server variable, map or function that a service does not know (RW-2).
    UnknownVariable = "CG081" "unknown-variable" Error, if_allowed "the policy is made without the rule";
    /// A pattern that is malformed, not regular, or too large (RW-10).
    BadPattern = "CG082" "bad-pattern" Error, if_allowed "the policy is made without the rule";
    /// An outbound rule that names a precondition which there is not (RW-8).
    UnknownPreCondition = "CG083" "unknown-precondition" Error, if_allowed "the policy is made without the rule";
    /// References in references that would have a rule read the request too many times.
    RewriteLimit = "CG084" "rewrite-limit" Error, if_allowed "the policy is made without the rule";
    /// A rule that sets a server variable which the server does not let it set.
    VariableNotAllowed = "CG085" "variable-not-allowed" Error, if_allowed "the variable is set all the same";
    /// A condition about files or directories of the server, which the policy takes as not there.
    FileCondition = "CG086" "file-condition" Note;
    /// A routing rule that keeps later rules from running, and of which it is not known when (RW-4, RW-10).
    RunUncertain = "CG087" "run-uncertain" Error, if_allowed "the rule is taken as one that never fires: later rules run also for requests that it keeps from them";
    /// A rule that drops connections, which a service can only come close to (RW-3).
    AbortedRequest = "CG088" "aborted-request" Note;
    /// A URL Rewrite rule that can never fire (RW-8).
    RuleNeverFires = "CG089" "rule-never-fires" Warning;

    /// What IIS does here is not published; the policy does what the row about it names as the choice (`cors-gen rule CM-16`).
    Assumption = "CG090" "assumption" Note;
    /// An exception in a comment for a finding that is not there.
    UnusedException = "CG091" "unused-exception" Warning;
    /// An exception in a comment that does not say why it is made.
    ExceptionWithoutReason = "CG092" "exception-without-reason" Warning;
    /// A comment to this tool that is no exception: another word than `allow`, a code that there is not, or no element after it.
    BadException = "CG093" "bad-exception" Warning;
    /// An exception in a comment for an error that cannot be allowed: the error stays.
    ExceptionRefused = "CG094" "exception-refused" Warning;

    /// The project file, `cors-gen.toml`, is not written in the part of TOML that it is read in.
    ProjectSyntax = "CG095" "project-syntax" Error;
    /// A key that the project file does not have.
    ProjectKey = "CG096" "project-key" Error;
    /// A value of the project file that makes no sense: an unknown code, an exception without a reason, a choice that there is not.
    ProjectValue = "CG097" "project-value" Error;
    /// A file that the project file names and that cannot be read.
    ProjectPath = "CG098" "project-path" Error;

    /// A pattern for origins that lets origins of others pass: it is not anchored, a dot is not escaped, or anybody can have a name
    /// there.
    LaxOriginPattern = "CG100" "lax-origin-pattern" Warning;
    /// Any origin is sent back as an allowed one.
    EchoesAnyOrigin = "CG101" "echoes-any-origin" Warning;
    /// A redirect that catches OPTIONS: browsers do not follow redirects of preflights (RW-4).
    RedirectsPreflights = "CG102" "redirects-preflights" Warning;
    /// A rule for OPTIONS behind one that ends the run before it (RW-4).
    ShadowedRule = "CG103" "shadowed-rule" Warning;
    /// A header that both an outbound rule and `customHeaders` send: two lines (CH-5, RW-9).
    RewrittenAndCustom = "CG104" "rewritten-and-custom" Warning;
    /// An `Access-Control-Allow-Origin` that depends on the origin, without `Vary: Origin`.
    MissingVary = "CG105" "missing-vary" Warning;
    /// A destination of `httpRedirect` with something that IIS does not replace but sends as it is (RD-4).
    RedirectText = "CG106" "redirect-text" Warning;
    /// A redirect that never redirects: without a destination, beside one that hides it, or switched off (RD-5, ST-5).
    RedirectNever = "CG107" "redirect-never" Warning;

    /// An access rule by the address of the client, or by how much it asks for, that the service has to keep (AC-4, AC-5).
    AddressRestriction = "CG110" "address-restriction" Warning;
    /// TLS that IIS requires and the policy does not (AC-1).
    TlsRequired = "CG111" "tls-required" Warning;
    /// A client certificate that IIS requires, which preflights do not have (AC-2).
    ClientCertificate = "CG112" "client-certificate" Warning;
    /// Error pages of IIS or ASP.NET, which are not carried: statuses or bodies of errors are others now (ER-5, ER-7, ER-8, ER-10).
    ErrorPages = "CG113" "error-pages" Warning;
    /// Compression of responses, which is not carried (ZP-1, ZP-2, ZP-4).
    Compression = "CG114" "compression" Note;
    /// The `Cache-Control: private` that ASP.NET sends by itself (AN-1).
    ManagedCacheControl = "CG115" "managed-cache-control" Note;
    /// Cookies of ASP.NET beside CORS with credentials (AN-2).
    CookiesCrossSite = "CG116" "cookies-cross-site" Note;
    /// A header for the front end of Azure, which means nothing elsewhere (AN-4).
    AzureFrontEnd = "CG117" "azure-front-end" Note;
    /// `Strict-Transport-Security` both from `customHeaders` and from `hsts` (ST-7).
    StrictTransportTwice = "CG118" "strict-transport-twice" Note;
    /// A `<remove>` of a header that never was among the custom headers (CH-7, SI-5).
    IneffectiveRemoval = "CG119" "ineffective-removal" Note;
    /// OPTIONS that the application answers, so that the service needs a route for it (OP-2, OP-3, OP-4).
    OptionsToApplication = "CG120" "options-to-application" Warning;
    /// CORS that the application may do in its code, which a configuration does not show.
    CorsInCode = "CG121" "cors-in-code" Note;
    /// Requests that are forwarded to other servers (AR-1).
    Proxy = "CG122" "proxy" Note;
    /// The `Server` field, which a service does not send (SI-2).
    ServerHeader = "CG123" "server-header" Note;
    /// Settings that the service has to see to itself.
    LeftToTheService = "CG124" "left-to-the-service" Note;
    /// Sections that nobody knows, of which nothing is carried.
    UnknownSection = "CG125" "unknown-section" Note;

    /// An entry of request filtering that no request can match: it refuses nothing (RF-5, RF-6, RF-7).
    FilterNeverMatches = "CG140" "filter-never-matches" Warning;
    /// A limit on bodies above the one that axum's extractors have of their own (RF-2).
    BodyLimit = "CG141" "body-limit" Note;
    /// Request filtering is configured, and what IIS refuses by default beside it is not in the policy: limits, twice-escaped
    /// paths, hidden segments and extensions that no file writes (RF-2 to RF-9).
    FilteringDefaults = "CG142" "filtering-defaults" Note;

    /// A span of time with parts that are no time of day, such as `24:00:00`; whether IIS takes it is not published (SC-3).
    OddTimeSpan = "CG150" "odd-time-span" Error, if_allowed "the parts are added up: `7.24:00:00` is eight days";
    /// Settings of static files behind the ASP.NET Core Module, which serves them itself (OP-10).
    StaticWithoutEffect = "CG151" "static-without-effect" Note;
    /// Settings of static files, which `StaticLayer` applies around the service that serves them (SC-1).
    StaticLayer = "CG152" "static-layer" Note;
    /// `Cache-Control` both from `customHeaders` and from the caching of static files: one line with both values (SC-9).
    TwoCacheControls = "CG153" "two-cache-controls" Warning;
    /// Responses that IIS stores whatever their origin, with a header that depends on the origin (OC-2).
    StoredForAllOrigins = "CG154" "stored-for-all-origins" Note;
    /// The types of the server's own list, in the place of which the service has its own (SC-10).
    ServerTypes = "CG155" "server-types" Note;
    /// A `web.config` in a folder that is not searched: one that IIS serves nothing from, or that tools fill.
    SkippedFolder = "CG160" "skipped-folder" Note;
    /// A transform beside the configuration that was not asked for.
    TransformNotGiven = "CG161" "transform-not-given" Note;
    /// A transform of the server's applicationHost.config, which is not among the files.
    ServerTransform = "CG162" "server-transform" Error, if_allowed "the policy is made without the transform";

    /// A wildcard under which anybody can have a name: `https://*`, `https://*.com`, `https://*.azurewebsites.net` (CM-12).
    BroadOrigin = "CG170" "broad-origin" Warning;
    /// Credentials for an origin of plain http, which everybody on the way can put words into the mouth of.
    InsecureOrigin = "CG171" "insecure-origin" Warning;
    /// The visitor's own machine as an origin, in what looks like production.
    LocalOrigin = "CG172" "local-origin" Warning;

    /// Preflights are answered, and with so little that browsers refuse: methods or header names are missing (CM-6, CM-7).
    PreflightLacks = "CG180" "preflight-lacks" Warning;
    /// A `*` among methods or header names where credentials are allowed: there it is a name like any other (Fetch).
    LiteralWildcard = "CG181" "literal-wildcard" Warning;
    /// `Authorization` that only `*` would allow, which does not cover it (Fetch).
    AuthorizationNotCovered = "CG182" "authorization-not-covered" Note;
    /// A method that other origins may use and that no handler of IIS takes for the application.
    NoHandlerForMethod = "CG183" "no-handler-for-method" Note;
    /// `Access-Control-Allow-Origin` on the answers to preflights alone: requests are sent, and no response can be read.
    PreflightsOnly = "CG184" "preflights-only" Warning;
    /// A method in lower case, where browsers send capitals and compare with case (Fetch).
    MethodCase = "CG185" "method-case" Warning;
    /// A method that other origins may use and that request filtering refuses (OP-5).
    MethodDenied = "CG186" "method-denied" Warning;
    /// `Set-Cookie` among the exposed headers: browsers show it to no script (Fetch).
    ExposedCookie = "CG187" "exposed-cookie" Warning;
    /// `failUnlistedOrigins` without the site's own origin, which browsers send with the site's own POST, PUT and DELETE (CM-17).
    OwnOriginUnlisted = "CG188" "own-origin-unlisted" Warning;

    /// A rule of URL Rewrite that another keeps from running, or whose header another always replaces (RW-4, RW-5).
    UnreachableRule = "CG190" "unreachable-rule" Warning;
    /// A `<remove>` of something that is not there.
    AbsentRemoval = "CG191" "absent-removal" Note;
    /// Header names under `allowAllRequestedHeaders`, which makes them count for nothing (CM-7).
    IgnoredNames = "CG192" "ignored-names" Note;
    /// A time to keep the answers to preflights that is longer than browsers keep them.
    LongMaxAge = "CG193" "long-max-age" Note;
    /// An origin rule without which the others would say the same (CM-14).
    RedundantOrigin = "CG194" "redundant-origin" Note;
}
