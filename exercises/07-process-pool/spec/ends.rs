//! How a pool ends, whatever its workers do.

use std::process::Command;

use grade::{
    Code, Deed, Gate, Scenario, Workshop, check, expected_panic, must_end, panics, scenario,
};
use process_pool::Pool;

use crate::pool::{Graded, INIT, config, graded, n};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        scenario(
            "close-and-join",
            "After `close` each worker ends by itself, one of them late; `join` waits for that.",
        )
        .run(|| {
            let mut graded = late();
            let pool = &mut graded.pool;
            graded
                .shop
                .calls("close()", || pool.close(), |()| "returns".to_owned());
            joins(graded);
        }),
        scenario("join-alone", "`join` closes a pool that nobody has closed.")
            .run(|| joins(late())),
        scenario(
            "join-with-a-dead-worker",
            "One of the workers is dead when the pool is joined.",
        )
        .run(|| {
            let graded = graded(2);
            graded.shop.kills(0, 9);
            let Graded { pool, shop, .. } = graded;
            shop.calls("join()", || pool.join(), |()| "returns".to_owned());
        }),
        scenario(
            "close-alone",
            "After `close` the workers end by themselves, whether anybody waits for them or not.",
        )
        .run(|| {
            let mut graded = graded(2);
            graded.maps(&[(Deed::Echo, "a"), (Deed::Echo, "b")], 1);
            let Graded { pool, shop, .. } = &mut graded;
            shop.calls("close()", || pool.close(), |()| "returns".to_owned());
            must_end(
                Code::EarlyReturn,
                "`close` has returned, but the standard input of a worker has not ended",
                || shop.await_ended(),
            );
            graded.drops();
        }),
        scenario(
            "they-end-together",
            "Two workers, each of which ends when the input of both has ended; the pool is joined.",
        )
        .run(|| {
            let mut graded = graded(2);
            let tasks = [(Deed::EndTogether(2), "a"), (Deed::EndTogether(2), "b")];
            graded.maps(&tasks, 1);
            must_end(
                Code::ProcessHang,
                "`join` waits for one worker's end before it has closed the input of the other",
                || joins(graded),
            );
        }),
        scenario(
            "no-map-after-close",
            "`map` panics when the pool is closed.",
        )
        .run(|| {
            let mut graded = graded(1);
            let Graded { pool, shop, .. } = &mut graded;
            shop.calls("close()", || pool.close(), |()| "returns".to_owned());
            for tasks in [vec![], vec![Deed::Echo.with("a")]] {
                let panicked = shop.calls(
                    if tasks.is_empty() { "map(no tasks)" } else { "map(1 task)" },
                    || panics(|| drop(pool.map(&tasks, n(1)))),
                    |panicked| if *panicked { "panics" } else { "returns" }.to_owned(),
                );
                check!(
                    panicked,
                    Code::WrongAnswer,
                    "`map` on a closed pool has to panic, but it returned"
                );
            }
            graded.drops();
        }),
        scenario(
            "drop-ends-all",
            "A pool is dropped whose workers do not end when their input does.",
        )
        .run(|| lingering().drops()),
        scenario(
            "terminate-ends-all",
            "`terminate` ends workers that do not end when their input does.",
        )
        .run(|| {
            let Graded { pool, shop, .. } = lingering();
            shop.calls(
                "terminate()",
                || pool.terminate(),
                |()| "returns".to_owned(),
            );
        }),
        scenario(
            "dropped-by-a-panic",
            "A panic of whoever has the pool drops it, and nothing of it is left.",
        )
        .run(|| {
            let Graded { pool, shop, .. } = lingering();
            let holds_it = || {
                let _pool = pool;
                expected_panic()
            };
            shop.calls(
                "panic!() where the pool is",
                || panics(holds_it),
                |_| "unwinds".to_owned(),
            );
        }),
        scenario(
            "terminate-while-busy",
            "A task fails while another one takes long: wherever `map` leaves that, `terminate` ends it.",
        )
        .run(|| {
            let mut graded = graded(2);
            let fails = Deed::FailAt(Gate::Begun(2)).with("a");
            let takes_long = Deed::At(Gate::WhileCalled).with("b");
            // What it says is other scenarios' business.
            let _ = graded.map(&[fails, takes_long], 1);
            let Graded { pool, shop, .. } = graded;
            shop.calls(
                "terminate()",
                || pool.terminate(),
                |()| "returns".to_owned(),
            );
        }),
        scenario(
            "deaf-to-signals",
            "A worker that ignores SIGTERM and does not end when its input does; the pool is dropped.",
        )
        .run(|| {
            let shop = Workshop::new();
            let command = deaf_to_sigterm(&shop.command());
            let pool = Pool::new(command, config(1, None)).expect("there is a shell");
            let mut graded = Graded { pool, shop, init: INIT };
            graded.maps(&[(Deed::Linger, "a")], 1);
            graded.drops();
        }),
        scenario(
            "drop-after-close",
            "A closed pool is dropped before its workers have ended.",
        )
        .run(|| {
            let mut graded = lingering();
            let pool = &mut graded.pool;
            graded
                .shop
                .calls("close()", || pool.close(), |()| "returns".to_owned());
            graded.drops();
        }),
        scenario(
            "drop-with-a-dead-worker",
            "One of the workers is dead already when the pool is dropped.",
        )
        .run(|| {
            let graded = graded(2);
            graded.shop.kills(0, 9);
            graded.drops();
        }),
        scenario(
            "drop-after-an-error",
            "The pool is dropped right after a `map` that failed.",
        )
        .run(|| {
            let mut graded = graded(2);
            let tasks = [Deed::Exit(3), Deed::Echo, Deed::Fail, Deed::Echo];
            // What it says is other scenarios' business.
            let _ = graded.map(&tasks.map(|deed| deed.with("a")), 1);
            graded.drops();
        }),
    ]
}

/// The same program, started by a shell that becomes it: what a shell ignores, its successor does.
fn deaf_to_sigterm(worker: &Command) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", r#"trap "" TERM; exec "$@""#, "sh"]);
    command.arg(worker.get_program()).args(worker.get_args());
    for (name, value) in worker.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command
}

/// A pool whose workers do not end when their input does.
fn lingering() -> Graded {
    let mut graded = graded(2);
    let tasks = [
        (Deed::Linger, "a"),
        (Deed::Linger, "b"),
        (Deed::Linger, "c"),
    ];
    graded.maps(&tasks, 1);
    graded
}

/// A pool with a worker that takes its time to end.
fn late() -> Graded {
    let mut graded = graded(2);
    let late = || Deed::AtEnd(Gate::WhenStill);
    graded.maps(&[(late(), "a"), (late(), "b")], 1);
    graded
}

fn joins(graded: Graded) {
    let Graded { pool, shop, .. } = graded;
    shop.calls("join()", || pool.join(), |()| "returns".to_owned());
    check!(
        shop.all_ended(),
        Code::EarlyReturn,
        "`join` has returned, but a worker had not ended by itself: it was ended by force, or still runs"
    );
}
