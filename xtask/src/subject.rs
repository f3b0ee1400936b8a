//! What is graded: a path to a `lib.rs`, and the text of it that a report quotes.
//!
//! A subject is never copied, so compiler errors point at the file that the learner edits. Only an overlay of
//! the bank is compiled as the whole file that is made of it.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
};

use heddle_protocol::Code;
use heddle_report::Subject;

use crate::{
    catalog::{Exercise, bank},
    exit::{Usage, usage},
    overlay::{self, Overlay},
    record::Record,
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
    /// What is compiled, absolute.
    pub path: PathBuf,
    /// Its text, and that of the modules beside it, by path as reports name it. Of an overlay: its own and
    /// its base's.
    pub texts: Texts,
    /// How it was made, if it is an overlay.
    pub overlay: Option<Overlay>,
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
        let mut texts = match sources::read(workspace, &path) {
            Ok(texts) => texts,
            Err((file, error)) => return usage(format!("{file} cannot be read: {error}")),
        };
        let opened = match choice {
            Choice::Bank(_) | Choice::File(_) => {
                overlay::open(workspace, exercise, &path, &texts[&shown])?
            }
            _ => None,
        };
        let subject = Subject {
            kind: kind.to_owned(),
            path: shown,
        };
        Ok(match opened {
            Some((overlay, base)) => {
                texts.insert(overlay.base.0.clone(), base);
                Source {
                    subject,
                    path: overlay.path.clone(),
                    texts,
                    overlay: Some(overlay),
                }
            }
            None => Source {
                subject,
                path,
                texts,
                overlay: None,
            },
        })
    }

    /// The text of the file itself; of an overlay, that of the whole file.
    pub fn whole(&self) -> &str {
        let made = self.overlay.as_ref().map(|overlay| &overlay.made.text);
        made.map_or_else(|| self.text(), String::as_str)
    }

    /// What is compiled, by the names that the compiler uses, and the name of the crate's root.
    pub fn compiled(&self) -> (Cow<'_, Texts>, Cow<'_, str>) {
        match &self.overlay {
            None => (
                Cow::Borrowed(&self.texts),
                Cow::Borrowed(&self.subject.path),
            ),
            Some(overlay) => {
                let texts = Texts::from([(overlay.file(), overlay.made.text.clone())]);
                (Cow::Owned(texts), Cow::Owned(overlay.file()))
            }
        }
    }

    /// Brings what was found in a made file back to where it was written.
    pub fn relocate(&self, record: &mut Record) -> anyhow::Result<()> {
        match &self.overlay {
            Some(overlay) => overlay.relocate(record),
            None => Ok(()),
        }
    }

    /// The text of the file that was asked for.
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

    /// The diagnosis that its header declares: `//@ expect: lost-wake-up`.
    pub fn expected(&self) -> Result<Option<Code>, Usage> {
        let header = overlay::header(self.text()).map_err(|flaw| flaw.of(&self.subject.path))?;
        Ok(header.expect)
    }
}

/// The path of a file of the bank; `wrong/if-wait` and `if-wait` name the same.
pub fn bank_file(exercise: &Exercise, wanted: &str) -> anyhow::Result<PathBuf> {
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
