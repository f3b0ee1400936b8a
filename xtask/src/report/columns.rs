//! The interleaving on a screen: a column a thread where they fit, else a list.

use heddle_protocol::Thread;

use super::{
    paint::{Paint, cut, pad, sanitised, width},
    rows::Row,
    sources::Line,
};

/// Below this a column shows nothing that could be read.
const NARROWEST: usize = 19;
/// Left margin: the mark of a preemption.
const MARGIN: usize = 2;
/// Columns of a line number and the blank after it.
const NUMBER: usize = 4;

/// Draws the rows.
pub fn draw(rows: &[Row], threads: &[Thread], paint: Paint) -> String {
    // Threads that do nothing are no columns.
    let acting: Vec<usize> = (0..threads.len())
        .filter(|index| {
            rows.iter()
                .any(|row| matches!(row, Row::Did { thread, .. } if thread == index))
        })
        .collect();
    let room = paint.width.saturating_sub(MARGIN) / acting.len().max(1);
    // A short text needs no wide column, and a wide screen no wider text than there is.
    let longest = rows.iter().map(|row| match row {
        Row::Did { text, value, .. } => {
            width(text) + value.as_ref().map_or(0, |value| width(value) + 3) + NUMBER + 2
        }
        Row::Omitted(_) => 0,
    });
    let column = room
        .min(longest.max().unwrap_or_default().max(NARROWEST))
        .min(44);
    if acting.len() > 1 && column >= NARROWEST {
        in_columns(rows, threads, &acting, column, paint)
    } else {
        as_list(rows, threads, paint)
    }
}

fn in_columns(
    rows: &[Row],
    threads: &[Thread],
    acting: &[usize],
    column: usize,
    paint: Paint,
) -> String {
    let mut out = " ".repeat(MARGIN);
    for index in acting {
        let name = sanitised(&threads[*index].name);
        out.push_str(&pad(&paint.bold(&cut(&name, column - 1)), column));
    }
    finish_line(&mut out);
    let numbered = |row: &Row| matches!(row, Row::Did { line: Some(_), .. });
    // Two blanks before a text without a line number, one after it.
    let room = column
        - if rows.iter().any(numbered) {
            NUMBER + 1
        } else {
            3
        };
    for row in rows {
        match row {
            Row::Omitted(count) => omitted(&mut out, *count, paint),
            Row::Did {
                thread,
                text,
                value,
                line,
                preemption,
            } => {
                let before = acting
                    .iter()
                    .position(|index| index == thread)
                    .unwrap_or_default();
                let lead = pad(&paint.dim("·"), column).repeat(before);
                let cells = cells(text, value.as_deref(), *line, room, paint);
                for (index, cell) in cells.iter().enumerate() {
                    out.push_str(&margin(*preemption && index == 0, paint));
                    out.push_str(&lead);
                    out.push_str(cell);
                    finish_line(&mut out);
                }
            }
        }
    }
    out
}

fn as_list(rows: &[Row], threads: &[Thread], paint: Paint) -> String {
    let names: Vec<String> = threads
        .iter()
        .map(|thread| sanitised(&thread.name))
        .collect();
    let widest = names
        .iter()
        .map(|name| width(name))
        .max()
        .unwrap_or_default()
        .min(20);
    let mut out = String::new();
    let mut last = None;
    for row in rows {
        match row {
            Row::Omitted(count) => omitted(&mut out, *count, paint),
            Row::Did {
                thread,
                text,
                value,
                line,
                preemption,
            } => {
                // The name once a run: where it changes, the switch is seen.
                let name = names.get(*thread).filter(|_| last != Some(*thread));
                last = Some(*thread);
                let room = paint.width.saturating_sub(MARGIN + widest + 1 + NUMBER + 1);
                let cells = cells(text, value.as_deref(), *line, room.max(NARROWEST), paint);
                for (index, cell) in cells.iter().enumerate() {
                    out.push_str(&margin(*preemption && index == 0, paint));
                    let name = name.filter(|_| index == 0).map_or("", String::as_str);
                    out.push_str(&pad(&paint.bold(&cut(name, widest)), widest + 1));
                    out.push_str(cell);
                    finish_line(&mut out);
                }
            }
        }
    }
    out
}

/// A row's text in one line, or what came of it in a second one where there is no room beside it.
fn cells(
    text: &str,
    value: Option<&str>,
    line: Option<Line>,
    room: usize,
    paint: Paint,
) -> Vec<String> {
    // What the scenario does stands out from what the learner's code does for it.
    let ink = |text: &str| {
        if line.is_some() {
            text.to_owned()
        } else {
            paint.code(text)
        }
    };
    // A number with its file's letter may be wider than the others.
    let wider = line.map_or(0, |line| width(&line.to_string()));
    let room = room.saturating_sub(wider.saturating_sub(NUMBER - 1));
    let first = |text: &str| format!("{} {}", number(line, paint), ink(&cut(text, room)));
    let Some(value) = value else {
        // The call stands above, so where there is no room its result alone will do.
        let result = text
            .find(" → ")
            .map(|at| &text[at + 1..])
            .filter(|_| width(text) > room);
        return vec![first(result.unwrap_or(text))];
    };
    let colon = if value.starts_with('(') { "" } else { ":" };
    let whole = format!("{text}{colon} {value}");
    if width(&whole) <= room {
        return vec![first(&whole)];
    }
    let second = format!("{}{}", " ".repeat(NUMBER + 1), ink(&cut(value, room - 1)));
    vec![first(text), second]
}

fn number(line: Option<Line>, paint: Paint) -> String {
    match line {
        Some(line) => paint.dim(&format!("{line:>NUMBER$}", NUMBER = NUMBER - 1)),
        None => " ".repeat(NUMBER - 3),
    }
}

fn margin(preemption: bool, paint: Paint) -> String {
    if preemption {
        paint.mark("⤷ ")
    } else {
        "  ".to_owned()
    }
}

fn omitted(out: &mut String, count: usize, paint: Paint) {
    out.push_str(&paint.dim(&format!("  ⋮ {count} more steps")));
    out.push('\n');
}

fn finish_line(out: &mut String) {
    let trimmed = out.trim_end_matches(' ').len();
    out.truncate(trimmed);
    out.push('\n');
}
