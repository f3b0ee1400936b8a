//! More bytes than a pipe holds.

use std::io::Read as _;

use grade::{Code, Deed, Scenario, Workshop, check, scenario};
use process_pool::Pool;

use crate::pool::{config, graded, n};

/// Sixteen times what a pipe holds.
const LARGE: usize = 1 << 20;

pub fn scenarios() -> Vec<Scenario> {
    vec![
        scenario(
            "large-results",
            "Each of four small tasks has a result of 1 MiB.",
        )
        .run(|| {
            let mut graded = graded(2);
            for chunk in [1, 4] {
                let results = graded.map(&vec![Deed::Fill(LARGE).with(""); 4], chunk);
                let sizes = results.map(|all| all.iter().map(Vec::len).collect::<Vec<_>>());
                check!(
                    sizes == Ok(vec![LARGE; 4]),
                    Code::WrongAnswer,
                    "results of {LARGE} bytes came back as {sizes:?}"
                );
            }
            graded.drops();
        }),
        scenario(
            "large-both-ways",
            "Three tasks of 1 MiB each have results of 1 MiB, in one chunk and one by one.",
        )
        .run(|| {
            let mut graded = graded(2);
            let body = "x".repeat(LARGE);
            let tasks = [(); 3].map(|()| (Deed::Echo, body.as_str()));
            graded.maps(&tasks, 3);
            graded.maps(&tasks, 1);
            graded.drops();
        }),
        scenario(
            "many-tasks",
            "Two thousand small tasks in one chunk: more requests and more answers than a pipe holds.",
        )
        .run(|| {
            let mut graded = graded(1);
            let body = "y".repeat(100);
            graded.maps(&vec![(Deed::Echo, body.as_str()); 2000], 2000);
            graded.drops();
        }),
        scenario(
            "flood-on-stderr",
            "Each worker writes 1 MiB to its standard error before it answers.",
        )
        .run(|| {
            let mut graded = graded(2);
            let flood = || Deed::Stderr(LARGE);
            graded.maps(&[(flood(), "a"), (flood(), "b"), (flood(), "c")], 1);
            graded.drops();
        }),
        scenario(
            "standard-error-as-given",
            "What a worker writes to its standard error goes where the command says.",
        )
        .run(|| {
            let shop = Workshop::new();
            let (mut reader, writer) = std::io::pipe().expect("a pipe");
            let mut command = shop.command();
            command.stderr(writer);
            let mut pool = Pool::new(command, config(1, None)).expect("the program is there");
            let answer = pool.map(&[Deed::Stderr(100).with("a")], n(1));
            drop(pool);
            // Everyone who could write is gone, so this comes to an end.
            let mut told = String::new();
            reader.read_to_string(&mut told).expect("a pipe can be read");
            check!(
                answer.is_ok() && told.len() == 100,
                Code::WrongAnswer,
                "a worker wrote 100 bytes to its standard error, and {} came where the command says",
                told.len()
            );
        }),
    ]
}
