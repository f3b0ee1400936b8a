//! Standard output: what it can show, and writing to it without minding that its reader is gone.

use std::{
    env,
    io::{self, IsTerminal as _, Write as _},
};

use crate::report::Paint;

/// How to write on standard output.
pub fn paint() -> Paint {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let terminal = io::stdout().is_terminal();
    let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    let forced = env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0");
    let color = !set("NO_COLOR") && (forced || terminal && !dumb);
    let columns = env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    let screen = || {
        console::Term::stdout()
            .size_checked()
            .map(|(_, columns)| usize::from(columns))
    };
    let width = columns
        .or_else(|| terminal.then(screen).flatten())
        .unwrap_or(80);
    Paint {
        color,
        width: width.clamp(20, 200),
    }
}

/// Writes it all. A reader that closed the pipe has seen enough, which is no error.
pub fn write(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => Ok(result?),
    }
}
