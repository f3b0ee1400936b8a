//! The stages of a grading: their names, and the order in which they are asked.

use serde::{Deserialize, Serialize};

macro_rules! stages {
    ($($variant:ident $text:literal $what:literal;)*) => {
        /// A part of the grading. The order of the variants is the order in which stages are asked: what
        /// finds most, soonest.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum StageName {
            $(#[doc = $what] $variant,)*
        }

        impl StageName {
            /// Every stage, in the order in which they are asked.
            pub const ALL: &[StageName] = &[$(StageName::$variant),*];

            /// As it is written in `exercise.toml` and in reports.
            pub const fn as_str(self) -> &'static str {
                match self { $(StageName::$variant => $text,)* }
            }
        }
    };
}

stages! {
    Scan "scan" "The source, before it is compiled.";
    Build "build" "The compiler.";
    Search "search" "Every schedule within a bound.";
    Std "std" "Real threads and real time, under a watchdog.";
    Loom "loom" "Memory orderings.";
    Random "random" "Random schedules, where the search did not finish.";
    Process "process" "Real processes with real faults.";
    Speedup "speedup" "Time on real cores.";
}

impl StageName {
    /// Whether it is always there and always needed, so that no manifest names it.
    pub const fn is_always_there(self) -> bool {
        matches!(self, StageName::Scan | StageName::Build)
    }

    /// The stages that run the scenarios of a spec, one process each, in the order in which they are asked.
    pub fn of_scenarios() -> impl Iterator<Item = StageName> {
        let all = StageName::ALL.iter().copied();
        all.filter(|stage| !stage.is_always_there() && *stage != StageName::Speedup)
    }
}
