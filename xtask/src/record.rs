//! What was seen in one check, from the scan to the last child process: the input of a verdict.
//!
//! A saved record reproduces its report, without the machine, the time or the processes that made it.

use heddle_protocol::{
    Budget, Departure, Event, Location, Measurement, ScenarioInfo, StageName, WorkloadInfo,
};
use heddle_report::Subject;
use serde::{Deserialize, Serialize};

use crate::manifest::{Bounds, Stages};

/// Everything that one check saw.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    /// What it was made for.
    #[serde(default)]
    pub purpose: Purpose,
    /// The exercise's folder name.
    pub exercise: String,
    /// Its title.
    pub title: String,
    /// What was graded.
    pub subject: Subject,
    /// The root, to shorten the compiler's absolute paths.
    pub root: String,
    /// The stages of the manifest.
    pub stages: Stages,
    /// The bounds of the manifest.
    pub bounds: Bounds,
    /// The libraries beside std that the subject uses, of those that the manifest allows.
    #[serde(default)]
    pub libraries: Vec<String>,
    /// What replay tokens are bound to: subject, spec and version.
    pub fingerprint: u64,
    /// What the scan refused.
    pub findings: Vec<Finding>,
    /// What the compiler said; `None` if it was not asked.
    pub build: Option<Build>,
    /// The scenarios, in the order of the spec.
    pub scenarios: Vec<ScenarioInfo>,
    /// The workloads, in the order of the spec.
    #[serde(default)]
    pub workloads: Vec<WorkloadInfo>,
    /// The machine's cores, as far as this process may use them.
    #[serde(default)]
    pub cores: u32,
    /// The child processes, by stage and in the order of the spec.
    pub children: Vec<Child>,
}

/// Something that a submission may not contain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Where it stands.
    pub location: Location,
    /// What was found, as the learner wrote it.
    pub what: String,
    /// Why it is refused and what to write in its place.
    pub advice: String,
}

/// What a record was made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// All that the manifest asks for.
    #[default]
    Grading,
    /// One schedule of one scenario, in this stage, and nothing else.
    Replay(StageName),
}

impl Record {
    /// Whether the stage judges the subject here, needed for a pass or not.
    pub fn asks(&self, stage: StageName) -> bool {
        match self.purpose {
            Purpose::Grading => self.stages.names(stage),
            Purpose::Replay(only) => stage == only,
        }
    }

    /// Whether a pass needs the stage.
    pub fn requires(&self, stage: StageName) -> bool {
        match self.purpose {
            Purpose::Grading => self.stages.required.contains(&stage),
            Purpose::Replay(only) => stage == only,
        }
    }

    /// The child processes that the verdict is about, and what they ran: each exploration of a grading,
    /// the one schedule of a replay.
    pub fn judged(&self) -> impl Iterator<Item = (&Child, &Trial)> {
        let is_replay = self.purpose != Purpose::Grading;
        self.children
            .iter()
            .filter_map(move |child| match &child.task {
                Task::Explore(trial) if !is_replay => Some((child, trial)),
                Task::Replay(trial) if is_replay => Some((child, trial)),
                _ => None,
            })
    }
}

/// What the compiler said about a subject.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Build {
    /// Errors in the subject's own files.
    pub errors: Vec<CompileError>,
    /// Errors in the spec, which compiles against every subject that keeps to the contract.
    pub spec_errors: Vec<CompileError>,
    /// Seconds that the build took.
    pub seconds: f64,
}

impl Build {
    /// Whether there is something to run.
    pub fn succeeded(&self) -> bool {
        self.errors.is_empty() && self.spec_errors.is_empty()
    }
}

/// One error of the compiler's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CompileError {
    /// Its first line.
    pub message: String,
    /// Where it points first.
    pub location: Option<Location>,
    /// As rustc shows it, with escape sequences for colour.
    pub rendered: String,
}

/// One child process.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Child {
    /// What it was asked to do.
    pub task: Task,
    /// What a true end record repeats.
    pub nonce: String,
    /// What it said.
    pub events: Vec<Event>,
    /// How it ended.
    pub ending: Ending,
    /// What the code under check printed, cut.
    pub output: String,
    /// From its start to its end.
    pub seconds: f64,
    /// A measurement's time, by this process's clock: from the word to begin to the word that it is done.
    #[serde(default)]
    pub measured: Option<f64>,
}

/// What a child process was asked to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// Name the scenarios.
    List,
    /// Explore one scenario.
    Explore(Trial),
    /// Run one schedule of it again.
    Replay(Trial),
    /// Run the failing schedule without this choice.
    Without(Trial, Departure),
    /// Run the schedule that failed when the code was last checked.
    Retry(Trial),
    /// Run one workload on simulated cores.
    Predict(Simulation),
    /// Run one workload for real.
    Measure(Measurement),
}

impl Task {
    /// The scenario that it runs, and how.
    pub fn trial(&self) -> Option<&Trial> {
        match self {
            Task::Explore(trial)
            | Task::Replay(trial)
            | Task::Without(trial, _)
            | Task::Retry(trial) => Some(trial),
            Task::List | Task::Predict(_) | Task::Measure(_) => None,
        }
    }
}

/// One scenario under one engine.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Trial {
    /// The scenario's name.
    pub scenario: String,
    /// Which engine.
    pub stage: StageName,
    /// How far.
    pub budget: Budget,
    /// Where its random choices start.
    pub seed: u64,
}

/// One workload on simulated cores.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Simulation {
    /// The workload's name.
    pub workload: String,
    /// Of each run; the subject is told to use as many workers.
    pub cores: Vec<u32>,
    /// Where the input comes from.
    pub seed: u64,
    /// When a thread that sleeps for real is told; see [`Budget::asleep`].
    #[serde(default)]
    pub asleep: f64,
}

/// How a child process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// It exited by itself.
    Exited(i32),
    /// A signal ended it that was not ours.
    Signal(i32),
    /// It was killed when its time was over.
    TimedOut,
}
