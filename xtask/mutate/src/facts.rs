//! What the operators know of a file before they change it: which functions give a guard or wait, and what
//! its memory orderings are called.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};

use crate::source::Source;

/// What waits: for a notification, a message, or for somebody else to have had a turn.
const WAITS: &[&str] = &[
    "wait",
    "wait_timeout",
    "wait_timeout_while",
    "wait_while",
    "park",
    "park_timeout",
    "recv",
    "recv_timeout",
    "sleep",
    "yield_now",
    "spin_loop",
];

/// Orderings that something weaker can stand for.
const STRONG: &[&str] = &["SeqCst", "AcqRel", "Acquire", "Release"];

/// What a file calls things.
pub struct Facts {
    /// Functions whose result holds something until it is dropped.
    guards: BTreeSet<String>,
    /// Functions that wait.
    waits: BTreeSet<String>,
    /// Other names of the type `Ordering`.
    orderings: BTreeSet<String>,
    /// Names by which single orderings are known: `Relaxed`, or any other.
    variants: BTreeMap<String, String>,
}

impl Facts {
    /// Looks at the file.
    pub fn of(source: Source<'_>, file: &syn::File) -> Self {
        let mut survey = Survey {
            source,
            functions: Vec::new(),
            dropped: BTreeSet::new(),
            orderings: BTreeSet::from(["Ordering".to_owned()]),
            variants: BTreeMap::new(),
        };
        survey.visit_file(file);
        let is_guard = |word: &String| word.ends_with("Guard") || survey.dropped.contains(word);
        let functions = survey.functions.iter();
        let guards = functions
            .filter(|function| function.output.iter().any(is_guard))
            .map(|function| function.name.clone())
            .collect();
        let mut waits: BTreeSet<String> = WAITS.iter().map(|name| (*name).to_owned()).collect();
        // Whoever calls a function that waits, waits.
        loop {
            let known = waits.len();
            let functions = survey.functions.iter();
            let more = functions.filter(|function| !function.body.is_disjoint(&waits));
            let more: Vec<String> = more.map(|function| function.name.clone()).collect();
            waits.extend(more);
            if waits.len() == known {
                break;
            }
        }
        Facts {
            guards,
            waits,
            orderings: survey.orderings,
            variants: survey.variants,
        }
    }

    /// Whether a function of this file gives a guard.
    pub fn gives_guard(&self, name: &str) -> bool {
        self.guards.contains(name)
    }

    /// Whether a name waits.
    pub fn waits(&self, name: &str) -> bool {
        self.waits.contains(name)
    }

    /// Which memory ordering an expression names.
    pub fn ordering(&self, expr: &syn::Expr) -> Option<String> {
        let syn::Expr::Path(path) = expr else {
            return None;
        };
        let segments: Vec<String> = path
            .path
            .segments
            .iter()
            .map(|s| s.ident.to_string())
            .collect();
        match segments.as_slice() {
            [name] => self.variants.get(name).cloned(),
            [.., owner, name] if self.orderings.contains(owner) => {
                let known = STRONG.contains(&name.as_str()) || name == "Relaxed";
                known.then(|| name.clone())
            }
            _ => None,
        }
    }
}

struct Function {
    name: String,
    output: BTreeSet<String>,
    body: BTreeSet<String>,
}

struct Survey<'a> {
    source: Source<'a>,
    functions: Vec<Function>,
    /// Types with a `Drop` of their own.
    dropped: BTreeSet<String>,
    orderings: BTreeSet<String>,
    variants: BTreeMap<String, String>,
}

impl Survey<'_> {
    fn function(&mut self, signature: &syn::Signature, body: &syn::Block) {
        let output = match &signature.output {
            syn::ReturnType::Default => BTreeSet::new(),
            syn::ReturnType::Type(_, output) => self.source.words(output),
        };
        self.functions.push(Function {
            name: signature.ident.to_string(),
            output,
            body: self.source.words(body),
        });
    }

    fn import(&mut self, tree: &syn::UseTree, owner: &str) {
        match tree {
            syn::UseTree::Path(path) => self.import(&path.tree, &path.ident.to_string()),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.import(tree, owner));
            }
            syn::UseTree::Name(name) => {
                let name = name.ident.to_string();
                self.imported(owner, &name, &name);
            }
            syn::UseTree::Rename(name) => {
                self.imported(owner, &name.ident.to_string(), &name.rename.to_string());
            }
            syn::UseTree::Glob(_) => {
                for name in STRONG.iter().chain(&["Relaxed"]) {
                    self.imported(owner, name, name);
                }
            }
        }
    }

    fn imported(&mut self, owner: &str, name: &str, called: &str) {
        if name == "Ordering" {
            self.orderings.insert(called.to_owned());
        } else if owner == "Ordering" {
            self.variants.insert(called.to_owned(), name.to_owned());
        }
    }
}

impl<'ast> Visit<'ast> for Survey<'_> {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.import(&item.tree, "");
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if let Some((name, _)) = &item.trait_
            && name.is_ident("Drop")
            && let syn::Type::Path(path) = &*item.self_ty
            && let Some(last) = path.path.segments.last()
        {
            self.dropped.insert(last.ident.to_string());
        }
        visit::visit_item_impl(self, item);
    }
}
