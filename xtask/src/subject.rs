//! What is graded: a path to a `lib.rs`, and the text of it that a report quotes.
//!
//! A subject is never copied, so compiler errors point at the file that the learner edits.

use std::{
    fs,
    path::{Path, PathBuf},
};

use heddle_protocol::Code;
use heddle_report::Subject;

use crate::{
    catalog::Exercise,
    exit::{Usage, usage},
    sources::{self, Texts},
    words::distance,
    workspace::{Workspace, fingerprint, tidy},
};

/// Which file of an exercise to grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The learner's own `src/lib.rs`.
    Learner,
    /// The reference.
    Solution,
    /// `starter.rs`.
    Starter,
    /// A file of the bug bank: `wrong/if-wait`.
    Bank(String),
    /// Any file.
    File(PathBuf),
}

/// A file to grade, found and readable.
#[derive(Clone, Debug)]
pub struct Source {
    /// Which one was asked for, and its path as reports name it.
    pub subject: Subject,
    /// Absolute.
    pub path: PathBuf,
    /// Its text, and that of the modules beside it, by path as reports name it.
    pub texts: Texts,
}

impl Source {
    /// Finds the file.
    pub fn open(
        workspace: &Workspace,
        exercise: &Exercise,
        choice: &Choice,
    ) -> anyhow::Result<Self> {
        let (kind, path) = match choice {
            Choice::Learner => ("learner", exercise.folder.join("src/lib.rs")),
            Choice::Starter => ("starter", exercise.folder.join("starter.rs")),
            Choice::Solution => (
                "solution",
                workspace
                    .root
                    .join("solutions")
                    .join(&exercise.id)
                    .join("src/lib.rs"),
            ),
            Choice::Bank(name) => ("bank", bank_file(exercise, name)?),
            Choice::File(path) => ("file", tidy(&workspace.cwd.join(path))),
        };
        let shown = workspace.relative(&path);
        let texts = match sources::read(workspace, &path) {
            Ok(texts) => texts,
            Err(error) => return usage(format!("{shown} cannot be read: {error}")),
        };
        Ok(Source {
            subject: Subject {
                kind: kind.to_owned(),
                path: shown,
            },
            path,
            texts,
        })
    }

    /// The text of the file itself.
    pub fn text(&self) -> &str {
        self.texts
            .get(&self.subject.path)
            .map_or("", String::as_str)
    }

    /// Changes when any of its files does.
    pub fn fingerprint(&self) -> u64 {
        fingerprint(self.texts.iter().flat_map(|(name, text)| {
            let name = Path::new(name).file_name().unwrap_or_default();
            [name.as_encoded_bytes(), text.as_bytes()]
        }))
    }

    /// The diagnosis that the first line declares: `//@ expect: lost-wake-up`.
    pub fn expected(&self) -> Result<Option<Code>, Usage> {
        let first = self.text().lines().next().unwrap_or_default();
        let Some(code) = first.strip_prefix("//@ expect:") else {
            return Ok(None);
        };
        code.trim()
            .parse()
            .map(Some)
            .map_err(|problem| Usage(format!("{}:1: {problem}", self.subject.path)))
    }
}

/// The files of one folder of the bank, by name.
pub fn bank(exercise: &Exercise, folder: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(exercise.folder.join("bank").join(folder))
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter_map(|name| {
            name.strip_suffix(".rs")
                .map(|stem| format!("{folder}/{stem}"))
        })
        .collect();
    names.sort();
    names
}

fn bank_file(exercise: &Exercise, wanted: &str) -> anyhow::Result<PathBuf> {
    let name = wanted.strip_suffix(".rs").unwrap_or(wanted);
    let known: Vec<String> = ["wrong", "right"]
        .iter()
        .flat_map(|f| bank(exercise, f))
        .collect();
    let found = known
        .iter()
        .find(|known| *known == name || known.split('/').next_back() == Some(name));
    if let Some(found) = found {
        return Ok(exercise.folder.join("bank").join(format!("{found}.rs")));
    }
    let stem = |name: &str| name.split('/').next_back().unwrap_or_default().to_owned();
    let near = known
        .iter()
        .min_by_key(|known| distance(&stem(known), &stem(name)));
    match near.filter(|near| distance(&stem(near), &stem(name)) <= 4) {
        Some(near) => usage(format!(
            "the bank of {} has no `{wanted}`: did you mean `{near}`?",
            exercise.id
        )),
        None => usage(format!(
            "the bank of {} has no `{wanted}`: it holds {}",
            exercise.id,
            if known.is_empty() {
                "nothing".to_owned()
            } else {
                known.join(", ")
            }
        )),
    }
}
