//! Records a check for the tests of pages: what its processes said, and the file that was checked.
//!
//! ```text
//! cargo run -p xtask-bench --example record -- 05 wrong/if-wait lost-wake-up two-getters,close-wakes-all
//! ```
//!
//! The subject is a file of the bank, `solution`, `starter` or `learner`; then the fixture's name in
//! `xtask/src/fixtures`; then the scenarios that are kept, all if none are named. Run it from the root.

use std::{env, fs, path::Path};

use xtask::{
    builder::{self, Effort, Package},
    catalog,
    exit::{Exit, usage},
    grading,
    progress::Progress,
    record::{Record, Task},
    subject::{Choice, Source},
    workspace::Workspace,
};

/// Where the course lies, in a fixture.
const COURSE: &str = "/course";

fn main() {
    xtask::program(|| {
        let arguments: Vec<String> = env::args().skip(1).collect();
        let (exercise, subject, name, scenarios) = match arguments.as_slice() {
            [exercise, subject, name] => (exercise, subject, name, None),
            [exercise, subject, name, scenarios] => (exercise, subject, name, Some(scenarios)),
            _ => return usage("name an exercise, a subject and a fixture, and perhaps scenarios"),
        };
        let choice = match subject.as_str() {
            "solution" => Choice::Solution,
            "starter" => Choice::Starter,
            "learner" => Choice::Learner,
            bank => Choice::Bank(bank.to_owned()),
        };
        let workspace = Workspace::find()?;
        let (source, mut record) = graded(&workspace, exercise, &choice)?;
        if let Some(scenarios) = scenarios {
            keep(&mut record, &scenarios.split(',').collect::<Vec<_>>());
        }
        let mut text = source.text().to_owned();
        let root = record.root.clone();
        let mut record = serde_json::to_string(&record)?;
        if let Some(overlay) = &source.overlay {
            // The page is about the whole file that was made, as if it stood in the bank.
            text.clone_from(&overlay.made.text);
            let whole = format!("{root}/{}", source.subject.path);
            record = record.replace(&overlay.file(), &whole);
        }
        let record = record.replace(&root, COURSE);
        let fixtures = Path::new("xtask/src/fixtures");
        fs::write(fixtures.join(format!("{name}.json")), record + "\n")?;
        fs::write(fixtures.join(format!("{name}.rs.txt")), text)?;
        Ok(Exit::Pass)
    })
}

fn graded(
    workspace: &Workspace,
    exercise: &str,
    choice: &Choice,
) -> anyhow::Result<(Source, Record)> {
    let exercise = catalog::find(workspace, Some(exercise))?;
    let manifest = exercise.manifest(workspace)?;
    let source = Source::open(workspace, &exercise, choice)?;
    let mut record = grading::scanned(workspace, &exercise, &manifest, &source);
    let progress = Progress::silent();
    if record.findings.is_empty() {
        let package = Package {
            exercise: &exercise,
            manifest: &manifest,
            source: &source,
        };
        let built = builder::build(workspace, &[package], Effort::Timed, &progress)?;
        for built in built {
            let cores = grading::cores();
            grading::run(workspace, &mut record, built, cores, &progress, None)?;
        }
    }
    Ok((source, record))
}

/// Leaves the other scenarios out, as if the spec had none but these.
fn keep(record: &mut Record, names: &[&str]) {
    let kept = |name: &str| names.contains(&name);
    record.scenarios.retain(|scenario| kept(&scenario.name));
    record.children.retain_mut(|child| {
        child.events.retain(|event| match event {
            heddle_protocol::Event::Scenario(info) => kept(&info.name),
            _ => true,
        });
        match &child.task {
            Task::List | Task::Predict(_) | Task::Measure(_) => true,
            task => task.trial().is_none_or(|trial| kept(&trial.scenario)),
        }
    });
}
