//! One call of cargo: without the network first, its messages read as typed JSON.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    os::unix::process::CommandExt as _,
    process::{Command, Stdio},
    thread,
};

use anyhow::Context as _;

use super::{generate, messages::Message};
use crate::{exit::usage, groups, progress::Progress, workspace::Workspace};

/// Builds the spec of each of these packages.
pub fn run(
    workspace: &Workspace,
    packages: &[String],
    progress: &Progress,
) -> anyhow::Result<Vec<Message>> {
    let first = once(workspace, packages, progress, true)?;
    if first.finished() || !first.wants_network() {
        return first.messages();
    }
    once(workspace, packages, progress, false)?.messages()
}

struct Output {
    messages: Vec<Message>,
    stderr: String,
}

impl Output {
    /// Cargo got as far as compiling, whatever came of it.
    fn finished(&self) -> bool {
        self.messages
            .iter()
            .any(|message| matches!(message, Message::BuildFinished))
    }

    /// There is no typed message for this; the words have been cargo's for years.
    fn wants_network(&self) -> bool {
        [
            "--offline",
            "offline mode",
            "failed to download",
            "no matching package",
        ]
        .iter()
        .any(|words| self.stderr.contains(words))
    }

    fn messages(self) -> anyhow::Result<Vec<Message>> {
        if self.finished() {
            return Ok(self.messages);
        }
        let problem = self
            .stderr
            .lines()
            .find_map(|line| line.strip_prefix("error: "))
            .unwrap_or("cargo said nothing more")
            .to_owned();
        if self.wants_network() || self.stderr.contains("network") {
            return usage(format!(
                "the first build needs the network once, and cargo says: {problem}"
            ));
        }
        anyhow::bail!(
            "cargo did not get as far as compiling: {problem}\n{}",
            self.stderr
        )
    }
}

fn once(
    workspace: &Workspace,
    packages: &[String],
    progress: &Progress,
    offline: bool,
) -> anyhow::Result<Output> {
    let folder = generate::folder(workspace);
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .current_dir(&folder)
        .args(["build", "--quiet", "--test", "spec", "--keep-going"])
        .args(["--message-format", "json-diagnostic-rendered-ansi"])
        .arg("--target-dir")
        .arg(workspace.target_dir())
        .args(packages.iter().flat_map(|package| ["--package", package]))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // A group of its own: whatever ends us can then end cargo and its compilers too.
        .process_group(0);
    // Those that the running cargo set for us are about this tool, not about what it builds.
    for (name, _) in std::env::vars_os() {
        let ours = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        });
        if ours || name == "CARGO_TARGET_DIR" || name == "CARGO_BUILD_TARGET" {
            command.env_remove(name);
        }
    }
    if offline {
        command.arg("--offline");
    }
    let mut child = match groups::spawn(&mut command) {
        Ok(child) => child,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return usage("cargo is not on the PATH: install Rust from https://rustup.rs");
        }
        Err(error) => return Err(error).context("cargo could not be started"),
    };
    let mut stderr = child.take_stderr();
    let stderr = thread::spawn(move || {
        let mut text = Vec::new();
        // What could be read is worth more than the reason why there is no more of it.
        let _ = stderr.read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    });
    let mut messages = Vec::new();
    for line in BufReader::new(child.take_stdout()).lines() {
        let line = line.context("cargo's messages broke off")?;
        // Build scripts and newer cargos may say things that we do not know.
        let Ok(message) = serde_json::from_str::<Message>(&line) else {
            continue;
        };
        if let Message::CompilerArtifact(artifact) = &message {
            progress.built(&artifact.target.name, artifact.fresh);
        }
        messages.push(message);
    }
    child.wait().context("cargo got lost")?;
    let stderr = stderr.join().unwrap_or_default();
    Ok(Output { messages, stderr })
}
