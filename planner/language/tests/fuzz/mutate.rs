//! Seeded mutations of the specs of the tests: every run of a seed tries the same inputs.
use crate::common::{sources, specs};

/// A small generator (xorshift64).
pub(crate) struct Dice(u64);

impl Dice {
    /// Of a seed; none is without result.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (sides.max(1) as u64)).unwrap()
    }
}

/// Texts to begin with: good and bad specs and files of values, in the native syntax or in JSON.
pub(crate) fn seeds(json: bool) -> Vec<Vec<u8>> {
    let mut folders = vec![specs().join("json")];
    for folder in ["bad", "good"] {
        let entries = std::fs::read_dir(specs().join(folder)).unwrap();
        folders.extend(entries.map(|entry| entry.unwrap().path()));
    }
    let files = |folder| [sources(folder, false), sources(folder, true)].concat();
    let files = folders.iter().flat_map(|folder| files(folder));
    let wanted = files.filter(|source| (source.name.rsplit('.').next() == Some("json")) == json);
    let mut seeds: Vec<Vec<u8>> = wanted.map(|source| source.text).collect();
    seeds.sort();
    assert!(seeds.len() >= 5);
    seeds
}

/// Words that matter to the parser, the evaluator or the decoder.
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
    "<<E\nE\n",
    "/* c */",
    " # c\n",
    "\t",
    "\r",
    "$${",
    "%%{",
    "${~",
    "~}",
    "%{ else }",
    " => ",
    "::",
    "a b c {\n",
    "x = \"${y}\"\n",
    "yamldecode(\"a: &a [*a, {<<: *a}]\")",
    "cidrsubnets(\"::/0\", 128, 0, ",
    "cidrhost(\"0.0.0.0/0\", -1",
    "parseint(\"-9223372036854775808\", 10)",
    "substr(\"é\", -1, ",
    "formatlist(\"%#+08.3x\", ",
    "setproduct(",
    "chunklist([1], 9223372036854775807)",
    "indent(1000, \"\\n\")",
    "pow(10, 308) * 10",
    "unclosed = \"${\"",
    "\\\"",
    "\\u00e9",
    "\"//\": ",
    "\"count\": ",
    "{\"a\":[",
    ",",
    ":",
    "null,",
];

/// One seed with a few things cut, copied, put in or spoilt.
pub(crate) fn mutate(dice: &mut Dice, seeds: &[Vec<u8>]) -> Vec<u8> {
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
