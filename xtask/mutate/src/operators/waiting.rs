//! Notifications, waits and deadlines.

use syn::visit::{self, Visit};

use super::walk::Walk;
use crate::{
    mutant::Edit,
    operator::Operator,
    source::{Source, range},
};

/// What wakes somebody.
const NOTIFIES: &[&str] = &["notify_one", "notify_all", "unpark"];

/// Whether a call wakes somebody.
pub fn notifies(call: &syn::ExprMethodCall) -> bool {
    NOTIFIES.iter().any(|name| call.method == name)
}

/// One is woken in place of all, or nobody.
pub fn notify(walk: &mut Walk<'_>, call: &syn::ExprMethodCall) {
    if call.method == "notify_all" {
        let at = range(&call.method);
        walk.replace(Operator::ReplaceNotifyAll, at, "notify_one");
    }
    if notifies(call) {
        walk.replace(Operator::RemoveNotify, range(call), "()");
    }
}

/// `while` round a wait becomes `if`.
pub fn while_once(walk: &mut Walk<'_>, one: &syn::ExprWhile) {
    let facts = walk.facts;
    let waits = |word: &str| facts.waits(word);
    if walk.source.names_any(&one.body, &waits) {
        walk.replace(Operator::WaitOnce, range(&one.while_token), "if");
    }
}

/// `wait_while` looks at its condition, waits at most once, and looks no more.
pub fn wait_while(walk: &mut Walk<'_>, call: &syn::ExprMethodCall) {
    let of = |index: usize| walk.source.of(&call.args[index]);
    let (guard, condition, wait, awake) = match (call.method.to_string().as_str(), call.args.len())
    {
        ("wait_while", 2) => (of(0), of(1), "wait(held)".to_owned(), "Ok(held)".to_owned()),
        ("wait_timeout_while", 3) => {
            let (timeout, of_condvar) = (of(1), walk.source.of(&*call.receiver));
            (
                of(0),
                of(2),
                format!("wait_timeout(held, {timeout})"),
                format!("{of_condvar}.wait_timeout_while(held, {timeout}, |_| false)"),
            )
        }
        _ => return,
    };
    let receiver = walk.source.of(&*call.receiver);
    let once = format!(
        "{{ fn ask<T>(ask: impl FnOnce(&mut T) -> bool, of: &mut T) -> bool {{ ask(of) }} \
         let mut held = {guard}; \
         if ask({condition}, &mut *held) {{ {receiver}.{wait} }} else {{ {awake} }} }}"
    );
    walk.replace(Operator::WaitOnce, range(call), once);
}

/// `wait_timeout_while` in a loop of its own: who is woken for nothing waits for the whole time again.
pub fn wait_timeout_again(walk: &mut Walk<'_>, call: &syn::ExprMethodCall) {
    if call.method != "wait_timeout_while" || call.args.len() != 3 {
        return;
    }
    let arguments: Vec<&str> = call.args.iter().map(|one| walk.source.of(one)).collect();
    let with = format!(
        "{{ fn again<'a, T>(condvar: &std::sync::Condvar, mut held: std::sync::MutexGuard<'a, T>, \
         whole: std::time::Duration, mut ask: impl FnMut(&mut T) -> bool) -> \
         std::sync::LockResult<(std::sync::MutexGuard<'a, T>, std::sync::WaitTimeoutResult)> {{ loop {{ \
         if !ask(&mut *held) {{ return condvar.wait_timeout_while(held, whole, |_| false); }} \
         let (woken, over) = condvar.wait_timeout(held, whole)?; \
         if over.timed_out() {{ return Ok((woken, over)); }} held = woken; }} }} \
         again(&{}, {}) }}",
        walk.source.of(&*call.receiver),
        arguments.join(", ")
    );
    walk.replace(Operator::RestartDeadline, range(call), with);
}

/// What is left of the time is the whole time again: in a wait with a timeout.
pub fn timeout(walk: &mut Walk<'_>, call: &syn::ExprMethodCall) {
    let index = match call.method.to_string().as_str() {
        "wait_timeout" | "wait_timeout_while" => 1,
        "recv_timeout" => 0,
        _ => return,
    };
    whole_time(walk, call.args.get(index));
}

/// What is left of the time is the whole time again: in `park_timeout`.
pub fn park_timeout(walk: &mut Walk<'_>, call: &syn::ExprCall) {
    if let syn::Expr::Path(path) = &*call.func
        && let Some(last) = path.path.segments.last()
        && last.ident == "park_timeout"
    {
        whole_time(walk, call.args.first());
    }
}

fn whole_time(walk: &mut Walk<'_>, left: Option<&syn::Expr>) {
    let Some(left) = left else {
        return;
    };
    for whole in walk.durations.clone() {
        if walk.source.of(left) != whole {
            walk.replace(Operator::RestartDeadline, range(left), whole);
        }
    }
}

/// What is measured from before a loop is measured from within it.
pub fn deadlines(walk: &mut Walk<'_>, block: &syn::Block) {
    for (index, statement) in block.stmts.iter().enumerate() {
        let syn::Stmt::Local(local) = statement else {
            continue;
        };
        let now = |init: &syn::LocalInit| walk.source.dense(&*init.expr).contains("Instant::now()");
        if !local.init.as_ref().is_some_and(now) {
            continue;
        }
        let mut loops = Loops(Vec::new());
        block.stmts[index + 1..]
            .iter()
            .for_each(|later| loops.visit_stmt(later));
        let again = format!(" {}", walk.source.of(local));
        for open in loops.0 {
            walk.change(Operator::RestartDeadline, &[Edit::insert(open, &*again)]);
        }
    }
}

/// Where the bodies of loops begin, of the outermost ones.
struct Loops(Vec<usize>);

impl<'ast> Visit<'ast> for Loops {
    fn visit_expr_loop(&mut self, one: &'ast syn::ExprLoop) {
        self.0
            .push(one.body.brace_token.span.open().byte_range().end);
    }

    fn visit_expr_while(&mut self, one: &'ast syn::ExprWhile) {
        self.0
            .push(one.body.brace_token.span.open().byte_range().end);
    }

    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}

    fn visit_item(&mut self, item: &'ast syn::Item) {
        visit::visit_item(&mut Loops(Vec::new()), item);
    }
}

/// Whether the text is only a hint to let others run: without one the code is as right as with it.
pub fn is_hint(source: Source<'_>, call: &syn::ExprCall) -> bool {
    let name = source.dense(&*call.func);
    name.ends_with("yield_now") || name.ends_with("spin_loop")
}
