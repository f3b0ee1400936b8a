//! A changed file, and how the change is told: by its content, so that it is found again after edits
//! elsewhere.

use std::ops::Range;

use crate::operator::Operator;

/// A part of a text, in bytes, and what stands there afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty where something is put in.
    pub at: Range<usize>,
    /// What it is replaced with.
    pub with: String,
}

impl Edit {
    /// Replaces a part.
    pub fn replace(at: Range<usize>, with: impl Into<String>) -> Self {
        Edit {
            at,
            with: with.into(),
        }
    }

    /// Puts something in before a byte.
    pub fn insert(at: usize, with: impl Into<String>) -> Self {
        Edit::replace(at..at, with)
    }
}

/// A file in which an operator changed one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// What changed it.
    pub operator: Operator,
    /// The function, as in `Queue::put`.
    pub within: String,
    /// The first line that is changed, from 1.
    pub line: usize,
    /// The lines that were there, in one and without needless blanks.
    pub old: String,
    /// The lines that are there now, in the same form.
    pub new: String,
    /// The same change is made so many times in the function; this is which of them, from 1.
    pub nth: usize,
    /// The whole file.
    pub text: String,
}

impl Mutant {
    /// Changes `text`; the edits do not overlap. `None` if nothing changed.
    pub fn new(operator: Operator, within: String, text: &str, edits: &[Edit]) -> Option<Self> {
        let changed = applied(text, edits);
        let (line, old, new) = difference(text, &changed);
        (old != new).then_some(Mutant {
            operator,
            within,
            line,
            old,
            new,
            nth: 1,
            text: changed,
        })
    }

    /// The change in one line, as entries of `bank/equivalent.toml` name it.
    pub fn change(&self) -> String {
        let nth = match self.nth {
            1 => String::new(),
            nth => format!(" ({nth})"),
        };
        format!("{} => {}{nth}", self.old, self.new)
    }
}

fn applied(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| edit.at.start);
    let mut out = text.to_owned();
    for edit in edits.into_iter().rev() {
        out.replace_range(edit.at.clone(), &edit.with);
    }
    out
}

/// The number of the first line that differs, and the lines that do: old and new.
fn difference(old: &str, new: &str) -> (usize, String, String) {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = |(a, b): &(&&str, &&str)| a == b;
    let before = old.iter().zip(&new).take_while(same).count();
    let (old, new) = (&old[before..], &new[before..]);
    let after = old.iter().rev().zip(new.iter().rev());
    let after = after.take_while(same).count();
    (
        before + 1,
        squeezed(&old[..old.len() - after]),
        squeezed(&new[..new.len() - after]),
    )
}

/// More characters than this are cut out of the middle of a change.
const LONGEST: usize = 200;

fn squeezed(lines: &[&str]) -> String {
    let words: Vec<&str> = lines.iter().flat_map(|l| l.split_whitespace()).collect();
    let text: Vec<char> = words.join(" ").chars().collect();
    if text.len() <= LONGEST {
        return text.into_iter().collect();
    }
    let half = LONGEST / 2;
    let (start, end) = (&text[..half], &text[text.len() - half..]);
    let end: String = end.iter().collect();
    start
        .iter()
        .chain(" … ".chars().collect::<Vec<_>>().iter())
        .collect::<String>()
        + &end
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "fn f() {\n    a();\n    b();\n    c();\n}\n";

    fn mutant(edits: &[Edit]) -> Option<Mutant> {
        Mutant::new(Operator::DeleteStatement, "f".to_owned(), TEXT, edits)
    }

    #[test]
    fn a_change_is_told_by_the_lines_that_differ() {
        let b = TEXT.find("b()").unwrap();
        let changed = mutant(&[Edit::replace(b..b + 1, "wait")]).unwrap();
        assert_eq!(
            changed.text,
            "fn f() {\n    a();\n    wait();\n    c();\n}\n"
        );
        assert_eq!(changed.line, 3);
        assert_eq!(changed.change(), "b(); => wait();");
    }

    #[test]
    fn several_edits_are_one_change_and_blanks_are_none() {
        let (a, c) = (TEXT.find("a()").unwrap(), TEXT.find("c()").unwrap());
        let edits = [Edit::replace(c..c + 1, "a"), Edit::replace(a..a + 1, "c")];
        let changed = mutant(&edits).unwrap();
        assert_eq!(changed.change(), "a(); b(); c(); => c(); b(); a();");
        assert_eq!(mutant(&[Edit::insert(a, "  ")]), None);
    }

    #[test]
    fn what_is_dropped_leaves_nothing() {
        let b = TEXT.find("b()").unwrap();
        let changed = mutant(&[Edit::replace(b..b + 4, "")]).unwrap();
        assert_eq!(changed.change(), "b(); => ");
    }
}
