//! Walks the syntax of a file, and lets each operator look at what concerns it.

use std::{collections::BTreeSet, ops::Range};

use syn::visit::{self, Visit};
use xtask::sources::is_test_only;

use super::{atomics, conditions, regions, statements, waiting};
use crate::{
    facts::Facts,
    mutant::{Edit, Mutant},
    operator::Operator,
    source::{Source, range},
};

/// A lock that is held where the walk is.
#[derive(Clone, Debug)]
pub struct Held {
    /// The variable that holds it.
    pub name: String,
    /// The expression that takes it.
    pub lock: String,
    /// Whether the variable can be assigned to.
    pub mutable: bool,
    /// How many blocks it is in.
    pub depth: usize,
    /// Whether anything was done under it.
    pub used: bool,
}

/// Where the walk is, and what it has found.
pub struct Walk<'a> {
    /// The file.
    pub source: Source<'a>,
    /// What is known of it.
    pub facts: &'a Facts,
    /// Locks that are held in the function, the outermost first.
    pub held: Vec<Held>,
    /// Parameters of the function that are a `Duration`.
    pub durations: Vec<String>,
    /// Where expressions begin that somebody has dealt with.
    pub done: BTreeSet<usize>,
    /// How many blocks the walk is in.
    pub depth: usize,
    /// The last expression of a function with a result.
    result: Option<usize>,
    path: Vec<String>,
    found: Vec<Mutant>,
}

impl<'a> Walk<'a> {
    /// At the beginning of a file.
    pub fn new(source: Source<'a>, facts: &'a Facts) -> Self {
        Walk {
            source,
            facts,
            held: Vec::new(),
            durations: Vec::new(),
            done: BTreeSet::new(),
            depth: 0,
            result: None,
            path: Vec::new(),
            found: Vec::new(),
        }
    }

    /// What was found.
    pub fn found(self) -> Vec<Mutant> {
        self.found
    }

    /// A mutant.
    pub fn change(&mut self, operator: Operator, edits: &[Edit]) {
        let within = self.path.join("::");
        let mutant = Mutant::new(operator, within, self.source.0, edits);
        self.found.extend(mutant);
    }

    /// A mutant in which one part is another.
    pub fn replace(&mut self, operator: Operator, at: Range<usize>, with: impl Into<String>) {
        self.change(operator, &[Edit::replace(at, with)]);
    }

    /// Whether the expression is what its function returns.
    pub fn is_result(&self, expr: &syn::Expr) -> bool {
        self.result == Some(range(expr).start)
    }

    fn function(&mut self, signature: &syn::Signature, body: &syn::Block) {
        self.path.push(signature.ident.to_string());
        let inputs = signature.inputs.iter();
        self.durations = inputs
            .filter_map(|input| duration(self.source, input))
            .collect();
        let last = body.stmts.last().map(|last| range(last).start);
        let returns = matches!(signature.output, syn::ReturnType::Type(..));
        self.result = last.filter(|_| returns);
        let held = std::mem::take(&mut self.held);
        self.visit_block(body);
        self.held = held;
        self.path.pop();
    }
}

impl<'ast> Visit<'ast> for Walk<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test_only(&item.attrs) {
            self.path.push(item.ident.to_string());
            visit::visit_item_mod(self, item);
            self.path.pop();
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let of = match &*item.self_ty {
            syn::Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
            _ => None,
        };
        let of = of.unwrap_or_else(|| self.source.of(&*item.self_ty).to_owned());
        self.path.push(match &item.trait_ {
            Some((name, _)) => format!("<{of} as {}>", self.source.of(name)),
            None => of,
        });
        visit::visit_item_impl(self, item);
        self.path.pop();
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !is_test_only(&item.attrs) {
            self.function(&item.sig, &item.block);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        let is_drop = self.path.last().is_some_and(|of| of.ends_with(" as Drop>"));
        self.function(&item.sig, &item.block);
        if is_drop {
            self.path.push(item.sig.ident.to_string());
            self.replace(Operator::EmptyDrop, range(&item.block), "{}");
            self.path.pop();
        }
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        let held = self.held.clone();
        self.depth += 1;
        statements::neighbours(self, block);
        waiting::deadlines(self, block);
        for statement in &block.stmts {
            statements::delete(self, statement);
            regions::split_before(self, statement);
            self.visit_stmt(statement);
            regions::after(self, statement);
        }
        self.depth -= 1;
        self.held = held;
    }

    fn visit_expr(&mut self, expr: &'ast syn::Expr) {
        match expr {
            syn::Expr::MethodCall(call) => {
                waiting::notify(self, call);
                waiting::wait_while(self, call);
                waiting::timeout(self, call);
                waiting::wait_timeout_again(self, call);
                atomics::method(self, call);
                statements::poisoning(self, call);
            }
            syn::Expr::Call(call) => {
                waiting::park_timeout(self, call);
                atomics::fence(self, call);
            }
            syn::Expr::Path(_) => atomics::lone_ordering(self, expr),
            syn::Expr::While(one) => {
                waiting::while_once(self, one);
                conditions::of_while(self, one);
                regions::uses(self, &one.cond);
            }
            syn::Expr::If(one) => {
                conditions::of_if(self, one);
                regions::uses(self, &one.cond);
            }
            syn::Expr::Match(one) => regions::uses(self, &one.expr),
            syn::Expr::Binary(one) => {
                conditions::binary(self, one);
                regions::split_update(self, one);
            }
            syn::Expr::Assign(one) => regions::split_assignment(self, one),
            syn::Expr::Lit(one) => conditions::literal(self, one),
            _ => {}
        }
        visit::visit_expr(self, expr);
    }

    fn visit_pat_guard(&mut self, pattern: &'ast syn::PatGuard) {
        conditions::guard(self, &pattern.guard);
        visit::visit_pat_guard(self, pattern);
    }

    // A length is no place to be wrong by one; a type has no other expressions.
    fn visit_expr_repeat(&mut self, expr: &'ast syn::ExprRepeat) {
        self.visit_expr(&expr.expr);
    }

    fn visit_type(&mut self, _: &'ast syn::Type) {}

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}

/// The name of a parameter that is a `Duration`.
fn duration(source: Source<'_>, input: &syn::FnArg) -> Option<String> {
    let syn::FnArg::Typed(input) = input else {
        return None;
    };
    let syn::Pat::Ident(name) = &*input.pat else {
        return None;
    };
    (source.words(&*input.ty).iter().eq(["Duration"])).then(|| name.ident.to_string())
}
