//! What is printed, and what a goal is.

use super::*;

fn document() -> Document {
    let figure = |name: &str, value, unit: &str, goal| Figure {
        part: "engines".to_owned(),
        name: name.to_owned(),
        value,
        unit: unit.to_owned(),
        goal,
        samples: 9,
    };
    let found = |found, executions, seconds| Found {
        found,
        executions,
        seconds,
    };
    Document {
        schema: SCHEMA,
        cores: 2,
        figures: vec![
            figure("façade / bare", 0.934, "ratio", Some(Goal::AtLeast(0.9))),
            figure("façade", 101_234.5, "executions/s", None),
        ],
        bank: vec![BankRow {
            exercise: "05-queue".to_owned(),
            variant: "wrong/get-if-wait".to_owned(),
            ours: found(true, 12, 0.004),
            search: found(true, 12, 0.004),
            random: found(true, 31, 0.006),
            loom: found(false, 3_000, 1.25),
        }],
        growth: vec![GrowthRow {
            model: "queue".to_owned(),
            threads: 4,
            operations: 2,
            executions: 500_000,
            bound: Some(1),
            complete: false,
            seconds: 9.5,
        }],
        busy: vec![BusyRow {
            exercise: "06-parallel-map".to_owned(),
            subject: "solution".to_owned(),
            passed: 3,
            inconclusive: 197,
            failed: 0,
        }],
        steady: vec![SteadyRow {
            exercise: "07-process-pool".to_owned(),
            subject: "wrong/zombie".to_owned(),
            scenarios: "one-worker".to_owned(),
            outcome: "process-leak".to_owned(),
            runs: 1000,
            differed: 0,
            others: Vec::new(),
        }],
    }
}

#[test]
fn a_person_sees_ratios_with_their_goals_and_who_missed_what() {
    let paint = Paint {
        color: false,
        width: 80,
    };
    insta::assert_snapshot!(render(&document(), paint), @r"
    engines
      façade / bare      0.93 ×  goal ≥ 0.9
      façade          101,234 executions/s
    bank of 05-queue: executions and seconds to the first failure
                             search → loom             search             random               loom
      wrong/get-if-wait          12 0.00 s          12 0.00 s          31 0.01 s     – 3,000 1.25 s
      found, total              1/1 0.00 s         1/1 0.00 s         1/1 0.01 s         0/1 1.25 s
    growth: executions and seconds of the search, by threads and operations of each
      queue      4 × 2    500,000    9.50 s  cut off in bound 2
    speed-up stage beside a hog on every core: passed, inconclusive, failed
      06-parallel-map solution      3    197      0
    real processes, half of the runs beside a hog on every core: runs, and those that ended in another way than they should
      07-process-pool wrong/zombie   1000    0  process-leak in one-worker
    2 cores; medians
    ");
}

#[test]
fn the_document_says_which_version_it_is_and_keeps_full_figures() {
    let json = serde_json::to_value(document()).unwrap();
    assert_eq!(json["schema"], 1);
    assert_eq!(json["figures"][0]["value"], 0.934);
    assert_eq!(json["figures"][0]["goal"]["at-least"], 0.9);
    assert_eq!(json["bank"][0]["loom"]["found"], false);
}

#[test]
fn a_goal_is_a_limit_that_may_be_reached() {
    assert!(Goal::AtLeast(0.9).is_met(0.9) && !Goal::AtLeast(0.9).is_met(0.89));
    assert!(Goal::AtMost(1.0).is_met(1.0) && !Goal::AtMost(1.0).is_met(1.01));
}
