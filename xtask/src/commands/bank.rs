//! `bank`: whether every overlay fits its base, and for authors a file of the bank whole, what differs in it,
//! and an overlay from an edited whole file.

use std::{
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use similar::{ChangeTag, TextDiff};

use crate::{
    backup,
    catalog::{self, Exercise, bank},
    cli::Bank,
    exit::{Exit, Usage, usage},
    grading,
    overlay::{self, Bases},
    report::{Paint, sanitised},
    run::in_parallel,
    screen, sources,
    subject::bank_file,
    words::counted,
    workspace::{Workspace, tidy, write_atomically},
};

/// Lines of the base round each difference.
const CONTEXT: usize = 3;

/// Runs the command.
pub fn run(workspace: &Workspace, arguments: &Bank) -> anyhow::Result<Exit> {
    let exercise = || catalog::find(workspace, arguments.exercise.as_deref());
    match (&arguments.save, &arguments.name) {
        (Some(file), _) => save(workspace, &exercise()?, file, arguments),
        (None, Some(name)) => show(workspace, &exercise()?, name, arguments),
        (None, None) if arguments.base.is_some() => {
            usage("`--base` goes with `--diff` and `--save`: name a file of the bank")
        }
        (None, None) => {
            let exercises = match &arguments.exercise {
                Some(_) => vec![exercise()?],
                None => catalog::all(workspace)?,
            };
            check(workspace, exercises)
        }
    }
}

/// What was found in the bank of an exercise.
struct Found {
    files: usize,
    overlays: usize,
    broken: Vec<Usage>,
}

/// Every file of the bank: its header, and whether the items of its base are still there.
fn check(workspace: &Workspace, exercises: Vec<Exercise>) -> anyhow::Result<Exit> {
    let found = in_parallel(grading::cores(), exercises, |exercise| {
        check_one(workspace, &exercise)
    });
    let found: Vec<Found> = found.into_iter().collect::<anyhow::Result<_>>()?;
    let files: usize = found.iter().map(|found| found.files).sum();
    let overlays: usize = found.iter().map(|found| found.overlays).sum();
    let broken: Vec<Usage> = found.into_iter().flat_map(|found| found.broken).collect();
    for problem in &broken {
        // Whoever closed standard error does not want to know.
        let _ = writeln!(std::io::stderr(), "{}", sanitised(&problem.to_string()));
    }
    if !broken.is_empty() {
        return usage(format!(
            "{} of {} cannot be used: see above",
            broken.len(),
            counted(files, "file")
        ));
    }
    screen::write(&format!(
        "{}, {} of them overlays that fit their base\n",
        counted(files, "file"),
        overlays
    ))?;
    Ok(Exit::Pass)
}

fn check_one(workspace: &Workspace, exercise: &Exercise) -> anyhow::Result<Found> {
    let mut bases = Bases::of(workspace, exercise);
    let mut found = Found {
        files: 0,
        overlays: 0,
        broken: Vec::new(),
    };
    for name in ["wrong", "right"].iter().flat_map(|f| bank(exercise, f)) {
        let path = exercise.folder.join(format!("bank/{name}.rs"));
        found.files += 1;
        match bases.make(&read(workspace, &path)?) {
            Ok(made) => found.overlays += usize::from(made.is_some()),
            Err(flaw) => found.broken.push(flaw.of(&workspace.relative(&path))),
        }
    }
    Ok(found)
}

/// The whole file, or what differs in it.
fn show(
    workspace: &Workspace,
    exercise: &Exercise,
    name: &str,
    arguments: &Bank,
) -> anyhow::Result<Exit> {
    let path = bank_file(exercise, name)?;
    let shown = workspace.relative(&path);
    let text = read(workspace, &path)?;
    let mut bases = Bases::of(workspace, exercise);
    let made = bases.make(&text).map_err(|flaw| flaw.of(&shown))?;
    let (own, whole) = match made {
        Some((header, made)) => (header.base.map(|said| said.value), made.text),
        None => (None, text),
    };
    if !arguments.diff {
        screen::write(&whole)?;
        return Ok(Exit::Pass);
    }
    let Some(base) = arguments.base.clone().or(own) else {
        return usage(format!(
            "{shown} is a whole file and has no base: name one, as in `--base solution`"
        ));
    };
    let text = bases.text(&base).map_err(Usage)?;
    screen::write(&diff(text, &whole, &base, &shown, screen::paint()))?;
    Ok(Exit::Pass)
}

/// A unified diff.
fn diff(old: &str, new: &str, old_name: &str, new_name: &str, paint: Paint) -> String {
    let diff = TextDiff::from_lines(old, new);
    let mut out = paint.bold(&format!("--- {old_name}\n+++ {new_name}"));
    out.push('\n');
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        out.push_str(&paint.dim(&hunk.header().to_string()));
        out.push('\n');
        for change in hunk.iter_changes() {
            let line = change.value().trim_end_matches('\n');
            out.push_str(&match change.tag() {
                ChangeTag::Delete => paint.bad(&format!("-{line}")),
                ChangeTag::Insert => paint.good(&format!("+{line}")),
                ChangeTag::Equal => format!(" {line}"),
            });
            out.push('\n');
        }
    }
    out
}

/// Writes the overlay from which `file` can be made again.
fn save(
    workspace: &Workspace,
    exercise: &Exercise,
    file: &Path,
    arguments: &Bank,
) -> anyhow::Result<Exit> {
    let file = tidy(&workspace.cwd.join(file));
    let shown = workspace.relative(&file);
    let path = target(exercise, &file, arguments.name.as_deref())?;
    let old = match sources::text(&path) {
        Ok(old) => Some(old),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => {
            let path = workspace.relative(&path);
            return usage(format!("{path} cannot be read: {error}"));
        }
    };
    let whole = read(workspace, &file)?;
    let header = overlay::header(&whole).map_err(|flaw| flaw.of(&shown))?;
    if let Some(base) = header.base {
        return usage(format!(
            "{shown}:{}: this is an overlay already: save a whole file, as `cargo xtask bank {} NAME` \
             prints it",
            base.line,
            exercise.short()
        ));
    }
    let whole = with_header(&whole, old.as_deref());
    let Some((base, overlay)) = shortest(workspace, exercise, &whole, &shown, arguments)? else {
        return usage(format!(
            "{shown} differs from {} in too much for an overlay: put it into the bank as a whole file",
            arguments.base.as_deref().unwrap_or("every base")
        ));
    };
    let kept = old.filter(|old| *old != overlay);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let kept = kept.map(|old| backup::keep(workspace, &exercise.id, &name, old.as_bytes()));
    let kept = kept.transpose()?;
    write_atomically(&path, &overlay)?;
    let lines = |text: &str| text.lines().count();
    let mut said = format!(
        "{}: {} in place of {}, on {base}\n",
        workspace.relative(&path),
        counted(lines(&overlay), "line"),
        lines(&whole)
    );
    if let Some(kept) = kept {
        said.push_str(&format!(
            "the old file is in {}\n",
            workspace.relative(&kept)
        ));
    }
    if overlay::header(&whole).is_ok_and(|header| header.expect.is_none()) {
        said.push_str("say what it must get: `//@ expect: lost-wake-up` in its second line\n");
    }
    if !overlay.lines().any(|line| line.starts_with("//!")) {
        said.push_str("say what is wrong in it: `//! …` in one sentence below\n");
    }
    screen::write(&said)?;
    Ok(Exit::Pass)
}

/// The file of the bank that is written: the one that is named, else one that is called like `file`.
fn target(exercise: &Exercise, file: &Path, name: Option<&str>) -> anyhow::Result<PathBuf> {
    let folder = exercise.folder.join("bank");
    let name = match name {
        Some(name) => name.strip_suffix(".rs").unwrap_or(name).to_owned(),
        None => {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            format!("wrong/{stem}")
        }
    };
    let stem = name.strip_prefix("wrong/").unwrap_or(&name);
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if stem.is_empty() || !stem.chars().all(plain) {
        return usage(format!(
            "`{name}` is no name for a mistake: only wrong answers are overlays, as in \
             `wrong/notify-before-push`"
        ));
    }
    Ok(folder.join(format!("wrong/{stem}.rs")))
}

/// The whole file with what `old` says at its top, where it says nothing there itself.
fn with_header(whole: &str, old: Option<&str>) -> String {
    let old = old.unwrap_or_default();
    let about = |text: &str, start: &str| {
        let top = text.lines().take_while(|line| line.starts_with("//"));
        let lines = top.filter(|line| line.starts_with(start));
        lines.map(|line| format!("{line}\n")).collect::<String>()
    };
    let missing = |start: &str| match about(whole, start).is_empty() {
        true => about(old, start),
        false => String::new(),
    };
    let (expect, sentence) = (missing("//@ expect"), missing("//!"));
    match (expect.is_empty(), whole.split_once('\n')) {
        // The sentence comes after what is expected.
        (true, Some((first, rest))) if first.starts_with("//@") => {
            format!("{first}\n{sentence}{rest}")
        }
        _ => format!("{expect}{sentence}{whole}"),
    }
}

/// The overlay with the fewest lines, and its base.
fn shortest(
    workspace: &Workspace,
    exercise: &Exercise,
    whole: &str,
    shown: &str,
    arguments: &Bank,
) -> anyhow::Result<Option<(String, String)>> {
    let mut bases = Bases::of(workspace, exercise);
    let names = match &arguments.base {
        Some(name) => vec![name.clone()],
        // The plain one first: of two that are equally near it is the better known.
        None => {
            let mut names = bank(exercise, "right");
            names.sort_by_key(|name| name != "right/plain");
            names.push("solution".to_owned());
            names
        }
    };
    let mut found: Option<(String, String)> = None;
    for name in names {
        let base = bases.text(&name).map_err(Usage)?;
        let overlay = overlay::derive(whole, &name, base).map_err(|flaw| flaw.of(shown))?;
        let lines = |text: &str| text.lines().count();
        let best = found.as_ref().map_or(lines(whole), |(_, best)| lines(best));
        if let Some(overlay) = overlay.filter(|overlay| lines(overlay) < best) {
            found = Some((name, overlay));
        }
    }
    Ok(found)
}

fn read(workspace: &Workspace, path: &Path) -> anyhow::Result<String> {
    sources::text(path).or_else(|error| {
        let path = workspace.relative(path);
        usage(format!("{path} cannot be read: {error}"))
    })
}
