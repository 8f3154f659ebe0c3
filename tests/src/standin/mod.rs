//! A stand-in for IIS: a small HTTP/1.1 server that does what the rows say, or, where a test wants it, does one thing wrong.
//!
//! Nothing in it comes from the engine or from what reads configurations. A [`site::Site`] is a value that tests write; it
//! prints itself as the `web.config` that means it, and [`iis`] goes by the value, linearly, in the order of IIS's modules
//! (OP-8, OP-9), with the naive model ([`crate::model`]) as its CORS module. Behind it stands a small [`application`].

pub mod application;
pub mod drawn;
pub mod http;
pub mod iis;
pub mod module;
pub mod print;
pub mod server;
pub mod site;
pub mod twist;

pub use self::server::Standin;
pub use self::site::Site;
pub use self::twist::Twist;
