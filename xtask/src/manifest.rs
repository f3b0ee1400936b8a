//! `exercise.toml`: what an exercise says of itself.

use heddle_protocol::StageName;
use serde::{Deserialize, Serialize};

/// An exercise's `exercise.toml`. Unknown keys are refused: a misspelt bound must not pass silently.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// What the exercise is called in lists and reports.
    pub title: String,
    /// The name of the learner's crate, as the spec imports it.
    pub lib: String,
    /// Which stages judge it.
    pub stages: Stages,
    /// How far they look.
    #[serde(default)]
    pub bounds: Bounds,
    /// Crates other than `heddle` that a submission may use.
    #[serde(default)]
    pub crates: Vec<String>,
    /// Whether a submission may contain `unsafe`.
    #[serde(default, rename = "unsafe")]
    pub allow_unsafe: bool,
}

/// The stages of an exercise, beside `scan` and `build`, which are always there and required.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stages {
    /// A pass needs each of these, complete to its bound.
    pub required: Vec<StageName>,
    /// Named in the line that says pass when they did not finish.
    #[serde(default)]
    pub optional: Vec<StageName>,
}

impl Stages {
    /// Whether the stage judges the exercise, needed for a pass or not.
    pub fn names(&self, stage: StageName) -> bool {
        self.required.contains(&stage) || self.optional.contains(&stage)
    }
}

/// How far the models look. The defaults suit most exercises.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Bounds {
    /// Preemptions in one execution of the bounded search.
    pub preemptions: u32,
    /// Spurious wake-ups and weak compare-exchange failures in one execution.
    pub disturbances: u32,
    /// Executions of one scenario in the bounded search.
    pub executions: u64,
    /// Random executions of one scenario, where the bounded search did not finish.
    pub random: u64,
    /// Steps of one execution.
    pub steps: u64,
    /// Seconds of one scenario in one model: a net, not the usual limit.
    pub seconds: f64,
    /// Preemptions in one execution of loom.
    pub loom: u32,
    /// Executions of one scenario in loom.
    pub loom_executions: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Bounds {
            preemptions: 2,
            disturbances: 1,
            executions: 20_000,
            random: 5_000,
            steps: 20_000,
            seconds: 20.0,
            loom: 2,
            loom_executions: 3_000,
        }
    }
}

/// Reads and validates a manifest; where it is not sound, one line for a person says why.
pub fn parse(text: &str) -> Result<Manifest, String> {
    let manifest: Manifest = toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .map(|span| text[..span.start].matches('\n').count() + 1);
        let message = error
            .message()
            .lines()
            .next()
            .unwrap_or("not TOML")
            .to_owned();
        line.map_or(message.clone(), |line| format!("line {line}: {message}"))
    })?;
    let identifier = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_lowercase())
            && text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    if !identifier(&manifest.lib) {
        return Err(format!(
            "`lib` is `{}`, which is no name for a crate",
            manifest.lib
        ));
    }
    let stages = || {
        manifest
            .stages
            .required
            .iter()
            .chain(&manifest.stages.optional)
    };
    if let Some(stage) = stages().find(|s| s.is_always_there()) {
        return Err(format!(
            "`{}` is always there: leave it out of `stages`",
            stage.as_str()
        ));
    }
    if let Some(stage) = stages().find(|stage| stages().filter(|other| other == stage).count() > 1)
    {
        return Err(format!("`{}` stands twice in `stages`", stage.as_str()));
    }
    if manifest.stages.required.is_empty() {
        return Err("`stages.required` is empty: nothing would ever be judged".to_owned());
    }
    let bounds = manifest.bounds;
    if !(bounds.seconds.is_finite() && bounds.seconds > 0.0) || bounds.executions == 0 {
        return Err("`bounds.seconds` and `bounds.executions` have to be more than 0".to_owned());
    }
    Ok(manifest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "title = 'Q'\nlib = 'queue'\nstages.required = ['std', 'search']\n";

    #[test]
    fn a_sound_manifest_is_read() {
        let manifest = parse(GOOD).unwrap();
        assert_eq!(
            manifest.stages.required,
            [StageName::Std, StageName::Search]
        );
    }

    #[test]
    fn a_broken_manifest_is_one_clear_line() {
        for (text, expected) in [
            ("title = 'Q'\nlib = ", "line 2: "),
            (
                "title = 'Q'\nlib='q'\nstages.required = ['sdt']",
                "line 3: unknown variant `sdt`",
            ),
            (
                "lib = 'q'\nstages.required = ['std']",
                "missing field `title`",
            ),
            (
                &format!("{GOOD}[bounds]\npremptions = 3"),
                "unknown field `premptions`",
            ),
            (&GOOD.replace("queue", "My Queue"), "no name for a crate"),
            (&GOOD.replace("'std', ", "'build', "), "always there"),
            (&GOOD.replace("'std', ", "'search', "), "stands twice"),
            (&GOOD.replace("'std', 'search'", ""), "is empty"),
            (&format!("{GOOD}[bounds]\nseconds = 0"), "more than 0"),
        ] {
            let problem = parse(text).unwrap_err();
            assert!(problem.contains(expected), "{text}\n-> {problem}");
            assert!(!problem.contains('\n'), "{problem}");
        }
    }
}
