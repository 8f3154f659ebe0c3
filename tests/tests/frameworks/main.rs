//! One policy in front of services of each framework, over real connections: one table of what has to come ([`conformance`]), one list of
//! what a framework does otherwise ([`exceptions`]), and what is its own besides.

#[path = "../support/rewrite.rs"]
mod support;

mod answers;
mod application;
mod asked;
mod conformance;
mod conversations;
mod exceptions;
mod fixtures;
mod http2;
mod listed;
mod loopback;
mod on_actix;
mod on_rocket;
mod on_tower;
