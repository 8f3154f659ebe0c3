//! `cors-gen verify` against servers whose answers do not come from the engine.

mod alike;
mod assumptions;
mod documented;
mod faults;
mod generated;
mod recordings;
mod run;
mod shop;
mod tls;
mod trouble;
