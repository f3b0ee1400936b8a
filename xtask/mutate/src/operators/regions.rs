//! Critical regions that are split: what one thread did in one go, another one can come between.

use syn::spanned::Spanned;

use super::walk::{Held, Walk};
use crate::{
    facts::Facts,
    mutant::Edit,
    operator::Operator,
    source::{Source, range},
};

/// Lets a lock go and takes it again before a statement that needs it.
pub fn split_before(walk: &mut Walk<'_>, statement: &syn::Stmt) {
    for held in walk.held.clone() {
        let goes = drops(statement).as_ref() == Some(&held.name);
        if goes || !held.used || !needs(walk.source, &held, statement) {
            continue;
        }
        let again = match (held.depth == walk.depth, held.mutable) {
            (true, _) => format!("drop({0}); let mut {0} = {1}; ", held.name, held.lock),
            (false, true) => format!("drop({0}); {0} = {1}; ", held.name, held.lock),
            // What is not `mut` cannot be taken again for those outside.
            (false, false) => continue,
        };
        let at = range(statement).start;
        walk.change(Operator::SplitRegion, &[Edit::insert(at, again)]);
    }
}

/// Whether the statement is about what is locked. A variable that is never named protects all that follows.
fn needs(source: Source<'_>, held: &Held, statement: &syn::Stmt) -> bool {
    held.name.starts_with('_') && !is_value(statement) || source.names(statement, &held.name)
}

/// Whether it is a value that is known already, as `(old, new)` or `Ok(())`: nothing happens in it.
fn is_value(statement: &syn::Stmt) -> bool {
    matches!(statement, syn::Stmt::Expr(expr, None) if is_known(expr))
}

fn is_known(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::Path(_) | syn::Expr::Lit(_) => true,
        syn::Expr::Tuple(tuple) => tuple.elems.iter().all(is_known),
        syn::Expr::Call(call) => {
            let variant = |path: &syn::ExprPath| {
                ["Ok", "Err", "Some"]
                    .iter()
                    .any(|name| path.path.is_ident(name))
            };
            let wraps = matches!(&*call.func, syn::Expr::Path(path) if variant(path));
            wraps && call.args.iter().all(is_known)
        }
        _ => false,
    }
}

/// Notes what a condition looks at, before the walk goes into what depends on it.
pub fn uses(walk: &mut Walk<'_>, condition: &syn::Expr) {
    let source = walk.source;
    for held in &mut walk.held {
        held.used |= source.names(condition, &held.name);
    }
}

/// Notes what the statement takes, uses and lets go.
pub fn after(walk: &mut Walk<'_>, statement: &syn::Stmt) {
    let (source, depth) = (walk.source, walk.depth);
    if let Some(name) = drops(statement) {
        walk.held.retain(|held| held.name != name);
        return;
    }
    for held in &mut walk.held {
        held.used |= needs(source, held, statement);
    }
    if let syn::Stmt::Local(local) = statement
        && let Some(init) = &local.init
        && let Some((name, mutable)) = first_name(&local.pat)
        && let Some(lock) = taken(source, walk.facts, &init.expr)
    {
        walk.held.retain(|held| held.name != name);
        walk.held.push(Held {
            // Something has been seen already if it is more than taking the lock.
            used: lock != source.of(&*init.expr),
            lock,
            name,
            mutable,
            depth,
        });
    }
}

/// The variable that `drop(name);` lets go.
fn drops(statement: &syn::Stmt) -> Option<String> {
    let syn::Stmt::Expr(syn::Expr::Call(call), _) = statement else {
        return None;
    };
    let syn::Expr::Path(function) = &*call.func else {
        return None;
    };
    let Some(syn::Expr::Path(name)) = call.args.first() else {
        return None;
    };
    let is_drop = function
        .path
        .segments
        .last()
        .is_some_and(|last| last.ident == "drop");
    name.path
        .get_ident()
        .filter(|_| is_drop)
        .map(ToString::to_string)
}

fn first_name(pattern: &syn::Pat) -> Option<(String, bool)> {
    match pattern {
        syn::Pat::Ident(name) => Some((name.ident.to_string(), name.mutability.is_some())),
        syn::Pat::Tuple(tuple) => tuple.elems.first().and_then(first_name),
        syn::Pat::TupleStruct(tuple) => tuple.elems.first().and_then(first_name),
        syn::Pat::Type(typed) => first_name(&typed.pat),
        _ => None,
    }
}

/// The part of an expression that takes a lock, as far as it gives the guard.
pub fn taken(source: Source<'_>, facts: &Facts, expr: &syn::Expr) -> Option<String> {
    match expr {
        syn::Expr::MethodCall(call) => {
            let name = call.method.to_string();
            if facts.gives_guard(&name) {
                return Some(source.of(call).to_owned());
            }
            if is_lock(call) {
                return Some(format!("{}.unwrap()", source.of(call)));
            }
            let result = ["unwrap", "expect", "unwrap_or_else"].contains(&name.as_str());
            if result && matches!(&*call.receiver, syn::Expr::MethodCall(inner) if is_lock(inner)) {
                return Some(source.of(call).to_owned());
            }
            let inner = taken(source, facts, &call.receiver);
            inner.or_else(|| call.args.iter().find_map(|one| taken(source, facts, one)))
        }
        syn::Expr::Call(call) => {
            if let syn::Expr::Path(path) = &*call.func
                && let Some(last) = path.path.segments.last()
                && facts.gives_guard(&last.ident.to_string())
            {
                return Some(source.of(call).to_owned());
            }
            call.args.iter().find_map(|one| taken(source, facts, one))
        }
        syn::Expr::Try(inner) => taken(source, facts, &inner.expr),
        syn::Expr::Paren(inner) => taken(source, facts, &inner.expr),
        syn::Expr::Reference(inner) => taken(source, facts, &inner.expr),
        syn::Expr::Unary(inner) => taken(source, facts, &inner.expr),
        syn::Expr::Field(inner) => taken(source, facts, &inner.base),
        syn::Expr::Index(inner) => taken(source, facts, &inner.expr),
        _ => None,
    }
}

fn is_lock(call: &syn::ExprMethodCall) -> bool {
    call.args.is_empty()
        && ["lock", "read", "write"]
            .iter()
            .any(|name| call.method == name)
}

/// `*value = f(*value)`: looked at under one lock, written under the next.
pub fn split_assignment(walk: &mut Walk<'_>, one: &syn::ExprAssign) {
    let right = walk.source.of(&*one.right);
    let looks = |held: &Held| walk.source.names(&*one.right, &held.name);
    if let Some(held) = holder(walk, &one.left).filter(looks) {
        split(walk, one, &held, right.to_owned(), &one.left);
    }
}

/// `*value += n`: the same. Where the place takes the lock itself, it is taken twice.
pub fn split_update(walk: &mut Walk<'_>, one: &syn::ExprBinary) {
    let Some(operator) = walk.source.of(&one.op).strip_suffix('=') else {
        return;
    };
    if !is_update(&one.op) {
        return;
    }
    let (place, right) = (walk.source.of(&*one.left), walk.source.of(&*one.right));
    let new = format!("{place} {operator} {right}");
    if let Some(held) = holder(walk, &one.left) {
        split(walk, one, &held, new, &one.left);
    } else if taken(walk.source, walk.facts, &one.left).is_some() {
        let twice = format!("{{ let split = {new}; {place} = split; }}");
        walk.replace(Operator::SplitRegion, range(one), twice);
    }
}

/// Whether it is `+=` or one like it.
pub fn is_update(op: &syn::BinOp) -> bool {
    use syn::BinOp;
    matches!(
        op,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}

/// The lock that protects a place, if its variable can be assigned to.
fn holder(walk: &Walk<'_>, place: &syn::Expr) -> Option<Held> {
    let place_of = |held: &Held| walk.source.of(place) != held.name;
    let named =
        |held: &&Held| held.mutable && place_of(held) && walk.source.names(place, &held.name);
    walk.held.iter().rev().find(named).cloned()
}

fn split(walk: &mut Walk<'_>, whole: &impl Spanned, held: &Held, new: String, place: &syn::Expr) {
    let (name, lock, place) = (&held.name, &held.lock, walk.source.of(place));
    let split = format!("{{ let split = {new}; drop({name}); {name} = {lock}; {place} = split; }}");
    walk.replace(Operator::SplitRegion, range(whole), split);
}
