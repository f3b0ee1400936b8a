//! Memory orderings, and updates that are no longer one step.

use super::walk::Walk;
use crate::{operator::Operator, source::range};

/// What an ordering is for: this decides what is weaker and still legal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Load,
    Store,
    Update,
    Fence,
    /// A constant, say: anything may come of it.
    Unknown,
}

impl Role {
    fn weaker(self, than: &str) -> &'static [&'static str] {
        match (self, than) {
            (Role::Load, "SeqCst") => &["Acquire", "Relaxed"],
            (Role::Store, "SeqCst") => &["Release", "Relaxed"],
            (Role::Update | Role::Unknown, "SeqCst") => {
                &["AcqRel", "Acquire", "Release", "Relaxed"]
            }
            (Role::Update | Role::Unknown, "AcqRel") => &["Acquire", "Release", "Relaxed"],
            // A relaxed fence is none, and panics.
            (Role::Fence, "SeqCst") => &["AcqRel", "Acquire", "Release"],
            (Role::Fence, "AcqRel") => &["Acquire", "Release"],
            (Role::Fence, _) | (_, "Relaxed") => &[],
            _ => &["Relaxed"],
        }
    }
}

/// The roles of a method's arguments that may be orderings.
fn roles(method: &str) -> &'static [(usize, Role)] {
    match method {
        "load" => &[(0, Role::Load)],
        "store" => &[(1, Role::Store)],
        "compare_exchange" | "compare_exchange_weak" => &[(2, Role::Update), (3, Role::Load)],
        "fetch_update" | "try_update" | "update" => &[(0, Role::Update), (1, Role::Load)],
        "swap" => &[(1, Role::Update)],
        _ if method.starts_with("fetch_") => &[(1, Role::Update)],
        _ => &[],
    }
}

/// Operations on an atomic.
pub fn method(walk: &mut Walk<'_>, call: &syn::ExprMethodCall) {
    let roles = roles(&call.method.to_string());
    let mut is_atomic = false;
    for &(index, role) in roles {
        if let Some(argument) = call.args.get(index) {
            is_atomic |= walk.facts.ordering(argument).is_some();
            weaken(walk, argument, role);
        }
    }
    if is_atomic && let Some(split) = split(walk, call) {
        walk.replace(Operator::SplitAtomic, range(call), split);
    }
}

/// `fence(SeqCst)`.
pub fn fence(walk: &mut Walk<'_>, call: &syn::ExprCall) {
    if let syn::Expr::Path(path) = &*call.func
        && let Some(last) = path.path.segments.last()
        && last.ident == "fence"
        && let Some(argument) = call.args.first()
    {
        weaken(walk, argument, Role::Fence);
    }
}

/// An ordering that stands anywhere else.
pub fn lone_ordering(walk: &mut Walk<'_>, expr: &syn::Expr) {
    weaken(walk, expr, Role::Unknown);
}

fn weaken(walk: &mut Walk<'_>, expr: &syn::Expr, role: Role) {
    let Some(ordering) = walk.facts.ordering(expr) else {
        return;
    };
    if !walk.done.insert(range(expr).start) {
        return;
    }
    let text = walk.source.of(expr);
    let owner = text
        .rsplit_once("::")
        .map_or("std::sync::atomic::Ordering", |(owner, _)| owner);
    for weaker in role.weaker(&ordering) {
        let with = format!("{owner}::{weaker}");
        walk.replace(Operator::WeakenOrdering, range(expr), with);
    }
}

const STRONGEST: &str = "std::sync::atomic::Ordering::SeqCst";

/// The same update in two steps, as strongly ordered as any: only that it is not one.
fn split(walk: &Walk<'_>, call: &syn::ExprMethodCall) -> Option<String> {
    let place = walk.source.of(&*call.receiver);
    let value = walk.source.of(call.args.first()?);
    let then = match call.method.to_string().as_str() {
        "fetch_add" => store(place, &format!("old.wrapping_add({value})")),
        "fetch_sub" => store(place, &format!("old.wrapping_sub({value})")),
        "fetch_or" => store(place, &format!("old | {value}")),
        "fetch_and" => store(place, &format!("old & {value}")),
        "fetch_xor" => store(place, &format!("old ^ {value}")),
        "fetch_max" => store(place, &format!("old.max({value})")),
        "fetch_min" => store(place, &format!("old.min({value})")),
        "swap" => store(place, value),
        "compare_exchange" | "compare_exchange_weak" => {
            let new = walk.source.of(call.args.get(1)?);
            format!(
                "if old == {value} {{ {place}.store({new}, {STRONGEST}); Ok(old) }} else {{ Err(old) }}"
            )
        }
        "fetch_update" | "try_update" => {
            let change = walk.source.of(call.args.get(2)?);
            format!(
                "fn ask<T, R>(ask: impl FnOnce(T) -> R, of: T) -> R {{ ask(of) }} \
                 match ask({change}, old) {{ \
                 Some(new) => {{ {place}.store(new, {STRONGEST}); Ok(old) }} None => Err(old) }}"
            )
        }
        _ => return None,
    };
    Some(format!("{{ let old = {place}.load({STRONGEST}); {then} }}"))
}

fn store(place: &str, new: &str) -> String {
    format!("{place}.store({new}, {STRONGEST}); old")
}
