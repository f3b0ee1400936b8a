//! How numbers read, and how near two words are.

/// `1 line`, `2 lines`, `1,322 schedules`.
pub fn counted(count: impl TryInto<u64>, noun: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(count))
}

/// Digits in groups of three.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// To the millisecond: more is noise, and does not survive being written and read.
pub fn rounded(seconds: f64) -> f64 {
    // Adding 0 makes the -0 of an empty sum a plain one.
    (seconds * 1000.0).round() / 1000.0 + 0.0
}

/// Levenshtein's distance, for "did you mean".
pub fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(left != *right);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_single_edits() {
        assert_eq!(distance("queue", "queue"), 0);
        assert_eq!(distance("quee", "queue"), 1);
        assert_eq!(distance("qeuue", "queue"), 2);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(counted(1_u64, "schedule"), "1 schedule");
        assert_eq!(counted(1_234_567_u64, "schedule"), "1,234,567 schedules");
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(100), "100");
    }
}
