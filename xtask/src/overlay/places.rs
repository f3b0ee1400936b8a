//! Where the lines of a made file come from: the one place in which a report is brought back to the files
//! that somebody wrote.

use std::path::PathBuf;

use serde_json::Value;

use super::{
    make::{Made, Origin},
    rendered,
};
use crate::record::Record;

/// An overlay that was put onto its base.
#[derive(Clone, Debug)]
pub struct Overlay {
    /// The file that was made, absolute: this is what is compiled.
    pub path: PathBuf,
    /// Its text, and who wrote each line.
    pub made: Made,
    /// The overlay's path, as reports name it.
    pub own: String,
    /// The base's path, as reports name it, and its name in the overlay's header.
    pub base: (String, String),
}

impl Overlay {
    /// The made file, as the compiler and what it compiles name it.
    pub fn file(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// The file and line in which somebody wrote this line of the made file.
    pub fn place(&self, line: usize) -> Option<(&str, usize)> {
        let origin = self.made.origins.get(line.checked_sub(1)?)?;
        Some(match *origin {
            Origin::Overlay(line) => (&self.own, line),
            Origin::Base(line) => (&self.base.0, line),
        })
    }

    /// Brings everything in a record back to where it was written: locations, sentences that name a line,
    /// and the compiler's own text. Call it once, when all has run and before the record is folded.
    ///
    /// It goes by the shape of a location (`file` and `line`), whatever holds one, so that an event that
    /// learns to name a further place needs nothing here.
    pub fn relocate(&self, record: &mut Record) -> anyhow::Result<()> {
        let mut document = serde_json::to_value(&*record)?;
        self.walk(&mut document, false);
        *record = serde_json::from_value(document)?;
        Ok(())
    }

    fn walk(&self, value: &mut Value, sentence: bool) {
        match value {
            Value::Array(values) => values.iter_mut().for_each(|value| self.walk(value, false)),
            Value::Object(fields) => {
                let line = fields.get("line").and_then(Value::as_u64);
                let line = line.and_then(|line| usize::try_from(line).ok());
                let ours = fields.get("file").is_some_and(|file| *file == self.file());
                if let (true, Some((file, line))) = (ours, line.and_then(|line| self.place(line))) {
                    fields.insert("file".to_owned(), file.into());
                    fields.insert("line".to_owned(), line.into());
                }
                for (key, value) in fields {
                    match (key.as_str(), value) {
                        ("rendered", Value::String(text)) => *text = rendered::located(text, self),
                        (key, value) => self.walk(value, matches!(key, "message" | "cause")),
                    }
                }
            }
            Value::String(text) => {
                *text = self.paths(text);
                if sentence {
                    *text = self.lines(text);
                }
            }
            _ => {}
        }
    }

    /// `FILE:12` as it was written.
    pub(super) fn paths(&self, text: &str) -> String {
        let file = format!("{}:", self.file());
        replaced(text, &file, |line| {
            let (file, line) = self.place(line)?;
            Some(format!("{file}:{line}"))
        })
    }

    /// `line 12` as it was written; one of the base's says so.
    pub(super) fn lines(&self, text: &str) -> String {
        replaced(text, "line ", |line| {
            let (file, line) = self.place(line)?;
            Some(if file == self.own {
                format!("line {line}")
            } else {
                format!("line {line} of {}", self.base.1)
            })
        })
    }
}

/// `text` with each `before` and the number after it replaced, if there is one and it has a replacement.
fn replaced(text: &str, before: &str, with: impl Fn(usize) -> Option<String>) -> String {
    let mut parts = text.split(before);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number = part[..digits].parse().ok();
        match number.and_then(&with) {
            Some(other) => out.push_str(&other),
            None => {
                out.push_str(before);
                out.push_str(&part[..digits]);
            }
        }
        out.push_str(&part[digits..]);
    }
    out
}
