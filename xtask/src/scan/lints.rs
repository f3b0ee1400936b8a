//! What rustc refuses by a lint that knows std's own types only. With std the file would not compile, so
//! here it does not either: `let _ =` on a lock that was just taken, and orderings that an operation cannot
//! have.
//!
//! There are no types here, only names. A method of the submission's own that is called like std's is judged
//! by what it says that it returns; where that is not enough, nothing is said.

use std::collections::{BTreeMap, HashMap, HashSet};

use proc_macro2::Span;
use syn::{spanned::Spanned as _, visit::Visit};

use super::{
    item_location,
    names::{Names, plain},
    visit::{imports, segments},
};
use crate::{
    record::CompileError,
    sources::{Texts, is_test_only},
};

const LOCK: &str = "let_underscore_lock";
const ORDERING: &str = "invalid_atomic_ordering";

/// The errors in all files, as rustc would show them.
pub fn lints(texts: &Texts) -> Vec<CompileError> {
    texts
        .iter()
        .flat_map(|(file, text)| of(file, text))
        .collect()
}

fn of(file: &str, text: &str) -> Vec<CompileError> {
    let Ok(syntax) = syn::parse_file(text) else {
        return Vec::new();
    };
    let mut words = Words::default();
    words.visit_file(&syntax);
    let names = imports(&syntax);
    let mut lints = Lints {
        names: &names,
        words: &words,
        guards: HashMap::new(),
        found: Vec::new(),
    };
    lints.visit_file(&syntax);
    let shown = |(lint, span, message, help): (&str, Span, String, &str)| {
        let location = item_location(file, &span);
        let line = text.lines().nth(span.start().line - 1).unwrap_or_default();
        let (start, end) = (span.start(), span.end());
        let end = if end.line == start.line {
            end.column
        } else {
            line.chars().count()
        };
        let marks = "^".repeat(end.saturating_sub(start.column).max(1));
        let gutter = " ".repeat(start.line.to_string().len());
        let rendered = format!(
            "error: {message}\n{gutter}--> {file}:{}:{}\n{gutter} |\n{} | {line}\n{gutter} | {}{marks}\n\
             {gutter} |\n{gutter} = help: {help}\n{gutter} = note: rustc refuses this with std: `{lint}`\n",
            location.line,
            location.column,
            start.line,
            " ".repeat(start.column),
        );
        CompileError {
            message,
            location: Some(location),
            rendered,
        }
    };
    lints.found.into_iter().map(shown).collect()
}

/// What the file says about names: its own functions, and words that make a name mean something else.
#[derive(Default)]
struct Words {
    /// Its own functions and methods: whether each returns a guard.
    own: BTreeMap<String, bool>,
    mentioned: HashSet<String>,
}

impl<'ast> Visit<'ast> for Words {
    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        let guard = match &signature.output {
            syn::ReturnType::Type(_, of) => is_guard(of),
            syn::ReturnType::Default => false,
        };
        // Of several with one name all have to.
        let all = self.own.entry(plain(&signature.ident)).or_insert(true);
        *all &= guard;
        syn::visit::visit_signature(self, signature);
    }

    fn visit_ident(&mut self, ident: &'ast syn::Ident) {
        self.mentioned.insert(plain(ident));
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        // `#[allow(let_underscore_lock)]`, which holds with std as well.
        if let syn::Meta::List(list) = &attribute.meta {
            let words = list.tokens.to_string();
            let lints = [LOCK, ORDERING]
                .into_iter()
                .filter(|lint| words.contains(lint));
            self.mentioned.extend(lints.map(str::to_owned));
        }
    }
}

/// Whether a type is a guard of std's, or a result that holds one.
fn is_guard(of: &syn::Type) -> bool {
    let syn::Type::Path(path) = of else {
        return false;
    };
    let Some(last) = path.path.segments.last() else {
        return false;
    };
    match plain(&last.ident).as_str() {
        "MutexGuard" | "RwLockReadGuard" | "RwLockWriteGuard" => true,
        "LockResult" | "TryLockResult" | "Result" | "PoisonError" => match &last.arguments {
            syn::PathArguments::AngleBracketed(arguments) => matches!(
                arguments.args.first(),
                Some(syn::GenericArgument::Type(of)) if is_guard(of)
            ),
            _ => false,
        },
        _ => false,
    }
}

struct Lints<'a> {
    names: &'a Names,
    words: &'a Words,
    /// Variables of the function: whether each was last bound to a guard.
    guards: HashMap<String, bool>,
    found: Vec<(&'static str, Span, String, &'static str)>,
}

impl Lints<'_> {
    fn mentions(&self, word: &str) -> bool {
        self.words.mentioned.contains(word)
    }

    /// Whether `expr` is a guard of std's, or a result that holds one.
    fn locks(&self, expr: &syn::Expr) -> bool {
        match expr {
            syn::Expr::MethodCall(call) => self.locks_by_method(call),
            syn::Expr::Try(inner) => self.locks(&inner.expr),
            syn::Expr::Paren(inner) => self.locks(&inner.expr),
            syn::Expr::Group(inner) => self.locks(&inner.expr),
            syn::Expr::Block(block) => match block.block.stmts.last() {
                Some(syn::Stmt::Expr(last, None)) => self.locks(last),
                _ => false,
            },
            syn::Expr::Match(choice) => {
                let taken = self.locks(&choice.expr);
                choice
                    .arms
                    .iter()
                    .any(|arm| self.locks(&arm.body) || taken && hands_on(arm))
            }
            syn::Expr::Call(call) => match &*call.func {
                syn::Expr::Path(path) => {
                    let name = segments(&path.path).pop().unwrap_or_default();
                    self.words.own.get(&name) == Some(&true)
                }
                _ => false,
            },
            syn::Expr::Path(path) => {
                let name = path.path.get_ident().map(plain).unwrap_or_default();
                self.guards.get(&name) == Some(&true)
            }
            _ => false,
        }
    }

    fn locks_by_method(&self, call: &syn::ExprMethodCall) -> bool {
        let name = plain(&call.method);
        if matches!(name.as_str(), "unwrap" | "expect" | "unwrap_or_else") {
            return self.locks(&call.receiver);
        }
        if let Some(own) = self.words.own.get(&name) {
            return *own;
        }
        // Standard output has a lock, too, and crossbeam a lock in shards.
        let other = ["stdin", "stdout", "stderr", "ShardedLock"];
        let std_lock = |of| self.mentions(of) && !other.iter().any(|word| self.mentions(word));
        match (name.as_str(), call.args.len()) {
            ("lock" | "try_lock", 0) => std_lock("Mutex"),
            ("read" | "write" | "try_read" | "try_write", 0) => std_lock("RwLock"),
            ("wait", 1) | ("wait_while", 2) => self.mentions("Condvar"),
            _ => false,
        }
    }

    /// `pattern` is bound to `expr`.
    fn binds(&mut self, pattern: &syn::Pat, expr: &syn::Expr) {
        match (pattern, expr) {
            (syn::Pat::Wild(_), _) if self.locks(expr) => self.dropped(expr.span()),
            (syn::Pat::Type(typed), _) => self.binds(&typed.pat, expr),
            (syn::Pat::Paren(inner), _) => self.binds(&inner.pat, expr),
            (syn::Pat::Tuple(patterns), syn::Expr::Tuple(exprs)) => {
                for (pattern, expr) in patterns.elems.iter().zip(&exprs.elems) {
                    self.binds(pattern, expr);
                }
            }
            (syn::Pat::Ident(name), _) => {
                let locks = self.locks(expr);
                self.guards.insert(plain(&name.ident), locks);
            }
            _ => {}
        }
    }

    fn dropped(&mut self, at: Span) {
        if !self.mentions(LOCK) {
            let message = "non-binding let on a synchronization lock".to_owned();
            let help = "`_` binds nothing, so the lock is given back at once: write `let _guard = …` to keep \
                        it until the end of the block, or `drop(…)` to give it back here";
            self.found.push((LOCK, at, message, help));
        }
    }

    /// The ordering that `expr` names, if it names one of std's.
    fn ordering(&self, expr: &syn::Expr) -> Option<String> {
        let syn::Expr::Path(path) = expr else {
            return None;
        };
        let meanings = self.names.expand(&segments(&path.path));
        let mut meanings = meanings.iter();
        meanings.find_map(|meaning| {
            match meaning.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                ["std" | "core", "sync", "atomic", "Ordering", name] => Some(name.to_owned()),
                _ => None,
            }
        })
    }

    /// The argument must not be one of these orderings.
    fn not(&mut self, expr: Option<&syn::Expr>, wrong: &[&str], message: &str, help: &'static str) {
        let Some(expr) = expr else { return };
        let named = self.ordering(expr);
        let is_wrong = named.is_some_and(|name| wrong.contains(&name.as_str()));
        if is_wrong && !self.mentions(ORDERING) {
            self.found
                .push((ORDERING, expr.span(), message.to_owned(), help));
        }
    }
}

/// Whether a match's arm gives on what it took out of the pattern.
fn hands_on(arm: &syn::Arm) -> bool {
    let syn::Pat::TupleStruct(pattern) = &arm.pat else {
        return false;
    };
    let syn::Expr::Path(given) = &*arm.body else {
        return false;
    };
    let taken = pattern.elems.first();
    matches!(taken, Some(syn::Pat::Ident(name)) if given.path.is_ident(&name.ident))
}

impl<'ast> Visit<'ast> for Lints<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test_only(&item.attrs) {
            syn::visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !is_test_only(&item.attrs) {
            syn::visit::visit_item_fn(self, item);
        }
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        self.guards.clear();
        for input in &signature.inputs {
            if let syn::FnArg::Typed(typed) = input
                && let syn::Pat::Ident(name) = &*typed.pat
            {
                self.guards.insert(plain(&name.ident), is_guard(&typed.ty));
            }
        }
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        syn::visit::visit_local(self, local);
        if let Some(init) = &local.init {
            self.binds(&local.pat, &init.expr);
        }
    }

    fn visit_expr_assign(&mut self, assign: &'ast syn::ExprAssign) {
        syn::visit::visit_expr_assign(self, assign);
        if matches!(*assign.left, syn::Expr::Infer(_)) && self.locks(&assign.right) {
            self.dropped(assign.right.span());
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        syn::visit::visit_expr_call(self, call);
        let syn::Expr::Path(path) = &*call.func else {
            return;
        };
        let meanings = self.names.expand(&segments(&path.path));
        let is_fence = |meaning: &Vec<String>| {
            meaning.starts_with(&["std", "sync", "atomic"].map(str::to_owned))
                && matches!(
                    meaning.last().map(String::as_str),
                    Some("fence" | "compiler_fence")
                )
        };
        if meanings.iter().any(is_fence) {
            let message = "memory fences cannot have `Relaxed` ordering";
            let help = "a fence orders: write `Acquire`, `Release`, `AcqRel` or `SeqCst`";
            self.not(call.args.first(), &["Relaxed"], message, help);
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        syn::visit::visit_expr_method_call(self, call);
        let name = plain(&call.method);
        if self.words.own.contains_key(&name) {
            return;
        }
        let failure = || {
            format!(
                "`{name}`'s failure ordering may not be `Release` or `AcqRel`, since a failed `{name}` does \
                 not result in a write"
            )
        };
        let help = "it only reads then: write `Acquire`, `Relaxed` or `SeqCst`";
        let releases = ["Release", "AcqRel"];
        let (at, wrong, message, help) = match (name.as_str(), call.args.len()) {
            ("load", 1) => {
                let message = "atomic loads cannot have `Release` or `AcqRel` ordering".to_owned();
                let help =
                    "a load takes what others released: write `Acquire`, `Relaxed` or `SeqCst`";
                (0, releases, message, help)
            }
            ("store", 2) => {
                let message = "atomic stores cannot have `Acquire` or `AcqRel` ordering".to_owned();
                let help = "a store releases: write `Release`, `Relaxed` or `SeqCst`";
                (1, ["Acquire", "AcqRel"], message, help)
            }
            ("compare_exchange" | "compare_exchange_weak", 4) => (3, releases, failure(), help),
            ("fetch_update" | "try_update" | "update", 3) => (1, releases, failure(), help),
            _ => return,
        };
        self.not(call.args.iter().nth(at), &wrong, &message, help);
    }
}

#[cfg(test)]
mod tests;
