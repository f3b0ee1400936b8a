//! What a counter has to do, as a sequential model, and what a violation of it is called.

use counter::Counter;
use grade::{Call, Code, Contract, History, Violation, panics};

use crate::calls::{Change, Op, Ret};

/// What the model can be told to overlook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Overlook {
    Nothing,
    /// What the calls return that change the value; `get` is still asked for its answer.
    Answers,
    /// The same, and changes that never come.
    Losses,
}

/// A counter as the contract describes it: a number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number {
    value: u64,
    overlook: Overlook,
}

impl Number {
    /// A counter that holds `value`.
    pub fn of(value: u64) -> Self {
        Number {
            value,
            overlook: Overlook::Nothing,
        }
    }

    /// The same, but what calls that change it return is no matter. What fails then has lost a
    /// change, and not just looked at the wrong moment.
    pub fn whatever_changes_return(self) -> Self {
        self.but(Overlook::Answers)
    }

    fn but(&self, overlook: Overlook) -> Self {
        let value = self.value;
        Number { value, overlook }
    }

    fn holds(&self, value: u64) -> Self {
        let overlook = self.overlook;
        Number { value, overlook }
    }

    fn changed(&self, answer: u64, value: u64) -> Vec<(Ret, Self)> {
        let after = self.holds(value);
        match self.overlook {
            Overlook::Nothing => vec![(Ret::Value(answer), after)],
            Overlook::Answers => vec![(Ret::Whatever, after)],
            Overlook::Losses => vec![(Ret::Whatever, after), (Ret::Whatever, self.clone())],
        }
    }
}

impl Contract for Number {
    type Object = Counter;
    type Op = Op;
    type Ret = Ret;

    fn create(&self) -> Counter {
        Counter::new(self.value)
    }

    fn apply(counter: &Counter, op: &Op) -> Ret {
        match *op {
            Op::Add(n) => Ret::Value(counter.add(n)),
            Op::Get => Ret::Value(counter.get()),
            Op::Take => Ret::Value(counter.take()),
            Op::Update(Change::Panic) => {
                let mut ret = Ret::Panicked;
                panics(|| ret = Ret::Value(counter.update(|old| Change::Panic.of(old))));
                ret
            }
            Op::Update(change) => Ret::Value(counter.update(|old| change.of(old))),
        }
    }

    fn outcomes(&self, op: &Op) -> Vec<(Ret, Self)> {
        let old = self.value;
        match *op {
            Op::Add(n) => self.changed(old, old.wrapping_add(n)),
            Op::Get => vec![(Ret::Value(old), self.clone())],
            Op::Take => self.changed(old, 0),
            // What comes of the panic is left open; that the value stays is not.
            Op::Update(Change::Panic) => vec![(Ret::Whatever, self.clone())],
            Op::Update(change) => self.changed(change.of(old), change.of(old)),
        }
    }

    fn diagnose(&self, history: &History<Self>) -> Violation {
        let complaint = history.complaint(self);
        if !calls_overlap(history.calls()) {
            return Violation::new(Code::WrongAnswer, complaint);
        }
        if self.overlook == Overlook::Answers && history.fits(&self.but(Overlook::Losses)) {
            let text = format!("A change was lost. {complaint}");
            return Violation::new(Code::LostUpdate, text);
        }
        let text = format!("No order of the calls explains what they returned. {complaint}");
        Violation::new(Code::AtomicityViolation, text)
    }
}

/// Whether any two threads were in a call at the same time. What goes wrong without that is wrong in
/// any order.
fn calls_overlap(calls: &[Call<Op, Ret>]) -> bool {
    calls.iter().enumerate().any(|(index, one)| {
        calls[..index].iter().any(|other| {
            one.thread != other.thread && one.called < other.returned && other.called < one.returned
        })
    })
}
