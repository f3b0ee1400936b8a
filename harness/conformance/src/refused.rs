//! What neither std nor the façade may compile, where lifetimes are concerned; the other half is in
//! [`names`](crate::names). Each is a program that compiles, and does not any more with one line added.

/// Documents programs for a type that has a lifetime: without `$line` on the façade, and with it on both.
macro_rules! refused {
    ($($name:ident $type:literal)* : $before:literal $line:literal $after:literal) => {$(
        #[doc = concat!(
            "```no_run\n#[macro_use] extern crate heddle as std;\n",
            program!($type, $before, "", $after),
            "```compile_fail\n#[macro_use] extern crate heddle as std;\n",
            program!($type, $before, $line, $after),
            "```compile_fail\n",
            program!($type, $before, $line, $after),
        )]
        pub mod $name {}
    )*};
}

macro_rules! program {
    ($type:literal, $before:literal, $line:literal, $after:literal) => {
        concat!(
            "use std::{sync::{*, atomic::*, mpsc::*}, thread::*};\n",
            "type Of<'a> = ",
            $type,
            ";\n",
            $before,
            "\n",
            $line,
            "\n",
            $after,
            "\nfn main() {}\n```\n\n",
        )
    };
}

/// A longer lifetime is not as good as a shorter one: somebody could put the shorter in.
pub mod shrink {
    refused! {
        mutex "Mutex<&'a str>"
        mutex_guard "MutexGuard<'a, &'a str>"
        rwlock "RwLock<&'a str>"
        write_guard "RwLockWriteGuard<'a, &'a str>"
        once_lock "OnceLock<&'a str>"
        lazy_lock "LazyLock<&'a str>"
        sender "Sender<&'a str>"
        sync_sender "SyncSender<&'a str>"
        receiver "Receiver<&'a str>"
        handle "JoinHandle<&'a str>"
        scoped_handle "ScopedJoinHandle<'a, &'a str>"
        pointer "AtomicPtr<&'a str>"
        scope "&'a Scope<'a, 'a>"
        :
        "fn same<'a>(of: Of<'a>) -> Of<'a> { of }"
        "fn shrink<'a>(of: Of<'static>) -> Of<'a> { of }"
        ""
    }
}

/// What was borrowed may not go first: a destructor could look at it.
pub mod outlived {
    refused! {
        mutex_guard "MutexGuard<'a, &'a str>"
        read_guard "RwLockReadGuard<'a, &'a str>"
        write_guard "RwLockWriteGuard<'a, &'a str>"
        lazy_lock "LazyLock<&'a str>"
        lazy_function "LazyLock<u8, &'a str>"
        sender "Sender<&'a str>"
        sync_sender "SyncSender<&'a str>"
        receiver "Receiver<&'a str>"
        scoped_handle "ScopedJoinHandle<'a, &'a str>"
        :
        "fn keep(make: for<'a> fn(&'a str) -> Of<'a>) { let text = String::new(); let _kept = make(&text);"
        "drop(text);"
        "}"
    }
}
