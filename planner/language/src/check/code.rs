//! The code of functions and layers is there, and the handler's file in it.
use super::{of, plain};
use crate::decode::declare::not_yet;
use crate::{Inputs, Moment, PathKind};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};

pub(super) fn check(
    spec: &Spec,
    inputs: &dyn Inputs,
    moment: Moment,
    problems: &mut Vec<Diagnostic>,
) {
    for function in of(spec, "function").chain(of(spec, "layer")) {
        let Some(code) = plain(function.attr("code")) else {
            continue;
        };
        if code.starts_with("s3://") {
            problems.push(not_yet("code in S3", function.place_of("code")));
            continue;
        }
        let build = spec.build_of(code);
        if build.is_some() && moment == Moment::BeforeBuilds {
            continue;
        }
        match (inputs.exists(code), build) {
            (PathKind::Missing, Some(build)) => problems.push(not_built(function, build, code)),
            (PathKind::Missing, None) => problems.push(
                Diagnostic::error("spec/code-missing", format!("there is nothing at `{code}`, the code of `{}`", function.address))
                    .at(function.place_of("code"))
                    .label("no such file or directory")
                    .help("the path is relative to the stack's directory; what a `build` makes is named as `build.NAME.output`"),
            ),
            (PathKind::File, _) if is_zip(code) => {}
            (PathKind::File, _) => problems.push(
                Diagnostic::error("spec/code-missing", format!("`{code}` is a file, but no `.zip`"))
                    .at(function.place_of("code"))
                    .help("`code` is a directory, or a `.zip` that was packed elsewhere"),
            ),
            (PathKind::Dir, build) => handler(function, code, build, inputs, problems),
        }
    }
}

/// A warning, because a spec is sound before it is built; whoever needs the code itself refuses.
fn not_built(function: &Declared, build: &Declared, code: &str) -> Diagnostic {
    Diagnostic::warning(
        "build/not-built",
        format!("`{}` has not made `{code}`, the code of `{}`", build.address, function.address),
    )
    .at(function.place_of("code"))
    .label("not built")
    .related(build.place.clone(), "made by this")
    .help("run `cutover build`, or `plan` and `apply` with `--build`")
}

fn is_zip(path: &str) -> bool {
    path.rsplit('.').next().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
}

fn handler(
    function: &Declared,
    code: &str,
    build: Option<&Declared>,
    inputs: &dyn Inputs,
    problems: &mut Vec<Diagnostic>,
) {
    let (Some(runtime), Some(handler)) =
        (plain(function.attr("runtime")), plain(function.attr("handler")))
    else {
        return;
    };
    let code = code.trim_end_matches('/');
    let Some(files) = files(runtime, handler) else {
        problems.push(
            Diagnostic::error(
                "spec/bad-handler",
                format!("`{handler}` names no function of a file"),
            )
            .at(function.place_of("handler"))
            .help(
                "a handler is the file without its ending, a dot and the function: `app.handler`",
            ),
        );
        return;
    };
    let Some(first) = files.first() else {
        return;
    };
    let found = files.iter().any(|file| inputs.exists(&format!("{code}/{file}")) == PathKind::File);
    if found {
        return;
    }
    let others: Vec<String> = files.iter().skip(1).map(|file| format!("`{code}/{file}`")).collect();
    let looked =
        if others.is_empty() { String::new() } else { format!(" (nor {})", others.join(", ")) };
    problems.push(
        Diagnostic::error("spec/handler-missing", format!("the handler of `{}` is not in its code: there is no `{code}/{first}`{looked}", function.address))
            .at(function.place_of("handler"))
            .label("this file is missing")
            .help(match build {
                Some(build) => format!("`{}` makes the code: look at its command, or run `cutover build` if it is not up to date", build.address),
                None => "name the handler as FILE.FUNCTION with the file inside `code`".to_owned(),
            }),
    );
}

/// Files one of which must be there; `None` when the handler has the wrong form, none when its
/// place can't be told from its name.
fn files(runtime: &str, handler: &str) -> Option<Vec<String>> {
    if runtime.starts_with("provided") {
        return Some(vec!["bootstrap".to_owned()]);
    }
    let python = runtime.starts_with("python");
    if !python && !runtime.starts_with("nodejs") {
        return Some(Vec::new());
    }
    let (file, name) = handler.rsplit_once('.')?;
    if file.is_empty() || name.is_empty() || file.ends_with('/') {
        return None;
    }
    if python {
        let file = file.replace('.', "/");
        return Some(vec![format!("{file}.py"), format!("{file}/__init__.py")]);
    }
    Some(["js", "mjs", "cjs"].iter().map(|ending| format!("{file}.{ending}")).collect())
}

#[cfg(test)]
mod tests {
    use super::files;

    #[test]
    fn handlers_name_files_by_runtime() {
        for (runtime, handler, expected) in [
            ("python3.12", "app.handler", Some(vec!["app.py", "app/__init__.py"])),
            ("python3.12", "a/b.handler", Some(vec!["a/b.py", "a/b/__init__.py"])),
            ("python3.12", "a.b.handler", Some(vec!["a/b.py", "a/b/__init__.py"])),
            (
                "nodejs22.x",
                "src/index.handler",
                Some(vec!["src/index.js", "src/index.mjs", "src/index.cjs"]),
            ),
            ("provided.al2023", "whatever", Some(vec!["bootstrap"])),
            ("java21", "example.Handler::run", Some(vec![])),
            ("python3.12", "handler", None),
            ("nodejs22.x", ".handler", None),
        ] {
            let expected =
                expected.map(|files| files.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(files(runtime, handler), expected, "{runtime} {handler}");
        }
    }
}
