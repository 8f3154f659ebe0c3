//! The sections of `<rewrite>`, printed; one file each, and what their rules share in `parts`.

mod inbound;
mod maps;
mod outbound;
mod parts;
mod variables;
