//! The policy on sources, before anything is compiled: what goes round the façade is refused, with the
//! line and what to write in its place.
//!
//! It works on the parsed syntax, so comments and strings never trigger it. A file that does not
//! parse has no findings: the compiler explains that better. This is a fence and not a sandbox; what
//! gets past it is caught by the engines, the end record and the limits on processes.

mod facade;
mod lints;
mod names;
mod rules;
mod tokens;
mod visit;

use heddle_protocol::Location;
pub use lints::lints;
use proc_macro2::{TokenStream, TokenTree};

use crate::{record::Finding, sources::Texts};

/// Scans the crate root `root` and the modules beside it.
pub fn scan(texts: &Texts, root: &str, allow_unsafe: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, text) in texts {
        let Ok(syntax) = syn::parse_file(text) else {
            // One finding less is no loss: this does not compile, so it never runs.
            continue;
        };
        if file == root {
            findings.extend(facade::missing(file, &syntax));
        }
        findings.extend(visit::findings(file, &syntax, allow_unsafe));
    }
    findings.sort_by_key(|f| (f.location.file != root, f.location.line, f.location.column));
    findings.dedup_by(|a, b| a.location == b.location && a.advice == b.advice);
    findings
}

/// Which of `crates` the sources name. What a library does inside is no step of a model.
pub fn libraries(texts: &Texts, crates: &[String]) -> Vec<String> {
    let streams: Vec<TokenStream> = texts
        .values()
        .filter_map(|text| text.parse().ok())
        .collect();
    let named = |library: &&String| {
        let ident = library.replace('-', "_");
        streams.iter().any(|stream| names(stream.clone(), &ident))
    };
    crates.iter().filter(named).cloned().collect()
}

fn names(stream: TokenStream, ident: &str) -> bool {
    stream.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == ident,
        TokenTree::Group(group) => names(group.stream(), ident),
        _ => false,
    })
}

fn location(file: &str, span: proc_macro2::Span) -> Location {
    let start = span.start();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Location {
        file: file.to_owned(),
        line: number(start.line),
        column: number(start.column + 1),
    }
}

fn item_location(file: &str, item: &impl syn::spanned::Spanned) -> Location {
    location(file, item.span())
}

#[cfg(test)]
mod tests;
