//! The language server on a large workspace: 1,000 random requests while somebody types.
//!
//! What is measured is what an editor waits: from the request to its answer, over pipes. The stack is checked
//! beside it all the time, as it is while one types.
use super::bounds::Bounds;
use super::{CHILD, Failure, print};
use cutover_tests::editor::{Editor, uri};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Blocks of the workspace.
const BLOCKS: usize = 5_000;
const REQUESTS: usize = 1_000;
/// The median may take so many milliseconds.
const MEDIAN: f64 = 20.0;
/// A function, a queue and a trigger.
const TOGETHER: usize = 3;

/// Measures a workspace of many files, which has the bound, and one of a single file.
pub(crate) fn run(bounds: &mut Bounds) -> Result<(), Failure> {
    print(
        "| blocks | files | request | median, ms | p99, ms | longest, ms |\n|---|---|---|---|---|---|",
    );
    for files in [50, 1] {
        let folder = tempfile::tempdir()?;
        let texts = write(folder.path(), files)?;
        let mut measured = measure(folder.path(), texts)?;
        let mut all: Vec<f64> = measured.iter().map(|(_, time)| *time).collect();
        let median = row(files, "all", &mut all);
        measured.sort_by_key(|(method, _)| *method);
        for group in measured.chunk_by(|(a, _), (b, _)| a == b) {
            let mut times: Vec<f64> = group.iter().map(|(_, time)| *time).collect();
            row(files, group.first().map_or("", |(method, _)| method), &mut times);
        }
        if files > 1 {
            bounds.at_most("language server, 5,000 blocks, median ms", median, MEDIAN);
        }
    }
    print("");
    Ok(())
}

/// Prints a row and answers the median.
fn row(files: usize, what: &str, times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    let at = |hundredths: usize| {
        let index = (times.len() * hundredths / 100).min(times.len().saturating_sub(1));
        times.get(index).copied().unwrap_or_default()
    };
    let (median, late, last) = (at(50), at(99), at(100));
    print(&format!("| {BLOCKS} | {files} | {what} | {median:.2} | {late:.2} | {last:.2} |"));
    median
}

/// Writes the workspace; answers names and texts.
fn write(folder: &Path, files: usize) -> Result<Vec<(String, String)>, Failure> {
    std::fs::create_dir_all(folder.join("src"))?;
    std::fs::write(folder.join("src/app.py"), "def handler(event, context):\n    return 1\n")?;
    let mut texts = vec![(
        String::from("main.hcl"),
        String::from(
            "stack \"bench\" {}\nvariable \"level\" { default = \"info\" }\nlocals { prefix = \"bench\" }\nqueue \"dead\" {}\n\ndefaults \"function\" {\n  code    = \"src\"\n  runtime = \"python3.12\"\n  handler = \"app.handler\"\n}\n",
        ),
    )];
    let each = BLOCKS.div_ceil(TOGETHER * files);
    for file in 0..files {
        let mut text = String::new();
        for number in file * each..(file + 1) * each {
            // Writing to a String cannot fail.
            let _ = write!(
                text,
                "function \"f{number}\" {{\n  environment = {{ LEVEL = var.level, NAME = \"${{local.prefix}}-{number}\", JOBS = queue.q{number}.url }}\n  access {{ send = [queue.q{number}] }}\n}}\n\nqueue \"q{number}\" {{\n  visibility_timeout = \"1m\"\n  dead_letter        = {{ queue = queue.dead, max_receive = 5 }}\n}}\n\ntrigger \"queue\" \"t{number}\" {{\n  queue = queue.q{number}\n  to    = function.f{number}\n}}\n\n"
            );
        }
        texts.push((format!("part{file}.hcl"), text));
    }
    for (name, text) in &texts {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(texts)
}

/// A small generator, so that every run asks the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (sides.max(1) as u64)).unwrap_or_default()
    }
}

fn measure(
    folder: &Path,
    texts: Vec<(String, String)>,
) -> Result<Vec<(&'static str, f64)>, Failure> {
    let mut server = Command::new(std::env::current_exe()?);
    server.env(CHILD, folder.join("used")).arg("lsp");
    let mut editor = Editor::start(&mut server);
    editor.hello(&json!({ "general": { "positionEncodings": ["utf-8"] } }));
    let files: Vec<(String, String)> =
        texts.into_iter().map(|(name, text)| (uri(&folder.join(name)), text)).collect();
    for (uri, text) in &files {
        editor.open(uri, text);
    }
    let mut dice = Dice(0x5eed_0000_1234_5678);
    let mut times = Vec::new();
    // The first answer waits until everything is read.
    let first = files.first().ok_or("no files")?;
    editor
        .ask("textDocument/documentSymbol", &json!({ "textDocument": { "uri": first.0 } }))
        .map_err(|error| error.to_string())?;
    for version in 0..REQUESTS {
        let (uri, text) = files.get(1 + dice.roll(files.len() - 1)).ok_or("no files")?;
        let number = i64::try_from(version)? + 2;
        let (method, params, typed) = request(&mut dice, uri, text);
        let range = typed.as_ref().map(|(at, _)| json!({ "start": at, "end": at }));
        if let (Some(range), Some((_, text))) = (&range, &typed) {
            editor.change(uri, number, Some(range), text);
        }
        let began = Instant::now();
        let answer = editor.ask(method, &params);
        times.push((method, began.elapsed().as_secs_f64() * 1_000.0));
        answer.map_err(|error| format!("{method} {params}: {error}"))?;
        if typed.is_some() {
            editor.change(uri, number, None, text);
        }
    }
    match editor.bye() {
        Some(0) => Ok(times),
        code => Err(format!("the server ended with {code:?}").into()),
    }
}

/// What is typed before a request, and where.
type Typed = Option<(Value, &'static str)>;

/// A question about a random place; half of those that complete come after something was typed.
fn request(dice: &mut Dice, uri: &str, text: &str) -> (&'static str, Value, Typed) {
    let lines: Vec<&str> = text.lines().collect();
    let line = dice.roll(lines.len());
    let column = dice.roll(lines.get(line).map_or(0, |line| line.len()) + 1);
    let at = json!({ "line": line, "character": column });
    let document = json!({ "uri": uri });
    let place = json!({ "textDocument": document, "position": at });
    match dice.roll(10) {
        0..=2 => {
            const PIECES: [&str; 5] = ["queue.", "\n  de", "function.f1", "\"${var.", "\nque"];
            let piece = PIECES.get(dice.roll(PIECES.len())).copied().unwrap_or_default();
            let broken = piece.rfind('\n');
            let behind = broken.map_or(column + piece.len(), |at| piece.len() - at - 1);
            let position =
                json!({ "line": line + usize::from(broken.is_some()), "character": behind });
            let params = json!({ "textDocument": document, "position": position });
            ("textDocument/completion", params, Some((at, piece)))
        }
        3 => ("textDocument/completion", place, None),
        4 | 5 => ("textDocument/hover", place, None),
        6 => ("textDocument/definition", place, None),
        7 => {
            let mut params = place;
            if let Some(object) = params.as_object_mut() {
                object.insert("context".to_owned(), json!({ "includeDeclaration": true }));
            }
            ("textDocument/references", params, None)
        }
        8 => {
            // The name of a block, which can be renamed.
            let heads: Vec<usize> = (0..lines.len())
                .filter(|at| lines.get(*at).is_some_and(|line| line.starts_with("queue \"")))
                .collect();
            let head = heads.get(dice.roll(heads.len())).copied().unwrap_or_default();
            let position = json!({ "line": head, "character": 8 });
            let params =
                json!({ "textDocument": document, "position": position, "newName": "another" });
            ("textDocument/rename", params, None)
        }
        _ => {
            let options = json!({ "tabSize": 2, "insertSpaces": true });
            match dice.roll(2) {
                0 => ("textDocument/documentSymbol", json!({ "textDocument": document }), None),
                _ => (
                    "textDocument/formatting",
                    json!({ "textDocument": document, "options": options }),
                    None,
                ),
            }
        }
    }
}
