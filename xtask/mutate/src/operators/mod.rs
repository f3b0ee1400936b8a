//! What the mutation operators do: each changes one thing in a file, as somebody could get it wrong.
//!
//! They work on the syntax and change the text, by the bytes of the spans: what is not changed stays as it
//! is.

mod atomics;
mod conditions;
mod regions;
mod statements;
mod waiting;
mod walk;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::Visit as _;

use crate::{facts::Facts, mutant::Mutant, source::Source};
use walk::Walk;

/// All mutants of a file, in the order of its lines. No two are the same text.
pub fn mutants(text: &str) -> syn::Result<Vec<Mutant>> {
    let file = syn::parse_file(text)?;
    let source = Source(text);
    let facts = Facts::of(source, &file);
    let mut walk = Walk::new(source, &facts);
    walk.visit_file(&file);
    let mut found = walk.found();
    found.sort_by_key(|mutant| (mutant.line, mutant.operator));
    let mut seen = BTreeSet::new();
    found.retain(|mutant| seen.insert(mutant.text.clone()));
    let mut same: BTreeMap<(String, String), usize> = BTreeMap::new();
    for mutant in &mut found {
        let nth = same
            .entry((mutant.within.clone(), mutant.change()))
            .or_default();
        *nth += 1;
        mutant.nth = *nth;
    }
    Ok(found)
}
