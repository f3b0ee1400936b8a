//! The policy itself: which names are refused, and what to say about each.

/// Why a path is refused, if it is. `path` is what the learner's path stands for.
pub fn path(path: &[String]) -> Option<&'static str> {
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    match parts[..] {
        ["core", "sync", ..] => Some(
            "`core::sync` goes round the checker, which then cannot see the shared data. Write `std::sync`",
        ),
        ["core", "hint", ..] => Some("`core::hint` goes round the checker. Write `std::hint`"),
        ["core", "panic", _, ..] => {
            Some("`core::panic` goes round the checker. Write `std::panic`")
        }
        ["core" | "std", "arch", ..] => {
            Some("machine instructions cannot be checked. Use what `std` offers")
        }
        ["core" | "std", "process", "exit" | "abort"] | ["std" | "core", "intrinsics", ..] => {
            Some("it ends the whole process, the checker with it. Return, or panic, instead")
        }
        ["std", "panic", "set_hook" | "take_hook" | "update_hook"] => {
            Some("the panic hook belongs to the checker. Leave it out")
        }
        ["core" | "std", "any", "type_name" | "type_name_of_val"] => {
            Some("the code may not depend on what the checker calls its types. Leave it out")
        }
        ["std", "sync", "atomic", .., "from_ptr"] => Some(
            "a checker has to know of each atomic, and memory that was none before has no room for that. \
             Make an atomic with `new`, and share a reference to it",
        ),
        ["std", "env", "set_var" | "remove_var"] => {
            Some("the environment is shared by all threads and is not the exercise's. Leave it out")
        }
        [
            "heddle" | "heddle_runtime" | "heddle_protocol" | "loom" | "shuttle",
            ..,
        ] => Some("it belongs to the checker. Write plain `std`"),
        ["std", ref rest @ ..] if rest.iter().any(|part| part.starts_with("__")) => {
            Some("it belongs to the checker. Use what the documentation of `std` names")
        }
        _ => None,
    }
}

/// Why an import is refused although each name below it would be refused where it is used.
pub fn import(path: &[String]) -> Option<&'static str> {
    (path == ["core"]).then_some(
        "a second name for `core` hides what is taken from it. Name it in full, as in `core::mem::swap`",
    )
}

/// Why a macro is refused, if it is. `path` is what the macro's path stands for.
pub fn macro_call(path: &[String]) -> Option<&'static str> {
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    let name = match parts[..] {
        [name] | ["std" | "core", name] | ["std" | "core", "arch" | "prelude", .., name] => name,
        _ => return None,
    };
    match name {
        "include" | "include_str" | "include_bytes" => {
            Some("a submission is its own source files only. Put the text into the file")
        }
        "asm" | "global_asm" | "naked_asm" => {
            Some("machine code cannot be checked. Use what `std` offers")
        }
        "cfg" => Some("what is checked must be what runs elsewhere. Leave the condition out"),
        _ => None,
    }
}

/// Why an attribute is refused, if it is.
pub fn attribute(name: &str) -> Option<&'static str> {
    match name {
        "no_mangle" | "export_name" | "link_section" | "link" | "used" | "global_allocator"
        | "panic_handler" | "naked" => {
            Some("it changes how the whole program is put together. Leave it out")
        }
        "path" => Some("modules live beside the file, under their own names. Leave `#[path]` out"),
        "cfg" | "cfg_attr" => {
            Some("what is checked must be what runs elsewhere. Only `#[cfg(test)]` is allowed")
        }
        _ => None,
    }
}

/// On `unsafe`.
pub const UNSAFE: &str = "this exercise is solved in safe Rust, where the compiler rules out half of the mistakes. Leave it out";

/// On `extern crate`.
pub const EXTERN_CRATE: &str = "the only one is `extern crate heddle as std;`. Name other crates by their paths, std's parts with `std::`";
