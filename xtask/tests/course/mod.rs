//! A small course of its own, and the tool run in it: no harness, so nothing is ever built here.

use std::{
    fs,
    path::{Path, PathBuf},
};

use assert_cmd::{Command, assert::Assert};
use tempfile::TempDir;

const MANIFEST: &str = "title = 'Queue'\nlib = 'queue'\nstages.required = ['std', 'search']\n";
pub const STARTER: &str = "#[macro_use]\nextern crate heddle as std;\npub fn f() { todo!() }\n";

/// A checkout with one exercise.
pub struct Course(TempDir);

impl Course {
    pub fn new() -> Self {
        let course = Course(TempDir::new().unwrap());
        course.write("Cargo.toml", "[workspace]\n");
        course.write("exercises/05-queue/exercise.toml", MANIFEST);
        course.write("exercises/05-queue/starter.rs", STARTER);
        course.write("exercises/05-queue/src/lib.rs", STARTER);
        course.write("exercises/05-queue/hints/1.md", "Look closer.\n");
        course.write("exercises/05-queue/hints/2.md", "Much closer.\n");
        course.write("solutions/05-queue/src/lib.rs", STARTER);
        course
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    #[track_caller]
    pub fn run_in(&self, folder: impl AsRef<Path>, arguments: &[&str]) -> Assert {
        Command::new(env!("CARGO_BIN_EXE_xtask"))
            .current_dir(self.0.path().join(folder))
            .env_remove("CARGO_TARGET_DIR")
            .env("COLUMNS", "80")
            .args(arguments)
            .assert()
    }

    #[track_caller]
    pub fn run(&self, arguments: &[&str]) -> Assert {
        self.run_in("", arguments)
    }
}

/// Standard output.
#[track_caller]
pub fn out(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

/// The one line on standard error.
#[track_caller]
pub fn error(assert: &Assert) -> String {
    let text = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    text
}
