//! Telling the compiler which files were read.

use cors_gen::source::SourceMap;
use proc_macro2::TokenStream;
use quote::quote;

/// Items that make cargo rebuild when a file changes; nothing of them is left in the program.
///
/// To be replaced by `proc_macro::tracked::path` once that is stable.
pub(crate) fn files(sources: &SourceMap) -> TokenStream {
    let paths = sources.paths().filter_map(|path| path.to_str());
    quote! { #(const _: &[u8] = ::core::include_bytes!(#paths);)* }
}
