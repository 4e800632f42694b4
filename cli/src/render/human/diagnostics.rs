//! Problems of a spec with their excerpts, drawn by miette.
use crate::error::Sources;
use crate::render::push;
use crate::style::Style;
use cutover_schemas::diagnostic::{Diagnostic, Place, Severity};
use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode, SourceSpan,
};
use std::fmt;

/// Every problem, in order, with the lines that it is about.
pub fn diagnostics(problems: &[Diagnostic], sources: &Sources, style: &Style) -> String {
    problems.iter().map(|problem| one(problem, false, sources, style)).collect()
}

/// One problem, or a piece of advice.
pub(super) fn one(problem: &Diagnostic, advice: bool, sources: &Sources, style: &Style) -> String {
    let theme =
        if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler =
        GraphicalReportHandler::new_themed(theme).with_width(style.width).with_links(false);
    let mut out = String::new();
    let drawn = Drawn { advice, ..Drawn::new(problem, sources) };
    if handler.render_report(&mut out, &drawn).is_err() {
        push(&mut out, &[&problem.code, ": ", &problem.message]);
    }
    for note in elsewhere(problem, sources) {
        if handler.render_report(&mut out, &note).is_err() {
            push(&mut out, &["  ", &note.label]);
        }
    }
    out.push('\n');
    out
}

/// A problem in the form that miette draws.
#[derive(Debug)]
struct Drawn<'a> {
    problem: &'a Diagnostic,
    /// Whether it is no more than advice.
    advice: bool,
    source: Option<NamedSource<String>>,
}

#[derive(Debug)]
struct Elsewhere {
    label: String,
    span: SourceSpan,
    source: Option<NamedSource<String>>,
}

impl<'a> Drawn<'a> {
    fn new(problem: &'a Diagnostic, sources: &Sources) -> Self {
        Self {
            problem,
            advice: false,
            source: problem.place.as_ref().and_then(|place| named(place, sources)),
        }
    }
}

/// Places in other files: an excerpt shows one file, so they become notes of their own.
fn elsewhere(problem: &Diagnostic, sources: &Sources) -> Vec<Elsewhere> {
    let here = problem.place.as_ref().map(|place| place.file.as_str());
    let others = problem.related.iter().filter(|related| Some(related.place.file.as_str()) != here);
    let notes = others.map(|related| Elsewhere {
        label: related.label.clone(),
        span: span(&related.place),
        source: named(&related.place, sources),
    });
    notes.collect()
}

fn named(place: &Place, sources: &Sources) -> Option<NamedSource<String>> {
    let text = sources.get(&place.file)?;
    Some(NamedSource::new(&place.file, text.clone()))
}

fn span(place: &Place) -> SourceSpan {
    (place.start, place.end.saturating_sub(place.start)).into()
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem.message)?;
        // Without the file's text there is no excerpt that would show the place.
        match (&self.problem.place, &self.source) {
            (Some(place), None) => write!(f, " ({place})"),
            _ => Ok(()),
        }
    }
}
impl std::error::Error for Drawn<'_> {}

impl miette::Diagnostic for Drawn<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        Some(Box::new(&self.problem.code))
    }
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.problem.severity {
            _ if self.advice => miette::Severity::Advice,
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }
    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        let help = self.problem.help.as_ref()?;
        Some(Box::new(help))
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let place = self.problem.place.as_ref()?;
        let first = LabeledSpan::new_primary_with_span(self.problem.label.clone(), span(place));
        let here =
            self.problem.related.iter().filter(move |related| related.place.file == place.file);
        let rest = here.map(|related| {
            LabeledSpan::new_with_span(Some(related.label.clone()), span(&related.place))
        });
        Some(Box::new(std::iter::once(first).chain(rest)))
    }
}

impl fmt::Display for Elsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}
impl std::error::Error for Elsewhere {}

impl miette::Diagnostic for Elsewhere {
    fn severity(&self) -> Option<miette::Severity> {
        Some(miette::Severity::Advice)
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new_primary_with_span(None, self.span);
        Some(Box::new(std::iter::once(label)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(file: &str, text: &str, word: &str) -> Place {
        let start = text.find(word).unwrap();
        let line = u32::try_from(text[..start].matches('\n').count()).unwrap() + 1;
        let column =
            u32::try_from(start - text[..start].rfind('\n').map_or(0, |at| at + 1)).unwrap() + 1;
        Place { file: file.into(), line, column, start, end: start + word.len() }
    }

    #[test]
    fn a_problem_shows_its_lines_and_those_of_other_files() {
        let (one, two) = ("queue \"jobs\" {\n  delay = \"1w\"\n}\n", "queue \"jobs\" {}\n");
        let sources = Sources::from([("a.hcl".into(), one.into()), ("b.hcl".into(), two.into())]);
        let problem = Diagnostic::error("spec/duration", "`1w` is not a duration")
            .at(place("a.hcl", one, "\"1w\""))
            .label("no such unit")
            .help("units are ms, s, m, h and d")
            .related(place("a.hcl", one, "queue"), "in this block")
            .related(place("b.hcl", two, "jobs"), "declared here too");
        insta::assert_snapshot!(diagnostics(&[problem], &sources, &Style::PLAIN), @r#"
        spec/duration

          × `1w` is not a duration
           ╭─[a.hcl:2:11]
         1 │ queue "jobs" {
           · ──┬──
           ·   ╰── in this block
         2 │   delay = "1w"
           ·           ──┬─
           ·             ╰── no such unit
         3 │ }
           ╰────
          help: units are ms, s, m, h and d
          ☞ declared here too
           ╭─[b.hcl:1:8]
         1 │ queue "jobs" {}
           ·        ────
           ╰────
        "#);
    }

    #[test]
    fn without_the_file_the_place_is_said_in_words() {
        let problem = Diagnostic::warning("spec/old", "old").at(place("x.hcl", "ab", "b"));
        insta::assert_snapshot!(diagnostics(&[problem], &Sources::new(), &Style::PLAIN), @r#"
        spec/old

          ⚠ old (x.hcl:1:2)
        "#);
    }
}
