//! `init`: writes a starter stack, or converts another tool's.
use crate::commands::convert::{self, From};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render;
use crate::style::{Style, Tone};
use crate::templates::{self, Template};
use cutover_schemas::diagnostic::did_you_mean;
use cutover_schemas::documents::DOCUMENT_FORMAT;
use cutover_schemas::documents::small::InitDocument;
use std::path::Path;

/// Options of `init`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The template, hello, http-api or canary; with --from, the file to convert
    #[arg(value_name = "TEMPLATE|FILE")]
    pub template: Option<String>,
    /// Convert a stack of another tool into a first spec, with a report of what was not carried over
    #[arg(long, value_enum, value_name = "KIND", requires = "template")]
    pub from: Option<From>,
}

/// Writes the template's files, or those of a converted stack; nothing that exists is overwritten.
pub fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let named = options.template.as_deref();
    if let (Some(from), Some(file)) = (options.from, named) {
        return convert::run(context, from, Path::new(file));
    }
    let name = named.unwrap_or("hello");
    let template = Template::named(name).ok_or_else(|| unknown(name))?;
    let document = write(template, context.directory())?;
    context.answer(|| document.clone(), |style| told(&document, template, style))?;
    Ok(Exit::Done)
}

fn write(template: &Template, directory: &Path) -> Result<InitDocument, CliError> {
    let mut document = InitDocument {
        format: DOCUMENT_FORMAT,
        template: template.name.to_owned(),
        written: Vec::new(),
        kept: Vec::new(),
    };
    let files = template.files.iter().map(|(name, text)| (*name, *text));
    let (written, kept) = write_all(files, directory)?;
    document.written = written;
    document.kept = kept;
    Ok(document)
}

/// Writes files that are not there; answers which were written, and which were there with this very text.
pub(super) fn write_all<'f>(
    files: impl Iterator<Item = (&'f str, &'f str)>,
    directory: &Path,
) -> Result<(Vec<String>, Vec<String>), CliError> {
    let (mut missing, mut kept) = (Vec::new(), Vec::new());
    // Looks at every file before the first is written: a refusal leaves nothing behind.
    for (name, text) in files {
        match std::fs::read(directory.join(name)) {
            Ok(there) if there == text.as_bytes() => kept.push(name.to_owned()),
            Ok(_) => return Err(exists(name, directory)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                missing.push((name, text));
            }
            Err(error) => return Err(CliError::file("read", &directory.join(name), &error)),
        }
    }
    let mut written = Vec::new();
    for (name, text) in missing {
        templates::write_new(&directory.join(name), text)?;
        written.push(name.to_owned());
    }
    Ok((written, kept))
}

fn told(document: &InitDocument, template: &Template, style: &Style) -> String {
    let mut out = String::new();
    for name in &document.written {
        render::push(&mut out, &[&style.paint(Tone::Create, "+"), " ", name]);
    }
    for name in &document.kept {
        render::push(&mut out, &[&style.paint(Tone::Faint, "= "), name, " (as it was)"]);
    }
    render::push(&mut out, &["\nNext: ", template.next]);
    out
}

fn unknown(name: &str) -> CliError {
    let names = || templates::TEMPLATES.iter().map(|template| template.name);
    let error = CliError::user("init/unknown-template", format!("there is no template `{name}`"));
    match did_you_mean(name, names()) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint(format!("there are: {}", names().collect::<Vec<_>>().join(", "))),
    }
}

pub(super) fn exists(name: &str, directory: &Path) -> CliError {
    CliError::user("init/exists", format!("`{name}` exists already in `{}`", directory.display()))
        .hint("nothing was written; choose an empty directory with `-C`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello() -> &'static Template {
        Template::named("hello").unwrap()
    }

    #[test]
    fn a_template_is_written_once_and_kept_after() {
        let folder = tempfile::tempdir().unwrap();
        let first = write(hello(), folder.path()).unwrap();
        assert_eq!((first.written.len(), first.kept.len()), (hello().files.len(), 0));
        let second = write(hello(), folder.path()).unwrap();
        assert_eq!((second.written.len(), second.kept.len()), (0, hello().files.len()));
    }

    #[test]
    fn nothing_is_written_when_one_file_would_be_lost() {
        let folder = tempfile::tempdir().unwrap();
        let last = hello().files.last().unwrap().0;
        let path = folder.path().join(last);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, "mine").unwrap();
        let refusal = write(hello(), folder.path()).unwrap_err();
        assert_eq!(refusal.code, "init/exists");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
        assert!(!folder.path().join(hello().files[0].0).exists());
    }
}
