//! `docs/cli.md`: every command with its arguments and options.
use super::fences::{fences, pages};
use super::{check, table};
use clap::{Arg, ArgAction, Command, CommandFactory as _};
use std::collections::BTreeSet;
use std::ffi::OsString;

#[test]
fn the_command_line() {
    let mut program = cutover::args::Cli::command();
    program.build();
    let mut body = String::from(
        "# The command line\n\n`cutover help COMMAND` prints the same. What commands answer stands on stdout, everything else on stderr; how they end is in\n\
         [exit-codes.md](exit-codes.md). With `--format json` the answer is one JSON document (`apply` and `destroy`: one event a line); `cutover schema NAME`\n\
         prints its schema.\n\n## Global options\n\nThey stand before or after the command.\n\n",
    );
    let global = program.get_arguments().filter(|arg| arg.is_global_set());
    body += &options(global);
    let mut commands = 0;
    for command in program.get_subcommands().filter(|one| one.get_name() != "help") {
        page(&mut body, "cutover", command, &mut commands);
    }
    assert!(commands > 15);
    check("cli.md", &body);
}

fn page(body: &mut String, above: &str, command: &Command, commands: &mut usize) {
    *commands += 1;
    let name = format!("{above} {}", command.get_name());
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    assert!(!about.is_empty(), "{name} says nothing of itself");
    *body += &format!("\n## {name}\n\n{about}.\n");
    let own = || command.get_arguments().filter(|arg| !arg.is_global_set() && !builtin(arg));
    let inner: Vec<&Command> =
        command.get_subcommands().filter(|one| one.get_name() != "help").collect();
    *body += &format!("\n```text\n{}\n```\n", usage(&name, command, &inner));
    if own().next().is_some() {
        *body += &format!("\n{}", options(own()));
    }
    for one in inner {
        page(body, &name, one, commands);
    }
}

fn builtin(arg: &Arg) -> bool {
    ["help", "version"].contains(&arg.get_id().as_str())
}

fn usage(name: &str, command: &Command, inner: &[&Command]) -> String {
    let own = command.get_arguments().filter(|arg| !arg.is_global_set() && !builtin(arg));
    let words = own.map(|arg| {
        let word = written(arg);
        if arg.is_required_set() { word } else { format!("[{word}]") }
    });
    let mut all = vec![name.to_owned()];
    all.extend(words);
    if !inner.is_empty() {
        let names: Vec<&str> = inner.iter().map(|one| one.get_name()).collect();
        all.push(names.join("|"));
    }
    all.join(" ")
}

fn takes_value(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::Set | ArgAction::Append)
}

/// An argument as it is written on a command line.
fn written(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default();
    let value = names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let many = arg.get_num_args().is_some_and(|range| range.max_values() > 1);
    let value = if many { format!("{value}...") } else { value };
    let flag = match (arg.get_long(), arg.get_short()) {
        (Some(long), _) => format!("--{long}"),
        (None, Some(short)) => format!("-{short}"),
        (None, None) => return value,
    };
    if takes_value(arg) { format!("{flag} {value}") } else { flag }
}

fn options<'a>(args: impl Iterator<Item = &'a Arg>) -> String {
    let rows = args.map(|arg| {
        let short = arg.get_short().filter(|_| arg.get_long().is_some());
        let short = short.map_or_else(String::new, |short| format!("`-{short}`, "));
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        assert!(!help.is_empty(), "{arg} says nothing of itself");
        vec![format!("{short}`{}`", written(arg)), help + &more(arg)]
    });
    table(&["option", "meaning"], rows)
}

/// Values, default and environment variable.
fn more(arg: &Arg) -> String {
    let mut notes = Vec::new();
    let values = arg.get_possible_values();
    if takes_value(arg) && !values.is_empty() {
        let words: Vec<String> = values.iter().map(|one| format!("`{}`", one.get_name())).collect();
        notes.push(words.join(", "));
    }
    if takes_value(arg) && !arg.get_default_values().is_empty() {
        let words: Vec<_> =
            arg.get_default_values().iter().map(|one| one.to_string_lossy()).collect();
        notes.push(format!("default `{}`", words.join(", ")));
    }
    if let Some(variable) = arg.get_env() {
        notes.push(format!("or `{}`", variable.to_string_lossy()));
    }
    if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) }
}

#[test]
fn the_readme_names_every_command() {
    let root = cutover_tests::workspace();
    let text = std::fs::read_to_string(root.join("README.md")).unwrap();
    let commands = text.split_once("\n## Commands\n").unwrap().1.split("\n## ").next().unwrap();
    let cells = commands.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    let named: BTreeSet<String> = cells
        .flat_map(|cell| cell.trim_end_matches('`').split("`, `"))
        .filter_map(|one| Some(one.split_whitespace().next()?.to_owned()))
        .collect();
    let mut program = cutover::args::Cli::command();
    program.build();
    let there = program.get_subcommands().map(|one| one.get_name().to_owned());
    assert_eq!(named, there.filter(|name| name != "help").collect());
}

/// The command lines of cutover in a block of shell.
fn lines_of_cutover(body: &str) -> impl Iterator<Item = Vec<OsString>> {
    body.lines().filter_map(|line| {
        let line = line.trim_start().trim_start_matches("$ ");
        let line = line.strip_prefix("cargo run --locked -- ").map_or_else(
            || line.starts_with("cutover ").then(|| line.to_owned()),
            |rest| Some(format!("cutover {rest}")),
        )?;
        let line = line.split(" #").next().unwrap_or_default();
        Some(line.split_whitespace().map(OsString::from).collect())
    })
}

#[test]
fn every_command_line_in_the_documentation_is_understood() {
    let mut lines = 0;
    for path in pages() {
        let text = std::fs::read_to_string(&path).unwrap();
        let shell =
            fences(&text).into_iter().filter(|(word, ..)| word == "sh" || word == "console");
        for (_, at, body) in shell {
            for words in lines_of_cutover(&body) {
                lines += 1;
                if let Err(refusal) = cutover::args::Cli::read(&words) {
                    panic!("{}:{at}: {words:?}\n{refusal}", path.display());
                }
            }
        }
    }
    assert!(lines >= 8, "{lines} command lines");
}
