//! Colour, width and the cleaning of what others wrote.

use std::borrow::Cow;

/// Whether to colour, and how wide the screen is.
#[derive(Clone, Copy, Debug)]
pub struct Paint {
    /// Whether escape sequences may be written.
    pub color: bool,
    /// Columns.
    pub width: usize,
}

impl Paint {
    fn with(self, code: &str, text: &str) -> String {
        if self.color && !text.is_empty() {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    /// What stands out.
    pub fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    /// What stands back.
    pub fn dim(self, text: &str) -> String {
        self.with("2", text)
    }

    /// Right.
    pub fn good(self, text: &str) -> String {
        self.with("1;32", text)
    }

    /// Wrong.
    pub fn bad(self, text: &str) -> String {
        self.with("1;31", text)
    }

    /// Neither.
    pub fn unclear(self, text: &str) -> String {
        self.with("1;33", text)
    }

    /// What is to be typed, or was, in the source.
    pub fn code(self, text: &str) -> String {
        self.with("36", text)
    }

    /// A preemption.
    pub fn mark(self, text: &str) -> String {
        self.with("33", text)
    }
}

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    console::measure_text_width(text)
}

/// At most so many columns, the last one an ellipsis if something is missing.
pub fn cut(text: &str, columns: usize) -> Cow<'_, str> {
    console::truncate_str(text, columns, "…")
}

/// Filled up with blanks.
pub fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Text that the code under check had a part in, without anything that a terminal would obey or that
/// would show it in another order than it has.
pub fn sanitised(text: &str) -> String {
    let plain = console::strip_ansi_codes(text);
    plain
        .chars()
        .filter_map(|c| match c {
            '\n' => Some('\n'),
            '\t' => Some(' '),
            c if c.is_control() => None,
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' => None,
            c => Some(c),
        })
        .collect()
}

/// Lines of at most the given width; `indent` stands before each, `first` before the first.
pub fn wrapped(text: &str, columns: usize, first: &str, indent: &str) -> String {
    let mut out = String::new();
    let room = columns.max(width(indent) + 20);
    for (number, paragraph) in text.lines().enumerate() {
        let start = if number == 0 { first } else { indent };
        let mut line = start.to_owned();
        let mut empty = true;
        for word in paragraph.split_whitespace() {
            if !empty && width(&line) + 1 + width(word) > room {
                out.push_str(line.trim_end());
                out.push('\n');
                indent.clone_into(&mut line);
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_taken_out() {
        assert_eq!(
            sanitised("a\x1b[2J\x1b]0;title\x07b\r\u{202e}c\x08\td\ne"),
            "abc d\ne"
        );
    }

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(
            wrapped("aaaa bbbb cccc dddd eeee ffff", 24, "- ", "  "),
            "- aaaa bbbb cccc dddd\n  eeee ffff\n"
        );
        assert_eq!(wrapped("one\ntwo", 80, "", ""), "one\ntwo\n");
    }
}
