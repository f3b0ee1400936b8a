//! Cargo's messages, and whose fault each error is.

use std::{collections::BTreeMap, path::PathBuf};

use heddle_protocol::Location;
use serde::Deserialize;

use crate::{exit::usage, record::CompileError};

/// A line of cargo's output.
#[derive(Debug, Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum Message {
    /// rustc said something.
    CompilerMessage(CompilerMessage),
    /// Something was built, or is still good from the last time.
    CompilerArtifact(Artifact),
    /// The last message.
    BuildFinished,
    /// Build scripts and what the future brings.
    #[serde(other)]
    Other,
}

/// What rustc said.
#[derive(Debug, Deserialize)]
pub struct CompilerMessage {
    package_id: String,
    target: Target,
    message: Diagnostic,
}

/// Something that was built.
#[derive(Debug, Deserialize)]
pub struct Artifact {
    package_id: String,
    /// What.
    pub target: Target,
    /// It was there already.
    pub fresh: bool,
    executable: Option<PathBuf>,
}

/// A library, a test, a build script.
#[derive(Debug, Deserialize)]
pub struct Target {
    kind: Vec<String>,
    /// Its name.
    pub name: String,
}

#[derive(Debug, Deserialize)]
struct Diagnostic {
    level: String,
    message: String,
    rendered: Option<String>,
    spans: Vec<Span>,
}

#[derive(Debug, Deserialize)]
struct Span {
    file_name: String,
    line_start: u32,
    column_start: u32,
    is_primary: bool,
}

/// What concerns one package.
#[derive(Debug, Default)]
pub struct Sorted {
    /// The test binary.
    pub binary: Option<PathBuf>,
    /// Errors; `true` for those in the spec.
    pub errors: Vec<(bool, CompileError)>,
}

/// Sorts messages by package. An error elsewhere is the harness's own, and fails.
pub fn sort<'a>(
    messages: &[Message],
    names: &'a [String],
    sorted: &mut BTreeMap<&'a str, Sorted>,
) -> anyhow::Result<()> {
    let owner = |id: &str| names.iter().find(|name| is_package(id, name));
    let mut elsewhere = Vec::new();
    for message in messages {
        match message {
            Message::CompilerMessage(said) if said.message.level.starts_with("error") => {
                missing_linker(&said.message)?;
                let Some(name) = owner(&said.package_id) else {
                    elsewhere.push(said);
                    continue;
                };
                if let Some(error) = said.message.as_error() {
                    let in_spec = said.target.kind.iter().any(|kind| kind == "test");
                    sorted
                        .entry(name)
                        .or_default()
                        .errors
                        .push((in_spec, error));
                }
            }
            Message::CompilerArtifact(artifact) => {
                if let (Some(name), Some(binary)) =
                    (owner(&artifact.package_id), &artifact.executable)
                {
                    sorted.entry(name).or_default().binary = Some(binary.clone());
                }
            }
            _ => {}
        }
    }
    if let Some(first) = elsewhere.first() {
        let rendered = first
            .message
            .rendered
            .as_deref()
            .unwrap_or(&first.message.message);
        anyhow::bail!(
            "the harness itself does not compile (`{}`):\n{}",
            first.target.name,
            console::strip_ansi_codes(rendered)
        );
    }
    Ok(())
}

/// Package ids end in `/NAME#VERSION`, or `#NAME@VERSION` where folder and package differ in name.
fn is_package(id: &str, name: &str) -> bool {
    id.rsplit_once('#').is_some_and(|(path, version)| {
        path.rsplit('/').next() == Some(name)
            || version.split('@').next() == Some(name) && version.contains('@')
    })
}

fn missing_linker(message: &Diagnostic) -> anyhow::Result<()> {
    if message.message.starts_with("linker `") && message.message.ends_with("not found") {
        return usage(format!(
            "{}: install a C toolchain (on Debian and Ubuntu: build-essential)",
            message.message
        ));
    }
    Ok(())
}

impl Diagnostic {
    /// `None` for rustc's closing line, "aborting due to 2 previous errors".
    fn as_error(&self) -> Option<CompileError> {
        if self.message.starts_with("aborting due to") {
            return None;
        }
        let span = self.spans.iter().find(|span| span.is_primary);
        Some(CompileError {
            message: self.message.clone(),
            location: span.map(|span| Location {
                file: span.file_name.clone(),
                line: span.line_start,
                column: span.column_start,
            }),
            rendered: self
                .rendered
                .clone()
                .unwrap_or_else(|| self.message.clone()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_told_apart_by_their_whole_name() {
        let id = "path+file:///c/target/heddle/ws/subjects/subject-05-queue-bank-a#0.0.0";
        assert!(is_package(id, "subject-05-queue-bank-a"));
        assert!(!is_package(id, "subject-05-queue-bank"));
        assert!(!is_package(id, "bank-a"));
        assert!(is_package("path+file:///c/ws#subject-a@0.0.0", "subject-a"));
    }

    #[test]
    fn a_message_of_an_unknown_kind_is_no_error() {
        let message: Message = serde_json::from_str(r#"{"reason":"news","x":1}"#).unwrap();
        assert!(matches!(message, Message::Other));
    }
}
