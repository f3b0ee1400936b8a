//! `bank/equivalent.toml`: changes that pass and may, each with its reason. Most make no difference; of some
//! it is known that they do, and that no engine shows it.
//!
//! An entry is found by what is changed and not by a line number, so that it holds after edits elsewhere.
//! Where it fits nothing any more, it is told as stale.

use std::{cell::Cell, fs, io::ErrorKind};

use serde::{Deserialize, Serialize};
use xtask::{catalog::Exercise, exit::usage, workspace::Workspace};

use crate::{mutant::Mutant, operator::Operator};

/// The file, below an exercise's folder.
const FILE: &str = "bank/equivalent.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    equivalent: Vec<Entry>,
    #[serde(default)]
    beyond: Vec<Entry>,
}

/// Why a mutant that passes needs nobody's attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It is as right as before.
    Equivalent,
    /// It is wrong, and beyond the limits of the engines, which the documentation names.
    Beyond,
}

/// Changes that pass for one reason.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The files: `solution`, `right/NAME`.
    of: Vec<String>,
    /// The operator.
    operator: Operator,
    /// The function; any, if it is left out.
    within: Option<String>,
    /// `OLD => NEW` as the page has them, or `OLD` for anything that becomes of it.
    changes: Vec<String>,
    /// Why nobody can see the difference, in one sentence.
    reason: String,
    #[serde(skip)]
    kind: Option<Kind>,
    #[serde(skip)]
    used: Vec<Cell<bool>>,
}

/// All entries of an exercise.
pub struct Equivalent {
    /// The file, as reports name it.
    pub path: String,
    entries: Vec<Entry>,
}

impl Equivalent {
    /// Reads them; an exercise need not have any.
    pub fn read(workspace: &Workspace, exercise: &Exercise) -> anyhow::Result<Self> {
        let path = exercise.folder.join(FILE);
        let shown = workspace.relative(&path);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return usage(format!("{shown} cannot be read: {error}")),
        };
        match parse(&text) {
            Ok(entries) => Ok(Equivalent {
                path: shown,
                entries,
            }),
            Err(problem) => usage(format!("{shown}: {problem}")),
        }
    }

    /// Why a mutant may pass, if an entry says so.
    pub fn reason(&self, of: &str, mutant: &Mutant) -> Option<(Kind, &str)> {
        let covers = |entry: &&Entry| entry.covers(of, mutant);
        // All of them, since each notes that it is used.
        let covering: Vec<&Entry> = self.entries.iter().filter(covers).collect();
        let first = covering.first()?;
        Some((first.kind?, first.reason.as_str()))
    }

    /// The changes that fit no mutant, of what was asked for.
    pub fn stale(&self, asked: &dyn Fn(&str, Operator) -> bool) -> Vec<String> {
        let asked_for = |entry: &&Entry| entry.of.iter().all(|of| asked(of, entry.operator));
        let entries = self.entries.iter().filter(asked_for);
        entries.flat_map(Entry::unused).collect()
    }
}

impl Entry {
    fn covers(&self, of: &str, mutant: &Mutant) -> bool {
        let here = self
            .within
            .as_ref()
            .is_none_or(|within| *within == mutant.within);
        if !here || self.operator != mutant.operator || !self.of.iter().any(|name| name == of) {
            return false;
        }
        let (old, change) = (&mutant.old, mutant.change());
        let index = self
            .changes
            .iter()
            .position(|said| said.trim() == old || said.trim() == change.trim());
        if let Some(index) = index {
            self.used[index].set(true);
        }
        index.is_some()
    }

    fn unused(&self) -> Vec<String> {
        let all = self.changes.iter().zip(&self.used);
        let unused = all.filter(|(_, used)| !used.get());
        unused
            .map(|(change, _)| {
                let of = self.of.join(", ");
                let within = self.within.as_ref().map(|name| format!(" in {name}"));
                format!(
                    "{of}, {}{}: {change}",
                    self.operator.name(),
                    within.unwrap_or_default()
                )
            })
            .collect()
    }
}

/// Reads the entries; where they are not sound, one line for a person says why.
fn parse(text: &str) -> Result<Vec<Entry>, String> {
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    let document: Document = toml::from_str(text).map_err(|error| {
        let message = error
            .message()
            .lines()
            .next()
            .unwrap_or("not TOML")
            .to_owned();
        match error.span() {
            Some(span) => format!("line {}: {message}", line(span.start)),
            None => message,
        }
    })?;
    let equivalent = document.equivalent.into_iter();
    let equivalent = equivalent.map(|entry| (Kind::Equivalent, entry));
    let beyond = document.beyond.into_iter();
    let beyond = beyond.map(|entry| (Kind::Beyond, entry));
    let mut entries = Vec::new();
    for (kind, mut entry) in equivalent.chain(beyond) {
        let first = entry.changes.first().cloned().unwrap_or_default();
        if entry.of.is_empty() || entry.changes.is_empty() {
            return Err("an entry names no file in `of` or nothing in `changes`".to_owned());
        }
        if entry.reason.trim().is_empty() {
            return Err(format!("`{first}` has no reason"));
        }
        entry.kind = Some(kind);
        entry.used = vec![Cell::new(false); entry.changes.len()];
        entries.push(entry);
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mutant::Edit;

    const ENTRIES: &str = "
        [[equivalent]]
        of = ['solution', 'right/plain']
        operator = 'weaken-ordering'
        within = 'Counter::get'
        changes = ['a.load(SeqCst); => a.load(Relaxed);', 'gone();']
        reason = 'It is the only one.'
    ";

    fn mutant(operator: Operator, within: &str, to: &str) -> Mutant {
        let text = "{\n  a.load(SeqCst);\n}\n";
        let at = text.find("SeqCst").unwrap();
        let edits = [Edit::replace(at..at + 6, to)];
        Mutant::new(operator, within.to_owned(), text, &edits).unwrap()
    }

    #[test]
    fn an_entry_fits_by_what_is_changed() {
        let path = String::new();
        let entries = parse(ENTRIES).unwrap();
        let all = Equivalent { path, entries };
        let weak = mutant(Operator::WeakenOrdering, "Counter::get", "Relaxed");
        let expected = Some((Kind::Equivalent, "It is the only one."));
        assert_eq!(all.reason("solution", &weak), expected);
        assert_eq!(all.reason("right/plain", &weak), expected);
        assert_eq!(all.reason("right/other", &weak), None);
        for other in [
            mutant(Operator::WeakenOrdering, "Counter::get", "Acquire"),
            mutant(Operator::WeakenOrdering, "Counter::add", "Relaxed"),
            mutant(Operator::Boundary, "Counter::get", "Relaxed"),
        ] {
            assert_eq!(all.reason("solution", &other), None, "{other:?}");
        }
    }

    #[test]
    fn a_mistake_that_no_engine_shows_is_not_called_equivalent() {
        let path = String::new();
        let entries = parse(&ENTRIES.replace("[[equivalent]]", "[[beyond]]")).unwrap();
        let all = Equivalent { path, entries };
        let weak = mutant(Operator::WeakenOrdering, "Counter::get", "Relaxed");
        let kind = all.reason("solution", &weak).map(|(kind, _)| kind);
        assert_eq!(kind, Some(Kind::Beyond));
    }

    #[test]
    fn what_fits_nothing_is_stale_unless_it_was_not_asked_for() {
        let path = String::new();
        let entries = parse(ENTRIES).unwrap();
        let all = Equivalent { path, entries };
        all.reason(
            "solution",
            &mutant(Operator::WeakenOrdering, "Counter::get", "Relaxed"),
        );
        let stale = all.stale(&|_, _| true);
        let expected = "solution, right/plain, weaken-ordering in Counter::get: gone();";
        assert_eq!(stale, [expected]);
        assert!(all.stale(&|of, _| of == "solution").is_empty());
    }

    #[test]
    fn a_list_that_is_not_sound_is_one_clear_line() {
        for (text, expected) in [
            (ENTRIES.replace("It is the only one.", " "), "has no reason"),
            (
                ENTRIES.replace("weaken-ordering", "weaken"),
                "line 4: unknown variant",
            ),
            (
                ENTRIES.replace("within", "inside"),
                "unknown field `inside`",
            ),
            (
                ENTRIES.replace("['solution', 'right/plain']", "[]"),
                "names no file",
            ),
        ] {
            let problem = parse(&text).unwrap_err();
            assert!(problem.contains(expected), "{problem}");
            assert!(!problem.contains('\n'), "{problem}");
        }
    }
}
