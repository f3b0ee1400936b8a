//! The text of a file by its syntax: what stands where, and which names are in it.

use std::{collections::BTreeSet, ops::Range};

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;

/// A text whose syntax is known.
#[derive(Clone, Copy)]
pub struct Source<'a>(pub &'a str);

impl<'a> Source<'a> {
    /// What a part of the syntax is in the text.
    pub fn of(self, syntax: &impl Spanned) -> &'a str {
        &self.0[range(syntax)]
    }

    /// Whether a name is used in it, in macros as well.
    pub fn names(self, syntax: &impl Spanned, name: &str) -> bool {
        self.names_any(syntax, &|word| word == name)
    }

    /// Whether a name that fits is used in it, in macros as well.
    pub fn names_any(self, syntax: &impl Spanned, fits: &dyn Fn(&str) -> bool) -> bool {
        self.words(syntax).iter().any(|word| fits(word))
    }

    /// All names in it.
    pub fn words(self, syntax: &impl Spanned) -> BTreeSet<String> {
        let mut words = BTreeSet::new();
        // What was cut out of a file that parses has tokens.
        collect(self.of(syntax).parse().unwrap_or_default(), &mut words);
        words
    }

    /// As it is written, without blanks: to compare with.
    pub fn dense(self, syntax: &impl Spanned) -> String {
        self.of(syntax).split_whitespace().collect()
    }
}

/// Where it stands, in bytes.
pub fn range(syntax: &impl Spanned) -> Range<usize> {
    syntax.span().byte_range()
}

fn collect(tokens: TokenStream, words: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(word) => {
                words.insert(word.to_string());
            }
            TokenTree::Group(group) => collect(group.stream(), words),
            _ => {}
        }
    }
}
