//! Conditions, their connectors and their boundaries.

use syn::{BinOp, Expr, Lit};

use super::walk::Walk;
use crate::{operator::Operator, source::range};

/// An `if`.
pub fn of_if(walk: &mut Walk<'_>, one: &syn::ExprIf) {
    fixed(walk, &one.cond, &["true", "false"]);
}

/// The guard of a match arm.
pub fn guard(walk: &mut Walk<'_>, condition: &Expr) {
    fixed(walk, condition, &["true", "false"]);
}

/// A `while`: one that never ends is found at once, so it only never begins.
pub fn of_while(walk: &mut Walk<'_>, one: &syn::ExprWhile) {
    fixed(walk, &one.cond, &["false"]);
}

fn fixed(walk: &mut Walk<'_>, condition: &Expr, values: &[&str]) {
    let binds = walk.source.names(condition, "let");
    for value in values.iter().filter(|_| !binds) {
        walk.replace(Operator::RemoveConditional, range(condition), *value);
    }
}

/// A binary operator.
pub fn binary(walk: &mut Walk<'_>, one: &syn::ExprBinary) {
    let other = match one.op {
        BinOp::Lt(_) => Some("<="),
        BinOp::Le(_) => Some("<"),
        BinOp::Gt(_) => Some(">="),
        BinOp::Ge(_) => Some(">"),
        _ => None,
    };
    if let Some(other) = other {
        walk.replace(Operator::Boundary, range(&one.op), other);
    }
    let connector = match one.op {
        BinOp::And(_) => Some("||"),
        BinOp::Or(_) => Some("&&"),
        _ => None,
    };
    if let Some(connector) = connector {
        for (operand, at) in [
            (&one.right, one.left.as_ref()),
            (&one.left, one.right.as_ref()),
        ] {
            // From one side to the other all that stands between goes as well.
            let (keep, drop) = (range(&**operand), range(at));
            let at = keep.start.min(drop.start)..keep.end.max(drop.end);
            let kept = walk.source.of(&**operand).to_owned();
            walk.replace(Operator::LogicalConnector, at, kept);
        }
        walk.replace(Operator::LogicalConnector, range(&one.op), connector);
    }
    if matches!(one.op, BinOp::Add(_) | BinOp::Sub(_)) && is_one(&one.right) {
        let left = walk.source.of(&*one.left).to_owned();
        walk.replace(Operator::Boundary, range(one), left);
        walk.done.insert(range(&*one.right).start);
    }
    if matches!(one.op, BinOp::AddAssign(_) | BinOp::SubAssign(_)) && is_one(&one.right) {
        // Without it the statement does nothing, and dropping statements is another operator.
        walk.done.insert(range(&*one.right).start);
    }
}

fn is_one(expr: &Expr) -> bool {
    matches!(expr, Expr::Lit(one) if matches!(&one.lit, Lit::Int(one) if one.base10_digits() == "1"))
}

/// 0 and 1.
pub fn literal(walk: &mut Walk<'_>, one: &syn::ExprLit) {
    let Lit::Int(number) = &one.lit else {
        return;
    };
    let other = match number.base10_digits() {
        "0" => "1",
        "1" => "0",
        _ => return,
    };
    if walk.done.insert(range(one).start) {
        let with = format!("{other}{}", number.suffix());
        walk.replace(Operator::Boundary, range(one), with);
    }
}
