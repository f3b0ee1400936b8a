//@ base: right/handoff
//@ expect: lost-wake-up
//! An item handed to a waiting getter takes up no room, yet nobody tells the next putter that there is room.
impl<T> Queue<T> {
    fn push(&self, state: &mut State<T>, item: T) {
        state.unfinished += 1;
        match state.getters.pop_front() {
            Some(getter) => getter.fill(Place::Item(item)),
            None => state.items.push_back(item),
        }
    }
}
