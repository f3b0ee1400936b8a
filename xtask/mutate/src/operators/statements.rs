//! Statements that go or change places, and poisoned locks.

use syn::{Expr, Stmt};

use super::{regions, waiting, walk::Walk};
use crate::{
    mutant::Edit,
    operator::Operator,
    source::{Source, range},
};

/// What other threads can see, or wait for.
const SHARED: &[&str] = &[
    "lock",
    "read",
    "write",
    "try_lock",
    "load",
    "store",
    "swap",
    "fence",
    "send",
    "recv",
    "spawn",
    "join",
    "drop",
    "notify_one",
    "notify_all",
    "unpark",
    "park",
    "wait",
];

/// Drops a statement that calls or assigns.
pub fn delete(walk: &mut Walk<'_>, statement: &Stmt) {
    let goes = match statement {
        Stmt::Expr(expr, Some(_)) => acts(walk.source, expr),
        Stmt::Expr(expr, None) => acts(walk.source, expr) && !walk.is_result(expr),
        // `let _ = call();`
        Stmt::Local(local) => matches!(local.pat, syn::Pat::Wild(_)),
        Stmt::Item(_) | Stmt::Macro(_) => false,
    };
    if goes {
        walk.replace(Operator::DeleteStatement, range(statement), "");
    }
}

/// Whether it does something that can be left out: a notification and a condition have operators of their
/// own, and a hint to let others run changes nothing.
fn acts(source: Source<'_>, expr: &Expr) -> bool {
    match expr {
        Expr::MethodCall(call) => !waiting::notifies(call),
        Expr::Call(call) => !waiting::is_hint(source, call),
        Expr::Assign(_) => true,
        Expr::Binary(one) => regions::is_update(&one.op),
        Expr::Try(inner) => acts(source, &inner.expr),
        Expr::If(one) => one.else_branch.is_none() && source.names(&*one.cond, "let"),
        _ => false,
    }
}

/// Neighbours change places.
pub fn neighbours(walk: &mut Walk<'_>, block: &syn::Block) {
    for pair in block.stmts.windows(2) {
        if can_swap(walk.source, &pair[0], &pair[1]) {
            let (first, second) = (walk.source.of(&pair[0]), walk.source.of(&pair[1]));
            let edits = [
                Edit::replace(range(&pair[0]), second),
                Edit::replace(range(&pair[1]), first),
            ];
            walk.change(Operator::SwapStatements, &edits);
        }
    }
}

/// Whether it may compile, and may make a difference: under one lock nobody sees the order.
fn can_swap(source: Source<'_>, first: &Stmt, second: &Stmt) -> bool {
    let leaves = |word: &str| ["return", "break", "continue"].contains(&word);
    if !moves(first) || !moves(second) {
        return false;
    }
    if [first, second]
        .iter()
        .any(|one| is_plain(one) && source.names_any(one, &leaves))
    {
        return false;
    }
    let depends = match first {
        Stmt::Local(local) => {
            let bound = source.words(&local.pat);
            source.names_any(second, &|word| word != "mut" && bound.contains(word))
        }
        _ => false,
    };
    let seen = |word: &str| {
        let prefixed = ["fetch_", "compare_exchange", "wait_", "recv_", "park_"];
        SHARED.contains(&word) || prefixed.iter().any(|prefix| word.starts_with(prefix))
    };
    let is_seen = |one: &Stmt| source.names_any(one, &seen);
    let does = |one: &Stmt| source.of(one).contains(['(', '=']);
    let hint = |one: &Stmt| matches!(one, Stmt::Expr(Expr::Call(call), _) if waiting::is_hint(source, call));
    if hint(first) || hint(second) {
        return false;
    }
    !depends && (is_seen(first) || is_seen(second)) && does(first) && does(second)
}

/// Whether it can stand elsewhere: the value of a block cannot.
fn moves(statement: &Stmt) -> bool {
    match statement {
        Stmt::Local(_) | Stmt::Expr(_, Some(_)) => true,
        Stmt::Expr(expr, None) => is_block(expr),
        Stmt::Item(_) | Stmt::Macro(_) => false,
    }
}

fn is_block(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::If(_)
            | Expr::While(_)
            | Expr::ForLoop(_)
            | Expr::Loop(_)
            | Expr::Match(_)
            | Expr::Block(_)
    )
}

fn is_plain(statement: &Stmt) -> bool {
    matches!(statement, Stmt::Expr(expr, _) if !is_block(expr))
}

/// What gives a `Result` because another thread may have panicked.
const CAN_BE_POISONED: &[&str] = &[
    "lock",
    "read",
    "write",
    "wait",
    "wait_while",
    "wait_timeout",
    "wait_timeout_while",
];

/// A poisoned lock ends the call, or no longer does.
pub fn poisoning(walk: &mut Walk<'_>, call: &syn::ExprMethodCall) {
    let Expr::MethodCall(locks) = &*call.receiver else {
        return;
    };
    if !CAN_BE_POISONED.iter().any(|name| locks.method == name) {
        return;
    }
    let at = range(&call.method).start..range(call).end;
    match call.method.to_string().as_str() {
        "unwrap" | "expect" => {
            let with = "unwrap_or_else(std::sync::PoisonError::into_inner)";
            walk.replace(Operator::Poisoning, at, with);
        }
        "unwrap_or_else" => walk.replace(Operator::Poisoning, at, "unwrap()"),
        _ => {}
    }
}
