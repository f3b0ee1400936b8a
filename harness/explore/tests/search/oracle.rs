//! How many schedules there are, counted without any of the engine: for threads that each make some steps
//! and never wait, started and joined by main one after the other.

/// Thread 0 is main. It starts the others, makes its own steps, and joins them in order.
#[derive(Clone)]
struct Program {
    /// Steps of each other thread, its first resumption included.
    others: Vec<u32>,
    /// Main's own steps between the last start and the first join.
    main: u32,
}

#[derive(Clone)]
struct State {
    /// Steps that each thread has made.
    made: Vec<u32>,
    current: usize,
}

impl Program {
    /// Steps that a thread has in all.
    fn length(&self, thread: usize) -> u32 {
        match thread {
            0 => 2 * self.others.len() as u32 + self.main,
            other => self.others[other - 1],
        }
    }

    fn is_done(&self, state: &State, thread: usize) -> bool {
        state.made[thread] == self.length(thread)
    }

    fn could_run(&self, state: &State, thread: usize) -> bool {
        if self.is_done(state, thread) {
            return false;
        }
        let starts = self.others.len() as u32;
        if thread > 0 {
            return state.made[0] >= thread as u32;
        }
        match state.made[0].checked_sub(starts + self.main) {
            Some(joined) => self.is_done(state, joined as usize + 1),
            None => true,
        }
    }

    /// Schedules with at most so many preemptions from here on.
    fn count(&self, state: &State, preemptions: u32) -> u64 {
        let could = |thread: &usize| self.could_run(state, *thread);
        let able: Vec<usize> = (0..state.made.len()).filter(could).collect();
        if able.is_empty() {
            return 1;
        }
        let goes_on = able.contains(&state.current);
        let schedules = able.iter().map(|&next| {
            let costs = u32::from(goes_on && next != state.current);
            let Some(left) = preemptions.checked_sub(costs) else {
                return 0;
            };
            let mut after = state.clone();
            after.current = next;
            after.made[next] += 1;
            self.count(&after, left)
        });
        schedules.sum()
    }
}

/// Schedules with at most so many preemptions of a main that makes `main` steps beside others that make so
/// many each.
pub fn schedules(main: u32, others: &[u32], preemptions: u32) -> u64 {
    let program = Program {
        // The first time that a thread is resumed it gets to its first step and no further.
        others: others.iter().map(|steps| steps + 1).collect(),
        main,
    };
    let begin = State {
        made: vec![0; others.len() + 1],
        current: 0,
    };
    program.count(&begin, preemptions)
}
