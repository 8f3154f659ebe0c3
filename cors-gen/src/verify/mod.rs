//! Whether servers do what a policy says.
//!
//! A server is asked what tells the parts of the policy apart ([`cover`]), or what it answered is read ([`recording`], [`har`]).
//! A response is as the policy says when there is an application that explains it ([`judge`]): what the application itself
//! sends is unknown, so only what the configuration has a say in ([`say`]) is looked at. What rests on an assumption about IIS is settled
//! by policies with other choices ([`settle`]). Nothing here uses the network.

mod alternatives;
mod application;
mod browser;
mod cover;
mod curl;
mod exchange;
mod habits;
mod har;
mod judge;
mod recording;
mod report;
mod rows;
mod say;
mod server;
mod settle;
pub(crate) mod show;

pub(crate) use self::alternatives::alternatives;
pub(crate) use self::cover::{Wishes, cover, unsendable};
#[cfg(feature = "verify")]
pub(crate) use self::exchange::Response;
pub(crate) use self::exchange::{Exchange, Extras};
pub(crate) use self::har::read as read_har;
pub(crate) use self::judge::Item;
pub(crate) use self::recording::{read as read_recording, write as write_recording};
pub(crate) use self::report::{Compared, Part, Report, report};
pub(crate) use self::server::Server;
pub(crate) use self::settle::{Alternative, Outcome};
