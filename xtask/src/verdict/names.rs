//! What to call the objects of an interleaving: the learner's own field or variable, read off the
//! source where it is used, as in `self.state.lock()`.

use std::collections::BTreeMap;

use heddle_protocol::{Location, Op};
use heddle_report::{Object, Report};

use crate::sources::Texts;

/// Gives each object a name where the sources tell one.
pub fn fill_in(report: &mut Report, texts: &Texts) {
    let mut votes: Vec<BTreeMap<String, usize>> = vec![BTreeMap::new(); report.objects.len()];
    let used = report.interleaving.iter();
    let used = used.filter_map(|s| Some((s.object?, s.operation, s.location.as_ref()?)));
    let stuck = report.blocked.iter();
    let stuck = stuck.filter_map(|b| Some((b.object?, b.operation, b.location.as_ref()?)));
    for (object, operation, location) in used.chain(stuck) {
        let name = receiver(texts, operation, location);
        if let (Some(votes), Some(name)) = (votes.get_mut(object as usize), name) {
            *votes.entry(name).or_default() += 1;
        }
    }
    for (object, votes) in report.objects.iter_mut().zip(votes) {
        if object.name.is_none() {
            let name = votes
                .into_iter()
                .max_by(|(a, n), (b, m)| n.cmp(m).then(b.cmp(a)));
            object.name = name
                .map(|(name, _)| name)
                .or_else(|| initialised(texts, object));
        }
    }
    number_doubles(&mut report.objects);
}

/// `balance`, twice, becomes `balance#1` and `balance#2`.
fn number_doubles(objects: &mut [Object]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for name in objects.iter().filter_map(|object| object.name.as_ref()) {
        *counts.entry(name.clone()).or_default() += 1;
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for name in objects.iter_mut().filter_map(|object| object.name.as_mut()) {
        if counts.get(name).is_some_and(|count| *count > 1) {
            let number = seen.entry(name.clone()).or_default();
            *number += 1;
            *name = format!("{name}#{number}");
        }
    }
}

/// What stands before the dot of the call of `operation` at `location`. Another method there is no
/// evidence: `not_empty.wait(state)` takes the lock `state` again.
fn receiver(texts: &Texts, operation: Op, location: &Location) -> Option<String> {
    let text = texts.get(&location.file)?;
    let before = upto(text, location)?;
    if !text[before.len()..].starts_with(operation.as_str()) {
        return None;
    }
    let before = before.trim_end().strip_suffix('.')?.trim_end();
    last_name(before)
}

/// The text before a location, from the start of the file.
fn upto<'a>(text: &'a str, location: &Location) -> Option<&'a str> {
    let line_index = usize::try_from(location.line).ok()?.checked_sub(1)?;
    let line = text.split('\n').nth(line_index)?;
    let start = text
        .split('\n')
        .take(line_index)
        .map(|line| line.len() + 1)
        .sum::<usize>();
    let column = usize::try_from(location.column).ok()?.checked_sub(1)?;
    let within = line
        .char_indices()
        .nth(column)
        .map_or(line.len(), |(index, _)| index);
    text.get(..start + within)
}

/// `state` of `let s = self.state`; `slots[i]` of `self.slots[i]`; `inner()` of `self.inner()`.
fn last_name(text: &str) -> Option<String> {
    let mut end = text.len();
    let bytes = text.as_bytes();
    while let Some(close) = end.checked_sub(1).map(|last| bytes[last]) {
        let open = match close {
            b')' => b'(',
            b']' => b'[',
            _ => break,
        };
        let mut depth = 0_usize;
        let start = (0..end).rev().find(|at| {
            depth += usize::from(bytes[*at] == close);
            depth -= usize::from(bytes[*at] == open);
            depth == 0
        })?;
        end = start;
    }
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let start = text[..end].rfind(|c: char| !word(c)).map_or(0, |at| {
        at + text[at..].chars().next().map_or(1, char::len_utf8)
    });
    let name = &text[start..end];
    let index = text[end..].split_whitespace().collect::<Vec<_>>().join(" ");
    let whole = format!("{name}{index}");
    // `self` and `0` alone name nothing, and a long index would not be read.
    let telling = name.starts_with(|c: char| c.is_alphabetic() || c == '_') && name != "self";
    (telling && whole.chars().count() <= 24).then_some(whole)
}

/// `state` of `state: Mutex::new(…)` or `let state = Mutex::new(…)`, where the object was made.
fn initialised(texts: &Texts, object: &Object) -> Option<String> {
    let before = upto(texts.get(&object.location.file)?, &object.location)?;
    let line = before.rsplit('\n').next()?;
    let line = line.trim_end().trim_end_matches("Arc::new(").trim_end();
    let line = line
        .strip_suffix([':', '='])
        .filter(|line| !line.ends_with(':'))?
        .trim_end();
    last_name(line).filter(|name| !name.contains(['(', '[']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn named(line: &str, method: &str, expected: Option<&str>) {
        let op = Op::ALL.iter().find(|op| op.as_str() == method).unwrap();
        let column = line
            .rfind(method)
            .map(|at| line[..at].chars().count() + 1)
            .unwrap();
        let last = line
            .rfind(method)
            .map(|at| line[..at].matches('\n').count())
            .unwrap();
        let column = if last == 0 {
            column
        } else {
            line[..line.rfind(method).unwrap()]
                .rsplit('\n')
                .next()
                .unwrap()
                .chars()
                .count()
                + 1
        };
        let location = Location {
            file: "lib.rs".to_owned(),
            line: u32::try_from(last + 1).unwrap(),
            column: u32::try_from(column).unwrap(),
        };
        let texts = Texts::from([("lib.rs".to_owned(), line.to_owned())]);
        assert_eq!(
            receiver(&texts, *op, &location).as_deref(),
            expected,
            "{line}"
        );
    }

    #[test]
    fn objects_are_called_what_the_learner_calls_them() {
        named(
            "let mut s = self.state.lock().unwrap();",
            "lock",
            Some("state"),
        );
        named(
            "s = self.not_empty.wait(s).unwrap();",
            "wait",
            Some("not_empty"),
        );
        named("self.slots[i + 1].lock()", "lock", Some("slots[i + 1]"));
        named("self.inner().lock()", "lock", Some("inner()"));
        named("lock.lock()", "lock", Some("lock"));
        named("(&*größe).lock()", "lock", None);
        named("größe.lock()", "lock", Some("größe"));
        named("self\n    .state\n    .lock()", "lock", Some("state"));
        named("self.lock()", "lock", None);
        named("self.not_empty.wait_while(s, f)", "wait", Some("not_empty"));
        named("Mutex::lock(&m)", "lock", None);
        named("a.b.0.load(x)", "load", None);
    }

    #[test]
    fn the_place_where_it_is_made_tells_too() {
        let text = "Queue { state: Mutex::new(State), x }\nlet ready = Arc::new(Mutex::new(1));";
        let texts = Texts::from([("lib.rs".to_owned(), text.to_owned())]);
        let object = |line, column| Object {
            kind: "Mutex".to_owned(),
            location: Location {
                file: "lib.rs".to_owned(),
                line,
                column,
            },
            name: None,
        };
        assert_eq!(
            initialised(&texts, &object(1, 16)).as_deref(),
            Some("state")
        );
        assert_eq!(
            initialised(&texts, &object(2, 22)).as_deref(),
            Some("ready")
        );
    }

    #[test]
    fn two_of_one_name_are_numbered() {
        let location = Location {
            file: String::new(),
            line: 1,
            column: 1,
        };
        let object = |name: &str| Object {
            kind: "Mutex".to_owned(),
            location: location.clone(),
            name: Some(name.to_owned()),
        };
        let mut objects = [object("balance"), object("log"), object("balance")];
        number_doubles(&mut objects);
        let names: Vec<_> = objects.iter().map(|o| o.name.as_deref().unwrap()).collect();
        assert_eq!(names, ["balance#1", "log", "balance#2"]);
    }
}
