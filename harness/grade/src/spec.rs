//! The spec as a whole.

use std::io::IsTerminal;

use crate::processes::{self, ROLE};
use crate::{Scenario, Speedup};

/// The scenarios of an exercise, in the order in which a learner is told about them.
#[derive(Default)]
pub struct Spec {
    scenarios: Vec<explore::Scenario>,
    workloads: Vec<explore::Workload>,
}

impl Spec {
    /// No scenarios yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    ///
    /// # Panics
    ///
    /// If its name is taken, or is not in kebab-case: reports and replay tokens go by the name.
    #[must_use]
    pub fn with(mut self, scenario: impl Into<Scenario>) -> Self {
        let scenario = scenario.into().0;
        let name = &scenario.info.name;
        check_name(name);
        assert!(
            self.scenarios.iter().all(|other| other.info.name != *name),
            "two scenarios are called `{name}`"
        );
        self.scenarios.push(scenario);
        self
    }

    /// Adds a workload for the stage `speedup`.
    ///
    /// # Panics
    ///
    /// If its name is taken, or is not in kebab-case.
    #[must_use]
    pub fn speedup(mut self, Speedup(workload): Speedup) -> Self {
        let name = &workload.info.name;
        check_name(name);
        assert!(
            self.workloads.iter().all(|other| other.info.name != *name),
            "two workloads are called `{name}`"
        );
        self.workloads.push(workload);
        self
    }
}

fn check_name(name: &str) {
    let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    assert!(
        !name.is_empty() && name.chars().all(kebab),
        "`{name}` is not in kebab-case"
    );
}

/// Does what the checker asks on standard input, or what a pool asks of a worker. The `main` of a spec is this and nothing else.
pub fn run(spec: Spec) -> ! {
    let mut arguments = std::env::args().skip(1);
    if let (Some(ROLE), Some(hub)) = (arguments.next().as_deref(), arguments.next()) {
        processes::worker(&hub)
    }
    if processes::is_copy() {
        processes::copy()
    }
    if std::io::stdin().is_terminal() {
        eprintln!("A spec is run by `cargo xtask check`, which tells it what to do.");
        std::process::exit(2)
    }
    explore::serve(spec.scenarios, spec.workloads)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;

    #[test]
    #[should_panic(expected = "two scenarios are called `twice`")]
    fn a_name_is_used_once() {
        let twice = || scenario("twice", "The same name.").run(|| ());
        let _ = Spec::new().with(twice()).with(twice());
    }

    #[test]
    #[should_panic(expected = "`Not kebab` is not in kebab-case")]
    fn names_are_in_kebab_case() {
        let _ = Spec::new().with(scenario("Not kebab", "A name with a blank.").run(|| ()));
    }
}
