//! Paths in a report are relative to the root, however the compiler wrote them.

use heddle_protocol::Location;
use heddle_report::Report;

/// Shortens every path in `report`.
pub fn paths(report: &mut Report, root: &str) {
    let prefix = format!("{}/", root.trim_end_matches('/'));
    let places = report
        .threads
        .iter_mut()
        .filter_map(|thread| thread.spawned.as_mut())
        .chain(report.objects.iter_mut().map(|object| &mut object.location))
        .chain(
            report
                .interleaving
                .iter_mut()
                .filter_map(|step| step.location.as_mut()),
        )
        .chain(
            report
                .blocked
                .iter_mut()
                .filter_map(|blocked| blocked.location.as_mut()),
        )
        .chain(
            report
                .processes
                .iter_mut()
                .flat_map(|process| &mut process.threads)
                .flat_map(|thread| &mut thread.places),
        )
        .chain(
            report
                .diagnosis
                .iter_mut()
                .filter_map(|diagnosis| diagnosis.location.as_mut()),
        );
    for Location { file, .. } in places {
        if let Some(short) = file.strip_prefix(&prefix) {
            *file = short.to_owned();
        }
    }
    let texts = report.notes.iter_mut();
    let texts = texts.chain(report.stages.iter_mut().map(|stage| &mut stage.note));
    let notes = report
        .scenarios
        .iter_mut()
        .filter_map(|outcome| outcome.note.as_mut());
    let diagnosis = report.diagnosis.iter_mut();
    let said = diagnosis
        .flat_map(|d| [Some(&mut d.message), d.cause.as_mut()])
        .flatten();
    for text in texts.chain(notes).chain(said) {
        *text = text.replace(&prefix, "");
    }
}
