//! The whole page for one check.

use std::collections::BTreeSet;

use heddle_protocol::{
    Blocked, Code, Diagnosis, Location, Report, Stage, StageName, Status, Verdict,
};

use super::{
    columns,
    paint::{Paint, sanitised, width, wrapped},
    rows::{self, Row},
    sources,
};
use crate::subject::Texts;

/// What a page needs beside the report.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// Colour and width.
    pub paint: Paint,
    /// The subject's sources.
    pub texts: &'a Texts,
    /// The compiler's errors, as rustc shows them.
    pub compiler: Vec<&'a str>,
    /// What makes a path right in the current folder.
    pub prefix: String,
    /// What follows `cargo xtask check` to name this subject again.
    pub arguments: String,
    /// What to type for a hint, if there is one left.
    pub hint: Option<String>,
    /// The whole interleaving was asked for, since this is a replay.
    pub replay: bool,
}

/// The page.
pub fn page(report: &Report, view: &View<'_>) -> String {
    let mut page = Page {
        report,
        view,
        paint: view.paint,
        out: String::new(),
    };
    page.title();
    match &report.diagnosis {
        Some(diagnosis) => page.diagnosis(diagnosis),
        None => page.stages(),
    }
    page.notes();
    page.next();
    page.out
}

struct Page<'a> {
    report: &'a Report,
    view: &'a View<'a>,
    paint: Paint,
    out: String,
}

impl Page<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    fn text(&mut self, text: &str, first: &str, indent: &str) {
        self.out
            .push_str(&wrapped(text, self.paint.width.min(100), first, indent));
    }

    fn place(&self, location: &Location) -> String {
        let Location { file, line, .. } = location;
        let prefix = if file.starts_with('/') {
            ""
        } else {
            &self.view.prefix
        };
        format!("{prefix}{}:{line}", sanitised(file))
    }

    fn title(&mut self) {
        let Report {
            exercise,
            title,
            subject,
            verdict,
            ..
        } = self.report;
        let word = match verdict {
            Verdict::Pass => self.paint.good("PASS"),
            Verdict::Fail => self.paint.bad("FAIL"),
            Verdict::Inconclusive => self.paint.unclear("INCONCLUSIVE"),
        };
        let prefix = if subject.path.starts_with('/') {
            ""
        } else {
            &self.view.prefix
        };
        let path = self
            .paint
            .dim(&format!("{prefix}{}", sanitised(&subject.path)));
        let heading = format!("{word}  {exercise} · {}", sanitised(title));
        if width(&heading) + width(&path) + 3 <= self.paint.width.min(100) {
            self.line(&format!("{heading}   {path}"));
        } else {
            self.line(&heading);
            self.line(&format!("      {path}"));
        }
    }

    fn stages(&mut self) {
        let worth_naming = |stage: &&Stage| {
            !matches!(stage.name, StageName::Scan | StageName::Build)
                || stage.status != Status::Passed
        };
        let stages: Vec<&Stage> = self.report.stages.iter().filter(worth_naming).collect();
        for stage in stages {
            let (mark, name) = match stage.status {
                Status::Passed => (self.paint.good("✓"), stage.name.as_str()),
                Status::Failed => (self.paint.bad("✗"), stage.name.as_str()),
                Status::Inconclusive => (self.paint.unclear("?"), stage.name.as_str()),
                Status::Skipped => (self.paint.dim("-"), stage.name.as_str()),
            };
            let optional = if stage.required || stage.status == Status::Passed {
                ""
            } else {
                " (a pass does not need it)"
            };
            let first = format!("  {mark} {name:<7} ");
            let skipped = if stage.status == Status::Skipped {
                "skipped: "
            } else {
                ""
            };
            let note = format!("{skipped}{}{optional}", sanitised(&stage.note));
            self.text(&note, &first, &" ".repeat(12));
        }
    }

    fn diagnosis(&mut self, diagnosis: &Diagnosis) {
        let paint = self.paint;
        let code = match diagnosis.code {
            Code::NotStarted | Code::Nondeterministic => paint.unclear(diagnosis.code.as_str()),
            code => paint.bad(code.as_str()),
        };
        self.line("");
        let heading = format!("{code}: {}", diagnosis.code.meaning());
        self.text(&heading, "", "  ");
        match diagnosis.code {
            Code::CompileError => self.compile_error(diagnosis),
            Code::NotStarted => self.not_started(diagnosis),
            Code::Forbidden => self.forbidden(diagnosis),
            _ => self.failure(diagnosis),
        }
    }

    fn forbidden(&mut self, diagnosis: &Diagnosis) {
        if let Some(location) = &diagnosis.location {
            let place = self.place(location);
            self.text(
                &format!("{place}: {}", sanitised(&diagnosis.message)),
                "  ",
                "    ",
            );
            self.quote(location, "    ");
        }
        if let Some(advice) = &diagnosis.cause {
            self.text(&capitalised(&format!("{}.", sanitised(advice))), "  ", "  ");
        }
    }

    fn compile_error(&mut self, diagnosis: &Diagnosis) {
        if let Some(cause) = &diagnosis.cause {
            self.text(&capitalised(&format!("{cause}.")), "  ", "  ");
        }
        self.line("");
        let shown = self.view.compiler.iter().take(8);
        let shown: Vec<String> = shown
            .map(|rendered| {
                // rustc's own colours stay; whatever else is in there came from the source.
                let clean = clean_rendered(rendered);
                if self.paint.color {
                    clean
                } else {
                    console::strip_ansi_codes(&clean).into_owned()
                }
            })
            .collect();
        for rendered in shown {
            self.line(&rendered);
            self.line("");
        }
        if self.out.ends_with("\n\n") {
            self.out.pop();
        }
    }

    fn not_started(&mut self, diagnosis: &Diagnosis) {
        self.text(
            &capitalised(&format!("{}.", sanitised(&diagnosis.message))),
            "  ",
            "  ",
        );
        if let Some(location) = &diagnosis.location {
            let place = self.place(location);
            self.line(&format!("  {place}"));
            self.quote(location, "    ");
        }
        self.scenario(diagnosis);
        self.line("");
        self.text(
            "Write that first; what the code must do stands at the top of the file. Then check again.",
            "  ",
            "  ",
        );
    }

    fn failure(&mut self, diagnosis: &Diagnosis) {
        let message = sanitised(&diagnosis.message);
        self.text(
            &format!("{}.", capitalised(message.trim_end_matches('.'))),
            "  ",
            "  ",
        );
        self.scenario(diagnosis);
        self.interleaving();
        self.blocked();
        if let Some(cause) = &diagnosis.cause {
            self.line("");
            let bold = self.paint.bold("Why ");
            let cause = sanitised(cause);
            let cause = cause.trim_end_matches('.');
            // The engine's sentence names the line already, as a rule.
            let told = |l: &&Location| !cause.contains(&format!("line {}", l.line));
            let place = diagnosis.location.as_ref().filter(told);
            let place = place.map(|location| format!(" ({})", self.place(location)));
            let cause = format!("{cause}{}", place.unwrap_or_default());
            self.text(&format!("{bold} {cause}."), "", "     ");
        } else if let Some(location) = &diagnosis.location {
            let place = self.place(location);
            self.line("");
            self.line(&format!("{}  {place}", self.paint.bold("Where")));
            self.quote(location, "     ");
        }
        self.explored(diagnosis);
    }

    fn scenario(&mut self, diagnosis: &Diagnosis) {
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
        let known = &self.report.threads;
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

    /// Each line of the learner's that the interleaving names, once, whole.
    fn legend(&mut self, rows: &[Row]) {
        if !sources::is_single(self.view.texts) {
            return;
        }
        let numbers: BTreeSet<u32> = rows
            .iter()
            .filter_map(|row| match row {
                Row::Did { line, .. } => *line,
                Row::Omitted(_) => None,
            })
            .collect();
        let Some(file) = self.view.texts.keys().next().cloned() else {
            return;
        };
        if numbers.is_empty() || numbers.len() > 16 {
            return;
        }
        let heading = self.place(&Location {
            file: file.clone(),
            line: 0,
            column: 1,
        });
        self.line("");
        self.line(
            &self
                .paint
                .dim(&format!("  {}", heading.trim_end_matches(":0"))),
        );
        for number in numbers {
            self.quote(
                &Location {
                    file: file.clone(),
                    line: number,
                    column: 1,
                },
                "  ",
            );
        }
    }

    fn quote(&mut self, location: &Location, indent: &str) {
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
        match (blocked.operation.as_str(), other) {
            ("wait", None) => {
                format!("{who} sleeps in {object}.wait(){place}, and nobody is left to wake it.")
            }
            ("wait", Some(other)) => {
                format!(
                    "{who} was woken in {object}.wait(){place} and needs the lock, which {other} holds."
                )
            }
            ("join", Some(other)) => format!("{who} waits for {other} to end{place}."),
            ("lock" | "read" | "write", Some(other)) if other == name(blocked.thread) => {
                format!("{who} wants {object}{place}, which it holds itself.")
            }
            ("lock" | "read" | "write", Some(other)) => {
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
            StageName::Std => return,
            _ if diagnosis.code == Code::Nondeterministic => return,
            StageName::Search if execution == 1 => {
                "the very first schedule of this scenario fails: no unlucky moment is needed"
                    .to_owned()
            }
            StageName::Loom => format!(
                "execution {execution} of this scenario in loom, under its C11 memory model"
            ),
            StageName::Random => format!("random schedule {execution} of this scenario"),
            _ if execution == 2 => {
                "the second schedule of this scenario fails; the first one passed".to_owned()
            }
            _ => format!(
                "schedule {} of this scenario fails; the {} before it passed",
                crate::verdict::grouped(execution),
                crate::verdict::grouped(execution - 1),
            ),
        };
        self.line("");
        let heading = format!("{}  {text}.", self.paint.bold("Found"));
        self.text(&heading, "", "       ");
    }

    fn notes(&mut self) {
        let notes = self.report.notes.clone();
        if self.report.verdict == Verdict::Fail && !notes.is_empty() {
            self.line("");
        }
        for note in notes {
            self.text(&sanitised(&note), "  · ", "    ");
        }
    }

    fn next(&mut self) {
        let Report {
            replay, verdict, ..
        } = self.report;
        let mut lines = Vec::new();
        if let Some(token) = replay
            && self
                .report
                .diagnosis
                .as_ref()
                .is_some_and(|d| d.code != Code::NotStarted)
            && !self.view.replay
        {
            lines.push((
                "Replay",
                format!("cargo xtask check {} --replay {token}", self.view.arguments),
            ));
        }
        if let (Some(hint), Verdict::Fail) = (&self.view.hint, verdict) {
            lines.push(("Hint", hint.clone()));
        }
        if !lines.is_empty() {
            self.line("");
        }
        for (name, command) in lines {
            let name = self.paint.bold(&format!("{name:<6}"));
            // Never broken: it is there to be copied.
            self.line(&format!("{name} {}", self.paint.code(&command)));
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// rustc's text with its colours and nothing else that a terminal would obey.
fn clean_rendered(rendered: &str) -> String {
    console::AnsiCodeIterator::new(rendered.trim_end())
        .map(|(part, is_code)| match is_code {
            true if part.ends_with('m') => part.to_owned(),
            true => String::new(),
            false => sanitised(part),
        })
        .collect()
}
