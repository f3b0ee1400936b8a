//! The files: what a base may be, and where the made file is put.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::{
    Flaw, Overlay, header,
    header::Header,
    items::{self, File},
    make::{Made, make},
};
use crate::{
    catalog::{Exercise, bank},
    exit::usage,
    sources,
    words::distance,
    workspace::{Workspace, fingerprint, tidy, write_if_changed},
};

/// The names that `//@ base:` may have in an exercise.
pub fn bases(exercise: &Exercise) -> Vec<String> {
    let mut names = bank(exercise, "right");
    names.extend(["solution", "starter"].map(str::to_owned));
    names
}

/// The file of a base.
pub fn base_path(workspace: &Workspace, exercise: &Exercise, name: &str) -> Option<PathBuf> {
    if !bases(exercise).iter().any(|known| known == name) {
        return None;
    }
    Some(match name {
        "solution" => workspace
            .root
            .join("solutions")
            .join(&exercise.id)
            .join("src/lib.rs"),
        "starter" => exercise.folder.join("starter.rs"),
        name => exercise.folder.join("bank").join(format!("{name}.rs")),
    })
}

/// A base that was read: its text, and its items if it has some.
type Base = (String, Result<File, Flaw>);

/// The bases of an exercise, each read and taken apart once.
pub struct Bases<'a> {
    workspace: &'a Workspace,
    exercise: &'a Exercise,
    read: BTreeMap<String, Base>,
}

impl<'a> Bases<'a> {
    /// None of them is read yet.
    pub fn of(workspace: &'a Workspace, exercise: &'a Exercise) -> Self {
        Bases {
            workspace,
            exercise,
            read: BTreeMap::new(),
        }
    }

    /// The text of the base that a header names.
    pub fn text(&mut self, name: &str) -> Result<&str, String> {
        self.base(name).map(|(text, _)| text.as_str())
    }

    fn base(&mut self, name: &str) -> Result<&Base, String> {
        if !self.read.contains_key(name) {
            let path = base_path(self.workspace, self.exercise, name);
            let path = path.ok_or_else(|| self.unknown(name))?;
            let shown = self.workspace.relative(&path);
            let text =
                sources::text(&path).map_err(|error| format!("{shown} cannot be read: {error}"))?;
            if header(&text).is_ok_and(|header| header.base.is_some()) {
                return Err(format!(
                    "{name} is an overlay itself: name a whole file as the base"
                ));
            }
            let items = items::read(&text);
            self.read.insert(name.to_owned(), (text, items));
        }
        Ok(&self.read[name])
    }

    fn unknown(&self, name: &str) -> String {
        let known = bases(self.exercise);
        let near = known.iter().min_by_key(|known| distance(known, name));
        match near.filter(|near| distance(near, name) <= 4) {
            Some(near) => format!("there is no base `{name}`: did you mean `{near}`?"),
            None => format!(
                "there is no base `{name}`: it is `solution`, `starter` or `right/NAME`, a file of {}/bank",
                self.workspace.relative(&self.exercise.folder)
            ),
        }
    }

    /// Makes the whole file of an overlay; `None` for a file that is whole already. Nothing is written.
    pub fn make(&mut self, text: &str) -> Result<Option<(Header, Made)>, Flaw> {
        let header = header(text)?;
        let Some(base) = &header.base else {
            return Ok(None);
        };
        let of_base = |problem: String| Flaw::new(base.line, problem);
        let (_, whole) = self.base(&base.value).map_err(of_base)?;
        let whole = whole.as_ref().map_err(|flaw| {
            let (line, problem) = (flaw.line, &flaw.problem);
            of_base(format!("{}, line {line}: {problem}", base.value))
        })?;
        let made = make(&items::read(text)?, &header, &base.value, whole)?;
        Ok(Some((header, made)))
    }
}

/// Makes the whole file of an overlay and writes it below the target folder, if it changed. `None` for a file
/// that is whole. `path` is the overlay's, absolute.
pub fn open(
    workspace: &Workspace,
    exercise: &Exercise,
    path: &Path,
    text: &str,
) -> anyhow::Result<Option<(Overlay, String)>> {
    let own = workspace.relative(path);
    let mut bases = Bases::of(workspace, exercise);
    let (header, made) = match bases.make(text) {
        Ok(Some(made)) => made,
        Ok(None) => return Ok(None),
        Err(flaw) => return Err(flaw.of(&own).into()),
    };
    let name = header.base.map(|said| said.value).unwrap_or_default();
    let base = base_path(workspace, exercise, &name).unwrap_or_default();
    let overlay = Overlay {
        path: made_path(workspace, exercise, path),
        made,
        own,
        base: (workspace.relative(&base), name.clone()),
    };
    write_if_changed(&overlay.path, &overlay.made.text)?;
    match bases.text(&name) {
        Ok(text) => Ok(Some((overlay, text.to_owned()))),
        Err(problem) => usage(problem),
    }
}

fn made_path(workspace: &Workspace, exercise: &Exercise, path: &Path) -> PathBuf {
    let folder = tidy(&workspace.heddle_dir().join("made").join(&exercise.id));
    match path.strip_prefix(exercise.folder.join("bank")) {
        Ok(below) => folder.join(below),
        // Two files elsewhere may have the same name.
        Err(_) => {
            let number = fingerprint([path.as_os_str().as_encoded_bytes()]);
            folder.join(format!("file-{number:016x}.rs"))
        }
    }
}
