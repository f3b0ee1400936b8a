//! What `mutate` prints: a page for a person, one versioned document for a program.

use std::fmt::Write as _;

use serde::Serialize;
use xtask::{report::Paint, words::counted};

use crate::{equivalent::Kind, grade::Fate, mutant::Mutant, operator::Operator};

/// The version of the document.
const SCHEMA: u32 = 1;

/// Everything that came of it.
#[derive(Debug, Serialize)]
pub struct Document {
    schema: u32,
    exercise: String,
    summary: Summary,
    mutants: Vec<Row>,
    /// The list of entries, as reports name it.
    #[serde(skip)]
    entries: String,
    /// Changes of the list that fit no mutant.
    stale: Vec<String>,
    seconds: f64,
}

/// How many there were, and what became of them.
#[derive(Debug, Default, Serialize)]
struct Summary {
    mutants: usize,
    do_not_compile: usize,
    killed: usize,
    equivalent: usize,
    beyond: usize,
    undecided: usize,
    survived: usize,
    /// Of those killed: an entry says that they pass.
    contradicted: usize,
}

/// A mutant.
#[derive(Debug, Serialize)]
pub struct Row {
    of: String,
    within: String,
    line: usize,
    operator: Operator,
    old: String,
    new: String,
    nth: usize,
    #[serde(flatten)]
    fate: Fate,
    /// What an entry calls it, if there is one.
    entry: Option<Kind>,
    /// And why.
    reason: Option<String>,
    seconds: f64,
}

impl Row {
    /// What is known of a mutant.
    pub fn new(
        of: &str,
        mutant: &Mutant,
        fate: Fate,
        entry: Option<(Kind, &str)>,
        seconds: f64,
    ) -> Self {
        Row {
            of: of.to_owned(),
            within: mutant.within.clone(),
            line: mutant.line,
            operator: mutant.operator,
            old: mutant.old.clone(),
            new: mutant.new.clone(),
            nth: mutant.nth,
            fate,
            entry: entry.map(|(kind, _)| kind),
            reason: entry.map(|(_, reason)| reason.to_owned()),
            seconds,
        }
    }

    /// Whether somebody has to look at it.
    pub fn is_open(&self) -> bool {
        match self.fate {
            Fate::Survived => self.entry.is_none(),
            Fate::Killed { .. } => self.entry.is_some(),
            Fate::Undecided { .. } => true,
            Fate::DoesNotCompile => false,
        }
    }
}

impl Document {
    /// Counts them.
    pub fn new(
        exercise: &str,
        mutants: Vec<Row>,
        entries: String,
        stale: Vec<String>,
        seconds: f64,
    ) -> Self {
        let mut summary = Summary {
            mutants: mutants.len(),
            ..Summary::default()
        };
        for row in &mutants {
            match (&row.fate, row.entry) {
                (Fate::DoesNotCompile, _) => summary.do_not_compile += 1,
                (Fate::Undecided { .. }, _) => summary.undecided += 1,
                (Fate::Survived, Some(Kind::Equivalent)) => summary.equivalent += 1,
                (Fate::Survived, Some(Kind::Beyond)) => summary.beyond += 1,
                (Fate::Survived, None) => summary.survived += 1,
                (Fate::Killed { .. }, entry) => {
                    summary.killed += 1;
                    summary.contradicted += usize::from(entry.is_some());
                }
            }
        }
        Document {
            schema: SCHEMA,
            exercise: exercise.to_owned(),
            summary,
            mutants,
            entries,
            stale,
            seconds,
        }
    }

    /// Whether every mutant that passed is explained, and no explanation is wrong.
    pub fn is_clean(&self) -> bool {
        self.summary.survived == 0 && self.summary.contradicted == 0
    }
}

/// A mutant that somebody has to look at.
pub fn told(row: &Row, paint: Paint) -> String {
    let what = match &row.fate {
        Fate::Survived => paint.bad("survived"),
        Fate::DoesNotCompile => "does not compile".to_owned(),
        Fate::Undecided { .. } => paint.unclear("undecided"),
        Fate::Killed { .. } => paint.bad("killed, though an entry says that it passes"),
    };
    let mut out = format!(
        "{} line {}{}: {}, {what}\n",
        paint.bold(&row.of),
        row.line,
        match row.within.as_str() {
            "" => String::new(),
            within => format!(", in {within}"),
        },
        row.operator.name()
    );
    let _ = writeln!(out, "  {}", paint.bad(&format!("- {}", row.old)));
    let _ = write!(out, "  {}", paint.good(&format!("+ {}", row.new)));
    let more = match &row.fate {
        Fate::Undecided { note } => note.clone(),
        Fate::Killed {
            code,
            stage,
            scenario,
        } => {
            let scenario = scenario.as_deref().unwrap_or_default();
            format!("{code} in {} {scenario}", stage.as_str())
        }
        _ => String::new(),
    };
    if !more.is_empty() {
        let _ = write!(out, "\n  {}", paint.dim(&more));
    }
    out
}

/// The page: what somebody has to look at, and the figures.
pub fn render(document: &Document, paint: Paint) -> String {
    let mut out = format!("{}\n", paint.bold(&document.exercise));
    for row in document.mutants.iter().filter(|row| row.is_open()) {
        let _ = writeln!(out, "{}", told(row, paint));
    }
    for change in &document.stale {
        let _ = writeln!(out, "{}: fits nothing any more: {change}", document.entries);
    }
    let sum = &document.summary;
    let _ = writeln!(
        out,
        "{}: {} not compile, {} killed, {} equivalent, {} beyond the engines, {} undecided, \
         {} survived, in {:.1} s",
        counted(sum.mutants, "mutant"),
        match sum.do_not_compile {
            1 => "1 does".to_owned(),
            many => format!("{many} do"),
        },
        sum.killed,
        sum.equivalent,
        sum.beyond,
        sum.undecided,
        sum.survived,
        document.seconds
    );
    out
}
