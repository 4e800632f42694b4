//! Builds that can be run: a command, inputs to tell when it is due, and an output of its own.
use super::plain;
use cutover_schemas::builds::{holds, steps};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::value::Value;

/// The folder of what cutover keeps beside a spec.
const OURS: &str = ".cutover";

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for build in spec.builds.values() {
        known(build, problems);
        command(build, problems);
        inputs(build, problems);
        output(build, problems);
    }
    let all: Vec<&Declared> = spec.builds.values().collect();
    for (at, second) in all.iter().enumerate() {
        for first in all.iter().take(at) {
            apart(first, second, problems);
        }
    }
}

/// A command is run before anything is called.
fn known(build: &Declared, problems: &mut Vec<Diagnostic>) {
    for (name, _) in build.attrs.iter().filter(|(_, value)| value.is_unknown()) {
        problems.push(
            Diagnostic::error(
                "spec/bad-build",
                format!("`{name}` of `{}` is known only after something is created", build.address),
            )
            .at(build.place_of(name))
            .help("builds run before anything is called; let the function's `environment` say it"),
        );
    }
}

fn command(build: &Declared, problems: &mut Vec<Diagnostic>) {
    let Some(words) = build.attr("command").as_list() else { return };
    let program = words.first().map(|word| word.as_text().unwrap_or("?"));
    if program.is_none_or(str::is_empty) {
        problems.push(
            Diagnostic::error("spec/bad-build", format!("`{}` names no program", build.address))
                .at(build.place_of("command"))
                .help(
                    "name the program and its arguments: `command = [\"npm\", \"run\", \"build\"]`",
                ),
        );
    }
}

fn inputs(build: &Declared, problems: &mut Vec<Diagnostic>) {
    if build.attr("inputs").as_list().is_some_and(<[Value]>::is_empty) {
        problems.push(
            Diagnostic::error("spec/bad-build", format!("`{}` has no inputs", build.address))
                .at(build.place_of("inputs"))
                .help("name the files that it works from, such as `src/**`: they tell when it is due again"),
        );
    }
}

fn output(build: &Declared, problems: &mut Vec<Diagnostic>) {
    let Some(output) = plain(build.attr("output")) else { return };
    let why = match steps(output).as_deref() {
        None => "leads out of the stack's directory",
        Some([]) => "is the stack's directory itself",
        Some([OURS, ..]) => "is where cutover keeps its own",
        Some(_) => return,
    };
    problems.push(
        Diagnostic::error(
            "spec/bad-build",
            format!("the output of `{}`, `{output}`, {why}", build.address),
        )
        .at(build.place_of("output"))
        .help("a build makes a directory or file of its own below the stack's directory, such as `dist`"),
    );
}

/// What one makes is neither what another makes nor a part of it.
fn apart(first: &Declared, second: &Declared, problems: &mut Vec<Diagnostic>) {
    let (Some(one), Some(other)) = (plain(first.attr("output")), plain(second.attr("output")))
    else {
        return;
    };
    // The whole directory is told by itself.
    let real = |output| steps(output).is_some_and(|steps| !steps.is_empty());
    if !real(one) || !real(other) || !(holds(one, other) || holds(other, one)) {
        return;
    }
    let message = if steps(one) == steps(other) {
        format!("`{}` and `{}` both make `{one}`", first.address, second.address)
    } else {
        format!("what `{}` and `{}` make lies in one another", first.address, second.address)
    };
    problems.push(
        Diagnostic::error("spec/bad-build", message)
            .at(second.place_of("output"))
            .related(first.place_of("output"), "the other output")
            .help("give each build an output of its own, such as `dist/api` and `dist/worker`"),
    );
}
