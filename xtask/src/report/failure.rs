//! The part of a page that shows a failure: the scenario, the interleaving, who is stuck, and why.

use std::collections::BTreeSet;

use heddle_protocol::{Code, Departure, DepartureKind, Location, Op, StageName, Thread};
use heddle_report::{Blocked, Diagnosis, ProcessThread};

use super::{
    columns,
    page::{Page, capitalised},
    paint::{sanitised, width},
    rows::{self, Row},
    sources::{self, Line},
};

impl Page<'_> {
    pub(super) fn failure(&mut self, diagnosis: &Diagnosis) {
        let message = sanitised(&diagnosis.message);
        self.text(
            &format!("{}.", capitalised(message.trim_end_matches('.'))),
            "  ",
            "  ",
        );
        self.scenario(diagnosis);
        self.interleaving();
        self.blocked();
        self.processes();
        if let Some(cause) = &diagnosis.cause {
            self.line("");
            let bold = self.paint.bold("Why");
            let cause = sanitised(cause);
            let cause = cause.trim_end_matches('.');
            // The engine's sentence names the line already, as a rule.
            let untold = |l: &&Location| !names_line(cause, l.line);
            let place = diagnosis.location.as_ref().filter(untold);
            let place = place.map(|location| format!(" ({})", self.place(location)));
            let cause = format!("{cause}{}", place.unwrap_or_default());
            self.text(&format!("{bold} {cause}."), "", "     ");
        } else if let Some(location) = &diagnosis.location {
            let place = self.place(location);
            self.line("");
            self.line(&format!("{}  {place}", self.paint.bold("Where")));
            self.quote(location, "     ");
        }
        self.neighbours();
        self.explored(diagnosis);
    }

    /// The nearest schedule that passes.
    fn neighbours(&mut self) {
        let passing: Vec<&Departure> = self
            .report
            .neighbours
            .iter()
            .filter(|neighbour| neighbour.passes)
            .map(|neighbour| &neighbour.without)
            .collect();
        let preempts = |d: &&Departure| d.kind == DepartureKind::Preemption;
        let text = match passing.as_slice() {
            [] => return,
            [_, ..] if passing.len() > 1 && passing.iter().all(preempts) => {
                "without either of the two switches (⤷) it passes: both are needed".to_owned()
            }
            [.., one] => self.without(one),
        };
        let bold = self.paint.bold("But");
        self.text(&format!("{bold} {text}."), "", "    ");
    }

    fn without(&self, departure: &Departure) -> String {
        let step = usize::try_from(departure.step).ok();
        let step = step.and_then(|step| self.report.interleaving.get(step));
        let thread = step.and_then(|step| self.report.threads.get(step.thread as usize));
        let thread = thread.map_or("it".to_owned(), |thread| {
            format!("`{}`", sanitised(&thread.name))
        });
        let operation = step.map(|step| step.operation);
        match departure.kind {
            DepartureKind::Preemption => {
                format!("without the switch (⤷) to {thread}, this passes")
            }
            DepartureKind::Order => {
                format!("if another thread than {thread} has the turn there, this passes")
            }
            DepartureKind::Timeout => {
                format!("if the time of {thread} is not over so soon, this passes")
            }
            DepartureKind::Wake => {
                "if `notify_one` wakes the thread that has waited longest, this passes".to_owned()
            }
            DepartureKind::Disturbance => match operation {
                Some(Op::Late) => format!("if {thread} is not late, this passes"),
                Some(Op::Wait) => "without that wake-up for no reason, this passes".to_owned(),
                _ => "without that failure for no reason, this passes".to_owned(),
            },
        }
    }

    pub(super) fn scenario(&mut self, diagnosis: &Diagnosis) {
        let Some(name) = &diagnosis.scenario else {
            return;
        };
        let outcome = self
            .report
            .scenarios
            .iter()
            .find(|o| o.scenario.name == *name);
        let Some(info) = outcome.map(|outcome| outcome.scenario.clone()) else {
            return;
        };
        self.line("");
        let heading = format!(
            "{} {name}: {}",
            self.paint.bold("Scenario"),
            sanitised(&info.about)
        );
        self.text(&heading, "", "  ");
        // Main, and those that the scenario starts: the code under check may have threads of its own.
        let threads = self.report.threads.iter().enumerate();
        let known: Vec<&Thread> = threads
            .filter(|(index, thread)| *index == 0 || sources::is_by_checker(thread))
            .map(|(_, thread)| thread)
            .collect();
        let names: Vec<String> = (0..info.threads.len())
            .map(|index| match known.get(index) {
                Some(thread) if known.len() >= info.threads.len() => sanitised(&thread.name),
                _ if index == 0 => "main".to_owned(),
                _ => format!("thread {index}"),
            })
            .collect();
        let widest = names
            .iter()
            .map(|name| width(name))
            .max()
            .unwrap_or_default();
        for (name, operations) in names.iter().zip(&info.threads) {
            let first = format!("  {name:<widest$}  ");
            let operations = sanitised(&operations.join("; "));
            let code = self.paint.code(&operations);
            if width(&first) + width(&operations) <= self.paint.width {
                self.line(&format!("{first}{code}"));
            } else {
                self.text(&operations, &first, &" ".repeat(widest + 4));
            }
        }
    }

    fn interleaving(&mut self) {
        let rows = rows::rows(self.report, self.view.texts);
        if rows.is_empty() {
            return;
        }
        self.line("");
        let marked = match self.report.interleaving.iter().any(|step| step.preemption) {
            true => " (⤷ a switch away from a thread that could have gone on)",
            false => "",
        };
        let heading = format!("{}{marked}", self.paint.bold("What happened"));
        self.text(&heading, "", "  ");
        self.line("");
        let drawn = columns::draw(&rows, &self.report.threads, self.paint);
        self.out.push_str(&drawn);
        self.legend(&rows);
    }

    /// Each line of the subject's that the interleaving names, once, whole.
    fn legend(&mut self, rows: &[Row]) {
        let lines: BTreeSet<Line> = rows
            .iter()
            .filter_map(|row| match row {
                Row::Did { line, .. } => *line,
                Row::Omitted(_) => None,
            })
            .collect();
        if lines.is_empty() || lines.len() > 16 {
            return;
        }
        let files = sources::files(self.report, self.view.texts);
        for (index, file) in files.into_iter().enumerate() {
            let mut lines = lines.iter().filter(|line| line.file == index).peekable();
            if lines.peek().is_none() {
                continue;
            }
            let mark = Line::mark(index).map(|mark| format!(", marked {mark}"));
            let heading = sanitised(&self.view.here.path(file));
            let heading = format!("  {heading}{}", mark.unwrap_or_default());
            self.line("");
            self.line(&self.paint.dim(&heading));
            for line in lines {
                self.quote(
                    &Location {
                        file: file.to_owned(),
                        line: line.number,
                        column: 1,
                    },
                    "  ",
                );
            }
        }
    }

    pub(super) fn quote(&mut self, location: &Location, indent: &str) {
        if let Some(source) = sources::line(self.view.texts, location) {
            let number = self.paint.dim(&format!("{:>3} │", location.line));
            let room = self.paint.width.saturating_sub(width(indent) + 6).max(20);
            let source = super::paint::cut(&source, room).into_owned();
            self.line(&format!("{indent}{number} {source}"));
        }
    }

    fn blocked(&mut self) {
        if self.report.blocked.is_empty() {
            return;
        }
        self.line("");
        self.line(&self.paint.bold("At the end"));
        for blocked in self.report.blocked.clone() {
            let sentence = self.stuck(&blocked);
            self.text(&sentence, "  ", "    ");
            if let Some(location) = &blocked.location {
                self.quote(location, "    ");
            }
        }
    }

    /// The processes that were there at the end, and what their threads did.
    fn processes(&mut self) {
        if self.report.processes.is_empty() {
            return;
        }
        self.line("");
        self.line(&self.paint.bold("At the end"));
        for process in self.report.processes.clone() {
            let name = process.name.as_deref().unwrap_or("a process");
            let name = self.paint.bold(&sanitised(name));
            let head = match process.name {
                Some(_) => format!("{name} (pid {})", process.id),
                None => format!(
                    "{name} (pid {}) `{}`",
                    process.id,
                    program(&sanitised(&process.command))
                ),
            };
            if process.ended {
                let text = format!("{head} has ended, and nobody has waited for it.");
                self.text(&text, "  ", "    ");
            } else if let [only] = process.threads.as_slice() {
                self.stands(&head, only, "  ");
            } else {
                self.text(&format!("{head}:"), "  ", "    ");
                for thread in &process.threads {
                    let who = format!("thread {}", sanitised(&thread.name));
                    self.stands(&who, thread, "    ");
                }
            }
        }
    }

    /// What a thread of a process does, and where.
    fn stands(&mut self, who: &str, thread: &ProcessThread, indent: &str) {
        let place = thread.places.first();
        let at = place.map_or_else(String::new, |place| format!(", at {}", self.place(place)));
        let sentence = format!("{who} {}{at}.", sanitised(&thread.waits));
        let inner = format!("{indent}  ");
        self.text(&sentence, indent, &inner);
        if let Some(place) = place {
            self.quote(place, &inner);
        }
    }

    fn stuck(&self, blocked: &Blocked) -> String {
        let name = |index: u32| {
            let thread = self.report.threads.get(index as usize);
            thread.map_or_else(
                || format!("thread {index}"),
                |thread| sanitised(&thread.name),
            )
        };
        let object = blocked
            .object
            .and_then(|object| self.report.objects.get(object as usize))
            .map_or_else(
                || "it".to_owned(),
                |object| sanitised(&rows::object_name(object)),
            );
        let who = self.paint.bold(&name(blocked.thread));
        // A place in the spec or the checker is none that the learner could look at.
        let ours = |location: &&Location| sources::is_ours(self.view.texts, Some(location));
        let place = match blocked.location.as_ref().filter(ours) {
            Some(location) => format!(" at {}", self.place(location)),
            None => String::new(),
        };
        let other = blocked.waits_for.map(name);
        if sources::is_checkers(blocked.object, blocked.location.as_ref()) {
            return format!("{who} waits where the scenario brings the threads together.");
        }
        match (blocked.operation, other) {
            (Op::Wait, None) => {
                format!("{who} sleeps in {object}.wait(){place}, and nobody is left to wake it.")
            }
            (Op::Wait, Some(other)) => {
                format!(
                    "{who} was woken in {object}.wait(){place} and needs the lock, which {other} holds."
                )
            }
            (Op::Join, Some(other)) => format!("{who} waits for {other} to end{place}."),
            (operation, Some(other)) if operation.locks() && other == name(blocked.thread) => {
                format!("{who} wants {object}{place}, which it holds itself.")
            }
            (operation, Some(other)) if operation.locks() => {
                format!("{who} wants {object}{place}, which {other} holds.")
            }
            (operation, Some(other)) => {
                format!("{who} is stuck in {operation}{place}, until {other} acts.")
            }
            (operation, None) if blocked.object.is_some() => {
                format!("{who} is stuck in {object}.{operation}(){place}.")
            }
            (operation, None) => format!("{who} is stuck in {operation}{place}."),
        }
    }

    fn explored(&mut self, diagnosis: &Diagnosis) {
        let outcome = self.report.scenarios.iter().find(|outcome| {
            outcome.stage == diagnosis.stage
                && Some(&outcome.scenario.name) == diagnosis.scenario.as_ref()
        });
        let Some(outcome) = outcome.filter(|outcome| outcome.executions > 0) else {
            return;
        };
        let execution = outcome.executions;
        let text = match diagnosis.stage {
            StageName::Std | StageName::Process => return,
            _ if diagnosis.code == Code::Nondeterministic => return,
            StageName::Search if execution == 1 => {
                "by the very first schedule of this scenario: no unlucky moment is needed"
                    .to_owned()
            }
            StageName::Loom => format!(
                "by execution {execution} of this scenario in loom, under its C11 memory model"
            ),
            StageName::Random => format!("by random schedule {execution} of this scenario"),
            _ if execution == 2 => {
                "by the second schedule of this scenario; the first one passed".to_owned()
            }
            _ => format!(
                "by schedule {} of this scenario; the {} before it passed",
                crate::words::grouped(execution),
                crate::words::grouped(execution - 1),
            ),
        };
        self.line("");
        let heading = format!("{} {text}.", self.paint.bold("Found"));
        self.text(&heading, "", "       ");
    }
}

/// Whether a sentence names this line, and not one whose number only begins in the same way.
fn names_line(sentence: &str, line: u32) -> bool {
    let wanted = format!("line {line}");
    let mut after = sentence
        .match_indices(&wanted)
        .map(|(at, found)| &sentence[at + found.len()..]);
    after.any(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// A command line without the folders of its program.
fn program(command: &str) -> String {
    let (program, arguments) = command.split_once(' ').unwrap_or((command, ""));
    let program = program.rsplit('/').next().unwrap_or(program);
    format!("{program} {arguments}").trim_end().to_owned()
}
