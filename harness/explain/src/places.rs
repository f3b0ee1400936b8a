//! Names for threads and places, as sentences use them.

use heddle_protocol::{Failure, Location, Step};

/// What a thread is called: the name that it was given, else its number.
pub(crate) fn name(failure: &Failure, thread: u32) -> String {
    let known = failure.threads.get(thread as usize);
    known.map_or_else(|| format!("thread {thread}"), |known| known.name.clone())
}

/// `line 12`; a place in the spec, which is not the file that a learner has open, with its file's name.
pub(crate) fn at(step: &Step) -> String {
    line(step.location.as_ref())
}

/// See [`at`].
pub(crate) fn line(location: Option<&Location>) -> String {
    let Some(location) = location else {
        return "an unknown place".to_owned();
    };
    match in_spec(&location.file) {
        Some(file) => format!("{file}:{}", location.line),
        None => format!("line {}", location.line),
    }
}

/// The name of a file of a spec, which lies in `exercises/NN-name/spec/`; whatever the folders are called
/// in which the whole course lies.
fn in_spec(file: &str) -> Option<&str> {
    let house = file.rfind("exercises/")?;
    if house > 0 && !file[..house].ends_with('/') {
        return None;
    }
    let (_exercise, rest) = file[house + "exercises/".len()..].split_once('/')?;
    rest.strip_prefix("spec/")
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
    use super::*;

    #[track_caller]
    fn shown(file: &str, expected: &str) {
        let location = Location {
            file: file.to_owned(),
            line: 7,
            column: 1,
        };
        assert_eq!(line(Some(&location)), expected);
    }

    #[test]
    fn a_place_in_a_spec_has_the_name_of_its_file() {
        shown(
            "/home/x/heddle/exercises/05-queue/spec/main.rs",
            "main.rs:7",
        );
        shown(
            "/x/exercises/06-map/spec/parts/speed.rs",
            "parts/speed.rs:7",
        );
        shown("exercises/05-queue/spec/contract.rs", "contract.rs:7");
    }

    #[test]
    fn a_checkout_below_a_folder_called_spec_changes_nothing() {
        shown(
            "/home/x/spec/heddle/exercises/05-queue/src/lib.rs",
            "line 7",
        );
        shown("/home/x/spec/lib.rs", "line 7");
        shown("/spec/exercises/05-queue/spec/main.rs", "main.rs:7");
    }
}
