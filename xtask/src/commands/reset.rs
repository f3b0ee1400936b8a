//! `reset`: the starter again, and the learner's version kept where nothing compiles it.

use std::{fs, io::ErrorKind};

use crate::{
    backup, catalog,
    exit::{Exit, usage},
    screen,
    state::State,
    workspace::{Workspace, write_atomically},
};

/// Runs the command.
pub fn run(workspace: &Workspace, wanted: Option<&str>) -> anyhow::Result<Exit> {
    let exercise = catalog::find(workspace, wanted)?;
    let starter = exercise.folder.join("starter.rs");
    let Ok(starter) = fs::read_to_string(&starter) else {
        return usage(format!("{} cannot be read", workspace.relative(&starter)));
    };
    let path = exercise.folder.join("src/lib.rs");
    let shown = workspace.relative(&path);
    let said = match fs::read(&path) {
        Ok(old) if old == starter.as_bytes() => format!("{shown} is the starter already\n"),
        Ok(old) => {
            let kept = backup::keep(workspace, &exercise.id, "lib.rs", &old)?;
            write_atomically(&path, &starter)?;
            format!(
                "{shown} is the starter again; your version is in {}\n",
                workspace.relative(&kept)
            )
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            write_atomically(&path, &starter)?;
            format!("{shown} is the starter again\n")
        }
        Err(error) => return usage(format!("{shown} cannot be read: {error}")),
    };
    State::update(workspace, &exercise.id, |remembered| {
        *remembered = Default::default()
    })?;
    screen::write(&said)?;
    Ok(Exit::Pass)
}
