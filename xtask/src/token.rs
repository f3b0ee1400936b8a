//! Replay tokens: one schedule of one scenario, short enough to be typed.
//!
//! `0DS3-TA1K-7Q9F`: Crockford's base 32 (no I, L, O, U; case and hyphens do not matter) over the stage,
//! the scenario's index and the schedule with its runs counted, then a checksum, then a part of the
//! fingerprint of subject, spec and version, since a schedule means nothing to other code.

use heddle_protocol::{Schedule, StageName};

use crate::workspace::fingerprint;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Bytes of checksum and of fingerprint.
const CHECK: usize = 1;
const BINDING: usize = 2;

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Which engine ran it.
    pub stage: StageName,
    /// Index into the spec's scenarios.
    pub scenario: usize,
    /// The choices.
    pub schedule: Schedule,
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It was mistyped, or is none.
    Malformed,
    /// It belongs to other code, another spec or another version.
    Elsewhere,
}

impl Token {
    /// The token's text, bound to `fingerprint`.
    pub fn encode(&self, fingerprint: u64) -> String {
        let mut bytes = vec![match self.stage {
            StageName::Random => 1,
            StageName::Loom => 2,
            _ => 0,
        }];
        put(&mut bytes, self.scenario as u64);
        match &self.schedule {
            Schedule::Loom {
                bound,
                execution,
                main_spins,
            } => {
                put(
                    &mut bytes,
                    (u64::from(*bound) << 1) | u64::from(*main_spins),
                );
                put(&mut bytes, *execution);
            }
            Schedule::Choices(choices) => put_choices(&mut bytes, choices),
        }
        let check = check(&bytes);
        bytes.extend(check);
        bytes.extend(&fingerprint.to_le_bytes()[..BINDING]);
        let text = base32(&bytes);
        let groups: Vec<String> = text
            .as_bytes()
            .chunks(4)
            .map(|g| String::from_utf8_lossy(g).into_owned())
            .collect();
        groups.join("-")
    }

    /// Reads a token that was made for `fingerprint`.
    pub fn decode(text: &str, fingerprint: u64) -> Result<Self, Refused> {
        let bytes = unbase32(text).ok_or(Refused::Malformed)?;
        let length = bytes
            .len()
            .checked_sub(CHECK + BINDING)
            .ok_or(Refused::Malformed)?;
        let (mut body, tail) = bytes.split_at(length);
        if tail[..CHECK] != check(body) {
            return Err(Refused::Malformed);
        }
        if tail[CHECK..] != fingerprint.to_le_bytes()[..BINDING] {
            return Err(Refused::Elsewhere);
        }
        Self::parse(&mut body).ok_or(Refused::Malformed)
    }

    fn parse(body: &mut &[u8]) -> Option<Self> {
        let (first, rest) = body.split_first()?;
        *body = rest;
        let stage = match first {
            0 => StageName::Search,
            1 => StageName::Random,
            2 => StageName::Loom,
            _ => return None,
        };
        let scenario = usize::try_from(take(body)?).ok()?;
        let schedule = if stage == StageName::Loom {
            let bound = take(body)?;
            Schedule::Loom {
                bound: u32::try_from(bound >> 1).ok()?,
                execution: take(body)?,
                main_spins: bound & 1 == 1,
            }
        } else {
            Schedule::Choices(take_choices(body)?)
        };
        body.is_empty().then_some(Token {
            stage,
            scenario,
            schedule,
        })
    }
}

/// Runs of equal choices: most are long runs of 0, the default. Value and run share a number, so that a
/// short run of a small value is one byte.
fn put_choices(bytes: &mut Vec<u8>, choices: &[u16]) {
    for run in choices.chunk_by(|a, b| a == b) {
        let (value, length) = (u64::from(run[0]), run.len() as u64);
        if value < 3 {
            put(bytes, (length << 2) | value);
        } else {
            put(bytes, (length << 2) | 3);
            put(bytes, value);
        }
    }
}

fn take_choices(body: &mut &[u8]) -> Option<Vec<u16>> {
    let mut choices = Vec::new();
    while !body.is_empty() {
        let head = take(body)?;
        let value = if head & 3 == 3 { take(body)? } else { head & 3 };
        let length = usize::try_from(head >> 2).ok()?;
        // A schedule is as long as an execution at most; anything longer is no schedule.
        if choices.len() + length > 1_000_000 {
            return None;
        }
        choices.extend(std::iter::repeat_n(u16::try_from(value).ok()?, length));
    }
    Some(choices)
}

/// LEB128.
fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..63).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn check(bytes: &[u8]) -> [u8; CHECK] {
    [fingerprint([bytes]).to_le_bytes()[0]]
}

fn base32(bytes: &[u8]) -> String {
    let bits: Vec<bool> = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1))
        .collect();
    let digit = |bits: &[bool]| {
        let padded = bits.iter().copied().chain(std::iter::repeat(false)).take(5);
        padded.fold(0, |value, bit| value << 1 | usize::from(bit))
    };
    bits.chunks(5)
        .map(|bits| char::from(ALPHABET[digit(bits)]))
        .collect()
}

fn unbase32(text: &str) -> Option<Vec<u8>> {
    let mut bits = Vec::new();
    for c in text.chars().filter(|c| *c != '-' && !c.is_whitespace()) {
        let c = match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        };
        let value = ALPHABET.iter().position(|digit| char::from(*digit) == c)?;
        bits.extend((0..5).rev().map(|bit| value >> bit & 1 == 1));
    }
    let bytes = bits.chunks_exact(8);
    if bytes.remainder().len() >= 5 || bytes.remainder().contains(&true) {
        return None;
    }
    Some(
        bytes
            .map(|bits| {
                bits.iter()
                    .fold(0, |value, bit| value << 1 | u8::from(*bit))
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens() -> Vec<Token> {
        let choices = |choices: &[u16]| Schedule::Choices(choices.to_vec());
        let search = |scenario, schedule| Token {
            stage: StageName::Search,
            scenario,
            schedule,
        };
        vec![
            search(0, choices(&[])),
            search(3, choices(&[0, 0, 0, 0, 1, 0, 2])),
            search(300, choices(&[0, 65_535, 65_535, 3, 4, 0, 0, 1])),
            search(1, choices(&vec![0; 5_000])),
            Token {
                stage: StageName::Random,
                scenario: 7,
                schedule: choices(&[1; 400]),
            },
            Token {
                stage: StageName::Loom,
                scenario: 2,
                schedule: Schedule::Loom {
                    bound: 2,
                    execution: 12_345,
                    main_spins: true,
                },
            },
        ]
    }

    #[test]
    fn a_token_reads_back_as_it_was() {
        for token in tokens() {
            let text = token.encode(99);
            assert_eq!(Token::decode(&text, 99), Ok(token.clone()), "{text}");
            assert_eq!(
                Token::decode(&text.to_lowercase().replace('-', ""), 99),
                Ok(token)
            );
        }
    }

    #[test]
    fn an_ordinary_token_can_be_typed() {
        assert!(
            tokens()[1].encode(99).len() <= 19,
            "{}",
            tokens()[1].encode(99)
        );
    }

    #[test]
    fn other_code_is_told_from_a_slip_of_the_finger() {
        for token in tokens() {
            let text = token.encode(99);
            assert_eq!(Token::decode(&text, 98), Err(Refused::Elsewhere));
            let slip: String = text
                .char_indices()
                .map(|(at, c)| if at == 1 { other(c) } else { c })
                .collect();
            assert_eq!(
                Token::decode(&slip, 99),
                Err(Refused::Malformed),
                "{text} {slip}"
            );
        }
        for text in ["", "-", "0", "U", "hello", "0000-0000", "ÄÖÜ"] {
            assert_eq!(Token::decode(text, 99), Err(Refused::Malformed), "{text}");
        }
    }

    fn other(c: char) -> char {
        if c == 'Z' { 'Y' } else { 'Z' }
    }
}
