//! A contract's states and results as numbers: the seam between a spec, which is generic and compiled with
//! each submission, and the judging of histories, which is neither.

use crate::{
    Contract,
    linear::{Memory, Model},
};

/// The states and results that turned up so far; each is its index. There are few of each, so they are
/// looked for one by one.
pub(crate) struct Numbers<C: Contract> {
    states: Vec<C>,
    pub rets: Vec<C::Ret>,
    pub memory: Memory,
}

/// The number of the state that the numbers were begun with.
pub(crate) const START: u32 = 0;

impl<C: Contract> Numbers<C> {
    pub fn new(start: C) -> Self {
        Numbers {
            states: vec![start],
            rets: Vec::new(),
            memory: Memory::default(),
        }
    }

    /// The number of a result.
    pub fn ret(&mut self, ret: &C::Ret) -> u32 {
        number(&mut self.rets, ret)
    }

    /// The memory, and the model that is asked what is not in it. Operations are numbered as in `ops`.
    pub fn model<'a>(&'a mut self, ops: &'a [C::Op]) -> (&'a mut Memory, Numbered<'a, C>) {
        let numbered = Numbered {
            ops,
            states: &mut self.states,
            rets: &mut self.rets,
        };
        (&mut self.memory, numbered)
    }
}

/// A contract whose operations are these.
pub(crate) struct Numbered<'a, C: Contract> {
    ops: &'a [C::Op],
    states: &'a mut Vec<C>,
    rets: &'a mut Vec<C::Ret>,
}

impl<C: Contract> Model for Numbered<'_, C> {
    fn outcomes(&mut self, state: u32, op: u32) -> Vec<(u32, u32)> {
        let mut numbered = Vec::new();
        for (ret, after) in self.states[state as usize].outcomes(&self.ops[op as usize]) {
            numbered.push((number(self.rets, &ret), number(self.states, &after)));
        }
        numbered
    }
}

fn number<T: Clone + PartialEq>(known: &mut Vec<T>, wanted: &T) -> u32 {
    for (index, one) in known.iter().enumerate() {
        if one == wanted {
            return index as u32;
        }
    }
    known.push(wanted.clone());
    known.len() as u32 - 1
}
