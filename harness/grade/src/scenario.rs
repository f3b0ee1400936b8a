//! A scenario: a name, a sentence, and something that is run once for each schedule.

use heddle_protocol::{Code, ScenarioInfo};

use crate::{Contract, Threads};

/// Begins a scenario: its kebab-case name, and one sentence that says what must hold.
pub fn scenario(name: &'static str, about: &'static str) -> Draft {
    Draft { name, about }
}

/// A scenario that still lacks what happens in it.
#[derive(Clone, Copy, Debug)]
pub struct Draft {
    name: &'static str,
    about: &'static str,
}

impl Draft {
    /// Threads as data, working on an object that begins in this state of its contract.
    pub fn on<C: Contract>(self, start: C) -> Threads<C> {
        Threads::new(self, start)
    }

    /// Free form: the closure is the main thread.
    pub fn run(self, body: impl Fn() + Send + Sync + 'static) -> Scenario {
        self.into_scenario(Vec::new(), Box::new(body))
    }

    pub(crate) fn into_scenario(
        self,
        threads: Vec<Vec<String>>,
        body: Box<dyn Fn() + Send + Sync>,
    ) -> Scenario {
        let info = ScenarioInfo {
            name: self.name.into(),
            about: self.about.into(),
            threads,
            loom: true,
            preemptions: None,
            alone: None,
        };
        Scenario(explore::Scenario {
            info,
            body,
            no_thread_left_blocked: None,
        })
    }
}

/// A scenario that is ready to run.
pub struct Scenario(pub(crate) explore::Scenario);

impl Scenario {
    /// Whether loom should judge it, which it does unless told otherwise. It knows no timeouts, and
    /// five threads at most.
    pub fn loom(mut self, judges: bool) -> Self {
        self.0.info.loom = judges;
        self
    }

    /// Looks at schedules with so many preemptions, where the exercise's bound is not enough for a mistake
    /// that is known. One more makes a scenario of three threads about ten times as dear.
    pub fn preemptions(mut self, bound: u32) -> Self {
        self.0.info.preemptions = Some(bound);
        self
    }

    /// Advice beside a pass, and no failure: `text` is shown if no two threads held a lock each at the
    /// same time, in any schedule that was explored. For work that could overlap and need not.
    pub fn advise_if_alone(mut self, text: &str) -> Self {
        self.0.info.alone = Some(text.to_owned());
        self
    }

    /// Makes it a failure with this diagnosis when the closure returns while some thread is still
    /// blocked. Without it that is legal, as it is in std.
    pub fn no_thread_left_blocked(mut self, code: Code) -> Self {
        self.0.no_thread_left_blocked = Some(code);
        self
    }
}
