//! Reads which modules of its own crate a file names: in `use` items, in paths of expressions and types,
//! and in what is handed to macros.
//!
//! It works on tokens, so that all of these look alike. What exists only under `cargo test` is left out.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A path of the crate, from its root on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// Where it stands, from 1.
    pub line: usize,
    /// `["run", "child", "Child"]` of `crate::run::child::Child`; `*` as last part for a glob.
    pub path: Vec<String>,
    /// What a `use` calls it: the last part, or what stands behind `as`.
    pub name: String,
}

impl Use {
    fn new(line: usize, path: Vec<String>, alias: Option<String>) -> Self {
        let name = alias.or_else(|| path.last().cloned()).unwrap_or_default();
        Use { line, path, name }
    }
}

/// Every path in `text` that begins with `crate`, `self` or `super`. `module` is the path of the module
/// that `text` is the file of.
pub fn of(text: &str, module: &[String]) -> Vec<Use> {
    let stream: TokenStream = text
        .parse()
        .unwrap_or_else(|error| panic!("{module:?}: {error}"));
    let mut found = Vec::new();
    walk(stream, module, &mut found);
    found
}

/// What `use` items of the file itself bring in from its child modules, as (name, child): a reader of the
/// name reads the child.
pub fn exported(text: &str, children: &[String]) -> Vec<(String, String)> {
    let stream: TokenStream = text.parse().unwrap();
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if !is_word(token, "use") {
            continue;
        }
        let mut start = at + 1;
        if tokens
            .get(start)
            .is_some_and(|token| is_word(token, "self"))
        {
            start += 3;
        }
        let Some(child) = tokens.get(start).map(ToString::to_string) else {
            continue;
        };
        if children.contains(&child) {
            let mut leaves = Vec::new();
            rest(
                &tokens,
                start + 1,
                std::slice::from_ref(&child),
                &mut leaves,
            );
            found.extend(leaves.into_iter().map(|leaf| (leaf.name, child.clone())));
        }
    }
    found
}

fn walk(stream: TokenStream, module: &[String], found: &mut Vec<Use>) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some(after) = attribute(&tokens, at) {
            at = if is_for_tests(&tokens[at..after]) {
                end_of_item(&tokens, after)
            } else {
                after
            };
            continue;
        }
        match token {
            TokenTree::Ident(word) => {
                let base = match word.to_string().as_str() {
                    "crate" => Some(Vec::new()),
                    "self" => Some(module.to_vec()),
                    "super" => Some(parent(module)),
                    "mod" => {
                        at = inner_module(&tokens, at, module, found);
                        continue;
                    }
                    _ => None,
                };
                at = match base {
                    Some(base) if is_path(&tokens, at + 1) => rest(&tokens, at + 1, &base, found),
                    _ => at + 1,
                };
            }
            TokenTree::Group(group) => {
                walk(group.stream(), module, found);
                at += 1;
            }
            _ => at += 1,
        }
    }
}

/// `mod name { … }` is a module of its own; returns where to go on.
fn inner_module(tokens: &[TokenTree], at: usize, module: &[String], found: &mut Vec<Use>) -> usize {
    let (Some(name), Some(TokenTree::Group(body))) = (tokens.get(at + 1), tokens.get(at + 2))
    else {
        return at + 1;
    };
    let inner = [module, &[name.to_string()]].concat();
    walk(body.stream(), &inner, found);
    at + 3
}

/// The rest of a path, from a `::` on; returns where to go on.
fn rest(tokens: &[TokenTree], mut at: usize, base: &[String], found: &mut Vec<Use>) -> usize {
    let line = tokens[at - 1].span().start().line;
    let mut path = base.to_vec();
    while is_path(tokens, at) {
        match tokens.get(at + 2) {
            Some(TokenTree::Ident(word)) if word == "super" => path = parent(&path),
            Some(TokenTree::Ident(word)) if word == "self" => {}
            Some(TokenTree::Ident(word)) => path.push(word.to_string()),
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                branches(group.stream(), &path, found);
                return at + 3;
            }
            Some(TokenTree::Punct(star)) if star.as_char() == '*' => path.push("*".to_owned()),
            // `::<T>`
            _ => break,
        }
        at += 3;
    }
    found.push(Use::new(line, path, alias(tokens, at)));
    at
}

/// `name` of ` as name`, if that is what follows.
fn alias(tokens: &[TokenTree], at: usize) -> Option<String> {
    let name = tokens.get(at + 1)?;
    is_word(tokens.get(at)?, "as").then(|| name.to_string())
}

/// `{a, b::c, d::{e, f}, self}`.
fn branches(stream: TokenStream, base: &[String], found: &mut Vec<Use>) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let line = token.span().start().line;
        at = match token {
            TokenTree::Punct(comma) if comma.as_char() == ',' => at + 1,
            TokenTree::Punct(_) => {
                let path = [base, &["*".to_owned()]].concat();
                found.push(Use::new(line, path, None));
                at + 1
            }
            TokenTree::Ident(word) if word == "self" => {
                found.push(Use::new(line, base.to_vec(), alias(&tokens, at + 1)));
                at + 1
            }
            token => rest(
                &tokens,
                at + 1,
                &[base, &[token.to_string()]].concat(),
                found,
            ),
        };
        // ` as name`
        if tokens.get(at).is_some_and(|token| is_word(token, "as")) {
            at += 2;
        }
    }
}

fn parent(module: &[String]) -> Vec<String> {
    module[..module.len().saturating_sub(1)].to_vec()
}

fn is_path(tokens: &[TokenTree], at: usize) -> bool {
    is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':')
}

fn is_punct(token: Option<&TokenTree>, c: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == c)
}

fn is_word(token: &TokenTree, text: &str) -> bool {
    matches!(token, TokenTree::Ident(word) if word == text)
}

/// Where an attribute that begins at `at` ends; `None` if none begins there.
fn attribute(tokens: &[TokenTree], at: usize) -> Option<usize> {
    if !is_punct(tokens.get(at), '#') {
        return None;
    }
    let group = at + 1 + usize::from(is_punct(tokens.get(at + 1), '!'));
    match tokens.get(group) {
        Some(TokenTree::Group(inside)) if inside.delimiter() == Delimiter::Bracket => {
            Some(group + 1)
        }
        _ => None,
    }
}

fn is_for_tests(attribute: &[TokenTree]) -> bool {
    let text: String = attribute.iter().map(ToString::to_string).collect();
    let text = text.replace(' ', "");
    text == "#[cfg(test)]" || text.starts_with("#[cfg(all(test,") || text == "#[test]"
}

/// Where the item after its attributes ends: behind its body, or its semicolon.
fn end_of_item(tokens: &[TokenTree], mut at: usize) -> usize {
    while let Some(after) = attribute(tokens, at) {
        at = after;
    }
    let ends_with_semicolon = tokens[at..].iter().find_map(|token| match token {
        TokenTree::Ident(word) => match word.to_string().as_str() {
            "use" | "const" | "static" | "type" => Some(true),
            "fn" | "mod" | "struct" | "enum" | "impl" | "trait" | "macro_rules" => Some(false),
            _ => None,
        },
        _ => None,
    });
    let is_end = |token: &TokenTree| match token {
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Group(body) => {
            ends_with_semicolon != Some(true) && body.delimiter() == Delimiter::Brace
        }
        _ => false,
    };
    let end = tokens[at..].iter().position(is_end);
    end.map_or(tokens.len(), |end| at + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Inside of the module `run::child`.
    #[track_caller]
    fn names(text: &str, expected: &[&str]) {
        let module = ["run".to_owned(), "child".to_owned()];
        let found: Vec<String> = of(text, &module)
            .iter()
            .map(|one| one.path.join("::"))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn groups_are_taken_apart() {
        names(
            "use crate::{a, b::c, d::{self, e as f, g::*}};",
            &["a", "b::c", "d", "d::e", "d::g::*"],
        );
        names("pub(crate) use crate::a;", &["a"]);
        names("use crate::a::*;", &["a::*"]);
    }

    #[test]
    fn paths_are_relative_to_their_module() {
        names("use super::groups;", &["run::groups"]);
        names("use super::super::words::counted;", &["words::counted"]);
        names("use self::inner::X;", &["run::child::inner::X"]);
        names("mod inner { use super::super::groups; }", &["run::groups"]);
        names(
            "use super::{groups, child::x};",
            &["run::groups", "run::child::x"],
        );
    }

    #[test]
    fn paths_in_expressions_types_and_macros_count_too() {
        names("fn f() { crate::x::y(1); }", &["x::y"]);
        names("fn f(a: &crate::x::Y<crate::z::W>) {}", &["x::Y", "z::W"]);
        names("fn f() { format!(\"{}\", crate::x::y()); }", &["x::y"]);
        names("macro_rules! m { () => { $crate::x::y() } }", &["x::y"]);
        names("fn f() { crate::x::y::<u8>(); }", &["x::y"]);
    }

    #[test]
    fn other_crates_and_methods_are_nobodys_module() {
        names(
            "use std::fmt; use serde_json::Value; fn f(&self) { self.a(); }",
            &[],
        );
        names("// use crate::a;\nconst S: &str = \"crate::b\";", &[]);
    }

    #[test]
    fn what_exists_only_in_tests_is_left_out() {
        names(
            "#[cfg(test)]\nmod tests { use crate::a; }\nuse crate::b;",
            &["b"],
        );
        names("#[cfg(test)]\nmod tests;\nuse crate::b;", &["b"]);
        names("#[cfg(test)]\nuse crate::{a};\nuse crate::b;", &["b"]);
        names(
            "#[test]\n#[should_panic]\nfn t() { crate::a::f() }\nuse crate::b;",
            &["b"],
        );
        names("#[derive(Debug)]\nstruct S(crate::a::A);", &["a::A"]);
    }

    #[test]
    fn a_line_is_told_with_it() {
        assert_eq!(of("\n\nuse crate::{\n    a,\n};", &[])[0].line, 4);
    }

    #[test]
    fn a_name_that_the_root_hands_on_belongs_to_its_module() {
        let children = ["a".to_owned(), "b".to_owned()];
        let text = "mod a; pub mod b; pub use a::{X, y::Z as W}; use self::b::V; use std::fmt;";
        let of = |name: &str, child: &str| (name.to_owned(), child.to_owned());
        assert_eq!(
            exported(text, &children),
            [of("X", "a"), of("W", "a"), of("V", "b")]
        );
    }
}
