//! One model, run once by the façade and once by an engine as it is: what the façade costs. And models
//! that grow: what the search costs.
//!
//! `cargo xtask bench` builds this program as submissions are built, starts it many times, and does
//! the arithmetic. Without arguments it is a spec's binary like any other and takes a job from standard
//! input. With `loom BOUND` or `shuttle SCHEDULER EXECUTIONS` it runs the bare engine and writes how many
//! executions there were, as one line of JSON.
//!
//! `compare` has bugs of the bank on the bare engines, for `docs/comparison.md`.
//!
//! A process runs one engine once: loom and shuttle must not share one.

mod compare;
mod growth;
mod model;
mod raw;

use heddle_protocol::ScenarioInfo;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["compare", arguments @ ..] = &arguments[..] {
        return compare::run(arguments).unwrap_or_else(|| usage());
    }
    let executions = match arguments[..] {
        [] => explore::serve(
            [
                scenario("short", model::SHORT),
                scenario("long", model::LONG),
            ]
            .into_iter()
            .chain(growth::scenarios())
            .collect(),
            Vec::new(),
        ),
        ["loom", bound] => bound.parse().ok().map(raw::loom),
        ["shuttle", scheduler, executions] => executions
            .parse()
            .ok()
            .and_then(|executions| raw::shuttle(scheduler, executions)),
        _ => None,
    };
    let executions = executions.unwrap_or_else(|| usage());
    println!("{}", serde_json::json!({ "executions": executions }));
}

fn usage() -> ! {
    eprintln!(
        "usage: heddle-bench [loom BOUND | shuttle random|mixed EXECUTIONS | compare \
         [loom|shuttle|shuttle-pct BUG [SEED [DEPTH]] | table [BUG]]]"
    );
    std::process::exit(2);
}

/// The model, as `explore` runs it.
fn scenario(name: &str, items: u32) -> explore::Scenario {
    explore::Scenario {
        info: ScenarioInfo {
            name: name.to_owned(),
            about: format!("{items} items go through a queue that has room for one."),
            threads: Vec::new(),
            loom: true,
            preemptions: None,
            alone: None,
        },
        body: Box::new(move || model::on_heddle::execution(items)),
        no_thread_left_blocked: None,
    }
}
