use super::*;

/// Runs a whole campaign over a program that makes decisions through the tree. Each execution makes
/// `steps` steps. Returns how it ended, how far it got, and the bounds that were completed with the
/// executions that each took.
fn campaign(
    budget: Budget,
    steps: u64,
    program: impl Fn(&mut Tree),
) -> (Next, Progress, Vec<(u32, u64)>) {
    let mut search = Search::new();
    let mut campaign = Campaign::new(budget, &mut search);
    let mut progress = Progress::default();
    let mut completed = Vec::new();
    loop {
        program(tree(&mut search));
        progress.executions += 1;
        let seen = unfair(progress.executions * steps);
        let next = campaign.next(&mut search, &mut progress, seen, |event| {
            if let Event::BoundComplete { bound, executions } = event {
                completed.push((bound, executions));
            }
        });
        match next.unwrap() {
            Next::Run => {}
            end @ Next::End { .. } => return (end, progress, completed),
        }
    }
}

/// Executions in which somebody yielded, so that there is no other way than by bounds.
fn unfair(steps: u64) -> Seen {
    Seen {
        steps,
        yielded: true,
    }
}

fn tree(search: &mut Search) -> &mut Tree {
    match search {
        Search::Bounded(tree) => tree,
        Search::Reduced(_) => panic!("no bound"),
    }
}

fn budget(preemptions: u32, executions: u64) -> Budget {
    Budget {
        preemptions,
        disturbances: 1,
        executions,
        steps: 1_000,
        seconds: 60.0,
        asleep: Budget::PATIENT,
        reduces: true,
    }
}

/// So many decisions, each of them between going on and a preemption.
fn preemptions(count: usize) -> impl Fn(&mut Tree) {
    move |tree| {
        for _ in 0..count {
            tree.decide(2, 0b10, false).unwrap();
        }
    }
}

#[test]
fn each_bound_is_explored_whole_before_the_next() {
    let (end, progress, completed) = campaign(budget(2, 1_000), 1, preemptions(4));
    assert_eq!(end, COMPLETE);
    // Within a bound all smaller ones are explored again: 1, 1 + 4, 1 + 4 + 6.
    assert_eq!(completed, [(0, 1), (1, 5), (2, 11)]);
    assert_eq!((progress.executions, progress.completed), (17, Some(2)));
}

#[test]
fn where_nothing_was_left_out_larger_bounds_are_not_asked() {
    let (end, progress, completed) = campaign(budget(5, 1_000), 1, preemptions(1));
    let exhausted = Next::End {
        stopped: None,
        complete: true,
        exhausted: true,
    };
    assert_eq!(end, exhausted);
    assert_eq!(completed, [(0, 1), (1, 2)]);
    assert_eq!(progress.completed, Some(5));
}

#[test]
fn too_many_schedules_without_a_preemption_are_explored_by_delays() {
    // Twelve free choices between four threads.
    let free = |tree: &mut Tree| {
        for _ in 0..12 {
            tree.decide(4, 0, false).unwrap();
        }
    };
    let (end, progress, completed) = campaign(budget(2, 3_000), 1, free);
    assert_eq!(end, TOO_MANY);
    assert!(completed.is_empty());
    // One delay: 1 + 12; two: 1 + 24 + 66; three are within a third of the budget as well: 455.
    assert_eq!(progress.delays, Some(3));
    assert_eq!(progress.executions, 1_000 + 13 + 91 + 455);
}

#[test]
fn delays_end_where_their_part_of_the_effort_is_spent() {
    let free = |tree: &mut Tree| {
        for _ in 0..12 {
            tree.decide(4, 0, false).unwrap();
        }
    };
    let (end, progress, _) = campaign(budget(2, 300), 1, free);
    assert_eq!(end, TOO_MANY);
    assert_eq!(progress.delays, Some(1));
    assert_eq!(progress.executions, 200);
}

#[test]
fn a_bound_that_is_cut_off_keeps_the_ones_before_it() {
    let (end, progress, completed) = campaign(budget(2, 60), 1, preemptions(30));
    assert_eq!(end, TOO_MANY);
    assert_eq!(completed, [(0, 1), (1, 31)]);
    assert_eq!((progress.completed, progress.bound), (Some(1), 2));
}

#[test]
fn long_executions_count_as_several() {
    let (_, few, _) = campaign(budget(2, 300), STEPS, preemptions(30));
    let (_, long, _) = campaign(budget(2, 300), 4 * STEPS, preemptions(30));
    assert!(long.executions < few.executions / 2, "{long:?} {few:?}");
}

#[test]
fn a_restart_begins_with_bound_zero() {
    let mut search = Search::new();
    let mut campaign = Campaign::new(budget(2, 1_000), &mut search);
    let mut progress = Progress::default();
    let program = preemptions(2);
    for _ in 0..3 {
        program(tree(&mut search));
        progress.executions += 1;
        campaign
            .next(&mut search, &mut progress, unfair(1), |_| {})
            .unwrap();
    }
    assert_eq!((progress.bound, progress.completed), (1, Some(0)));
    campaign.restart(&mut search, &mut progress);
    assert_eq!((progress.bound, progress.completed), (0, None));
    assert_eq!(campaign.preemptions(), 0);
    // The new tree has nothing of the old path: another program is no divergence.
    preemptions(5)(tree(&mut search));
    progress.executions += 1;
    let next = campaign.next(&mut search, &mut progress, unfair(1), |_| {});
    assert_eq!(next, Ok(Next::Run));
}

#[test]
fn an_execution_that_ends_too_early_diverges() {
    let mut search = Search::new();
    let mut campaign = Campaign::new(budget(2, 1_000), &mut search);
    let mut progress = Progress::default();
    preemptions(3)(tree(&mut search));
    progress.executions += 1;
    // Bound 0 is complete after one; bound 1 repeats the first decisions.
    campaign
        .next(&mut search, &mut progress, unfair(1), |_| {})
        .unwrap();
    preemptions(3)(tree(&mut search));
    progress.executions += 1;
    campaign
        .next(&mut search, &mut progress, unfair(1), |_| {})
        .unwrap();
    preemptions(1)(tree(&mut search));
    progress.executions += 1;
    let next = campaign.next(&mut search, &mut progress, unfair(1), |_| {});
    assert_eq!(next, Err(Diverged));
}
