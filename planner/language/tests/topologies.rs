//! Good and bad topologies: what each rule finds of what it should, and of what it shouldn't.
//!
//! A line of a topology ends in `# expect RULE...` where something should be told of that line, as `RULE!` where that is an
//! error. Good ones expect nothing;
//! some of them nearly look bad. Some bad ones can't be seen from a spec: they count against a rule's recall all the same.
#![allow(clippy::disallowed_methods, reason = "its cases are files")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
mod common;

use cutover_language::{Inputs, PathKind, Request, Source};
use cutover_schemas::date::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Every path is there: topologies have no code. Modules are read.
struct Everything(common::Dir);

impl Inputs for Everything {
    fn file(&self, path: &str) -> Result<Vec<u8>, String> {
        self.0.file(path)
    }
    fn list(&self, path: &str) -> Result<Vec<String>, String> {
        self.0.list(path)
    }
    fn exists(&self, path: &str) -> PathKind {
        let is_file =
            path.rsplit('/').next().is_some_and(|name| name.contains('.') || name == "bootstrap");
        if is_file { PathKind::File } else { PathKind::Dir }
    }
    fn env(&self, _: &str) -> Option<String> {
        None
    }
    fn today(&self) -> Option<Date> {
        Date::parse("2026-06-30")
    }
}

/// A rule at a line of a file.
type Mark = (String, String, u32);

fn folders(below: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(below).unwrap();
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn expected(sources: &[Source]) -> BTreeSet<Mark> {
    let mut marks = BTreeSet::new();
    for source in sources {
        let text = std::str::from_utf8(&source.text).unwrap();
        for (at, line) in text.lines().enumerate() {
            let Some((_, rules)) = line.split_once("# expect ") else { continue };
            for rule in rules.split_whitespace() {
                marks.insert((
                    rule.to_owned(),
                    source.name.clone(),
                    u32::try_from(at).unwrap() + 1,
                ));
            }
        }
    }
    marks
}

/// What is expected of a stack with its modules, and what the rules tell of it. A stack that is refused for another reason is
/// no topology.
fn told(folder: &Path, sources: &[Source]) -> (BTreeSet<Mark>, BTreeSet<Mark>) {
    let (heads, _) = cutover_language::stages(sources);
    let stage = heads.iter().map(|head| head.name.as_str()).find(|name| *name != "default");
    let request = Request {
        sources,
        stage,
        variables: &[],
        var_files: &[],
        local: false,
        account: None,
        region: None,
        found: None,
    };
    let decoded = cutover_language::decode(&request, &Everything(common::Dir(folder.to_owned())));
    let others = decoded.diagnostics.iter().filter(|one| !one.code.starts_with("topology/"));
    let others: Vec<_> = others.filter(|one| one.is_error()).collect();
    assert!(others.is_empty(), "{}: {others:?}", folder.display());
    let found = decoded.diagnostics.iter().filter(|one| one.code.starts_with("topology/"));
    let found = found
        .map(|one| {
            let place = one.place.as_ref().unwrap();
            let sign = if one.is_error() { "!" } else { "" };
            (format!("{}{sign}", one.code), place.file.clone(), place.line)
        })
        .collect();
    let modules = &decoded.module_files;
    let wanted = expected(sources).union(&expected(modules)).cloned().collect();
    (wanted, found)
}

/// What came of one rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Score {
    right: usize,
    wrong: usize,
    missed: usize,
}

fn share(part: usize, of: usize) -> String {
    let Some(thousandths) = (part * 1_000 + of / 2).checked_div(of) else { return "-".to_owned() };
    format!("{}.{} %", thousandths / 10, thousandths % 10)
}

fn table(scores: &BTreeMap<String, Score>) -> String {
    let mut out =
        String::from("rule                          right  wrong  missed  precision   recall\n");
    for (rule, score) in scores {
        let _ = writeln!(
            out,
            "{rule:28} {:>6} {:>6} {:>7} {:>10} {:>8}",
            score.right,
            score.wrong,
            score.missed,
            share(score.right, score.right + score.wrong),
            share(score.right, score.right + score.missed)
        );
    }
    out
}

#[test]
fn rules_find_what_is_bad_and_nothing_else() {
    let topologies = root().join("tests/topologies");
    let (good, bad) = (folders(&topologies.join("good")), folders(&topologies.join("bad")));
    let examples = folders(&root().join("examples"));
    assert!(good.len() + examples.len() >= 20 && bad.len() >= 30, "{} {}", good.len(), bad.len());
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    let mut report = String::new();
    for folder in good.iter().chain(&examples).chain(&bad) {
        let sources = common::sources(folder, false);
        let (wanted, found) = told(folder, &sources);
        let name = folder.strip_prefix(root()).unwrap().display().to_string();
        assert_eq!(wanted.is_empty(), !bad.contains(folder), "{name}");
        for (rule, file, line) in found.difference(&wanted) {
            scores.entry(rule.trim_end_matches('!').to_owned()).or_default().wrong += 1;
            let _ = writeln!(report, "wrong   {rule} {name}/{file}:{line}");
        }
        for (rule, file, line) in wanted.difference(&found) {
            scores.entry(rule.trim_end_matches('!').to_owned()).or_default().missed += 1;
            let _ = writeln!(report, "missed  {rule} {name}/{file}:{line}");
        }
        for (rule, ..) in wanted.intersection(&found) {
            scores.entry(rule.trim_end_matches('!').to_owned()).or_default().right += 1;
        }
    }
    let table = table(&scores);
    println!("{table}");
    insta::assert_snapshot!(format!("{table}\n{report}"));
}

#[test]
fn large_topologies_are_looked_through() {
    let head = "stack \"s\" {}\ndefaults \"function\" {\n  code = \"src\"\n  runtime = \"python3.12\"\n  handler = \"app.handler\"\n  timeout = \"10s\"\n}\nqueue \"dead\" {}\n";
    let mut chain = head.to_owned();
    for n in 0..2_000 {
        let _ = writeln!(
            chain,
            "queue \"q{n}\" {{ dead_letter = {{ queue = queue.dead }} }}\nfunction \"f{n}\" {{\n  access {{ send = [queue.q{}] }}\n}}\ntrigger \"queue\" \"t{n}\" {{\n  queue = queue.q{n}\n  to = function.f{n}\n}}",
            n + 1
        );
    }
    chain.push_str("queue \"q2000\" {}\n");
    let mut hub = format!("{head}topic \"t\" {{}}\n");
    for n in 0..500 {
        let _ = writeln!(
            hub,
            "function \"f{n}\" {{\n  on_failure = queue.dead\n  memory = {}\n  access {{ publish = [topic.t] }}\n}}\ntrigger \"topic\" \"t{n}\" {{\n  topic = topic.t\n  to = function.f{n}\n}}",
            128 + n
        );
    }
    for (text, loops) in [(chain, 0), (hub, 500)] {
        let sources = [Source { name: "stack.hcl".into(), text: text.into_bytes() }];
        let start = std::time::Instant::now();
        let (_, found) = told(Path::new("large"), &sources);
        println!("{:?}", start.elapsed());
        let is_loop = |mark: &&Mark| mark.0 == "topology/endless-loop";
        assert_eq!(found.iter().filter(is_loop).count(), loops);
    }
}
