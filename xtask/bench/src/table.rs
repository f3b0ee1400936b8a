//! What `bench` prints: a table for a person, one versioned document for a program.

use std::fmt::Write as _;

use serde::Serialize;

use xtask::{report::Paint, words::grouped};

/// The version of the document.
pub const SCHEMA: u32 = 1;

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub struct Document {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The machine's cores.
    pub cores: usize,
    /// Single figures.
    pub figures: Vec<Figure>,
    /// How soon each wrong variant is found.
    pub bank: Vec<BankRow>,
    /// What the search costs as threads and operations grow.
    pub growth: Vec<GrowthRow>,
    /// What the speed-up stage says on a busy machine.
    pub busy: Vec<BusyRow>,
    /// Whether scenarios with real processes end always in the same way.
    pub steady: Vec<SteadyRow>,
}

/// The search of one model that is right.
#[derive(Debug, Serialize)]
pub struct GrowthRow {
    /// `queue` or `semaphore`.
    pub model: String,
    /// Beside main.
    pub threads: u32,
    /// Of each thread.
    pub operations: u32,
    /// All that there are within the bound, or as many as were allowed.
    pub executions: u64,
    /// The largest preemption bound that was completed.
    pub bound: Option<u32>,
    /// Every schedule was run.
    pub complete: bool,
    /// By the clock.
    pub seconds: f64,
}

/// Scenarios with real processes, run again and again.
#[derive(Debug, Serialize)]
pub struct SteadyRow {
    /// The exercise's folder name.
    pub exercise: String,
    /// `solution` or `wrong/zombie`.
    pub subject: String,
    /// Which scenario, or how many.
    pub scenarios: String,
    /// How each run should end: a right answer's with `pass`, a wrong one's as its first run did.
    pub outcome: String,
    /// Half of them beside a hog on every core.
    pub runs: usize,
    /// How many ended in another way: none should.
    pub differed: usize,
    /// In which ways, and in which scenarios.
    pub others: Vec<String>,
}

/// Gradings of a right answer while every core has something else to do.
#[derive(Debug, Serialize)]
pub struct BusyRow {
    /// The exercise's folder name.
    pub exercise: String,
    /// `solution` or `right/work-stealing`.
    pub subject: String,
    /// How many passed.
    pub passed: u32,
    /// How many could not tell.
    pub inconclusive: u32,
    /// How many failed: none should.
    pub failed: u32,
}

/// A figure.
#[derive(Debug, Serialize)]
pub struct Figure {
    /// What it belongs to.
    pub part: String,
    /// What it is.
    pub name: String,
    /// The median.
    pub value: f64,
    /// `ratio`, `s` or `executions/s`.
    pub unit: String,
    /// What it should be, on a quiet machine.
    pub goal: Option<Goal>,
    /// How many measurements it is the median of.
    pub samples: usize,
}

/// What a figure should be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// This or more.
    AtLeast(f64),
    /// This or less.
    AtMost(f64),
}

impl Goal {
    fn is_met(self, value: f64) -> bool {
        match self {
            Goal::AtLeast(goal) => value >= goal,
            Goal::AtMost(goal) => value <= goal,
        }
    }
}

/// One wrong variant under each engine.
#[derive(Debug, Serialize)]
pub struct BankRow {
    /// The exercise's folder name.
    pub exercise: String,
    /// `wrong/get-if-wait`.
    pub variant: String,
    /// The bounded search, then loom where it found nothing.
    pub ours: Found,
    /// The bounded search alone.
    pub search: Found,
    /// Random schedules alone.
    pub random: Found,
    /// loom alone.
    pub loom: Found,
}

/// What an engine made of a variant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Found {
    /// It failed.
    pub found: bool,
    /// Executions until it failed, or all.
    pub executions: u64,
    /// Seconds until then, its processes' starts included.
    pub seconds: f64,
}

impl Found {
    /// This one, and then the other.
    pub fn then(self, other: Found) -> Found {
        Found {
            found: self.found || other.found,
            executions: self.executions + other.executions,
            seconds: self.seconds + other.seconds,
        }
    }
}

/// The document for a person.
pub fn render(document: &Document, paint: Paint) -> String {
    let mut out = String::new();
    let width = |figure: &Figure| figure.name.chars().count();
    let width = document.figures.iter().map(width).max().unwrap_or(0);
    let mut part = "";
    for figure in &document.figures {
        if figure.part != part {
            part = &figure.part;
            // Writing to a String cannot fail.
            let _ = writeln!(out, "{}", paint.bold(part));
        }
        let _ = writeln!(
            out,
            "  {:<width$}  {:>8} {}{}",
            figure.name,
            number(figure),
            unit(&figure.unit),
            goal(figure, paint)
        );
    }
    bank(&document.bank, &mut out, paint);
    growth(&document.growth, &mut out, paint);
    busy(&document.busy, &mut out, paint);
    steady(&document.steady, &mut out, paint);
    let _ = writeln!(
        out,
        "{}",
        paint.dim(&format!("{} cores; medians", document.cores))
    );
    out
}

fn number(figure: &Figure) -> String {
    match figure.unit.as_str() {
        "executions/s" => grouped(figure.value as u64),
        _ => format!("{:.2}", figure.value),
    }
}

fn unit(unit: &str) -> &str {
    if unit == "ratio" { "×" } else { unit }
}

fn goal(figure: &Figure, paint: Paint) -> String {
    let Some(goal) = figure.goal else {
        return String::new();
    };
    let text = match goal {
        Goal::AtLeast(goal) => format!("  goal ≥ {goal}"),
        Goal::AtMost(goal) => format!("  goal ≤ {goal}"),
    };
    if goal.is_met(figure.value) {
        paint.good(&text)
    } else {
        paint.bad(&text)
    }
}

/// A column of the bank's table: its head, and where its figures are.
type Column = (&'static str, fn(&BankRow) -> Found);

const ENGINES: [Column; 4] = [
    ("search → loom", |row| row.ours),
    ("search", |row| row.search),
    ("random", |row| row.random),
    ("loom", |row| row.loom),
];

fn bank(rows: &[BankRow], out: &mut String, paint: Paint) {
    let width = rows.iter().map(|row| row.variant.len()).max().unwrap_or(0);
    let mut exercise = "";
    for row in rows {
        if row.exercise != exercise {
            exercise = &row.exercise;
            let title = format!("bank of {exercise}: executions and seconds to the first failure");
            let _ = writeln!(out, "{}", paint.bold(&title));
            let _ = write!(out, "  {:width$}", "");
            for (name, _) in ENGINES {
                let _ = write!(out, "  {name:>17}");
            }
            out.push('\n');
        }
        let _ = write!(out, "  {:<width$}", row.variant);
        for (_, found) in ENGINES {
            let _ = write!(out, "  {:>17}", cell(found(row)));
        }
        out.push('\n');
    }
    if !rows.is_empty() {
        let _ = write!(out, "  {:<width$}", "found, total");
        for (_, found) in ENGINES {
            let count = rows.iter().filter(|row| found(row).found).count();
            let seconds: f64 = rows.iter().map(|row| found(row).seconds).sum();
            let _ = write!(
                out,
                "  {:>17}",
                format!("{count}/{} {seconds:.2} s", rows.len())
            );
        }
        out.push('\n');
    }
}

fn cell(found: Found) -> String {
    let Found {
        found,
        executions,
        seconds,
    } = found;
    let missed = if found { "" } else { "– " };
    format!("{missed}{} {seconds:.2} s", grouped(executions))
}

fn growth(rows: &[GrowthRow], out: &mut String, paint: Paint) {
    if rows.is_empty() {
        return;
    }
    let title = "growth: executions and seconds of the search, by threads and operations of each";
    let _ = writeln!(out, "{}", paint.bold(title));
    for row in rows {
        let cut = match row.bound {
            _ if row.complete => String::new(),
            Some(bound) => format!("  cut off in bound {}", bound + 1),
            None => "  cut off in bound 0".to_owned(),
        };
        let _ = writeln!(
            out,
            "  {:<9}  {} × {}  {:>9} {:>7.2} s{cut}",
            row.model,
            row.threads,
            row.operations,
            grouped(row.executions),
            row.seconds,
        );
    }
}

fn busy(rows: &[BusyRow], out: &mut String, paint: Paint) {
    if rows.is_empty() {
        return;
    }
    let title = "speed-up stage beside a hog on every core: passed, inconclusive, failed";
    let _ = writeln!(out, "{}", paint.bold(title));
    let width = rows.iter().map(|row| row.subject.len()).max().unwrap_or(0);
    for row in rows {
        let failed = format!("{:>6}", row.failed);
        let failed = if row.failed == 0 {
            paint.good(&failed)
        } else {
            paint.bad(&failed)
        };
        let _ = writeln!(
            out,
            "  {} {:<width$} {:>6} {:>6} {failed}",
            row.exercise, row.subject, row.passed, row.inconclusive,
        );
    }
}

fn steady(rows: &[SteadyRow], out: &mut String, paint: Paint) {
    if rows.is_empty() {
        return;
    }
    let title = "real processes, half of the runs beside a hog on every core: runs, and those that \
                 ended in another way than they should";
    let _ = writeln!(out, "{}", paint.bold(title));
    let width = rows.iter().map(|row| row.subject.len()).max().unwrap_or(0);
    for row in rows {
        let differed = format!("{:>4}", row.differed);
        let differed = if row.differed == 0 {
            paint.good(&differed)
        } else {
            paint.bad(&differed)
        };
        let _ = writeln!(
            out,
            "  {} {:<width$} {:>6} {differed}  {} in {}",
            row.exercise, row.subject, row.runs, row.outcome, row.scenarios,
        );
        for other in &row.others {
            let _ = writeln!(out, "    {other}");
        }
    }
}

#[cfg(test)]
mod tests;
