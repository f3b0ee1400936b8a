//! All bugs on all engines, as the table of `docs/comparison.md`.

use std::fs;
use std::io;
use std::path::Path;

use serde_json::Value;

use super::engines::{DEPTH, Engine, SEED};
use super::list::Bug;
use super::measure::{self, Check, End, Run, Way};

/// shuttle is chance, so it is asked with so many seeds.
const SEEDS: std::ops::RangeInclusive<u64> = SEED..=20;
/// loom's usual bound.
const BOUND: u32 = 2;

pub fn print(bugs: &[Bug]) {
    println!("| bug | engine | found | executions | lines | preemptions | line of the cause |");
    println!("|---|---|---|---|---|---|---|");
    for bug in bugs {
        match rows(bug) {
            Ok(rows) => rows.iter().for_each(|row| println!("{row}")),
            Err(error) => eprintln!("{}: {error}", bug.name),
        }
    }
    eprintln!("What was printed is in {}.", measure::folder().display());
}

fn rows(bug: &Bug) -> io::Result<Vec<String>> {
    let mut rows = vec![heddle(bug, &measure::check(bug)?)?, loom(bug)?];
    for engine in [Engine::Shuttle, Engine::ShuttlePct] {
        rows.push(shuttle(bug, engine)?);
    }
    Ok(rows)
}

fn heddle(bug: &Bug, check: &Check) -> io::Result<String> {
    let document = &check.document;
    let of_scenario = |stage: &str| {
        document["scenarios"].as_array().and_then(|outcomes| {
            outcomes.iter().find(|outcome| {
                outcome["stage"] == stage && outcome["scenario"]["name"] == bug.scenario
            })
        })
    };
    let executions = |stage| of_scenario(stage).map_or(0, |outcome| number(&outcome["executions"]));
    let failed = ["search", "loom"]
        .into_iter()
        .find(|&stage| of_scenario(stage).is_some_and(|outcome| outcome["status"] == "failed"));
    let mut needed = executions("search").to_string();
    if failed == Some("loom") {
        needed += &format!(" + {} in loom", executions("loom"));
    }
    let all: u64 = document["stages"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|stage| stage["name"] == "search" || stage["name"] == "loom")
        .map(|stage| number(&stage["executions"]))
        .sum();
    let (mut lines, mut preemptions, mut cause) = ("–".into(), "–".into(), "–".into());
    if document["diagnosis"]["scenario"] == bug.scenario {
        lines = check.page.lines().count().to_string();
        let steps = document["interleaving"].as_array().into_iter().flatten();
        preemptions = steps
            .filter(|step| step["preemption"] == true)
            .count()
            .to_string();
        cause = named(bug, &bug.bank_file(), &check.page)?.to_owned();
    }
    Ok(format!(
        "| {} | Heddle | {} | {needed} (whole check: {all}) | {lines} | {preemptions} | {cause} |",
        bug.name,
        if failed.is_some() { "yes" } else { "no" },
    ))
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or(0)
}

fn loom(bug: &Bug) -> io::Result<String> {
    let way = Way {
        engine: Engine::Loom,
        bound: Some(BOUND),
        seed: SEED,
        places: false,
    };
    let run = measure::run(bug, way)?;
    let unbounded = measure::run(bug, Way { bound: None, ..way })?;
    let preemptions = match run.end {
        End::Found => smallest_bound(bug, way, BOUND)?,
        _ => "–".into(),
    };
    let mut found = found(run.end).to_owned();
    if unbounded.end != run.end {
        found += &format!("; no bound: {}", self::found(unbounded.end));
    }
    let (lines, cause) = report(bug, way, &run)?;
    Ok(format!(
        "|  | loom, bound {BOUND} | {found} | {} (no bound: {}) | {lines} | {preemptions} | {cause} |",
        run.executions, unbounded.executions,
    ))
}

/// What is known of the preemptions: the bound, and the smallest one that finds something.
fn smallest_bound(bug: &Bug, way: Way, bound: u32) -> io::Result<String> {
    for smaller in 0..bound {
        let way = Way {
            bound: Some(smaller),
            ..way
        };
        if measure::run(bug, way)?.end == End::Found {
            return Ok(format!("≤ {bound} (bound {smaller} is enough)"));
        }
    }
    Ok(format!("≤ {bound} (smaller bounds find nothing)"))
}

fn shuttle(bug: &Bug, engine: Engine) -> io::Result<String> {
    let way = |seed| Way {
        engine,
        bound: None,
        seed,
        places: false,
    };
    let runs: Vec<Run> = SEEDS
        .map(|seed| measure::run(bug, way(seed)))
        .collect::<io::Result<_>>()?;
    let hits: Vec<&Run> = runs.iter().filter(|run| run.end == End::Found).collect();
    let name = match engine {
        Engine::ShuttlePct => format!("shuttle, PCT {DEPTH}"),
        _ => "shuttle, random".into(),
    };
    let executions = spread(&runs[0], &hits, |run| run.executions);
    let preemptions = match hits[..] {
        [] => "–".into(),
        _ => spread(&runs[0], &hits, |run| run.preemptions),
    };
    let (lines, cause) = report(bug, way(SEED), &runs[0])?;
    let found = match (hits.len(), runs.len()) {
        (0, _) => "no".into(),
        (hits, all) if hits == all => "yes".into(),
        (hits, all) => format!("{hits} of {all} seeds"),
    };
    Ok(format!(
        "|  | {name} | {found} | {executions} | {lines} | {preemptions} | {cause} |"
    ))
}

/// The first run's figure, and from which to which it went where something was found.
fn spread(first: &Run, hits: &[&Run], figure: impl Fn(&Run) -> u64) -> String {
    let figures = hits.iter().map(|run| figure(run));
    match (figures.clone().min(), figures.max()) {
        (Some(least), Some(most)) => format!("{} ({least}–{most})", figure(first)),
        _ => figure(first).to_string(),
    }
}

fn found(end: End) -> &'static str {
    match end {
        End::Found => "yes",
        End::NotFound => "no",
        End::TooLong => "no: too many branches",
        End::Patience => "no: a minute was not enough",
    }
}

/// How many lines it printed, and whether the cause's is among them: as it is, and when asked for places.
fn report(bug: &Bug, way: Way, run: &Run) -> io::Result<(String, String)> {
    if run.end != End::Found {
        return Ok((run.text.lines().count().to_string(), "–".into()));
    }
    let asked = measure::run(
        bug,
        Way {
            places: true,
            ..way
        },
    )?;
    let lines = format!(
        "{} / {}",
        run.text.lines().count(),
        asked.text.lines().count()
    );
    let cause = format!(
        "{} / {}",
        named(bug, &bug.engines_file(), &run.text)?,
        named(bug, &bug.engines_file(), &asked.text)?
    );
    Ok((lines, cause))
}

/// Whether the text says the line of the cause: as `file.rs:LINE`, `line LINE` or `line: LINE`, or only in
/// a list of lines (`LINE │ …`).
fn named(bug: &Bug, file: &str, text: &str) -> io::Result<&'static str> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let code = fs::read_to_string(root.join(file))?;
    let name = file.rsplit('/').next().unwrap_or(file);
    let lines: Vec<usize> = (1..)
        .zip(code.lines())
        .filter(|(_, line)| bug.cause.iter().any(|cause| line.contains(cause)))
        .map(|(number, _)| number)
        .collect();
    // Pages break their lines.
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let says = |what: String| {
        words.match_indices(&what).any(|(at, _)| {
            let after = words[at + what.len()..].chars().next();
            !after.is_some_and(|c| c.is_ascii_digit())
        })
    };
    let named = |&line: &usize| {
        [
            format!("{name}:{line}"),
            format!(" line {line}"),
            format!(" line: {line}"),
        ]
        .into_iter()
        .any(says)
    };
    let listed = |&line: &usize| words.contains(&format!(" {line} │ "));
    Ok(if lines.iter().any(named) {
        "named"
    } else if lines.iter().any(listed) {
        "listed"
    } else {
        "no"
    })
}
