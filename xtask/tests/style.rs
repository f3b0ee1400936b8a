//! What `docs/style.md` says and no lint counts.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// "About 400" lines.
const MOST_LINES: usize = 420;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// A learner's own file may be as long as it likes, and a bank's is measured by what it shows.
#[test]
fn no_file_is_longer_than_one_reads_at_a_sitting() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut all = Vec::new();
    for folder in [
        "harness",
        "xtask/src",
        "xtask/tests",
        "xtask/bench",
        "solutions",
    ] {
        files(&root.join(folder), &mut all);
    }
    for exercise in fs::read_dir(root.join("exercises")).unwrap() {
        let spec = exercise.unwrap().path().join("spec");
        if spec.is_dir() {
            files(&spec, &mut all);
        }
    }
    assert!(all.len() > 100, "only {} files found", all.len());
    let mut wrong = Vec::new();
    for path in all {
        let name = path.strip_prefix(root).unwrap().to_str().unwrap();
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        if lines > MOST_LINES {
            wrong.push(format!("{name}: {lines} lines"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
