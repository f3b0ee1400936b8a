//! The items of a file: what each is called, and which lines are its own.
//!
//! An item's lines are those of its attributes, its documentation and its code, and of the plain comments
//! right above it. Two items never share a line: rustfmt sees to that.

use std::{collections::BTreeSet, ops::Range};

use proc_macro2::{LineColumn, TokenStream, TokenTree};
use syn::spanned::Spanned as _;

use super::Flaw;

/// A file, taken apart.
#[derive(Clone, Debug)]
pub struct File {
    /// Its lines, each with its line break.
    pub lines: Vec<String>,
    /// Its items, in their order.
    pub items: Vec<Item>,
    /// The tokens of its `#![…]`, documentation left out.
    pub attributes: String,
}

/// An item, or a member of an `impl` block.
#[derive(Clone, Debug)]
pub struct Item {
    /// What headers and messages call it: `fn wake`, `Queue::close`, `impl Drop for Guard`.
    pub path: String,
    /// The lines that are its own, from 0.
    pub lines: Range<usize>,
    /// Where its code begins, from 1: what a message points at.
    pub line: usize,
    /// What is in it.
    pub kind: Kind,
}

/// How an item is replaced.
#[derive(Clone, Debug)]
pub enum Kind {
    /// As a whole.
    Whole,
    /// Member by member: an `impl` block or an inline module.
    Block(Block),
    /// Name by name: what it imports.
    Use(BTreeSet<Import>),
}

/// What stands in braces.
#[derive(Clone, Debug)]
pub struct Block {
    /// The tokens before the brace.
    pub header: String,
    /// The line of the opening brace and that of the closing one, from 0.
    pub braces: (usize, usize),
    /// What stands between them.
    pub members: Vec<Item>,
}

impl Block {
    /// Whether one of its members is called so.
    pub fn has(&self, path: &str) -> bool {
        self.members
            .iter()
            .any(|member| same_path(&member.path, path))
    }
}

/// One name that a `use` brings in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    /// Attributes and visibility.
    pub prefix: String,
    /// The path, `std::sync::mpsc`.
    pub path: Vec<String>,
    /// The other name that it gets.
    pub rename: Option<String>,
}

impl Import {
    /// What the code calls it.
    pub fn name(&self) -> &str {
        let last = self.path.last().map_or("", String::as_str);
        self.rename.as_deref().unwrap_or(last)
    }
}

impl File {
    /// The text of some lines.
    pub fn text(&self, lines: Range<usize>) -> String {
        self.lines[lines].concat()
    }

    /// The tokens of an item: the same for two texts that differ in blanks and comments.
    pub fn tokens(&self, item: &Item) -> String {
        tokens(&self.text(item.lines.clone()))
    }

    /// The lines before the first item.
    pub fn top(&self) -> Range<usize> {
        0..self
            .items
            .first()
            .map_or(self.lines.len(), |item| item.lines.start)
    }
}

/// All items, and what is in them.
pub fn all(items: &[Item]) -> Box<dyn Iterator<Item = &Item> + '_> {
    Box::new(items.iter().flat_map(|item| {
        let members: &[Item] = match &item.kind {
            Kind::Block(block) => &block.members,
            _ => &[],
        };
        std::iter::once(item).chain(all(members))
    }))
}

/// Whether two paths are the same, however they are spaced.
pub fn same_path(a: &str, b: &str) -> bool {
    let dense = |byte: &u8| !byte.is_ascii_whitespace();
    a == b || a.bytes().filter(dense).eq(b.bytes().filter(dense))
}

fn tokens(text: &str) -> String {
    // What was cut out of a file that parses has tokens.
    text.parse::<TokenStream>().unwrap_or_default().to_string()
}

/// Takes a file apart. A file that does not parse, or has two items in a line, is flawed.
pub fn read(text: &str) -> Result<File, Flaw> {
    let syntax = syn::parse_file(text).map_err(|error| {
        let line = error.span().start().line;
        Flaw::new(
            line,
            format!("this does not parse, and cannot be taken apart: {error}"),
        )
    })?;
    let reader = Reader {
        lines: text.split_inclusive('\n').map(str::to_owned).collect(),
    };
    let items = reader.items(&syntax.items, "", 0..reader.lines.len())?;
    let inner = |attribute: &&syn::Attribute| !attribute.path().is_ident("doc");
    let attributes = syntax.attrs.iter().filter(inner);
    let attributes = attributes.filter_map(|attribute| attribute.span().source_text());
    Ok(File {
        attributes: attributes.map(|text| tokens(&text)).collect(),
        items,
        lines: reader.lines,
    })
}

struct Reader {
    lines: Vec<String>,
}

impl Reader {
    /// The items between two lines; the first and the last one are somebody else's.
    fn items(
        &self,
        items: &[syn::Item],
        prefix: &str,
        within: Range<usize>,
    ) -> Result<Vec<Item>, Flaw> {
        let mut free = within;
        items
            .iter()
            .map(|item| {
                let path = format!("{prefix}{}", path(item));
                let (lines, line) = self.lines_of(item.span(), &path, &mut free)?;
                let kind = self.kind(item, prefix)?;
                Ok(Item {
                    path,
                    lines,
                    line,
                    kind,
                })
            })
            .collect()
    }

    fn kind(&self, item: &syn::Item, prefix: &str) -> Result<Kind, Flaw> {
        Ok(match item {
            syn::Item::Use(item) => Kind::Use(self.imports(item)),
            syn::Item::Impl(block) => {
                let owner = format!("{prefix}{}", owner(block));
                let (header, braces) = self.block(block.span(), block.brace_token.span);
                Kind::Block(Block {
                    members: self.members(&block.items, &owner, braces)?,
                    header,
                    braces,
                })
            }
            syn::Item::Mod(module) => {
                let Some((brace, items)) = &module.content else {
                    return Ok(Kind::Whole);
                };
                let below = format!("{prefix}{}::", module.ident);
                let (header, braces) = self.block(module.span(), brace.span);
                Kind::Block(Block {
                    members: self.items(items, &below, braces.0 + 1..braces.1)?,
                    header,
                    braces,
                })
            }
            _ => Kind::Whole,
        })
    }

    fn members(
        &self,
        members: &[syn::ImplItem],
        owner: &str,
        braces: (usize, usize),
    ) -> Result<Vec<Item>, Flaw> {
        let mut free = braces.0 + 1..braces.1;
        members
            .iter()
            .map(|member| {
                let name = match member {
                    syn::ImplItem::Const(item) => item.ident.to_string(),
                    syn::ImplItem::Fn(item) => item.sig.ident.to_string(),
                    syn::ImplItem::Type(item) => item.ident.to_string(),
                    _ => "macro".to_owned(),
                };
                let path = format!("{owner}::{name}");
                let (lines, line) = self.lines_of(member.span(), &path, &mut free)?;
                Ok(Item {
                    path,
                    lines,
                    line,
                    kind: Kind::Whole,
                })
            })
            .collect()
    }

    /// The tokens before the brace, and the lines of the braces.
    fn block(
        &self,
        whole: proc_macro2::Span,
        braces: proc_macro2::extra::DelimSpan,
    ) -> (String, (usize, usize)) {
        let (open, close) = (braces.open().start(), braces.close().start());
        let header = self.between(whole.start(), open);
        (tokens(&header), (open.line - 1, close.line - 1))
    }

    fn between(&self, from: LineColumn, to: LineColumn) -> String {
        let part = |line: usize| {
            let text = self.lines.get(line - 1).map_or("", String::as_str);
            let end = if line == to.line {
                to.column
            } else {
                usize::MAX
            };
            let start = if line == from.line { from.column } else { 0 };
            text.chars().take(end).skip(start).collect::<String>()
        };
        (from.line..=to.line).map(part).collect()
    }

    /// The lines of an item, of those that are still free.
    fn lines_of(
        &self,
        span: proc_macro2::Span,
        path: &str,
        free: &mut Range<usize>,
    ) -> Result<(Range<usize>, usize), Flaw> {
        let (first, last) = (span.start().line - 1, span.end().line - 1);
        if first < free.start || last >= free.end {
            let problem =
                format!("`{path}` shares a line with something else: format the file with rustfmt");
            return Err(Flaw::new(first + 1, problem));
        }
        let comment = |line: &usize| {
            let text = self.lines[*line].trim_start();
            text.starts_with("//") && !text.starts_with("//!") && !text.starts_with("//@")
        };
        let above = (free.start..first).rev().take_while(comment).count();
        free.start = last + 1;
        Ok((first - above..last + 1, first + 1))
    }

    fn imports(&self, item: &syn::ItemUse) -> BTreeSet<Import> {
        let prefix = self.between(item.span().start(), item.use_token.span().start());
        let mut imports = BTreeSet::new();
        leaves(&item.tree, &mut Vec::new(), &mut |path, rename| {
            imports.insert(Import {
                prefix: tokens(&prefix),
                path,
                rename,
            });
        });
        imports
    }
}

fn leaves(
    tree: &syn::UseTree,
    before: &mut Vec<String>,
    found: &mut dyn FnMut(Vec<String>, Option<String>),
) {
    let with = |name: String| {
        let mut path = before.clone();
        // `a::{self}` is `a`.
        if name != "self" || path.is_empty() {
            path.push(name);
        }
        path
    };
    match tree {
        syn::UseTree::Name(name) => found(with(name.ident.to_string()), None),
        syn::UseTree::Rename(name) => {
            found(with(name.ident.to_string()), Some(name.rename.to_string()));
        }
        syn::UseTree::Glob(_) => found(with("*".to_owned()), None),
        syn::UseTree::Path(path) => {
            before.push(path.ident.to_string());
            leaves(&path.tree, before, found);
            before.pop();
        }
        syn::UseTree::Group(group) => {
            for tree in &group.items {
                leaves(tree, before, found);
            }
        }
    }
}

fn path(item: &syn::Item) -> String {
    match item {
        syn::Item::Const(item) => format!("const {}", item.ident),
        syn::Item::Enum(item) => format!("enum {}", item.ident),
        syn::Item::ExternCrate(item) => {
            let rename = item.rename.as_ref().map(|(_, name)| name);
            format!("extern crate {}", rename.unwrap_or(&item.ident))
        }
        syn::Item::Fn(item) => format!("fn {}", item.sig.ident),
        syn::Item::Impl(item) => match &item.trait_ {
            Some((name, _)) => {
                let is_negative = item.modifiers.polarity.is_some();
                let not = if is_negative { "!" } else { "" };
                format!("impl {not}{} for {}", source(name), source(&*item.self_ty))
            }
            None => format!("impl {}", owner(item)),
        },
        syn::Item::Macro(item) => match &item.ident {
            Some(name) => format!("macro {name}"),
            None => format!("{}!{}", source(&item.mac.path), of_static(&item.mac.tokens)),
        },
        syn::Item::Mod(item) => format!("mod {}", item.ident),
        syn::Item::Static(item) => format!("static {}", item.ident),
        syn::Item::Struct(item) => format!("struct {}", item.ident),
        syn::Item::Trait(item) => format!("trait {}", item.ident),
        syn::Item::Type(item) => format!("type {}", item.ident),
        syn::Item::Union(item) => format!("union {}", item.ident),
        syn::Item::Use(item) => format!("use {}", source(&item.tree)),
        _ => "extern".to_owned(),
    }
}

/// ` NAME` of `thread_local! { static NAME: … }`.
fn of_static(tokens: &TokenStream) -> String {
    let mut tokens = tokens.clone().into_iter();
    let is_static = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word == "static");
    tokens.find(is_static);
    tokens
        .next()
        .map_or_else(String::new, |name| format!(" {name}"))
}

/// `Queue` of `impl<T> Queue<T>`, `<Guard as Drop>` of `impl Drop for Guard`.
fn owner(item: &syn::ItemImpl) -> String {
    let of = &*item.self_ty;
    match (&item.trait_, of) {
        (Some((name, _)), _) => format!("<{} as {}>", source(of), source(name)),
        (None, syn::Type::Path(path)) => match path.path.segments.last() {
            Some(last) => last.ident.to_string(),
            None => source(of),
        },
        (None, _) => source(of),
    }
}

/// As it is written, in one line.
fn source(syntax: &impl syn::spanned::Spanned) -> String {
    let text = syntax.span().source_text().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
