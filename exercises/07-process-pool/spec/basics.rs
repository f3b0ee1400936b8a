//! A pool that nothing happens to.

use std::process::Command;

use grade::{Code, Deed, Scenario, Workshop, check, scenario};
use process_pool::{Config, Pool};

use crate::pool::{Graded, config, graded};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        scenario(
            "starts-its-workers",
            "`new` starts the workers with the command that it is given, and `pids` names them.",
        )
        .run(|| {
            let graded = graded(2);
            graded.knows_its_workers(2);
            graded.greets_at_once();
            graded.greeted();
            graded.drops();
        }),
        scenario(
            "an-empty-init",
            "Where the configuration says nothing to the workers, each is still sent an `Init`.",
        )
        .run(|| {
            let shop = Workshop::new();
            let nothing = Config {
                init: Vec::new(),
                ..config(2, None)
            };
            let pool = Pool::new(shop.command(), nothing).expect("the program is there");
            shop.await_started(2);
            let graded = Graded { pool, shop, init: &[] };
            graded.greets_at_once();
            graded.drops();
        }),
        scenario(
            "one-worker",
            "One worker gets one `Init` and then three tasks, and their results come back.",
        )
        .run(|| {
            let mut graded = graded(1);
            graded.maps(
                &[(Deed::Echo, "a"), (Deed::Echo, "b"), (Deed::Echo, "c")],
                1,
            );
            graded.greeted();
            graded.drops();
        }),
        scenario(
            "several-maps",
            "Two workers live through three maps: nobody is started again, or greeted again.",
        )
        .run(|| {
            let mut graded = graded(2);
            let tasks = [(Deed::Echo, "a"), (Deed::Echo, "b"), (Deed::Echo, "c")];
            for _ in 0..3 {
                graded.maps(&tasks, 1);
            }
            graded.greeted();
            let started = graded.shop.started().len();
            check!(
                started == 2,
                Code::WrongAnswer,
                "{started} workers were started in three maps, although none of the first two ended"
            );
            graded.knows_its_workers(2);
            graded.drops();
        }),
        scenario(
            "few-tasks",
            "Fewer tasks than workers, and none at all, are no trouble.",
        )
        .run(|| {
            let mut graded = graded(3);
            graded.maps(&[], 1);
            graded.maps(&[(Deed::Echo, "a")], 1);
            graded.maps(&[], 5);
            graded.maps(&[(Deed::Echo, "b"), (Deed::Echo, "c")], 1);
            // Nothing is a result as well.
            graded.maps(&[(Deed::Echo, ""), (Deed::Echo, "d")], 1);
            graded.drops();
        }),
        scenario(
            "no-such-program",
            "`new` returns the error if the program cannot be started.",
        )
        .run(|| {
            let result = Pool::new(Command::new("/no/such/program"), config(2, None));
            check!(
                result.is_err(),
                Code::WrongAnswer,
                "`Pool::new` returned a pool although its program does not exist"
            );
        }),
        scenario(
            "the-second-cannot-start",
            "The first worker starts, the second one cannot: `new` returns the error, and the first is ended.",
        )
        .run(|| {
            let shop = Workshop::new();
            let result = Pool::new(shop.command_for(1), config(2, None));
            check!(
                result.is_err(),
                Code::WrongAnswer,
                "`Pool::new` returned a pool although its second worker could not be started"
            );
        }),
    ]
}
