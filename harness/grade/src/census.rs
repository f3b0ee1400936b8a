//! Items that are counted when they are dropped.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use heddle_protocol::Code;

use crate::Violation;

/// Makes [`Item`]s, and knows what became of each.
///
/// Its lock is the real one: it is held for a moment only, and the models do not see it.
#[derive(Debug, Default)]
pub struct Census(Arc<Mutex<Vec<Entry>>>);

#[derive(Debug)]
struct Entry {
    id: u32,
    drops: u32,
}

impl Census {
    /// Nobody yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A new item. Items may share a number; each is counted by itself.
    pub fn item(&self, id: u32) -> Item {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.push(Entry { id, drops: 0 });
        Item {
            id,
            entry: entries.len() - 1,
            census: Arc::clone(&self.0),
        }
    }

    /// How often items of that number were dropped.
    pub fn drops(&self, id: u32) -> u32 {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries
            .iter()
            .filter(|entry| entry.id == id)
            .map(|entry| entry.drops)
            .sum()
    }

    /// The number of an item that is gone already.
    pub fn gone(&self) -> Option<u32> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries
            .iter()
            .find(|entry| entry.drops > 0)
            .map(|entry| entry.id)
    }

    /// What is wrong, when every item should be gone by now.
    pub fn violation(&self) -> Option<Violation> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let odd = entries.iter().find(|entry| entry.drops != 1)?;
        let id = odd.id;
        Some(Violation::new(
            Code::LostItem,
            match odd.drops {
                0 => format!("Item {id} was never dropped, although nobody can reach it any more."),
                drops => format!("Item {id} was dropped {drops} times."),
            },
        ))
    }

    /// Ends the execution with `lost-item` unless every item was dropped exactly once.
    pub fn check_each_dropped_once(&self) {
        if let Some(Violation { code, message }) = self.violation() {
            crate::fail(code, message);
        }
    }
}

/// A value with a number that can be neither cloned nor copied, and whose drop is counted.
pub struct Item {
    id: u32,
    entry: usize,
    census: Arc<Mutex<Vec<Entry>>>,
}

impl Item {
    /// The number it was made with.
    pub fn id(&self) -> u32 {
        self.id
    }
}

impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.id)
    }
}

impl PartialEq for Item {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Item {}

impl Drop for Item {
    fn drop(&mut self) {
        let mut entries = self.census.lock().unwrap_or_else(PoisonError::into_inner);
        entries[self.entry].drops += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_that_are_dropped_once_are_in_order() {
        let census = Census::new();
        drop([census.item(1), census.item(2), census.item(1)]);
        assert_eq!(census.violation(), None);
        assert_eq!(census.drops(1), 2);
        assert_eq!(census.gone(), Some(1));
    }

    #[test]
    fn a_forgotten_item_is_named() {
        let census = Census::new();
        drop(census.item(1));
        std::mem::forget(census.item(2));
        let violation = census.violation().expect("an item is missing");
        assert_eq!(violation.code, Code::LostItem);
        assert!(
            violation.message.contains("Item 2 was never dropped"),
            "{violation:?}"
        );
    }

    #[test]
    fn an_item_that_still_lives_is_not_yet_dropped() {
        let census = Census::new();
        let item = census.item(3);
        assert!(census.violation().is_some());
        assert_eq!(census.gone(), None);
        drop(item);
        assert!(census.violation().is_none());
    }
}
