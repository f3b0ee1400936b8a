//! An execution as somebody reads it who has one file open: names for threads and places.

use std::ops::Deref;

use heddle_protocol::{Failure, Location, Step};

/// A failure, and the file that its reader has open.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    failure: &'a Failure,
    /// Its path, or an end of it that begins with a folder.
    file: &'a str,
}

impl Deref for Reading<'_> {
    type Target = Failure;

    fn deref(&self) -> &Failure {
        self.failure
    }
}

impl<'a> Reading<'a> {
    pub fn new(failure: &'a Failure, file: &'a str) -> Self {
        Reading { failure, file }
    }

    pub fn steps(&self) -> &'a [Step] {
        &self.failure.steps
    }

    /// What a thread is called.
    pub fn name(&self, thread: u32) -> String {
        name(self.failure, thread)
    }

    /// `line 12`; a place in another file than the one that is open with that file's name.
    pub fn at(&self, step: &Step) -> String {
        self.line(step.location.as_ref())
    }

    /// See [`at`](Self::at).
    pub fn line(&self, location: Option<&Location>) -> String {
        let Some(Location { file, line, .. }) = location else {
            return "an unknown place".to_owned();
        };
        let before = file.strip_suffix(self.file);
        if before.is_some_and(|before| before.is_empty() || before.ends_with('/')) {
            return format!("line {line}");
        }
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        format!("{name}:{line}")
    }
}

/// What a thread is called: the name that it was given, else its number.
pub(crate) fn name(failure: &Failure, thread: u32) -> String {
    let known = failure.threads.get(thread as usize);
    known.map_or_else(|| format!("thread {thread}"), |known| known.name.clone())
}

/// Whether a place lies in the façade, which does a part of what the learner called.
pub(crate) fn is_facade(location: &Location) -> bool {
    let file = &location.file;
    file.contains("/harness/heddle/src/") || file.starts_with("harness/heddle/src/")
}

/// `a, b and c`.
pub(crate) fn list(names: &[String]) -> String {
    match names {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Each thread's name in backquotes, as [`list`] does it.
pub(crate) fn names(failure: &Failure, threads: &[u32]) -> String {
    let quoted = threads.iter().map(|&t| format!("`{}`", name(failure, t)));
    list(&quoted.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use heddle_protocol::Finding;

    use super::*;

    #[track_caller]
    fn shown(open: &str, file: &str, expected: &str) {
        let failure = Failure::without_steps(Finding::Standstill);
        let location = Location {
            file: file.to_owned(),
            line: 7,
            column: 1,
        };
        let reading = Reading::new(&failure, open);
        assert_eq!(reading.line(Some(&location)), expected);
    }

    const OPEN: &str = "exercises/05-queue/src/lib.rs";

    #[test]
    fn a_line_of_the_open_file_needs_no_name() {
        shown(OPEN, "exercises/05-queue/src/lib.rs", "line 7");
        shown(
            OPEN,
            "/home/x/heddle/exercises/05-queue/src/lib.rs",
            "line 7",
        );
        shown("/tmp/lib.rs", "/tmp/lib.rs", "line 7");
    }

    #[test]
    fn a_place_elsewhere_has_the_name_of_its_file() {
        shown(OPEN, "/x/exercises/05-queue/spec/main.rs", "main.rs:7");
        shown(OPEN, "/x/exercises/05-queue/src/ring.rs", "ring.rs:7");
        shown(OPEN, "/x/other-exercises/05-queue/src/lib.rs", "lib.rs:7");
    }

    #[test]
    fn a_checkout_below_a_folder_called_spec_changes_nothing() {
        shown(
            OPEN,
            "/x/spec/heddle/exercises/05-queue/src/lib.rs",
            "line 7",
        );
        shown(OPEN, "/spec/exercises/05-queue/spec/main.rs", "main.rs:7");
    }
}
