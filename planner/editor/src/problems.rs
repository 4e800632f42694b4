//! Problems of a stack in all its stages, and what can be done about those that name a remedy.
use cutover_language::{Inputs, Request, Source};
use cutover_schemas::diagnostic::{Diagnostic, Severity};
use std::ops::Range;

/// The stages that are checked where none is named: those without a glob; of globs alone one invented
/// name; `None` for a stack without stages.
pub fn stages(sources: &[Source]) -> Vec<Option<String>> {
    let (heads, problems) = cutover_language::stages(sources);
    let named = heads.iter().filter(|head| !head.is_glob);
    let mut stages: Vec<Option<String>> = named.map(|head| Some(head.name.clone())).collect();
    if stages.is_empty() {
        let invented = heads.first().map(|head| head.name.replace(['*', '?'], "1"));
        stages.push(invented.filter(|_| problems.is_empty()));
    }
    stages
}

/// What can be told of a directory that is no stack, and so perhaps a module of one: whether its files can be
/// read, and have the right shape.
pub fn shape_problems(sources: &[Source]) -> Vec<Diagnostic> {
    let (_, problems) = cutover_language::stages(sources);
    problems.into_iter().filter(|problem| problem.code != "spec/no-stack").collect()
}

/// Every problem of a stack, each once. `request` says how it is read; where it names no stage, all are
/// looked at.
pub fn problems(request: &Request<'_>, inputs: &dyn Inputs) -> Vec<Diagnostic> {
    let stages = match request.stage {
        Some(stage) => vec![Some(stage.to_owned())],
        None => stages(request.sources),
    };
    let mut all: Vec<Diagnostic> = Vec::new();
    for stage in stages {
        let request = Request { stage: stage.as_deref(), ..*request };
        let found = cutover_language::decode(&request, inputs).diagnostics;
        // The same problem of a shared block shows in every stage.
        let new: Vec<Diagnostic> = found.into_iter().filter(|one| !all.contains(one)).collect();
        all.extend(new);
    }
    for problem in &mut all {
        // Whoever deploys gives the value; an editor doesn't know it, and nothing is wrong with the file.
        if problem.code == "spec/missing-variable" {
            problem.severity = Severity::Warning;
        }
    }
    all
}

/// What would mend a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, for people.
    pub title: String,
    /// What it takes the place of, in bytes.
    pub span: Range<usize>,
    /// What is written there.
    pub text: String,
}

/// The remedy of a problem that says "did you mean": the misspelt word and the near one.
pub fn fix(text: &str, problem: &Diagnostic) -> Option<Fix> {
    let near = problem.help.as_deref()?.strip_prefix("did you mean `")?.split('`').next()?;
    let place = problem.place.as_ref()?;
    let quoted = problem.message.split('`').skip(1).step_by(2);
    // The last thing that the message names is the misspelt one.
    let wrong = quoted.filter(|word| !word.is_empty() && *word != near).last()?;
    let line = text.get(place.start..)?.lines().next()?;
    let span = text.get(place.start..place.end)?;
    let at = span.find(wrong).or_else(|| line.find(wrong))?;
    let start = place.start + at;
    Some(Fix {
        title: format!("Change `{wrong}` to `{near}`"),
        span: start..start + wrong.len(),
        text: near.to_owned(),
    })
}

/// What differs between a text and another version of it, as one replacement of whole lines.
pub fn difference(old: &str, new: &str) -> Option<Fix> {
    if old == new {
        return None;
    }
    let begin = alike(lines(old).zip(lines(new)));
    let (old_rest, new_rest) = (old.get(begin..)?, new.get(begin..)?);
    let end = alike(lines(old_rest).rev().zip(lines(new_rest).rev()));
    Some(Fix {
        title: String::new(),
        span: begin..old.len() - end,
        text: new_rest.get(..new_rest.len() - end)?.to_owned(),
    })
}

fn lines(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split_inclusive('\n')
}

/// The bytes of the lines that are the same, up to the first that isn't.
fn alike<'t>(pairs: impl Iterator<Item = (&'t str, &'t str)>) -> usize {
    pairs.take_while(|(a, b)| a == b).map(|(line, _)| line.len()).sum()
}
