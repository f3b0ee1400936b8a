//! `bench` and `mutate`: crates of their own, built when they are asked for and not by whoever wants a verdict.

use std::{ffi::OsString, os::unix::process::CommandExt as _, process::Command};

use anyhow::Context as _;

use crate::{exit::Exit, workspace::Workspace};

/// Becomes `cargo run`, which builds the crate `package` and runs it with these arguments.
pub fn run(workspace: &Workspace, package: &str, arguments: &[OsString]) -> anyhow::Result<Exit> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let error = Command::new(cargo)
        .args(["run", "--quiet", "--package", package, "--manifest-path"])
        .arg(workspace.root.join("Cargo.toml"))
        .arg("--")
        .args(arguments)
        .exec();
    Err(error).context("cargo could not be started")
}
