//! Quoting the subject's source.

use heddle_protocol::{Location, Thread};

use super::paint::sanitised;
use crate::sources::Texts;

/// Whether a place is in the learner's files, and not in the spec or the façade.
pub fn is_ours(texts: &Texts, location: Option<&Location>) -> bool {
    location.is_some_and(|location| texts.contains_key(&location.file))
}

/// Whether something is done to an object of the checker's own: a rendezvous, say. A thread that a
/// scenario starts or joins is none.
pub fn is_checkers(object: Option<u32>, location: Option<&Location>) -> bool {
    object.is_some() && location.is_some_and(|location| location.file.starts_with("harness/grade/"))
}

/// Whether the scenario started this thread, and not the code under check.
pub fn is_by_checker(thread: &Thread) -> bool {
    let spawned = thread.spawned.as_ref();
    spawned.is_some_and(|location| location.file.starts_with("harness/"))
}

/// The line of source at a place, without its indentation.
pub fn line(texts: &Texts, location: &Location) -> Option<String> {
    let index = usize::try_from(location.line).ok()?.checked_sub(1)?;
    let line = texts.get(&location.file)?.lines().nth(index)?;
    Some(sanitised(line.trim()))
}

/// `lib.rs` where there is only one file, so that a line number alone is enough.
pub fn is_single(texts: &Texts) -> bool {
    texts.len() <= 1
}
