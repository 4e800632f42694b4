//! Mutated specs: whatever the bytes, decoding ends with a spec or with problems, never a panic.
#![allow(clippy::disallowed_methods, reason = "its cases are files")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
mod common;

use common::{Dir, decode_text, specs};
use cutover_language::Request;

/// A small generator, so that every run tries the same inputs.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (sides.max(1) as u64)).unwrap()
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for folder in ["bad", "good"] {
        for entry in std::fs::read_dir(specs().join(folder)).unwrap() {
            for source in common::sources(&entry.unwrap().path(), false) {
                seeds.push(source.text);
            }
        }
    }
    seeds.sort();
    seeds
}

const PIECES: &[&str] = &[
    "\"",
    "${",
    "}",
    "{",
    "[",
    "]",
    "(",
    ")",
    "%{ if true }",
    "%{ for x in y }",
    "%{ endfor }",
    "<<EOT\n",
    "<<-EOT\n",
    "\nEOT\n",
    "=",
    "==",
    "...",
    "[*]",
    ".*",
    ".0",
    "~",
    "null",
    "true",
    "1e999",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    " % 0",
    " / 0",
    "\\u",
    "\\",
    "#",
    "/*",
    "*/",
    "//",
    "\r\n",
    "\u{feff}",
    "\u{0}",
    "é",
    "for_each = ",
    "count = ",
    "each.value",
    "var.token",
    "local.data",
    "queue.jobs",
    "function.create_order.arn",
    "stack.account",
    "jsonencode(",
    "format(\"%*d\", ",
    "range(0, 10, 0)",
    "try(",
    "regex(\"(a|b)*\", ",
    "merge(",
    "element([], 0)",
    "slice([1], 1, 0)",
    "? 1 : 2",
    "&&",
    "||",
    "!",
    "-",
    "+",
    "for x in ",
    " : x => ",
    "depends_on = [",
    "defaults \"queue\" {}\n",
    "stage \"*\" {}\n",
    "\n",
    "yamldecode(",
];

fn mutate(dice: &mut Dice, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[dice.roll(seeds.len())].clone();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(bytes.len() + 1).min(bytes.len());
        let end = (at + dice.roll(20)).min(bytes.len());
        match dice.roll(6) {
            0 => drop(bytes.drain(at..end)),
            1 => drop(bytes.splice(at..at, PIECES[dice.roll(PIECES.len())].bytes())),
            2 => drop(bytes.splice(at..end, PIECES[dice.roll(PIECES.len())].bytes())),
            3 => {
                let copied = bytes[at..end].to_vec();
                let to = dice.roll(bytes.len() + 1).min(bytes.len());
                drop(bytes.splice(to..to, copied));
            }
            4 if at < bytes.len() => bytes[at] = u8::try_from(dice.roll(256)).unwrap(),
            _ => {
                let other = &seeds[dice.roll(seeds.len())];
                let from = dice.roll(other.len());
                let to = (from + dice.roll(200)).min(other.len());
                drop(bytes.splice(at..at, other[from..to].iter().copied()));
            }
        }
    }
    bytes
}

#[test]
fn no_input_makes_decoding_panic() {
    let seeds = seeds();
    let mut dice = Dice(0x5eed_cafe_f00d_1234);
    let dir = Dir(specs().join("good/full"));
    for round in 0..20_000 {
        let text = mutate(&mut dice, &seeds);
        let decoded = match round % 4 {
            0 => {
                let sources = [cutover_language::Source {
                    name: "values.vars.hcl".into(),
                    text: text.clone(),
                }];
                let variables = [("token".to_owned(), String::from_utf8_lossy(&text).into_owned())];
                let request = Request {
                    sources: &sources,
                    stage: Some("prod"),
                    variables: &variables,
                    var_files: &sources,
                    local: true,
                    account: None,
                    region: None,
                };
                cutover_language::decode(&request, &dir)
            }
            1 => decode_text(&text, None),
            _ => decode_text(&text, Some("prod")),
        };
        let sound = decoded.diagnostics.iter().all(|d| !d.is_error());
        assert_eq!(decoded.spec.is_some(), sound, "{}", String::from_utf8_lossy(&text));
        for place in decoded.diagnostics.iter().filter_map(|d| d.place.as_ref()) {
            assert!(place.start <= place.end && place.line >= 1 && place.column >= 1, "{place:?}");
        }
    }
}
