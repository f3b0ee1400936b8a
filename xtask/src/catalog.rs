//! The exercises there are: finds them, reads their manifests, and knows them by any name.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use anyhow::Context as _;
use heddle_protocol::{Manifest, StageName};

use crate::{
    exit::usage,
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
        parse_manifest(&text).or_else(|problem| usage(format!("{shown}: {problem}")))
    }

    /// The hints there are, in order.
    pub fn hints(&self) -> Vec<PathBuf> {
        (1..)
            .map(|number| self.folder.join(format!("hints/{number}.md")))
            .take_while(|path| path.is_file())
            .collect()
    }
}

/// One line for a person, where the text is not a sound manifest.
fn parse_manifest(text: &str) -> Result<Manifest, String> {
    let manifest: Manifest = toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .map(|span| text[..span.start].matches('\n').count() + 1);
        let message = error
            .message()
            .lines()
            .next()
            .unwrap_or("not TOML")
            .to_owned();
        line.map_or(message.clone(), |line| format!("line {line}: {message}"))
    })?;
    let identifier = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_lowercase())
            && text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    if !identifier(&manifest.lib) {
        return Err(format!(
            "`lib` is `{}`, which is no name for a crate",
            manifest.lib
        ));
    }
    let stages = || {
        manifest
            .stages
            .required
            .iter()
            .chain(&manifest.stages.optional)
    };
    if let Some(stage) = stages().find(|s| matches!(s, StageName::Scan | StageName::Build)) {
        return Err(format!(
            "`{}` is always there: leave it out of `stages`",
            stage.as_str()
        ));
    }
    if let Some(stage) = stages().find(|stage| stages().filter(|other| other == stage).count() > 1)
    {
        return Err(format!("`{}` stands twice in `stages`", stage.as_str()));
    }
    if manifest.stages.required.is_empty() {
        return Err("`stages.required` is empty: nothing would ever be judged".to_owned());
    }
    let bounds = manifest.bounds;
    if !(bounds.seconds.is_finite() && bounds.seconds > 0.0) || bounds.executions == 0 {
        return Err("`bounds.seconds` and `bounds.executions` have to be more than 0".to_owned());
    }
    Ok(manifest)
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

/// Levenshtein's distance, for "did you mean".
pub fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(left != *right);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "title = 'Q'\nlib = 'queue'\nstages.required = ['std', 'search']\n";

    #[test]
    fn a_sound_manifest_is_read() {
        let manifest = parse_manifest(GOOD).unwrap();
        assert_eq!(
            manifest.stages.required,
            [StageName::Std, StageName::Search]
        );
    }

    #[test]
    fn a_broken_manifest_is_one_clear_line() {
        for (text, expected) in [
            ("title = 'Q'\nlib = ", "line 2: "),
            (
                "title = 'Q'\nlib='q'\nstages.required = ['sdt']",
                "line 3: unknown variant `sdt`",
            ),
            (
                "lib = 'q'\nstages.required = ['std']",
                "missing field `title`",
            ),
            (
                &format!("{GOOD}[bounds]\npremptions = 3"),
                "unknown field `premptions`",
            ),
            (&GOOD.replace("queue", "My Queue"), "no name for a crate"),
            (&GOOD.replace("'std', ", "'build', "), "always there"),
            (&GOOD.replace("'std', ", "'search', "), "stands twice"),
            (&GOOD.replace("'std', 'search'", ""), "is empty"),
            (&format!("{GOOD}[bounds]\nseconds = 0"), "more than 0"),
        ] {
            let problem = parse_manifest(text).unwrap_err();
            assert!(problem.contains(expected), "{text}\n-> {problem}");
            assert!(!problem.contains('\n'), "{problem}");
        }
    }

    #[test]
    fn distance_counts_single_edits() {
        assert_eq!(distance("queue", "queue"), 0);
        assert_eq!(distance("quee", "queue"), 1);
        assert_eq!(distance("qeuue", "queue"), 2);
        assert_eq!(distance("", "abc"), 3);
    }
}
