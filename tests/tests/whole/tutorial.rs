//! `docs/tutorial.md`, followed to the letter: its commands run, its files are written, its words are seen.
use cutover_tests::need;
use cutover_tests::venv::venv;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// One thing that the page asks for.
#[derive(Debug)]
enum Step {
    /// Commands for a shell.
    Run(String),
    /// What they show: each of these lines is part of one that they print.
    See(String),
    /// A file, with what it holds.
    Write(String, String),
}

/// The steps of a page: fenced blocks, those of files after a line that ends in "`PATH` this:".
fn steps(text: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let (mut before, mut open): (&str, Option<(&str, String)>) = ("", None);
    for line in text.lines() {
        match (line.strip_prefix("```"), open.as_mut()) {
            (Some(_), Some(_)) => {
                let (word, body) = open.take().unwrap();
                steps.extend(step(word, body, before));
            }
            (Some(word), None) => open = Some((word, String::new())),
            (None, Some((_, body))) => body.extend([line, "\n"]),
            (None, None) if line.trim().is_empty() => {}
            (None, None) => before = line,
        }
    }
    steps
}

fn step(word: &str, body: String, before: &str) -> Option<Step> {
    match word {
        "sh" => Some(Step::Run(body)),
        "text" => Some(Step::See(body)),
        "console" => None,
        _ => {
            let named = before.strip_suffix("` this:").and_then(|line| line.rsplit('`').next());
            let path = named.unwrap_or_else(|| panic!("where does this go? {before}\n{body}"));
            Some(Step::Write(path.to_owned(), body))
        }
    }
}

/// A shell whose directory outlives each block.
struct Shell {
    folder: tempfile::TempDir,
    path: String,
}

impl Shell {
    fn run(&self, block: &str) -> Output {
        let state = self.folder.path().join("where");
        let script = format!("cd \"$(cat {0})\"\n{block}\npwd > {0}\n", state.display());
        let mut bash = Command::new("bash");
        bash.args(["-e", "-o", "pipefail", "-c", &script]).env_clear();
        bash.env("PATH", &self.path).env("HOME", self.folder.path()).env("NO_COLOR", "1");
        bash.output().unwrap()
    }

    fn directory(&self) -> PathBuf {
        let path = std::fs::read_to_string(self.folder.path().join("where")).unwrap();
        Path::new(path.trim()).to_owned()
    }
}

#[test]
fn the_tutorial_works_command_by_command() {
    let venv = need!(venv());
    let folder = tempfile::tempdir().unwrap();
    let programs = folder.path().join("bin");
    std::fs::create_dir(&programs).unwrap();
    let program = env!("CARGO_BIN_EXE_cutover-under-test");
    std::os::unix::fs::symlink(program, programs.join("cutover")).unwrap();
    let path = format!("{}:{}:/usr/bin:/bin", programs.display(), venv.programs().display());
    std::fs::write(folder.path().join("where"), folder.path().to_str().unwrap()).unwrap();
    let shell = Shell { folder, path };

    let page = cutover_tests::workspace().join("docs/tutorial.md");
    let steps = steps(&std::fs::read_to_string(page).unwrap());
    let (mut commands, mut shown) = (0, String::new());
    for (at, step) in steps.iter().enumerate() {
        match step {
            // Building is what made the program under test.
            Step::Run(block) if block.contains("cargo build") => {}
            Step::Run(block) => {
                let ended = shell.run(block);
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                shown = format!("{}{}", text(&ended.stdout), text(&ended.stderr));
                let next = steps.get(at + 1);
                let fails = matches!(next, Some(Step::See(seen)) if seen.starts_with("error"));
                assert_eq!(ended.status.success(), !fails, "{block}\n{shown}");
                commands += block.lines().filter(|line| line.starts_with("cutover ")).count();
            }
            Step::See(lines) => {
                for line in lines.lines() {
                    assert!(shown.contains(line), "`{line}` is not in\n{shown}");
                }
            }
            Step::Write(path, body) => {
                std::fs::write(shell.directory().join(path), body).unwrap();
            }
        }
    }
    assert!(commands > 15, "{commands} commands");
}
