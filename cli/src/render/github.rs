//! Annotations of GitHub Actions: problems shown in the files of a pull request.
use super::push;
use crate::error::CliError;
use cutover_schemas::diagnostic::{Diagnostic, Severity};

/// Every problem of an error as workflow commands; the error itself when it has none. `path` gives a file the name that it
/// has in the repository.
pub fn annotations(error: &CliError, path: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    for problem in &error.diagnostics {
        push(&mut out, &[&annotation(problem, path)]);
    }
    if error.diagnostics.is_empty() {
        let title = property(&error.code);
        push(&mut out, &["::error title=", &title, "::", &data(&error.message)]);
    }
    out
}

/// One problem as a workflow command
/// (<https://docs.github.com/actions/reference/workflow-commands-for-github-actions>).
pub fn annotation(problem: &Diagnostic, path: &dyn Fn(&str) -> String) -> String {
    let level = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let place = problem.place.as_ref().map(|place| {
        let file = property(&path(&place.file));
        format!("file={file},line={},col={},", place.line, place.column)
    });
    let mut message = problem.message.clone();
    if let Some(help) = &problem.help {
        message.push('\n');
        message.push_str(help);
    }
    format!(
        "::{level} {}title={}::{}",
        place.unwrap_or_default(),
        property(&problem.code),
        data(&message)
    )
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::diagnostic::Place;

    #[test]
    fn a_problem_is_annotated_where_it_is() {
        let place = Place { file: "a,b.hcl".into(), line: 2, column: 5, start: 0, end: 1 };
        let problem = Diagnostic::error("spec/duration", "100% wrong").at(place).help("fix: it");
        assert_eq!(
            annotation(&problem, &|file| format!("stacks/{file}")),
            "::error file=stacks/a%2Cb.hcl,line=2,col=5,title=spec/duration::100%25 wrong%0Afix: it"
        );
    }
}
