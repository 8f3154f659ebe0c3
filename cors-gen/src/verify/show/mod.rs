//! Reports for people and programs.

mod human;
mod json;
mod junit;
mod markdown;
mod words;

pub(crate) use human::render as human;
pub(crate) use json::Json;
pub(crate) use junit::render as junit;
pub(crate) use markdown::render as markdown;
