//! Advice of the compiler's that cannot be followed here.

use crate::record::CompileError;

/// rustc takes a name that it does not know for a crate, and says how to add it. Nothing can be added here:
/// the learner's manifest is not used.
pub fn only_std(error: CompileError, crates: &[String]) -> CompileError {
    let plain = console::strip_ansi_codes(&error.rendered);
    let Some((_, name)) = plain.split_once("unresolved module or unlinked crate `") else {
        return error;
    };
    let name = name.split('`').next().unwrap_or_default();
    let mut known = String::from("`std`");
    for (number, library) in crates.iter().enumerate() {
        let and = if number + 1 == crates.len() {
            " and"
        } else {
            ","
        };
        known.push_str(&format!("{and} `{}`", library.replace('-', "_")));
    }
    let only =
        format!("only {known} can be used here, and modules of your own; there is no `{name}`");
    let vain = |line: &&str| {
        let line = console::strip_ansi_codes(line);
        !(line.contains("`cargo add ") || line.contains("might be missing a crate named"))
    };
    let lines: Vec<&str> = error.rendered.trim_end().lines().filter(vain).collect();
    let rendered = format!("{}\n  = help: {only}\n", lines.join("\n"));
    CompileError {
        message: format!("{}: {only}", error.message),
        rendered,
        ..error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(help: &str) -> CompileError {
        CompileError {
            message: "cannot find module or crate `serde`".to_owned(),
            location: None,
            rendered: format!(
                "error[E0433]: cannot find module or crate `serde`\n  | ^^^ use of unresolved module or \
                 unlinked crate `\x1b[1mserde\x1b[0m`\n  |\n  = help: {help}\n"
            ),
        }
    }

    #[test]
    fn a_crate_that_is_not_there_cannot_be_added() {
        for help in [
            "use `cargo add serde` to add it to your `Cargo.toml`",
            "you might be missing a crate named `serde`",
        ] {
            let told = only_std(error(help), &[]);
            let only = "only `std` can be used here, and modules of your own; there is no `serde`";
            assert!(
                told.rendered.ends_with(&format!("\n  = help: {only}\n")),
                "{}",
                told.rendered
            );
            assert!(!told.rendered.contains(help) && told.message.ends_with(only));
            assert!(told.rendered.contains('\x1b'), "its colours stay");
        }
    }

    #[test]
    fn the_libraries_that_an_exercise_allows_are_named() {
        let told = only_std(
            error("…"),
            &["rayon".to_owned(), "crossbeam-deque".to_owned()],
        );
        assert!(
            told.rendered
                .contains("only `std`, `rayon` and `crossbeam_deque` can be used here")
        );
    }

    #[test]
    fn other_errors_are_the_compilers_own() {
        let other = CompileError {
            message: "mismatched types".to_owned(),
            location: None,
            rendered: "error[E0308]: mismatched types".to_owned(),
        };
        assert_eq!(only_std(other.clone(), &[]).rendered, other.rendered);
    }
}
