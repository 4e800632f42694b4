//! `init --from`: another tool's stack as a first spec, with a report of what was not carried over.
use super::init::write_all;
use crate::context::Context;
use crate::error::{CliError, Sources};
use crate::exit::Exit;
use crate::journey;
use crate::render;
use crate::render::words::count;
use crate::style::{Style, Tone};
use cutover_convert::{Around, Converted, Found, Kind, Request};
use cutover_schemas::documents::conversion::{ConversionDocument, LeftDocument};
use std::path::{Component, Path, PathBuf};

/// The report beside the spec.
const REPORT: &str = "MIGRATION.md";
/// The values that only people know.
const VALUES: &str = "values.vars.hcl";
/// Things that were not carried over and are told on the terminal; all of them are in the report.
const MOST: usize = 12;

/// Whose stack it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum From {
    /// A SAM or CloudFormation template
    Sam,
    /// `serverless.yml` of the Serverless Framework
    Serverless,
    /// A state of Terraform, or `terraform show -json` of a state or a plan
    Terraform,
}

impl From {
    const fn kind(self) -> Kind {
        match self {
            Self::Sam => Kind::Sam,
            Self::Serverless => Kind::Serverless,
            Self::Terraform => Kind::Terraform,
        }
    }
}

/// Converts the file and writes what became of it; what exists is not overwritten.
pub(super) fn run(context: &Context, from: From, file: &Path) -> Result<Exit, CliError> {
    let directory = context.directory();
    let mut made = converted(directory, from, file)?;
    alone(directory, &made)?;
    // The report comes last, since it says what the spec is like once it is there.
    if made.files.keys().all(|name| !directory.join(name).exists())
        && directory.join(REPORT).exists()
    {
        return Err(super::init::exists(REPORT, directory));
    }
    let files = made.files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    write_all(files, directory)?;
    made.report.problems = problems(context, &made)?;
    made.report.written.push(REPORT.to_owned());
    let report = cutover_convert::markdown(&made.report);
    write_all([(REPORT, report.as_str())].into_iter(), directory)?;
    context.answer(|| made.report.clone(), |style| told(&made.report, style))?;
    Ok(Exit::Done)
}

fn converted(directory: &Path, from: From, file: &Path) -> Result<Converted, CliError> {
    let bytes = std::fs::read(file).map_err(|error| CliError::file("read", file, &error))?;
    let shown = file.display().to_string();
    let text = String::from_utf8(bytes)
        .map_err(|_| CliError::user("convert/syntax", format!("`{shown}` is no UTF-8 text")))?;
    let base = base(directory, file)?;
    let at = |path: &str| within(directory, path);
    let found = |path: &str| match at(path).and_then(std::fs::metadata) {
        Ok(meta) if meta.is_dir() => Found::Dir,
        Ok(_) => Found::File,
        Err(_) => Found::Missing,
    };
    let text_of = |path: &str| at(path).and_then(std::fs::read_to_string).ok();
    let around = Around { base: &base, found: &found, text: &text_of };
    let stack = stack_name(file);
    let request = Request { kind: from.kind(), file: &shown, text: &text, stack: &stack };
    cutover_convert::convert(&request, around)
        .map_err(|problem| CliError::spec(vec![*problem], Sources::from([(shown, text)])))
}

/// The path from the stack's directory to that of the source file.
fn base(directory: &Path, file: &Path) -> Result<String, CliError> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    let from = whole(directory).map_err(|error| CliError::file("find", directory, &error))?;
    let to = whole(folder).map_err(|error| CliError::file("find", folder, &error))?;
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (from.components().collect(), to.components().collect());
    let same = from.iter().zip(&to).take_while(|(one, two)| one == two).count();
    let up = from.iter().skip(same).map(|_| "..".to_owned());
    let down = to.iter().skip(same).map(|part| part.as_os_str().to_string_lossy().into_owned());
    Ok(up.chain(down).collect::<Vec<_>>().join("/"))
}

/// A path without links and dots. The stack's directory may not be there yet: then as much of it as is.
fn whole(path: &Path) -> std::io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    let there = absolute.ancestors().find(|one| one.exists()).unwrap_or(&absolute);
    let rest = absolute.strip_prefix(there).unwrap_or_else(|_| Path::new(""));
    Ok(std::fs::canonicalize(there)?.join(rest))
}

/// A path below the stack's directory, or beside it, found without the directory being there.
fn within(directory: &Path, path: &str) -> std::io::Result<PathBuf> {
    let mut at = whole(directory)?;
    for part in Path::new(path).components() {
        match part {
            Component::ParentDir => {
                at.pop();
            }
            Component::CurDir => {}
            part => at.push(part),
        }
    }
    Ok(at)
}

/// The folder of the source file names the stack where the source itself does not.
fn stack_name(file: &Path) -> String {
    let whole = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let folder =
        whole.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    folder.unwrap_or_else(|| "converted".to_owned())
}

/// A spec that is there already would be read together with the new one.
fn alone(directory: &Path, made: &Converted) -> Result<(), CliError> {
    let Ok(entries) = std::fs::read_dir(directory) else { return Ok(()) };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let spec = Path::new(&name).extension().is_some_and(|end| end == "hcl")
            && !name.ends_with(".vars.hcl");
        if spec && !made.files.contains_key(&name) {
            return Err(super::init::exists(&name, directory));
        }
    }
    Ok(())
}

/// What `validate` says of the spec, with the values that stand in for those that people know.
fn problems(
    context: &Context,
    made: &Converted,
) -> Result<Vec<cutover_schemas::documents::validate::DiagnosticDocument>, CliError> {
    let mut global = context.global.clone();
    global.local = true;
    if made.files.contains_key(VALUES) {
        global.var_files.push(context.directory().join(VALUES));
    }
    let inner = Context::new(global, context.output);
    match journey::validate(&inner) {
        Ok((_, warnings, _)) => Ok(warnings.iter().map(Into::into).collect()),
        Err(error) if !error.diagnostics.is_empty() => {
            Ok(error.diagnostics.iter().map(Into::into).collect())
        }
        Err(error) => Err(error),
    }
}

fn told(report: &ConversionDocument, style: &Style) -> String {
    let mut out = String::new();
    for name in &report.written {
        render::push(&mut out, &[&style.paint(Tone::Create, "+"), " ", name]);
    }
    let carried = count(report.carried.len(), "thing", "things");
    render::push(
        &mut out,
        &["\n", &carried, " carried over, ", &report.not_carried.len().to_string(), " not."],
    );
    let mut source = "";
    for left in report.not_carried.iter().take(MOST) {
        if left.source != source {
            source = &left.source;
            render::push(&mut out, &["  ", &style.paint(Tone::Strong, source)]);
        }
        render::push(&mut out, &["    ", &line(left)]);
    }
    if let Some(more) = report.not_carried.len().checked_sub(MOST).filter(|more| *more > 0) {
        render::push(&mut out, &["  and ", &more.to_string(), " more"]);
    }
    if !report.problems.is_empty() {
        let problems = count(report.problems.len(), "problem", "problems");
        render::push(
            &mut out,
            &["\n", &style.paint(Tone::Update, &problems), " that `cutover validate` tells."],
        );
    }
    let values = if report.needed.is_empty() { "" } else { " --var-file values.vars.hcl" };
    if !report.needed.is_empty() {
        let needed = count(report.needed.len(), "value", "values");
        render::push(&mut out, &["\n", &needed, " to fill in: `", VALUES, "`."]);
    }
    render::push(&mut out, &["\nNext: read ", REPORT, ", then cutover plan --local", values]);
    out
}

fn line(left: &LeftDocument) -> String {
    let at = left.line.map_or_else(String::new, |line| format!(" (line {line})"));
    format!("{}{at}: {}", left.what, left.why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_the_source_is_told_from_the_stack() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("app/src")).unwrap();
        std::fs::create_dir_all(folder.path().join("stack")).unwrap();
        let check = |stack: &str, file: &str, expected: &str| {
            assert_eq!(
                base(&folder.path().join(stack), &folder.path().join(file)).unwrap(),
                expected
            );
        };
        check("stack", "app/template.yaml", "../app");
        check("app", "app/template.yaml", "");
        check("app", "app/src/template.yaml", "src");
        check("not/yet", "template.yaml", "../..");
        let there = within(&folder.path().join("not/yet"), "../../app/src").unwrap();
        assert!(there.is_dir(), "{}", there.display());
    }
}
