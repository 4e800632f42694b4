//! One record as one line of text.
//!
//! *Invariant of every format, present and future:* a line is compact JSON without its newline;
//! `format` is a member, and the last member is `checksum`, 16 hex digits of the SHA-256 of the
//! line's text before it. So damage and a newer format can be told apart by any reader. The
//! checksum covers the text rather than the values: numbers that read back rounded, or members
//! that this version doesn't know, are still protected.
use cutover_schemas::ledger::{LEDGER_FORMAT, Record};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

const OPENING: &[u8] = br#","checksum":""#;
const CLOSING: &[u8] = br#""}"#;
/// Hex digits of a checksum.
const DIGITS: usize = 16;

/// Why a line is not a record.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Flaw {
    /// Its end is not a checksum.
    #[error("it does not end in a checksum")]
    Unsealed,
    /// Its text is not what was written.
    #[error("its checksum is `{found}` but its text gives `{expected}`")]
    Checksum {
        /// As stored.
        found: String,
        /// As computed.
        expected: String,
    },
    /// A newer cutover wrote it.
    #[error("it has format {0}")]
    Newer(u32),
    /// It is intact, but not what this version takes for a record.
    #[error("it is not a record: {0}")]
    Json(#[from] serde_json::Error),
}

#[derive(Deserialize)]
struct Envelope {
    format: u32,
}

/// The line of a record, with the checksum that belongs to it.
pub(crate) fn encode(record: &Record) -> Result<String, Flaw> {
    let unsealed = Record { checksum: String::new(), ..record.clone() };
    let mut line = serde_json::to_string(&unsealed)?;
    line.truncate(line.len().saturating_sub(OPENING.len() + CLOSING.len()));
    let checksum = checksum(line.as_bytes());
    line.push_str(r#","checksum":""#);
    line.push_str(&checksum);
    line.push_str(r#""}"#);
    Ok(line)
}

/// Reads a line, which has no newline any more.
pub(crate) fn decode(line: &[u8]) -> Result<Record, Flaw> {
    let (text, found) = unseal(line).ok_or(Flaw::Unsealed)?;
    let expected = checksum(text);
    if found != expected.as_bytes() {
        return Err(Flaw::Checksum {
            found: String::from_utf8_lossy(found).into_owned(),
            expected,
        });
    }
    let Envelope { format } = serde_json::from_slice(line)?;
    if format > LEDGER_FORMAT {
        return Err(Flaw::Newer(format));
    }
    Ok(serde_json::from_slice(line)?)
}

/// Text and checksum.
fn unseal(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (rest, digits) = line
        .strip_suffix(CLOSING)
        .and_then(|rest| rest.split_at_checked(rest.len().checked_sub(DIGITS)?))?;
    Some((rest.strip_suffix(OPENING)?, digits))
}

fn checksum(text: &[u8]) -> String {
    let mut digits = hex::encode(Sha256::digest(text));
    digits.truncate(DIGITS);
    digits
}
