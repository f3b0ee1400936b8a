//! The table: small programs, and what each may come to.
//!
//! Compiled twice, on std and on the façade, so nothing here may name the crate that it is in.

#![expect(
    clippy::too_many_lines,
    reason = "a file's rows are one table, and each row is a small program of its own"
)]

mod atomics;
mod cells;
mod channels;
mod endings;
mod faults;
mod locals;
mod locks;
mod mailboxes;
mod onces;
mod orderings;
mod panics;
mod poison;
mod scopes;
mod signals;
mod statics;
mod threads;
mod time;
mod waiting;

/// A small program.
pub struct Row {
    /// What it shows, as a sentence without its full stop.
    pub name: &'static str,
    /// Runs it once, and says what it came to.
    pub body: Box<dyn Fn() -> &'static str + Send + Sync>,
    /// What is expected on real threads: of std, and of the façade where no model runs.
    pub std: Expect,
    /// What is expected of the search for schedules.
    pub search: Expect,
    /// What is expected of loom.
    pub loom: Expect,
    /// How many spurious wake-ups and weak failures one execution may have.
    pub disturbances: u32,
}

/// What a row is expected to come to under an engine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Expect {
    /// These outcomes and no others; in a model each of them, on real threads any.
    Gives(&'static [&'static str]),
    /// The scenario fails with this diagnosis.
    Fails(&'static str),
    /// The process ends where it stands, of a signal of its own; in a model it fails with `crashed`.
    Aborts,
    /// The engine says that it cannot judge this.
    Skips(&'static str),
    /// The engine gives up at one of its limits: this word of them.
    Stops(&'static str),
    /// Not run at all: it would never end, or has no meaning there.
    Not,
}

/// A program that always succeeds.
fn holds(name: &'static str, body: fn()) -> Row {
    let body = move || {
        body();
        "ok"
    };
    row(name, Expect::Gives(&["ok"]), Box::new(body))
}

/// A program that may come to each of these outcomes, and to nothing else.
fn gives(name: &'static str, outcomes: &'static [&'static str], body: fn() -> &'static str) -> Row {
    row(name, Expect::Gives(outcomes), Box::new(body))
}

/// A program with a mistake that must be found, and called this.
fn fails(name: &'static str, code: &'static str, body: fn()) -> Row {
    let body = move || {
        body();
        "no failure"
    };
    let row = row(name, Expect::Fails(code), Box::new(body));
    Row {
        std: Expect::Not,
        ..row
    }
}

/// A program that std aborts.
fn aborts(name: &'static str, body: fn()) -> Row {
    let body = move || {
        body();
        "no failure"
    };
    row(name, Expect::Aborts, Box::new(body))
}

fn row(
    name: &'static str,
    expect: Expect,
    body: Box<dyn Fn() -> &'static str + Send + Sync>,
) -> Row {
    Row {
        name,
        body,
        std: expect,
        search: expect,
        loom: expect,
        disturbances: 1,
    }
}

impl Row {
    fn on_std(self, std: Expect) -> Row {
        Row { std, ..self }
    }

    fn on_search(self, search: Expect) -> Row {
        Row { search, ..self }
    }

    fn on_loom(self, loom: Expect) -> Row {
        Row { loom, ..self }
    }

    /// Without spurious wake-ups, which would show the same thing.
    fn undisturbed(self) -> Row {
        Row {
            disturbances: 0,
            ..self
        }
    }

    /// loom cannot judge `item`.
    fn not_loom(self, item: &'static str) -> Row {
        self.on_loom(Expect::Skips(item))
    }
}

/// Every row.
#[must_use]
pub fn all() -> Vec<Row> {
    let parts = [
        locks::rows(),
        waiting::rows(),
        atomics::rows(),
        orderings::rows(),
        threads::rows(),
        scopes::rows(),
        channels::rows(),
        onces::rows(),
        locals::rows(),
        panics::rows(),
        time::rows(),
        statics::rows(),
        faults::rows(),
        mailboxes::rows(),
        signals::rows(),
        cells::rows(),
        poison::rows(),
        endings::rows(),
    ];
    parts.into_iter().flatten().collect()
}
