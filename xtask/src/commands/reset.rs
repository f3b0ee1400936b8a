//! `reset`: the starter again, and the learner's version kept where nothing compiles it.

use std::{
    fs::{self, File},
    io::{ErrorKind, Write as _},
    path::PathBuf,
};

use anyhow::Context as _;

use crate::{
    catalog,
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
            let kept = back_up(workspace, &exercise.id, &old)?;
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

/// Writes `old` under the first number that is free. Never below `target`, which people delete.
fn back_up(workspace: &Workspace, exercise: &str, old: &[u8]) -> anyhow::Result<PathBuf> {
    let folder = workspace.root.join(".heddle/backup").join(exercise);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for number in 1_u32.. {
        let path = folder.join(format!("lib.rs.bak-{number}"));
        match File::create_new(&path) {
            Ok(mut file) => {
                file.write_all(old)
                    .and_then(|()| file.sync_all())
                    .with_context(|| format!("cannot write {}", path.display()))?;
                return Ok(path);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => {
                return Err(error).with_context(|| format!("cannot write {}", path.display()));
            }
        }
    }
    anyhow::bail!("there are too many backups in {}", folder.display())
}
