//! Which exercises' truth tables a change can touch: what git says has changed, and where it lies.

use std::{collections::BTreeSet, process::Command};

use anyhow::Context as _;

use crate::{exit::usage, workspace::Workspace};

/// What the changes since a revision can touch.
#[derive(Debug, PartialEq, Eq)]
pub enum Touched {
    /// Something that every subject is built or graded with.
    All,
    /// These exercises, by their folders' names.
    Only(BTreeSet<String>),
}

/// Asks git what differs from the revision: what was committed since, what was not, and new files.
///
/// A revision that git does not know is a usage error, and so is a course without git.
pub fn touched(workspace: &Workspace, revision: &str) -> anyhow::Result<Touched> {
    let commit = format!("{revision}^{{commit}}");
    let known = git(
        workspace,
        &[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &commit,
        ],
    )?;
    let Some(commit) = known else {
        return usage(format!("git knows no revision `{revision}` here"));
    };
    let changed = [
        &[
            "diff",
            "--name-only",
            "--no-renames",
            "--relative",
            "-z",
            commit.trim(),
        ][..],
        &["ls-files", "--others", "--exclude-standard", "-z"],
    ];
    let mut paths = String::new();
    for arguments in changed {
        paths += &git(workspace, arguments)?.context("git could not say what has changed")?;
    }
    Ok(by(paths.split('\0').filter(|path| !path.is_empty())))
}

/// What git answers, or `None` if it refuses.
fn git(workspace: &Workspace, arguments: &[&str]) -> anyhow::Result<Option<String>> {
    let output = Command::new("git")
        .arg("-C")
        .arg(&workspace.root)
        .args(arguments)
        .output();
    match output {
        Ok(output) if output.status.success() => {
            Ok(Some(String::from_utf8_lossy(&output.stdout).into_owned()))
        }
        Ok(_) => Ok(None),
        Err(error) => usage(format!("`--since` asks git, which cannot be run: {error}")),
    }
}

/// What changes of these files, relative to the course's root, can touch. What is not known to be
/// harmless touches everything.
fn by<'a>(paths: impl IntoIterator<Item = &'a str>) -> Touched {
    let mut only = BTreeSet::new();
    for path in paths {
        let parts: Vec<&str> = path.split('/').collect();
        match parts.as_slice() {
            ["exercises", _, "src" | "hints" | "chapter.md", ..]
            | ["exercises", _, "bank", "equivalent.toml"] => {}
            ["exercises" | "solutions", exercise, _, ..] => {
                only.insert((*exercise).to_owned());
            }
            ["docs" | "theme" | ".ci" | ".github", ..]
            | ["harness", "bench" | "conformance", ..]
            | ["xtask", "bench" | "mutate" | "tests", ..] => {}
            [file] if file.ends_with(".md") => {}
            _ => return Touched::All,
        }
    }
    Touched::Only(only)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(exercises: &[&str]) -> Touched {
        Touched::Only(exercises.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn a_bank_file_a_spec_and_a_solution_touch_their_exercise() {
        let paths = [
            "exercises/05-queue/bank/wrong/if-wait.rs",
            "exercises/04-semaphore/spec/main.rs",
            "solutions/05-queue/src/lib.rs",
        ];
        assert_eq!(by(paths), only(&["04-semaphore", "05-queue"]));
    }

    #[test]
    fn what_verify_does_not_look_at_touches_nothing() {
        let paths = [
            "exercises/05-queue/src/lib.rs",
            "exercises/05-queue/hints/1.md",
            "exercises/05-queue/chapter.md",
            "docs/cli.md",
            "README.md",
            "harness/bench/src/main.rs",
            "xtask/mutate/src/main.rs",
            "exercises/05-queue/bank/equivalent.toml",
        ];
        assert_eq!(by(paths), only(&[]));
    }

    #[test]
    fn the_harness_the_tool_and_what_is_not_known_touch_everything() {
        for path in [
            "harness/runtime/src/lib.rs",
            "xtask/src/verdict/mod.rs",
            "Cargo.lock",
            "rust-toolchain.toml",
            "something/new.rs",
        ] {
            assert_eq!(by(["docs/cli.md", path]), Touched::All, "{path}");
        }
    }
}
