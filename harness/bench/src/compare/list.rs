//! Which bugs are compared, and where they come from.

use std::fmt;

use super::{on_loom, on_shuttle};

/// A mistake of the bug bank, in one scenario of its exercise.
pub struct Bug {
    /// As the command line calls it: its kind and a number.
    pub name: &'static str,
    pub exercise: &'static str,
    /// Its file below `bank/wrong`, without the ending.
    pub bank: &'static str,
    pub scenario: &'static str,
    /// The lines that one would change, as they stand in the bank's file: any line that contains one of
    /// these.
    pub cause: &'static [&'static str],
    /// The scenario with loom's types.
    pub loom: fn(),
    /// The scenario with shuttle's types.
    pub shuttle: fn(),
}

impl Bug {
    /// The bank's file, from the root of the checkout.
    pub fn bank_file(&self) -> String {
        format!("exercises/{}/bank/wrong/{}.rs", self.exercise, self.bank)
    }

    /// The file for loom and shuttle, from the root of the checkout.
    pub fn engines_file(&self) -> String {
        let name = self.bank.replace('-', "_");
        format!("harness/bench/src/compare/bugs/{name}.rs")
    }
}

impl fmt::Display for Bug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, file, scenario) = (self.name, self.bank_file(), self.scenario);
        write!(f, "{name:<18}  {file}, scenario {scenario}")
    }
}

pub fn find(name: &str) -> Option<&'static Bug> {
    BUGS.iter().find(|bug| bug.name == name)
}

/// A bug, with its functions for both engines.
macro_rules! bug {
    ($name:literal, $exercise:literal $bank:literal $scenario:literal, $module:ident::$run:ident, $cause:expr) => {
        Bug {
            name: $name,
            exercise: $exercise,
            bank: $bank,
            scenario: $scenario,
            cause: &$cause,
            loom: on_loom::$module::$run,
            shuttle: on_shuttle::$module::$run,
        }
    };
}

/// Two of each kind, and one of them in a second scenario, since the first needs a wake-up for no reason.
#[rustfmt::skip]
pub const BUGS: &[Bug] = &[
    bug!("deadlock-1", "03-deadlock" "argument-order" "both-directions",
        argument_order::both_directions,
        ["source = from.balance.lock()", "target = to.balance.lock()"]),
    bug!("deadlock-2", "01-thread" "self-join" "join-from-inside",
        self_join::join_from_inside,
        ["State::Running => state = self.shared.ended.wait(state)"]),
    bug!("lost-wake-up-1", "05-queue" "one-condvar-notify-one" "one-producer-two-consumers",
        one_condvar_notify_one::one_producer_two_consumers,
        ["self.changed.notify_one();"]),
    bug!("lost-wake-up-2", "04-semaphore" "notify-if-zero" "two-wait-two-releases",
        notify_if_zero::two_wait_two_releases,
        ["if *free == 1 {", "self.released.notify_one();"]),
    bug!("atomicity-1", "04-semaphore" "if-wait" "acquire-waits",
        if_wait::acquire_waits,
        ["free = self.released.wait(free)"]),
    bug!("atomicity-1-late", "04-semaphore" "if-wait" "woken-and-too-late",
        if_wait::woken_and_too_late,
        ["free = self.released.wait(free)"]),
    bug!("atomicity-2", "03-deadlock" "check-before-lock" "two-spenders",
        check_before_lock::two_spenders,
        ["if from.balance() < amount {"]),
    bug!("lost-update-1", "02-counter" "load-then-store" "two-adds",
        load_then_store::two_adds,
        ["let old = self.value.load(Ordering::SeqCst);", "self.value.store(old + n, Ordering::SeqCst);"]),
    bug!("lost-update-2", "02-counter" "lock-per-call" "two-adds",
        lock_per_call::two_adds,
        ["let lock = Mutex::new(());"]),
    bug!("memory-ordering-1", "02-counter" "relaxed-unlock" "two-adds",
        relaxed_unlock::two_adds,
        ["self.0.locked.store(false, Ordering::Relaxed);"]),
    bug!("memory-ordering-2", "02-counter" "published-with-relaxed" "add-beside-get",
        published_with_relaxed::add_beside_get,
        ["self.current.store(next, Ordering::Relaxed);", "let current = self.current.load(Ordering::Relaxed);"]),
];

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn read(path: &str) -> String {
        let path = format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"));
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    #[test]
    fn each_bug_is_a_file_of_the_bank() {
        for bug in BUGS {
            assert!(read(&bug.bank_file()).starts_with("//@ expect: "), "{bug}");
        }
    }

    #[test]
    fn each_bug_is_the_program_of_the_bank() {
        for bug in BUGS {
            let bank = read(&bug.bank_file());
            let mut bank = bank.lines();
            let file = read(&bug.engines_file());
            let (code, _) = file
                .split_once("// The scenario")
                .expect("it says where the bank's code ends");
            let mut may_differ = false;
            for line in code.lines() {
                // What is imported differs, and so may a line after a comment that says so.
                let skip = line.trim().is_empty() || line.starts_with("use ") || may_differ;
                may_differ = line.trim_start().starts_with("// Differs: ");
                assert!(
                    skip || may_differ || bank.any(|of_bank| of_bank == line),
                    "{bug} does not have this line, or has it elsewhere: {line}"
                );
            }
        }
    }

    #[test]
    fn each_cause_stands_in_both_files() {
        for bug in BUGS {
            for file in [bug.bank_file(), bug.engines_file()] {
                let text = read(&file);
                let code = text.split("// The scenario").next().unwrap_or_default();
                assert!(bug.cause.iter().all(|cause| code.contains(cause)), "{file}");
            }
        }
    }
}
