//! The table of the stage `speedup`: what simulated cores predict, beside what this machine did.

use std::fmt::Write as _;

use heddle_report::Speedup;

use super::{page::Page, paint::width};

/// Width of a figure's column.
const COLUMN: usize = 10;
/// Width of the bar that stands for a speed-up equal to the number of cores.
const BAR: usize = 12;

impl Page<'_> {
    /// A row for each workload, and nothing where there are none.
    pub(super) fn speedup(&mut self) {
        let all = &self.report.speedup;
        let name = |one: &Speedup| one.workload.name.len();
        let Some(names) = all.iter().map(name).max() else {
            return;
        };
        let cores: Vec<u32> = all
            .iter()
            .map(|one| one.predicted.iter().map(|p| p.cores).collect())
            .max_by_key(Vec::len)
            .unwrap_or_default();
        // On a narrow screen what the figures come from is left out first.
        let room = self.paint.width.saturating_sub(4 + names) / COLUMN;
        let (shown, sums) = (cores.len().min(room), cores.len() + 2 <= room);
        self.line("");
        if !cores.is_empty() {
            self.line("  Predicted speed-up, on simulated cores (work / time):");
            let mut head = format!("    {:names$}", "");
            for count in &cores[..shown] {
                // Writing to a String cannot fail.
                let _ = write!(head, "{:>COLUMN$}", format!("{count} cores"));
            }
            if sums {
                let _ = write!(head, "{:>COLUMN$}{:>COLUMN$}", "work", "span");
            }
            self.line(&head);
        }
        for one in all.iter().filter(|one| !one.predicted.is_empty()) {
            let mut row = format!("    {:names$}", one.workload.name);
            for prediction in one.predicted.iter().take(shown) {
                let _ = write!(row, "{:>COLUMN$}", format!("{:.1}×", prediction.gain()));
            }
            if sums {
                let work = one.predicted.last().map_or(0, |p| p.work);
                let span = one.predicted.iter().map(|p| p.time).min().unwrap_or(0);
                let _ = write!(row, "{work:>COLUMN$}{span:>COLUMN$}");
            }
            self.line(&row);
        }
        self.measured(names);
    }

    fn measured(&mut self, names: usize) {
        let rows: Vec<(&Speedup, &heddle_report::Measured)> = self
            .report
            .speedup
            .iter()
            .filter_map(|one| Some((one, one.measured.as_ref()?)))
            .collect();
        let Some((_, first)) = rows.first() else {
            return;
        };
        let workers = first.workers;
        self.line(&format!("  Measured here, with {workers} workers:"));
        for (one, measured) in rows {
            let name = &one.workload.name;
            let predicted = one.predicted.iter().find(|p| p.cores == workers);
            let predicted =
                predicted.map_or_else(String::new, |p| format!(", predicted {:.1}×", p.gain()));
            // Threads are the reference of processes, too.
            let reference = if one.workload.processes {
                "threads"
            } else {
                "reference"
            };
            let row = format!(
                "    {name:names$}  {} {:.2}× ({reference} {:.2}×{predicted})",
                bar(measured.subject.median, workers),
                measured.subject.median,
                measured.reference.median,
            );
            if width(&row) <= self.paint.width {
                self.line(&row);
            } else {
                self.text(row.trim_start(), "    ", "      ");
            }
            if let (Some(one), Some(startup)) = (measured.over_one, measured.startup) {
                let row = format!(
                    "{:.2}× as fast as with one worker; starting {workers} workers took {:.0} ms",
                    one.median,
                    startup.median * 1000.0
                );
                self.text(&row, "      ", "      ");
            }
        }
    }
}

/// As long as the part of `cores` that was reached.
fn bar(gain: f64, cores: u32) -> String {
    let part = (gain / f64::from(cores.max(1))).clamp(0.0, 1.0);
    let full = (part * BAR as f64).round() as usize;
    format!("{}{}", "█".repeat(full), "·".repeat(BAR - full))
}
