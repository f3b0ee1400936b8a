//! What is shown on standard error while a person waits: a bar on a terminal, a few lines in a pipe.

use std::{
    collections::HashMap,
    io::{IsTerminal as _, Write as _},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use heddle_protocol::{Event, StageName};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A place to tell how far things are. All methods may be called from several threads at once.
pub struct Progress {
    bar: ProgressBar,
    /// Standard error is no terminal, so lines are written, and only when something takes long.
    plain: bool,
    started: Instant,
    /// Things that were really compiled, not found done.
    compiled: AtomicU64,
    /// Executions so far of each scenario that runs; written by the threads that read its events.
    executions: Mutex<HashMap<String, u64>>,
}

impl Progress {
    /// A bar for a terminal, lines for a pipe.
    pub fn shown() -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if !terminal {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        Progress {
            bar,
            plain: !terminal,
            started: Instant::now(),
            compiled: AtomicU64::new(0),
            executions: Mutex::new(HashMap::new()),
        }
    }

    /// Says nothing: for the single subjects of a `verify`, and for tests.
    pub fn silent() -> Self {
        let mut progress = Progress::shown();
        progress.bar.set_draw_target(ProgressDrawTarget::hidden());
        progress.plain = false;
        progress
    }

    /// The build begins. `expected` is how many things there may be to build.
    pub fn building(&self, expected: u64) {
        self.bar.set_length(expected);
        self.bar.set_position(0);
        self.bar
            .set_style(style("building  {wide_bar} {pos}/{len} {msg:.24}"));
        self.bar.enable_steady_tick(Duration::from_millis(100));
    }

    /// Cargo is done with one thing.
    pub fn built(&self, name: &str, fresh: bool) {
        self.bar.inc(1);
        if self.bar.length() < Some(self.bar.position()) {
            self.bar.set_length(self.bar.position());
        }
        self.bar.set_message(name.to_owned());
        if !fresh {
            let compiled = self.compiled.fetch_add(1, Ordering::Relaxed) + 1;
            // A learner's own edit compiles two things, which needs no line.
            if self.plain && (compiled == 4 || compiled.is_multiple_of(20)) {
                let seconds = self.started.elapsed().as_secs();
                self.line(&format!(
                    "building the checker: {compiled} parts done after {seconds} s"
                ));
            }
        }
    }

    /// A stage begins, with so many things to do.
    pub fn stage(&self, what: &str, total: u64) {
        self.lock().clear();
        // In this order no moment shows more done than there is.
        self.bar.set_position(0);
        self.bar.set_length(total);
        self.bar.set_message("");
        self.bar.set_style(style(&format!(
            "{what:<9} {{wide_bar}} {{pos}}/{{len}} {{msg:.24}}"
        )));
        self.bar.enable_steady_tick(Duration::from_millis(100));
    }

    /// A child process said something.
    pub fn event(&self, scenario: &str, event: &Event) {
        if let Event::Progress { executions, .. } = event {
            let mut all = self.lock();
            all.insert(scenario.to_owned(), *executions);
            let sum: u64 = all.values().sum();
            self.bar.set_message(format!("{sum} schedules"));
        }
    }

    /// One of the stage's things is done.
    pub fn done(&self) {
        self.bar.inc(1);
    }

    /// A line that stays: a part of something long, so that an interrupt does not lose it.
    pub fn note(&self, text: &str) {
        self.bar.suspend(|| self.line(text));
    }

    /// Leaves nothing on the screen.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }

    fn line(&self, text: &str) {
        // Whoever closed standard error does not want to know.
        let _ = writeln!(std::io::stderr(), "{text}");
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, u64>> {
        self.executions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("━━ ")
}

/// What a stage is called while it runs.
pub const fn stage_label(stage: StageName) -> &'static str {
    match stage {
        StageName::Search => "exploring",
        StageName::Std | StageName::Process => "running",
        StageName::Loom => "loom",
        StageName::Random => "random",
        _ => "checking",
    }
}
