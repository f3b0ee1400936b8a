//! What people wait for, here and in another checkout of the course: the first check, a file never seen, a
//! truth table. The two take turns, so the ratios hold on a machine whose speed changes.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use anyhow::Context as _;

use crate::{
    edit::EXERCISE,
    measure::{self, Cost, median},
    table::Figure,
};
use xtask::{exit::usage, progress::Progress, workspace::Workspace};

/// How often the two take turns with a file never seen.
const TURNS: usize = 3;

/// Measures this checkout beside the one at `other`.
pub fn measure(
    workspace: &Workspace,
    other: &Path,
    progress: &Progress,
) -> anyhow::Result<Vec<Figure>> {
    let other = course(&workspace.cwd.join(other))?;
    let turn = |what: fn(&Path) -> anyhow::Result<Cost>| -> anyhow::Result<(Cost, Cost)> {
        let costs = (what(&workspace.root)?, what(&other)?);
        progress.done();
        Ok(costs)
    };
    progress.stage("waiting", TURNS as u64 + 2);
    let first = turn(first_check)?;
    // The first of each builds what the other two need.
    turn(unseen_file)?;
    let unseen: Vec<_> = (1..TURNS)
        .map(|_| turn(unseen_file))
        .collect::<anyhow::Result<_>>()?;
    let table = turn(truth_table)?;
    let mut all = figures("first check", &[first]);
    all.extend(figures("a file never seen", &unseen));
    all.extend(figures("verify", &[table]));
    Ok(all)
}

/// The checkout at that path.
fn course(path: &Path) -> anyhow::Result<PathBuf> {
    match fs::canonicalize(path) {
        Ok(course) if course.join("exercises").is_dir() => Ok(course),
        _ => usage("`--beside` wants another checkout of the course, with an `exercises` folder"),
    }
}

fn figures(what: &str, turns: &[(Cost, Cost)]) -> Vec<Figure> {
    let figure = |name: String, unit: &str, of: fn(&(Cost, Cost)) -> f64| Figure {
        part: "waiting".to_owned(),
        name,
        value: median(turns.iter().map(of)),
        unit: unit.to_owned(),
        goal: None,
        samples: turns.len(),
    };
    vec![
        figure(format!("{what}: here"), "s", |(here, _)| here.seconds),
        figure(format!("{what}: here / there"), "ratio", |(here, there)| {
            here.seconds / there.seconds
        }),
        figure(
            format!("{what}: here / there, on the cores"),
            "ratio",
            |(here, there)| here.cpu / there.cpu,
        ),
    ]
}

/// `cargo xtask` with these arguments, as it is typed there.
fn xtask(
    root: &Path,
    arguments: &[&str],
    target: Option<&Path>,
    exit: i32,
) -> anyhow::Result<Cost> {
    let mut cargo = measure::cargo();
    cargo.current_dir(root).arg("xtask").args(arguments);
    match target {
        Some(target) => cargo.env("CARGO_TARGET_DIR", target),
        None => cargo.env_remove("CARGO_TARGET_DIR"),
    };
    let (cost, output) = measure::run(&mut cargo)?;
    anyhow::ensure!(
        cost.status.code() == Some(exit),
        "{arguments:?} in {} ended with {}:\n{output}",
        root.display(),
        cost.status
    );
    Ok(cost)
}

fn first_check(root: &Path) -> anyhow::Result<Cost> {
    let target = root.join("target/heddle/bench/first");
    if target.exists() {
        fs::remove_dir_all(&target)?;
    }
    let cost = xtask(root, &["check", EXERCISE, "--starter"], Some(&target), 1)?;
    // Half a gigabyte that nobody needs again.
    fs::remove_dir_all(&target)?;
    Ok(cost)
}

fn unseen_file(root: &Path) -> anyhow::Result<Cost> {
    let wrong = "exercises/05-queue/bank/wrong/one-condvar-notify-one.rs";
    let text = fs::read_to_string(root.join(wrong)).context("a file of the bank is gone")?;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let path = root.join(format!("target/heddle/bench/{}.rs", now.as_nanos()));
    fs::create_dir_all(path.parent().context("a file has a folder")?)?;
    fs::write(&path, text)?;
    let file = path.to_string_lossy();
    let cost = xtask(root, &["check", EXERCISE, "--file", &file], None, 1)?;
    fs::remove_file(&path)?;
    Ok(cost)
}

/// With every subject compiled anew.
fn truth_table(root: &Path) -> anyhow::Result<Cost> {
    let bank = root.join("exercises/05-queue/bank");
    // What overlays have been made into; a checkout from before there were any has none.
    let made = root.join("target/heddle/made/05-queue");
    for folder in [bank, made].map(|folder| [folder.join("wrong"), folder.join("right")]) {
        for folder in folder.iter().filter(|folder| folder.is_dir()) {
            for file in fs::read_dir(folder)? {
                let file = fs::File::options().append(true).open(file?.path())?;
                file.set_modified(SystemTime::now())?;
            }
        }
    }
    xtask(root, &["verify", EXERCISE], None, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_course_is_one_line_that_says_what_is_wanted() {
        let error = course(Path::new("nowhere")).unwrap_err().to_string();
        assert!(error.contains("another checkout of the course"), "{error}");
        assert!(!error.contains('\n'), "{error}");
        assert!(course(Path::new(env!("CARGO_MANIFEST_DIR"))).is_err());
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        assert!(course(&root).is_ok());
    }
}
