//! What stands for asking servers where the command is built without the feature `verify`.

use crate::cli::args::Network;
use crate::cli::exit::Failure;
use crate::cli::progress::Bar;
use crate::explain::{Explainer, RequestSpec};
use crate::verify::{Exchange, Extras, Server};

/// There is none.
pub(super) enum Asker {}

impl Asker {
    pub(super) fn new(_: &Network, _: &Extras, _: Explainer<'_, '_>) -> Result<Self, Failure> {
        let message = "this cors-gen was built without the feature `verify` and asks no servers: use --replay, --har or --list";
        Err(Failure::Message(message.to_owned()))
    }

    pub(super) fn ask_all(
        &mut self,
        _: &[RequestSpec],
        _: &Server,
        _: &Bar,
    ) -> Result<Vec<Exchange>, Failure> {
        match *self {}
    }
}
