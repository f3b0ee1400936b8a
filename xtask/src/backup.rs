//! What a command replaces is kept, where nothing compiles it.

use std::{
    fs::{self, File},
    io::{ErrorKind, Write as _},
    path::PathBuf,
};

use anyhow::Context as _;

use crate::workspace::Workspace;

/// Writes `old`, the file `name` of an exercise, under the first number that is free. Never below `target`,
/// which people delete.
pub fn keep(
    workspace: &Workspace,
    exercise: &str,
    name: &str,
    old: &[u8],
) -> anyhow::Result<PathBuf> {
    let folder = workspace.root.join(".heddle/backup").join(exercise);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for number in 1_u32.. {
        let path = folder.join(format!("{name}.bak-{number}"));
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
