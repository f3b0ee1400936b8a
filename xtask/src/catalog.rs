//! The exercises there are: finds them, reads their manifests, and knows them by any name.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use anyhow::Context as _;

use crate::{
    exit::usage,
    manifest::{self, Manifest},
    words::distance,
    workspace::{Workspace, tidy},
};

/// One exercise, as its folder's name tells; the manifest is read when it is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exercise {
    /// The folder's name, `05-queue`.
    pub id: String,
    /// The number, `5`.
    pub number: u32,
    /// Absolute.
    pub folder: PathBuf,
}

impl Exercise {
    /// `queue` of `05-queue`.
    pub fn name(&self) -> &str {
        self.id.split_once('-').map_or(&self.id, |(_, name)| name)
    }

    /// `05` of `05-queue`: what a learner types.
    pub fn short(&self) -> &str {
        self.id
            .split_once('-')
            .map_or(&self.id, |(number, _)| number)
    }

    /// Reads and validates `exercise.toml`.
    pub fn manifest(&self, workspace: &Workspace) -> anyhow::Result<Manifest> {
        let path = self.folder.join("exercise.toml");
        let shown = workspace.relative(&path);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => return usage(format!("{shown} cannot be read: {error}")),
        };
        manifest::parse(&text).or_else(|problem| usage(format!("{shown}: {problem}")))
    }

    /// The hints there are, in order.
    pub fn hints(&self) -> Vec<PathBuf> {
        (1..)
            .map(|number| self.folder.join(format!("hints/{number}.md")))
            .take_while(|path| path.is_file())
            .collect()
    }
}

/// Every exercise, by number.
pub fn all(workspace: &Workspace) -> anyhow::Result<Vec<Exercise>> {
    let folder = workspace.root.join("exercises");
    let entries =
        fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut exercises: Vec<Exercise> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| {
            let id = entry.file_name().into_string().ok()?;
            let number = id.split_once('-')?.0.parse().ok()?;
            Some(Exercise {
                id,
                number,
                folder: entry.path(),
            })
        })
        .collect();
    exercises.sort_by(|a, b| (a.number, &a.id).cmp(&(b.number, &b.id)));
    Ok(exercises)
}

/// The exercise that `wanted` names; without it, the one round the current folder.
pub fn find(workspace: &Workspace, wanted: Option<&str>) -> anyhow::Result<Exercise> {
    let exercises = all(workspace)?;
    let Some(wanted) = wanted else {
        return match by_path(workspace, &exercises, &workspace.cwd) {
            Some(exercise) => Ok(exercise),
            None => usage(format!(
                "which exercise? Name it, as in `cargo xtask check {}`, or go to its folder",
                exercises.first().map_or("05", Exercise::short)
            )),
        };
    };
    let named = exercises.iter().find(|exercise| {
        wanted.parse() == Ok(exercise.number) || wanted == exercise.id || wanted == exercise.name()
    });
    if let Some(exercise) = named {
        return Ok(exercise.clone());
    }
    let path = tidy(&workspace.cwd.join(wanted));
    if path.exists()
        && let Some(exercise) = by_path(workspace, &exercises, &path)
    {
        return Ok(exercise);
    }
    let near = exercises
        .iter()
        .flat_map(|exercise| {
            [exercise.name(), &exercise.id, exercise.short()]
                .map(|name| (distance(wanted, name), exercise))
        })
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, exercise)| *distance <= exercise.name().len().div_ceil(2).min(3));
    match near {
        Some((_, exercise)) => usage(format!(
            "there is no exercise `{wanted}`: did you mean `{}`?",
            exercise.id
        )),
        None => usage(format!(
            "there is no exercise `{wanted}`: `cargo xtask list` names them all"
        )),
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

fn by_path(workspace: &Workspace, exercises: &[Exercise], path: &Path) -> Option<Exercise> {
    let mut parts = path.strip_prefix(&workspace.root).ok()?.components();
    let Component::Normal(house) = parts.next()? else {
        return None;
    };
    if house != "exercises" && house != "solutions" {
        return None;
    }
    let id = parts.next()?.as_os_str().to_str()?;
    exercises.iter().find(|exercise| exercise.id == id).cloned()
}
