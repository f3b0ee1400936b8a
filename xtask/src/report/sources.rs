//! Quoting the subject's source.

use std::fmt;

use heddle_protocol::{Location, Thread};
use heddle_report::Report;

use super::paint::sanitised;
use crate::sources::Texts;

/// Whether a place is in the learner's files, and not in the spec or the façade.
pub fn is_ours(texts: &Texts, location: Option<&Location>) -> bool {
    location.is_some_and(|location| texts.contains_key(&location.file))
}

/// Whether something is done to an object of the checker's own: a rendezvous, say. A thread that a
/// scenario starts or joins is none.
pub fn is_checkers(object: Option<u32>, location: Option<&Location>) -> bool {
    object.is_some() && location.is_some_and(|location| location.file.starts_with("harness/grade/"))
}

/// Whether the scenario started this thread, and not the code under check.
pub fn is_by_checker(thread: &Thread) -> bool {
    let spawned = thread.spawned.as_ref();
    spawned.is_some_and(|location| location.file.starts_with("harness/"))
}

/// The line of source at a place, without its indentation.
pub fn line(texts: &Texts, location: &Location) -> Option<String> {
    let index = usize::try_from(location.line).ok()?.checked_sub(1)?;
    let line = texts.get(&location.file)?.lines().nth(index)?;
    Some(sanitised(line.trim()))
}

/// The subject's files: the one that was asked for comes first.
pub fn files<'a>(report: &Report, texts: &'a Texts) -> Vec<&'a str> {
    let mut files: Vec<&str> = texts.keys().map(String::as_str).collect();
    files.sort_by_key(|file| *file != report.subject.path);
    files
}

/// A line of one of the subject's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// Which of [`files`].
    pub file: usize,
    /// From 1.
    pub number: u32,
}

impl Line {
    /// Where it is, if that is in one of the subject's files.
    pub fn at(location: Option<&Location>, files: &[&str]) -> Option<Self> {
        let location = location?;
        let file = files.iter().position(|file| *file == location.file)?;
        Some(Line {
            file,
            number: location.line,
        })
    }

    /// `b` for the second file, so that a number tells its file; nothing for the first.
    pub fn mark(file: usize) -> Option<char> {
        (file > 0).then(|| ('a'..='z').nth(file).unwrap_or('z'))
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = Line::mark(self.file).map(String::from);
        f.pad(&format!("{}{}", self.number, mark.unwrap_or_default()))
    }
}
