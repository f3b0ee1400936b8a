//! The account of an execution that failed: its record, with words, relations and the cause.

use heddle_explain::Relations;
use heddle_protocol::{Failure, Step};
use heddle_report::{self as told, Report};

/// Fills in what `failure` has to tell, beside its diagnosis.
pub(super) fn tell(failure: &Failure, report: &mut Report) {
    if let Some(diagnosis) = &mut report.diagnosis {
        let code = heddle_explain::name(failure).code;
        let cause = heddle_explain::cause(failure, code, &report.subject.path);
        let panic = failure.panic.as_ref();
        let panic = || panic.and_then(|panic| panic.location.clone());
        let place = cause.as_ref().and_then(|cause| cause.place.clone());
        diagnosis.location = place.or_else(panic);
        diagnosis.cause = cause.map(|cause| cause.sentence);
    }
    report.threads.clone_from(&failure.threads);
    report.processes.clone_from(&failure.processes);
    report.objects = failure.objects.iter().map(object).collect();
    let steps = failure.steps.iter().zip(heddle_explain::relations(failure));
    report.interleaving = steps
        .map(|(step, relations)| told_step(failure, step, relations))
        .collect();
    report.blocked = heddle_explain::blocked(failure)
        .iter()
        .map(blocked)
        .collect();
}

fn object(object: &heddle_protocol::Object) -> told::Object {
    told::Object {
        kind: object.kind.name().to_owned(),
        location: object.location.clone(),
        name: None,
    }
}

fn told_step(failure: &Failure, step: &Step, relations: Relations) -> told::Step {
    let (before, after) = heddle_explain::around(failure, step).unzip();
    let blocked = relations.blocked.iter().map(|waiting| told::Waiting {
        thread: waiting.thread,
        operation: waiting.op,
        object: waiting.object,
    });
    told::Step {
        thread: step.thread,
        operation: step.op,
        object: step.object,
        outcome: step.outcome.clone(),
        value: heddle_explain::in_words(failure, step),
        before,
        after,
        location: step.location.clone(),
        preemption: step.preemption,
        runnable: (0..64).filter(|t| step.runnable >> t & 1 == 1).collect(),
        blocked: blocked.collect(),
        could_go_on: relations.could_go_on,
        follows: relations.follows,
    }
}

fn blocked(blocked: &heddle_explain::Blocked<'_>) -> told::Blocked {
    let announced = blocked.announced;
    told::Blocked {
        thread: announced.thread,
        operation: announced.op,
        object: announced.object,
        location: announced.location.clone(),
        since: announced.since,
        waits_for: blocked.waits_for,
    }
}
