//! The `//@` lines at the top of a file of the bank.

use heddle_protocol::Code;

use super::Flaw;
use crate::words::distance;

/// What a file of the bank says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// `//@ base:`, the file of which this one names the differences; without it, the file is whole.
    pub base: Option<Said<String>>,
    /// `//@ expect:`, the diagnosis that it must get.
    pub expect: Option<Code>,
    /// `//@ adds:`, what the base does not have.
    pub adds: Vec<Said<String>>,
    /// `//@ drops:`, what only the base has.
    pub drops: Vec<Said<String>>,
}

/// A value, and the line in which it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said<T> {
    /// From 1.
    pub line: usize,
    /// What stands there.
    pub value: T,
}

const KEYS: [&str; 4] = ["base", "expect", "adds", "drops"];

/// Reads the header. An unknown key, one that stands twice or too late, and an unknown diagnosis are flaws.
pub fn read(text: &str) -> Result<Header, Flaw> {
    let mut header = Header::default();
    let mut expected = None;
    let mut code = false;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let Some(said) = line.strip_prefix("//@") else {
            code |= !(line.is_empty() || line.starts_with("//"));
            continue;
        };
        if code {
            let problem = "a `//@` line stands at the top, before the code: move it there";
            return Err(Flaw::new(number, problem));
        }
        let (key, value) = said.split_once(':').unwrap_or((said, ""));
        let (key, value) = (key.trim(), value.trim());
        if !KEYS.contains(&key) {
            return Err(Flaw::new(number, unknown(key)));
        }
        if value.is_empty() {
            let problem = format!("`//@ {key}:` says nothing: name it behind the colon");
            return Err(Flaw::new(number, problem));
        }
        let twice = || {
            Flaw::new(
                number,
                format!("`//@ {key}:` stands twice: leave one of them"),
            )
        };
        let said = |value: String| Said {
            line: number,
            value,
        };
        match key {
            "base" if header.base.is_some() => return Err(twice()),
            "base" => header.base = Some(said(value.to_owned())),
            "expect" if header.expect.is_some() => return Err(twice()),
            "expect" => {
                let code = value.parse();
                header.expect = Some(code.map_err(|problem| Flaw::new(number, problem))?);
                expected = Some(number);
            }
            "adds" => header.adds.extend(listed(value).map(said)),
            _ => header.drops.extend(listed(value).map(said)),
        }
    }
    let lists = header.adds.iter().chain(&header.drops);
    if let (None, Some(first)) = (&header.base, lists.map(|said| said.line).min()) {
        let problem =
            "only an overlay adds and drops: name its base, as in `//@ base: right/plain`";
        return Err(Flaw::new(first, problem));
    }
    if let (None, Some(line @ 2..)) = (&header.base, expected) {
        let problem = "`//@ expect:` is the first line of a whole file: move it there";
        return Err(Flaw::new(line, problem));
    }
    Ok(header)
}

fn unknown(key: &str) -> String {
    let near = KEYS.iter().min_by_key(|known| distance(known, key));
    match near.filter(|near| distance(near, key) <= 2) {
        Some(near) => format!("there is no key `{key}`: did you mean `//@ {near}:`?"),
        None => format!(
            "there is no key `{key}`: a file of the bank has `{}`",
            KEYS.join(":`, `") + ":"
        ),
    }
}

/// The parts between commas, those in brackets left alone: `use a::{b, c}` is one.
fn listed(text: &str) -> impl Iterator<Item = String> {
    let mut depth = 0_i32;
    let mut parts = vec![String::new()];
    for c in text.chars() {
        match c {
            '{' | '<' | '(' | '[' => depth += 1,
            '}' | '>' | ')' | ']' => depth -= 1,
            _ => {}
        }
        match parts.last_mut() {
            Some(part) if c != ',' || depth > 0 => part.push(c),
            _ => parts.push(String::new()),
        }
    }
    let parts = parts.into_iter().map(|part| part.trim().to_owned());
    parts.filter(|part| !part.is_empty())
}
