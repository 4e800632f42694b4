//! `fmt`: lays the spec's files out in the canonical way.
use crate::context::Context;
use crate::error::{CliError, Sources};
use crate::exit::Exit;
use crate::journey::{self, Found, Look};
use crate::render::push;
use crate::style::{Style, Tone};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::documents::DOCUMENT_FORMAT;
use cutover_schemas::documents::fmt::{FmtDocument, FmtFileDocument, FmtState};
use similar::TextDiff;
use std::path::{Path, PathBuf};

/// Options of `fmt`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Write nothing; end with 2 when a file would change
    #[arg(long)]
    pub check: bool,
    /// Write nothing; show what would change as a unified diff
    #[arg(long)]
    pub diff: bool,
    /// Files and directories, the stack's without any; `-` formats stdin to stdout
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}

/// Formats every file that can be read, and tells what is wrong with the others.
pub fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let from_stdin = options.paths.iter().any(|path| path == Path::new("-"));
    if from_stdin && options.paths.len() > 1 {
        return Err(CliError::usage("`-` stands for stdin and goes with no other path"));
    }
    let looks = if from_stdin {
        vec![journey::stdin()?]
    } else if options.paths.is_empty() {
        journey::look(&[context.directory().to_owned()])?
    } else {
        journey::look(&options.paths)?
    };
    let writes = !(options.check || options.diff || from_stdin);
    if writes {
        write(&looks)?;
    }
    context.answer(
        || document(&looks, options, writes),
        |style| match looks.as_slice() {
            [only] if from_stdin && !(options.check || options.diff) => text(only),
            _ => told(&looks, options, style),
        },
    )?;
    end(&looks, options)
}

fn write(looks: &[Look]) -> Result<(), CliError> {
    for look in looks {
        if let (Some(path), Found::Changed(text)) = (&look.path, &look.found) {
            journey::replace(path, text)?;
        }
    }
    Ok(())
}

/// The whole text of a file, formatted; nothing of one that can't be.
fn text(look: &Look) -> String {
    match &look.found {
        Found::Canonical => String::from_utf8_lossy(&look.source.text).into_owned(),
        Found::Changed(text) => text.clone(),
        Found::Refused(_) | Found::Broken => String::new(),
    }
}

fn told(looks: &[Look], options: &Options, style: &Style) -> String {
    let mut out = String::new();
    for look in looks {
        match diff(look) {
            Some(diff) if options.diff => out.push_str(&painted(&diff, style)),
            Some(_) => push(&mut out, &[&look.name]),
            None => {}
        }
    }
    out
}

/// The change of a file, if there is one.
fn diff(look: &Look) -> Option<String> {
    let Found::Changed(text) = &look.found else { return None };
    let old = String::from_utf8_lossy(&look.source.text);
    let changes = TextDiff::from_lines(old.as_ref(), text.as_str());
    let names = (format!("a/{}", look.name), format!("b/{}", look.name));
    Some(changes.unified_diff().header(&names.0, &names.1).to_string())
}

fn painted(diff: &str, style: &Style) -> String {
    let tone = |line: &str| match line.chars().next() {
        Some('+') => Some(Tone::Create),
        Some('-') => Some(Tone::Delete),
        Some('@') => Some(Tone::Faint),
        _ => None,
    };
    let mut out = String::new();
    for line in diff.split_inclusive('\n') {
        let (words, end) = line.strip_suffix('\n').map_or((line, ""), |words| (words, "\n"));
        match tone(line) {
            Some(tone) => out.push_str(&style.paint(tone, words)),
            None => out.push_str(words),
        }
        out.push_str(end);
    }
    out
}

fn document(looks: &[Look], options: &Options, written: bool) -> FmtDocument {
    let files = looks.iter().map(|look| FmtFileDocument {
        file: look.name.clone(),
        state: match &look.found {
            Found::Canonical => FmtState::Canonical,
            Found::Changed(_) => FmtState::Changed,
            Found::Refused(_) | Found::Broken => FmtState::Refused,
        },
        diff: diff(look).filter(|_| options.diff),
        text: look.path.is_none().then(|| text(look)),
    });
    let problems = problems(looks);
    FmtDocument {
        format: DOCUMENT_FORMAT,
        written,
        files: files.collect(),
        diagnostics: problems.iter().map(Into::into).collect(),
    }
}

fn problems(looks: &[Look]) -> Vec<Diagnostic> {
    let refused = looks.iter().filter_map(|look| match &look.found {
        Found::Refused(problems) => Some(problems.clone()),
        Found::Canonical | Found::Changed(_) | Found::Broken => None,
    });
    refused.flatten().collect()
}

/// Our own mistakes first, then what was refused, then what `--check` found.
fn end(looks: &[Look], options: &Options) -> Result<Exit, CliError> {
    if let Some(look) = looks.iter().find(|look| look.found == Found::Broken) {
        let name = &look.name;
        return Err(CliError::internal(format!(
            "formatting `{name}` would have changed what it means, so it was left alone"
        )));
    }
    let problems = problems(looks);
    if !problems.is_empty() {
        let texts = looks.iter().map(|look| {
            (look.name.clone(), String::from_utf8_lossy(&look.source.text).into_owned())
        });
        return Err(CliError::spec(problems, texts.collect::<Sources>()));
    }
    let changes = looks.iter().any(|look| matches!(look.found, Found::Changed(_)));
    Ok(if options.check && changes { Exit::Changes } else { Exit::Done })
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_language::Source;

    fn look(name: &str, text: &str, found: Found) -> Look {
        let source = Source { name: name.into(), text: text.as_bytes().to_vec() };
        Look { name: name.into(), path: Some(name.into()), source, found }
    }

    fn options(check: bool, diff: bool) -> Options {
        Options { check, diff, paths: Vec::new() }
    }

    fn problem() -> Diagnostic {
        Diagnostic::error("spec/syntax", "`?` makes no sense here")
    }

    #[test]
    fn names_or_diffs_of_changed_files_are_told() {
        let looks = [
            look("a.hcl", "a=1\n# b\n", Found::Changed("a = 1\n# b\n".into())),
            look("b.hcl", "", Found::Canonical),
            look("c.hcl", "?", Found::Refused(vec![problem()])),
        ];
        assert_eq!(told(&looks, &options(false, false), &Style::PLAIN), "a.hcl\n");
        insta::assert_snapshot!(told(&looks, &options(false, true), &Style::PLAIN), @r"
        --- a/a.hcl
        +++ b/a.hcl
        @@ -1,2 +1,2 @@
        -a=1
        +a = 1
         # b
        ");
        let document = document(&looks, &options(true, true), false);
        let states: Vec<_> = document.files.iter().map(|file| file.state).collect();
        assert_eq!(states, [FmtState::Changed, FmtState::Canonical, FmtState::Refused]);
        assert_eq!(document.diagnostics.len(), 1);
        assert!(document.files[0].diff.is_some() && document.files[0].text.is_none());
    }

    #[test]
    fn the_gravest_file_decides_the_end() {
        let changed = || look("a.hcl", "a=1", Found::Changed("a = 1".into()));
        let refused = || look("c.hcl", "?", Found::Refused(vec![problem()]));
        let broken = || look("d.hcl", "x", Found::Broken);
        let ended = |looks: &[Look], check| match end(looks, &options(check, false)) {
            Ok(exit) => exit,
            Err(error) => error.exit(),
        };
        assert_eq!(ended(&[changed()], false), Exit::Done);
        assert_eq!(ended(&[changed()], true), Exit::Changes);
        assert_eq!(ended(&[look("b.hcl", "", Found::Canonical)], true), Exit::Done);
        assert_eq!(ended(&[changed(), refused()], true), Exit::User);
        assert_eq!(ended(&[changed(), refused(), broken()], true), Exit::Internal);
    }
}
