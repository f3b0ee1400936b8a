//! Who takes the place of the dead, and what the next death there says.

use grade::{Deed, Gate, Scenario, Workshop, panics, scenario};
use process_pool::{Config, Pool, PoolError};

use crate::deaths::{End, SIGKILL, died, may_cost_a_task};
use crate::pool::{Graded, INIT, config, graded, graded_with, started};

/// Longer than a pipe holds.
static LONG: [u8; 1 << 20] = [b'i'; 1 << 20];

pub fn scenarios() -> Vec<Scenario> {
    vec![
        scenario(
            "another-death-in-its-place",
            "A worker exits with code 3, and the one in its place is killed: each `map` says how its own \
             worker ended.",
        )
        .run(|| {
            let mut graded = graded(1);
            let answer = graded.map(&[Deed::Exit(3).with("a")], 1);
            died(&answer, 0, End::Code(3));
            let answer = graded.map(&[Deed::At(Gate::Kill(SIGKILL)).with("b")], 1);
            died(&answer, 0, End::Signal(SIGKILL));
            graded.works_again(1);
            graded.drops();
        }),
        scenario(
            "two-die-in-one-map",
            "Both workers die in one `map`, each in its task: the next one finds two new ones.",
        )
        .run(|| {
            let mut graded = graded(2);
            let both = || Deed::ExitAt(Gate::Begun(2), 3).with("a");
            let answer = graded.map(&[both(), both()], 1);
            let index = match &answer {
                Err(PoolError::WorkerDied { index: 1, .. }) => 1,
                _ => 0,
            };
            died(&answer, index, End::Code(3));
            graded.shop.await_gone(&[0, 1]);
            graded.works_again(2);
            graded.drops();
        }),
        scenario(
            "dies-at-rest",
            "A worker is killed between two maps, and the next `map` comes when nothing moves any more.",
        )
        .run(|| {
            let mut graded = graded(2);
            let meet = || Deed::At(Gate::Meet(2));
            graded.maps(&[(meet(), "a"), (meet(), "b")], 1);
            graded.shop.kills(0, SIGKILL);
            graded.shop.rests();
            may_cost_a_task(&mut graded);
            graded.works_again(2);
            graded.drops();
        }),
        scenario(
            "dies-before-a-long-init",
            "The second worker is killed before it has read its `Init` of 1 MiB.",
        )
        .run(|| {
            let shop = Workshop::new();
            shop.dooms(1, SIGKILL);
            // Whether `new` says so, or the task that it gets, is left open.
            if let Ok(pool) = started(&shop, greeting(2, &LONG)) {
                let mut graded = Graded { pool, shop, init: &LONG };
                graded.shop.await_gone(&[1]);
                may_cost_a_task(&mut graded);
                graded.works_again(2);
                graded.drops();
            }
        }),
        scenario(
            "its-successor-dies-as-well",
            "A worker dies, and the one in its place is killed before it has read its `Init` of 1 MiB.",
        )
        .run(|| {
            let mut graded = graded_with(greeting(1, &LONG), &LONG);
            graded.shop.dooms(1, SIGKILL);
            let answer = graded.map(&[Deed::Exit(3).with("a")], 1);
            died(&answer, 0, End::Code(3));
            // That it costs a task is left open, and so is what is said of one that has read nothing.
            let answer = graded.map(&[Deed::Echo.with("b")], 1);
            if answer.is_err() {
                died(&answer, 0, End::LeftOpen);
            }
            graded.works_again(1);
            graded.drops();
        }),
        scenario(
            "no-successor",
            "Both workers die, and no other can be started: a task of the next `map` is lost, or it panics.",
        )
        .run(|| {
            let shop = Workshop::new();
            let pool = Pool::new(shop.command_for(2), config(2, None));
            let pool = pool.expect("the program is there");
            let mut graded = Graded {
                pool,
                shop,
                init: INIT,
            };
            let both = || Deed::ExitAt(Gate::Begun(2), 3).with("a");
            let mut answers = Vec::new();
            // That it panics is left open.
            panics(|| {
                answers.push(graded.map(&[both(), both()], 1));
                graded.shop.await_gone(&[0, 1]);
                answers.push(graded.map(&[Deed::Echo.with("b")], 1));
            });
            if let [_, answer] = answers.as_slice() {
                died(answer, 0, End::LeftOpen);
            }
            graded.drops();
        }),
    ]
}

fn greeting(workers: usize, init: &[u8]) -> Config {
    Config {
        init: init.to_vec(),
        ..config(workers, None)
    }
}
