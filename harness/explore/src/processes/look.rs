//! One look at the whole tree.

use heddle_processes::{Descriptor, Thread, Wait, below, descriptors, threads};

/// All threads of this process and of those below it, except some.
#[derive(PartialEq, Eq)]
pub struct Look(pub Vec<(u32, Vec<Thread>)>);

impl Look {
    /// Costs some 50 µs a thread.
    pub fn take(except: &[u32]) -> Look {
        let me = std::process::id();
        let mut all = vec![me];
        all.extend(below(me));
        let of = |id: u32| {
            let mut threads = threads(id);
            threads.retain(|thread| !except.contains(&thread.id));
            threads.sort_by_key(|thread| thread.id);
            (id, threads)
        };
        Look(all.into_iter().map(of).collect())
    }

    /// Whether each thread waits for what only another one of them can do. Two looks that are both
    /// still and equal mean that there was a moment at which all of them waited: nothing will ever
    /// move again.
    pub fn is_still(&self) -> bool {
        let outside = outside();
        self.0.iter().all(|(id, threads)| {
            threads.iter().all(|thread| match thread.waits {
                None => false,
                Some(Wait::Output(number)) => !leads_outside(*id, number, &outside),
                Some(_) => true,
            })
        })
    }

    /// The processes below this one, if none of their threads can go on.
    pub fn others(&self) -> Option<Vec<(u32, Vec<Thread>)>> {
        let others = self.0.get(1..).unwrap_or_default().to_vec();
        Look(others.clone()).is_still().then_some(others)
    }

    /// How often threads of this process have stopped running, those that are there.
    pub fn turns(&self) -> u64 {
        let own = self.0.first().into_iter().flat_map(|(_, threads)| threads);
        own.map(|thread| thread.switches).sum()
    }

    /// Processes, this one included.
    pub fn processes(&self) -> usize {
        self.0.len()
    }
}

/// What is behind our own standard output and standard error: their readers are not in the tree, and
/// read on.
fn outside() -> Vec<String> {
    let own = descriptors(std::process::id()).into_iter();
    own.filter(|d| matches!(d.number, 1 | 2))
        .map(|d| d.target)
        .collect()
}

fn leads_outside(id: u32, number: u32, outside: &[String]) -> bool {
    let target = |d: &Descriptor| d.number == number && outside.contains(&d.target);
    descriptors(id).iter().any(target)
}
