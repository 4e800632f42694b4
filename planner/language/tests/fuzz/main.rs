//! Mutated inputs: whatever the bytes, every part of the language answers, and never panics.
//!
//! Each target is a function from bytes to an answer that it checks itself. A test gives it a
//! bounded number of inputs, the same in every run; with `CUTOVER_FUZZ_SECONDS=600` it goes on for
//! that long instead, with seeds of the hour. A failure prints the input.
#![allow(clippy::disallowed_methods, reason = "its cases are files, and its length is an option")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
#![allow(clippy::panic, reason = "a test may panic")]
#![allow(clippy::print_stdout, reason = "a long run tells how many inputs it had")]
#[path = "../common/mod.rs"]
mod common;
mod mutate;

use common::{Dir, decode_text, specs};
use cutover_language::{Decoded, Inputs, Request, Source, Unformatted, format};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::value::Value;
use mutate::{Dice, mutate, seeds};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Longest that one input may take, in a build without optimisation on a busy machine.
const SLOW: Duration = Duration::from_secs(20);

/// What a target gets besides the mutated bytes.
struct Bench {
    dir: Dir,
    dice: Dice,
}

/// Runs a target over mutated seeds: `rounds` times, or for as long as the environment says.
fn fuzz(rounds: usize, seeds: &[Vec<u8>], target: fn(&mut Bench, &[u8])) {
    let seconds = std::env::var("CUTOVER_FUZZ_SECONDS").ok().map(|text| text.parse().unwrap());
    let begun = Instant::now();
    let goes_on = |round: usize| match seconds {
        Some(seconds) => begun.elapsed() < Duration::from_secs(seconds),
        None => round < rounds,
    };
    let hour = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 3600;
    let mut dice = Dice::new(seconds.map_or(0x5eed, |_: u64| hour));
    let mut bench = Bench { dir: Dir(specs().join("good/full")), dice: Dice::new(7) };
    let mut round = 0;
    while goes_on(round) {
        let bytes = mutate(&mut dice, seeds);
        let one = Instant::now();
        let ended = catch_unwind(AssertUnwindSafe(|| target(&mut bench, &bytes)));
        let took = one.elapsed();
        let text = || String::from_utf8_lossy(&bytes).into_owned();
        assert!(ended.is_ok(), "round {round}, input:\n{}\n{:?}", text(), text());
        assert!(took < SLOW, "round {round} took {took:?}, input:\n{}", text());
        round += 1;
    }
    println!("{round} inputs in {:?}", begun.elapsed());
}

fn source(name: &str, bytes: &[u8]) -> Source {
    Source { name: name.to_owned(), text: bytes.to_vec() }
}

/// Problems have codes that are explained, and places inside of their files.
fn check_problems(problems: &[Diagnostic], length: usize) {
    for problem in problems {
        let known = cutover_language::CODES.iter().any(|code| code.code == problem.code);
        assert!(known, "`{}` is not explained", problem.code);
        let related = problem.related.iter().map(|related| &related.place);
        for place in problem.place.iter().chain(related) {
            assert!(place.start <= place.end && place.line >= 1 && place.column >= 1, "{place:?}");
            assert!(
                !place.file.starts_with("fuzzed.") || place.end <= length,
                "{place:?} of {length}"
            );
        }
    }
}

fn check_decoded(decoded: &Decoded, length: usize) {
    let sound = decoded.diagnostics.iter().all(|problem| !problem.is_error());
    assert_eq!(decoded.spec.is_some(), sound);
    check_problems(&decoded.diagnostics, length);
}

fn decode(sources: &[Source], values: &[Source], one: Option<&str>, dir: &dyn Inputs) -> Decoded {
    let variables: Vec<(String, String)> =
        one.into_iter().map(|text| ("token".to_owned(), text.to_owned())).collect();
    let request = Request {
        sources,
        stage: Some("prod"),
        variables: &variables,
        var_files: values,
        local: true,
        account: None,
        region: None,
        found: None,
    };
    cutover_language::decode(&request, dir)
}

/// The parser layer: text to trees, or to problems; files are read as far as they can be.
fn parser(_: &mut Bench, bytes: &[u8]) {
    let (heads, problems) = cutover_language::stages(&[source("fuzzed.hcl", bytes)]);
    check_problems(&problems, bytes.len());
    // Without a stage block there is the stage `default`.
    assert!(heads.len() <= bytes.len() + 1);
}

/// The evaluator and the decoder around it, on a whole stack.
fn evaluator(bench: &mut Bench, bytes: &[u8]) {
    let stage = (bench.dice.roll(3) > 0).then_some("prod");
    let decoded = decode_text(bytes, stage);
    check_decoded(&decoded, usize::MAX);
    let wrapped =
        [b"stack \"s\" {}\nlocals {\n x = ", bytes, b"\n}\noutput \"x\" { value = local.x }"];
    check_decoded(&decode_text(&wrapped.concat(), None), usize::MAX);
}

/// The formatter: final after one run, and it changes nothing that the decoder sees.
fn formatter(_: &mut Bench, bytes: &[u8]) {
    match format(&source("fuzzed.hcl", bytes)) {
        Ok(once) => {
            let again = format(&source("fuzzed.hcl", once.as_bytes()));
            assert_eq!(again.as_deref(), Ok(once.as_str()), "a second run changes more");
            assert_eq!(seen(once.as_bytes()), seen(bytes), "it means something else");
        }
        Err(Unformatted::Problems(problems)) => {
            assert!(!problems.is_empty(), "refused without a word");
            check_problems(&problems, bytes.len());
        }
        Err(Unformatted::Changed) => panic!("its meaning would change"),
    }
}

type Seen = (Vec<(String, Option<String>)>, Option<BTreeMap<String, BTreeMap<String, Value>>>);

/// What the decoder makes of a file, places apart.
fn seen(bytes: &[u8]) -> Seen {
    let decoded = decode_text(bytes, Some("prod"));
    let mut problems: Vec<_> = decoded
        .diagnostics
        .into_iter()
        .map(|problem| (problem.code, problem.place.map(|place| place.file)))
        .collect();
    problems.sort();
    let blocks = decoded.spec.map(|spec| {
        let blocks = spec
            .blocks
            .into_iter()
            .map(|(address, block)| (address.to_string(), block.attrs.into_iter().collect()));
        blocks.collect()
    });
    (problems, blocks)
}

/// Files of values, and values of the command line.
fn values(bench: &mut Bench, bytes: &[u8]) {
    let file = [source("fuzzed.hcl", bytes)];
    let stack = common::sources(&bench.dir.0, false);
    check_decoded(&decode(&stack, &file, None, &bench.dir), bytes.len());
    let text = String::from_utf8_lossy(bytes);
    let begin = bench.dice.roll(text.len() + 1);
    let tail = text.get(begin..).unwrap_or(&text);
    check_decoded(&decode(&stack, &[], Some(tail), &bench.dir), bytes.len());
}

/// HCL's JSON syntax, as a spec and as values.
fn json(bench: &mut Bench, bytes: &[u8]) {
    let spec = [source("fuzzed.hcl.json", bytes)];
    check_decoded(&decode(&spec, &[], None, &bench.dir), bytes.len());
    let stack = common::sources(&bench.dir.0, false);
    let values = [source("fuzzed.vars.hcl.json", bytes)];
    check_decoded(&decode(&stack, &values, None, &bench.dir), bytes.len());
}

#[test]
fn json_never_makes_decoding_panic() {
    fuzz(1_500, &seeds(true), json);
}

#[test]
fn the_parser_layer_never_panics() {
    fuzz(6_000, &seeds(false), parser);
}

#[test]
fn the_evaluator_never_panics() {
    fuzz(4_000, &seeds(false), evaluator);
}

#[test]
fn the_formatter_never_panics_nor_changes_meaning() {
    fuzz(6_000, &seeds(false), formatter);
}

#[test]
fn values_never_make_decoding_panic() {
    let own: Vec<Vec<u8>> = VALUES.iter().map(|text| text.as_bytes().to_vec()).collect();
    fuzz(500, &[own, seeds(false)].concat(), values);
}

const VALUES: &[&str] = &[
    "token = \"secret\"\nregions = [\"eu\", \"us\"]\n",
    "log_level = \"warn\"\nsize = { width = 1, height = null }\n",
    "token = <<E\nx\nE\nflags = { a = true }\nlist = [1, 2.5, -3e2]\n",
    "[\"a\", { b = [1, 2] }]",
    "{ a = \"${1 + 2}\" }",
];
