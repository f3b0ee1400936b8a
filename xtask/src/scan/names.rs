//! What a path could mean: the `use` items of a file, so that an alias does not hide a name.
//!
//! Scopes are ignored on purpose: an alias counts in the whole file. That can only find too much where
//! one file uses the same name for two things, one of them forbidden.

use std::collections::{BTreeSet, HashMap};

/// A path, as its segments.
pub type Segments = Vec<String>;

/// The imports of one file.
#[derive(Debug, Default)]
pub struct Names {
    aliases: HashMap<String, Vec<Segments>>,
    globs: Vec<Segments>,
    /// `macro_rules!` of this file.
    pub macros: BTreeSet<String>,
}

impl Names {
    /// Records that `name` stands for `path`.
    pub fn alias(&mut self, name: String, path: Segments) {
        // `use std;` and `use self::x::x` stand for themselves.
        if path.len() != 1 || path[0] != name {
            self.aliases.entry(name).or_default().push(path);
        }
    }

    /// Records `use path::*`.
    pub fn glob(&mut self, path: Segments) {
        self.globs.push(path);
    }

    /// Everything that `path` could stand for, itself included.
    pub fn expand(&self, path: &[String]) -> BTreeSet<Segments> {
        let relative = |part: &String| matches!(part.as_str(), "crate" | "self" | "super");
        let path: Segments = path
            .iter()
            .skip_while(|part| relative(part))
            .cloned()
            .collect();
        let mut known = BTreeSet::new();
        let mut open = Vec::new();
        // A module may re-export an alias, so each tail of the path is looked at too.
        for start in 0..path.len() {
            let tail = path[start..].to_vec();
            if start == 0 || self.aliases.contains_key(&tail[0]) {
                open.push(tail);
            }
        }
        open.extend(
            self.globs
                .iter()
                .map(|glob| [glob.clone(), path.clone()].concat()),
        );
        while let Some(next) = open.pop() {
            // Aliases can name each other in a circle.
            if next.len() > 16 || known.len() > 256 || !known.insert(next.clone()) {
                continue;
            }
            let next: Segments = next
                .iter()
                .skip_while(|part| relative(part))
                .cloned()
                .collect();
            let Some(first) = next.first() else { continue };
            for target in self.aliases.get(first).into_iter().flatten() {
                open.push([target.clone(), next[1..].to_vec()].concat());
            }
            known.insert(next);
        }
        known
    }
}

/// Calls `found` with each leaf of a `use` tree: its path, the name it gets, and whether it is a glob.
pub fn leaves(
    tree: &syn::UseTree,
    prefix: &[String],
    found: &mut impl FnMut(Segments, Option<String>, &dyn syn::spanned::Spanned),
) {
    let join = |last: &syn::Ident| [prefix, &[plain(last)]].concat();
    match tree {
        syn::UseTree::Path(part) => leaves(&part.tree, &join(&part.ident), found),
        syn::UseTree::Group(group) => {
            for tree in &group.items {
                leaves(tree, prefix, found);
            }
        }
        syn::UseTree::Name(name) if name.ident == "self" => {
            found(prefix.to_vec(), prefix.last().cloned(), &name.ident);
        }
        syn::UseTree::Name(name) => {
            found(join(&name.ident), Some(plain(&name.ident)), &name.ident);
        }
        syn::UseTree::Rename(name) if name.ident == "self" => {
            found(prefix.to_vec(), Some(plain(&name.rename)), &name.ident);
        }
        syn::UseTree::Rename(name) => {
            found(join(&name.ident), Some(plain(&name.rename)), &name.ident);
        }
        syn::UseTree::Glob(glob) => found(prefix.to_vec(), None, &glob.star_token),
    }
}

/// The identifier without `r#`, which hides nothing from the compiler.
pub fn plain(ident: &syn::Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map_or(text.clone(), str::to_owned)
}
