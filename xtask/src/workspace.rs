//! Where things are: the root of the course and the folders below it.

use std::{
    env, fs,
    io::Write as _,
    path::{Component, Path, PathBuf},
};

use anyhow::Context as _;

use crate::exit::usage;

/// The checkout that a command works on.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// Its root, absolute.
    pub root: PathBuf,
    /// The folder in which the command was typed, absolute.
    pub cwd: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// The workspace round the current folder, else the one that this tool was built in.
    pub fn find() -> anyhow::Result<Self> {
        let cwd = env::current_dir().context("the current folder cannot be read")?;
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .map(Path::to_path_buf);
        let root = cwd
            .ancestors()
            .map(Path::to_path_buf)
            .chain(built_in)
            .find(|folder| {
                folder.join("exercises").is_dir() && folder.join("Cargo.toml").is_file()
            });
        let Some(root) = root else {
            return usage("this is not inside a checkout of the course: no `exercises` folder");
        };
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) if !folder.is_empty() => cwd.join(folder),
            _ => root.join("target"),
        };
        Ok(Workspace { root, cwd, target })
    }

    /// Cargo's own folder of what it has built.
    pub fn target_dir(&self) -> &Path {
        &self.target
    }

    /// Where everything that the tool makes is kept.
    pub fn heddle_dir(&self) -> PathBuf {
        self.target.join("heddle")
    }

    /// `path` relative to the root where it lies within it, for documents and reports.
    pub fn relative(&self, path: &Path) -> String {
        path.strip_prefix(&self.root)
            .unwrap_or(path)
            .to_string_lossy()
            .into_owned()
    }

    /// How paths of the workspace read in the current folder.
    pub fn here(&self) -> Here {
        match self.cwd.strip_prefix(&self.root) {
            Ok(below) => Here {
                below: below
                    .components()
                    .map(|part| format!("{}/", part.as_os_str().to_string_lossy()))
                    .collect(),
                up: "../".repeat(below.components().count()),
            },
            Err(_) => Here {
                below: String::new(),
                up: format!("{}/", self.root.display()),
            },
        }
    }

    /// A compiler's text, which names absolute paths, as it reads in the current folder.
    pub fn shortened(&self, text: &str) -> String {
        let (root, here) = (self.root.display(), self.here());
        text.replace(&format!("{root}/{}", here.below), "")
            .replace(&format!("{root}/"), &here.up)
    }
}

/// The current folder, to show paths in.
#[derive(Clone, Debug, Default)]
pub struct Here {
    /// Its path below the root, with a slash at the end unless it is the root.
    below: String,
    /// The way to the root.
    up: String,
}

impl Here {
    /// A path that is absolute, or relative to the root, as it is typed here.
    pub fn path(&self, path: &str) -> String {
        match path.strip_prefix(&self.below) {
            _ if path.starts_with('/') => path.to_owned(),
            Some(rest) if !self.below.is_empty() => rest.to_owned(),
            _ => format!("{}{path}", self.up),
        }
    }
}

/// `path` without `.` and `..`, as far as names alone can tell.
pub fn tidy(path: &Path) -> PathBuf {
    let mut tidied = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                tidied.pop();
            }
            part => tidied.push(part),
        }
    }
    tidied
}

/// Writes the whole file or leaves it as it was.
pub fn write_atomically(path: &Path, text: &str) -> anyhow::Result<()> {
    let folder = path.parent().context("a file has a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = folder.join(format!(".{name}.{}", std::process::id()));
    let written = fs::File::create(&temporary)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())
                .and_then(|()| file.sync_all())
        })
        .and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // Best effort: the error that matters is the one that is returned.
        let _ = fs::remove_file(&temporary);
    }
    written.with_context(|| format!("cannot write {}", path.display()))
}

/// Writes only what differs, since cargo takes a newer file for a changed one.
pub fn write_if_changed(path: &Path, text: &str) -> anyhow::Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    write_atomically(path, text)
}

/// FNV-1a: the same number on every machine and with every compiler, which the standard hasher does not promise.
pub fn fingerprint<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in part
            .iter()
            .copied()
            .chain((part.len() as u64).to_le_bytes())
        {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    hash
}
