//! The compiler's own text about a made file, with the places and the line numbers of the files that
//! somebody wrote.

use super::places::Overlay;

/// `text` as rustc would write it if it knew. Where the lines that it shows go over to the other file, a line
/// with `:::` says so, as rustc itself does it.
pub fn located(text: &str, overlay: &Overlay) -> String {
    let file = overlay.file();
    let mut out = String::new();
    // Whether the numbers are the made file's, and which file the reader was told.
    let (mut made, mut told) = (true, None);
    for line in text.split_inclusive('\n') {
        let plain = console::strip_ansi_codes(line);
        let plain = plain.trim();
        if let Some(place) = plain.strip_prefix("--> ").or(plain.strip_prefix("::: ")) {
            let number = place.strip_prefix(&format!("{file}:"));
            let number = number.and_then(|rest| rest.split(':').next()?.parse().ok());
            made = number.is_some();
            told = number
                .and_then(|line| overlay.place(line))
                .map(|(file, _)| file);
            out.push_str(&overlay.paths(line));
            continue;
        }
        let number = made.then(|| gutter(plain)).flatten();
        let Some((file, number)) = number.and_then(|number| overlay.place(number)) else {
            out.push_str(&overlay.paths(line));
            continue;
        };
        if told != Some(file) {
            told = Some(file);
            out.push_str(&format!("  ::: {file}:{number}\n"));
        }
        out.push_str(&with_number(line, number));
    }
    out
}

/// The number in `66 |     code`.
fn gutter(plain: &str) -> Option<usize> {
    let (number, rest) = plain.split_once(' ').unwrap_or((plain, ""));
    let bar = rest.trim_start().chars().next();
    let is_code = matches!(bar, Some('|' | '+' | '-' | '~' | '/'));
    is_code.then(|| number.parse().ok()).flatten()
}

/// The line with another number in its gutter, and the text behind it where it was.
fn with_number(line: &str, number: usize) -> String {
    let mut escape = false;
    let digit = |(_, c): &(usize, char)| {
        // The codes for colours have digits of their own.
        escape = (escape || *c == '\x1b') && *c != 'm';
        !escape && c.is_ascii_digit()
    };
    let Some((start, _)) = line.char_indices().find(digit) else {
        return line.to_owned();
    };
    let rest = line[start..].trim_start_matches(|c: char| c.is_ascii_digit());
    let old = line.len() - start - rest.len();
    format!("{}{number:<old$}{rest}", &line[..start])
}
