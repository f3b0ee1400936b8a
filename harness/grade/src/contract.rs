//! What an exercise's object has to do: its operations, and the sequential model that judges them.

use std::fmt::Display;

use heddle_protocol::Code;

use crate::History;

/// A sequential model of an object, and how to do the same to the learner's.
///
/// A value of the implementing type is one state of the model, and the state that a scenario starts
/// in. It should be small: it is cloned and compared while a history is judged.
pub trait Contract: Clone + Eq + Send + Sync + 'static {
    /// What the learner wrote, with whatever the spec wants to keep beside it.
    type Object: Send + Sync + 'static;
    /// An operation, displayed as the learner would write the call: `put(1)`.
    type Op: Clone + Display + Send + Sync + 'static;
    /// What an operation returns, displayed as the learner would write the value: `Ok(())`.
    type Ret: Clone + PartialEq + Display + Send + Sync + 'static;

    /// Makes an object in the state that `self` describes.
    fn create(&self) -> Self::Object;

    /// Does one operation for real.
    fn apply(object: &Self::Object, op: &Self::Op) -> Self::Ret;

    /// Everything that the operation may do in this state: what it returns, and the state after. Asked once
    /// for each state and operation, and remembered.
    ///
    /// Several outcomes leave the choice to the implementation. None at all means that the operation
    /// has to wait for another state.
    fn outcomes(&self, op: &Self::Op) -> Vec<(Self::Ret, Self)>;

    /// Names what is wrong with a history that `self` cannot explain. The last call to return is the
    /// one that broke it.
    ///
    /// A good way to find the violated property is to drop properties one by one:
    /// [`history.fits(&weaker)`](History::fits) is true as soon as the violated one is gone.
    fn diagnose(&self, history: &History<Self>) -> Violation {
        let code = match history.is_concurrent() {
            true => Code::AtomicityViolation,
            false => Code::WrongAnswer,
        };
        Violation::new(code, history.complaint(self))
    }

    /// What can be seen to be wrong with the object from outside, looked for after each call and
    /// before the history is judged. It must not call the object: only the learner's calls count.
    fn inspect(_object: &Self::Object) -> Option<Violation> {
        None
    }

    /// Called at the end of each execution, when every thread has been joined.
    fn finish(object: Self::Object) {
        drop(object);
    }
}

/// A broken property, in the vocabulary of the reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The diagnosis.
    pub code: Code,
    /// What was violated, with the values that show it.
    pub message: String,
}

impl Violation {
    /// A violation.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Violation {
            code,
            message: message.into(),
        }
    }
}
