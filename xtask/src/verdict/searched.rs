//! How far the search looked, in one sentence of the page.

use std::collections::BTreeMap;

use heddle_protocol::{End, StageName};
use heddle_report::ScenarioOutcome;

use crate::{
    judged::{self, Judged},
    record::Record,
    words::{counted, grouped},
};

/// What was searched of the scenarios that passed: all schedules, or those within a bound, or some.
pub(super) fn searched(record: &Record, judged: &[&&ScenarioOutcome]) -> String {
    let (complete, cut): (Vec<_>, Vec<_>) = judged
        .iter()
        .map(|o| **o)
        .partition(|outcome| outcome.complete);
    let executions: u64 = complete.iter().map(|outcome| outcome.executions).sum();
    let bounded: Vec<_> = complete
        .iter()
        .copied()
        .filter(|outcome| !end(record, outcome).is_some_and(|end| end.exhausted))
        .collect();
    let disturbed = |joined: &str| match record.bounds.disturbances {
        0 => String::new(),
        n => format!(" {joined} ≤ {}", counted(n, "spurious wake-up")),
    };
    let within = if executions == 1 {
        format!("the one schedule{} passed", disturbed("with"))
    } else if bounded.len() == complete.len() {
        let all = record.bounds.preemptions;
        format!(
            "all {} schedules with ≤ {}{}{} passed",
            grouped(executions),
            counted(all, "preemption"),
            fewer(&bounded, all),
            disturbed("and")
        )
    } else if bounded.is_empty() && executions == judged.len() as u64 {
        // With one thread each, say.
        let schedules = grouped(executions);
        format!("all {schedules} schedules{} passed", disturbed("with"))
    } else {
        format!(
            "all schedules{} passed, however often threads are switched: {} were run, and each \
             other one does the same as one of these",
            disturbed("with"),
            grouped(executions)
        )
    };
    let ends = judged.iter().filter_map(|outcome| end(record, outcome));
    let threads = match ends.map(|end| end.threads).max().unwrap_or_default() {
        threads @ (0 | 1) => counted(threads, "thread"),
        n => format!("up to {n} threads"),
    };
    let mut note = format!("{within} ({threads}, sequentially consistent)");
    if !bounded.is_empty() && bounded.len() < complete.len() {
        note += &up_to_their_bound(record, &bounded);
    }
    note + &delayed(&cut)
}

fn end<'a>(record: &'a Record, outcome: &ScenarioOutcome) -> Option<&'a End> {
    let (child, _) = judged::exploration(record, StageName::Search, &outcome.scenario.name)?;
    match judged::child(child) {
        Judged::Ended(end) => Some(end),
        _ => None,
    }
}

/// Beside others that have none: the scenarios with a bound, and how many have which.
fn up_to_their_bound(record: &Record, bounded: &[&ScenarioOutcome]) -> String {
    let mut bounds: BTreeMap<u32, u32> = BTreeMap::new();
    for outcome in bounded {
        let own = outcome.scenario.preemptions;
        *bounds
            .entry(own.unwrap_or(record.bounds.preemptions))
            .or_default() += 1;
    }
    let told = bounds.iter().rev().map(|(&bound, &scenarios)| {
        let preemptions = counted(bound, "preemption");
        format!("≤ {preemptions} in {}", counted(scenarios, "scenario"))
    });
    let told: Vec<_> = told.collect();
    format!("; some only up to a bound: {}", told.join(", "))
}

/// The scenarios that ask for fewer preemptions than the exercise's bound, and how few.
fn fewer(bounded: &[&ScenarioOutcome], all: u32) -> String {
    let told = bounded.iter().filter_map(|outcome| {
        let own = outcome.scenario.preemptions.filter(|own| *own < all)?;
        Some(format!("≤ {own} in `{}`", outcome.scenario.name))
    });
    match told.collect::<Vec<_>>().join(", ") {
        none if none.is_empty() => none,
        told => format!(" ({told})"),
    }
}

/// The scenarios that have too many schedules, and how far they were explored.
fn delayed(cut: &[&ScenarioOutcome]) -> String {
    let Some(delays) = cut.iter().filter_map(|outcome| outcome.delays).min() else {
        return String::new();
    };
    let more = match cut.len() - 1 {
        0 => String::new(),
        more => format!(" and {}", counted(more, "other scenario")),
    };
    format!(
        "; `{}`{more} had too many: of theirs, all with ≤ {} from the plain order passed",
        cut[0].scenario.name,
        counted(delays, "departure"),
    )
}
