//! The whole page for one check.

use heddle_protocol::{Code, Location, StageName};
use heddle_report::{Diagnosis, Report, Stage, Status, Verdict};

use super::paint::{Paint, sanitised, width, wrapped};
use crate::{sources::Texts, workspace::Here};

/// What a page needs beside the report.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// Colour and width.
    pub paint: Paint,
    /// The subject's sources.
    pub texts: &'a Texts,
    /// The compiler's errors, as rustc shows them.
    pub compiler: Vec<String>,
    /// Where paths are read.
    pub here: Here,
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
    page.speedup();
    page.notes();
    page.next();
    page.out
}

/// A page in the making.
pub(super) struct Page<'a> {
    pub(super) report: &'a Report,
    pub(super) view: &'a View<'a>,
    pub(super) paint: Paint,
    pub(super) out: String,
}

impl Page<'_> {
    pub(super) fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    pub(super) fn text(&mut self, text: &str, first: &str, indent: &str) {
        self.out
            .push_str(&wrapped(text, self.paint.width.min(100), first, indent));
    }

    pub(super) fn place(&self, location: &Location) -> String {
        let Location { file, line, .. } = location;
        format!("{}:{line}", sanitised(&self.view.here.path(file)))
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
        let path = self.view.here.path(&subject.path);
        let path = self.paint.dim(&sanitised(&path));
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

pub(super) fn capitalised(text: &str) -> String {
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
