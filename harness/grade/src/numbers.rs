//! A contract's states and results as numbers: the seam between a spec, which is generic and compiled with
//! each submission, and the judging of histories, which is neither.

use std::fmt::Display;

use crate::{
    Contract,
    linear::{Memory, Model},
};

/// The states and results that turned up so far; each is its index. There are few of each, so they are
/// looked for one by one. A spec may have a result that equals every other, so what two results are the
/// same is said by their texts, too.
pub(crate) struct Numbers<C: Contract> {
    states: Vec<C>,
    pub rets: Vec<C::Ret>,
    /// Of the results, in the same order.
    pub texts: Vec<String>,
    pub memory: Memory,
}

/// The number of the state that the numbers were begun with.
pub(crate) const START: u32 = 0;

impl<C: Contract> Numbers<C> {
    pub fn new(start: C) -> Self {
        Numbers {
            states: vec![start],
            rets: Vec::new(),
            texts: Vec::new(),
            memory: Memory::default(),
        }
    }

    /// The number of a result.
    pub fn ret(&mut self, ret: &C::Ret) -> u32 {
        number_of_ret(&mut self.rets, &mut self.texts, ret)
    }

    /// The memory, and the model that is asked what is not in it. Operations are numbered as in `ops`.
    pub fn model<'a>(&'a mut self, ops: &'a [C::Op]) -> (&'a mut Memory, Numbered<'a, C>) {
        let numbered = Numbered {
            ops,
            states: &mut self.states,
            rets: &mut self.rets,
            texts: &mut self.texts,
        };
        (&mut self.memory, numbered)
    }
}

/// A contract whose operations are these.
pub(crate) struct Numbered<'a, C: Contract> {
    ops: &'a [C::Op],
    states: &'a mut Vec<C>,
    rets: &'a mut Vec<C::Ret>,
    texts: &'a mut Vec<String>,
}

impl<C: Contract> Model for Numbered<'_, C> {
    fn outcomes(&mut self, state: u32, op: u32) -> Vec<(u32, u32)> {
        let mut numbered = Vec::new();
        for (ret, after) in self.states[state as usize].outcomes(&self.ops[op as usize]) {
            let ret = number_of_ret(self.rets, self.texts, &ret);
            numbered.push((ret, number_of_state(self.states, after)));
        }
        numbered
    }

    fn agree(&self, seen: u32, ret: u32) -> bool {
        self.rets[seen as usize] == self.rets[ret as usize]
    }
}

fn number_of_state<C: Eq>(states: &mut Vec<C>, state: C) -> u32 {
    for (index, known) in states.iter().enumerate() {
        if *known == state {
            return index as u32;
        }
    }
    states.push(state);
    states.len() as u32 - 1
}

fn number_of_ret<R: Clone + PartialEq + Display>(
    rets: &mut Vec<R>,
    texts: &mut Vec<String>,
    ret: &R,
) -> u32 {
    let text = ret.to_string();
    for (index, known) in rets.iter().enumerate() {
        if known == ret && texts[index] == text {
            return index as u32;
        }
    }
    rets.push(ret.clone());
    texts.push(text);
    rets.len() as u32 - 1
}
