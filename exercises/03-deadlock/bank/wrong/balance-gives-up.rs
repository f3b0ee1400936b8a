//@ base: right/plain
//@ expect: atomicity-violation
//! `balance` does not wait for an account that is busy, and says 0. It may be busy with another look.
impl Account {
    pub fn balance(&self) -> i64 {
        self.balance.try_lock().map_or(0, |balance| *balance)
    }
}
