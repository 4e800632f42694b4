//! The modules that a stack uses: each directory is read once, however many instances it has.
use super::declare::{Head, Program, attribute_place, declare_module, key_place};
use super::shape::META;
use crate::parse::{self, Piece};
use crate::source::{Source, Text};
use crate::{Inputs, is_spec_file, words};
use cutover_schemas::address::MODULE;
use cutover_schemas::diagnostic::{Diagnostic, Place, did_you_mean};
use hcl_edit::Span;
use hcl_edit::structure::{Attribute, Block};
use std::collections::{BTreeMap, VecDeque};
use typed_arena::Arena;

/// Levels of modules inside each other.
const MAX_LEVELS: usize = 16;

/// Where the texts of modules live while a stack is decoded.
#[derive(Default)]
pub(crate) struct Shelf<'t> {
    pieces: Arena<Vec<Piece<'t>>>,
}

/// What the modules declare, by directory, relative to the stack's.
#[derive(Default)]
pub(crate) struct Library<'s> {
    programs: BTreeMap<String, Program<'s>>,
    /// For each directory, the first block that uses it.
    calls: BTreeMap<String, Call>,
    /// Every file that was read.
    pub(crate) files: Vec<Source>,
}

/// A use of a module.
struct Call {
    name: String,
    place: Place,
    /// The directory of the file that it stands in.
    from: String,
}

/// Who uses a module: the directories on the way to it, the stack's own first.
type Way = Vec<String>;

impl<'s> Library<'s> {
    /// Reads every module that the stack's blocks lead to.
    pub(crate) fn read<'t: 's>(
        root: &Program<'s>,
        texts: &'t Arena<Text>,
        shelf: &'s Shelf<'t>,
        inputs: &dyn Inputs,
        problems: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut library = Self::default();
        let mut open = VecDeque::from(calls(root, &vec![String::new()], problems));
        while let Some((way, head, attribute, source)) = open.pop_front() {
            let from = way.last().cloned().unwrap_or_default();
            let directory = join(&from, &source);
            let place = attribute_place(&head.origin, attribute);
            if way.contains(&directory) || way.len() > MAX_LEVELS {
                problems.push(circle(&way, &directory, place));
                continue;
            }
            let call = Call { name: head.label(0).to_owned(), place: head.place(), from };
            library.calls.entry(directory.clone()).or_insert(call);
            if !library.programs.contains_key(&directory) {
                let mut told = Vec::new();
                let sources = match sources(inputs, &directory) {
                    Ok(sources) => sources,
                    Err(why) => {
                        problems.push(unreadable(&source, &why, place));
                        continue;
                    }
                };
                let read = sources.iter().filter_map(|source| {
                    Text::read(source).map_err(|problem| told.push(*problem)).ok()
                });
                let read: Vec<Text> = read.collect();
                library.files.extend(sources);
                let read = texts.alloc_extend(read);
                let pieces = read.iter().flat_map(|text| parse::parse(text, &mut told)).collect();
                let pieces = shelf.pieces.alloc(pieces);
                library.programs.insert(directory.clone(), declare_module(pieces, &mut told));
                problems.extend(told);
            }
            if let Some(program) = library.programs.get(&directory) {
                inputs_known(&head, program, problems);
                let way = way.iter().cloned().chain([directory]).collect();
                open.extend(calls(program, &way, problems));
            }
        }
        library
    }

    /// What the module in a directory declares; `None` when it could not be read.
    pub(crate) fn program(&self, directory: &str) -> Option<&Program<'s>> {
        self.programs.get(directory)
    }

    /// Tells for a problem in a module's file through which blocks one comes there.
    pub(crate) fn called_from(&self, problem: Diagnostic) -> Diagnostic {
        let file = problem.place.as_ref().map(|place| place.file.clone()).unwrap_or_default();
        let mut directory = file.rsplit_once('/').map_or("", |(directory, _)| directory).to_owned();
        let mut problem = problem;
        let mut levels = 0;
        while let Some(call) = self.calls.get(&directory).filter(|_| levels < MAX_LEVELS) {
            problem =
                problem.related(call.place.clone(), format!("used as `module.{}`", call.name));
            directory.clone_from(&call.from);
            levels += 1;
        }
        problem
    }
}

type Use<'s> = (Way, Head<'s>, &'s Attribute, String);

/// The modules that a program uses, with the text of their `source`.
fn calls<'s>(program: &Program<'s>, way: &Way, problems: &mut Vec<Diagnostic>) -> Vec<Use<'s>> {
    let heads = program.blocks.values().filter(|head| head.row.word == MODULE);
    heads
        .filter_map(|head| {
            let block: &'s Block = head.block;
            let attribute = block.body.attributes().find(|one| one.has_key("source"));
            match source(head, attribute) {
                Ok((attribute, source)) => Some((way.clone(), head.clone(), attribute, source)),
                Err(problem) => {
                    problems.push(*problem);
                    None
                }
            }
        })
        .collect()
}

fn source<'s>(
    head: &Head<'s>,
    attribute: Option<&'s Attribute>,
) -> Result<(&'s Attribute, String), Box<Diagnostic>> {
    let Some(attribute) = attribute else {
        return Err(Box::new(
            Diagnostic::error(
                "spec/missing-attribute",
                format!("`module \"{}\"` lacks `source`", head.label(0)),
            )
            .at(head.place())
            .help("add the module's directory: `source = \"./modules/NAME\"`"),
        ));
    };
    let told = |message: &str, help: &str| {
        let told = Diagnostic::error("spec/bad-module", message);
        Err(Box::new(told.at(head.origin.place(attribute.value.span())).help(help)))
    };
    let Some(source) = attribute.value.as_str() else {
        return told(
            "the `source` of a module is plain text",
            "modules are read before anything is evaluated: write the directory in quotes",
        );
    };
    if !(source.starts_with("./") || source.starts_with("../")) {
        return told(
            "a module's `source` is a directory that begins with `./` or `../`",
            "modules come from the file system: keep a copy in the repository, for instance as a git subtree",
        );
    }
    Ok((attribute, source.to_owned()))
}

/// A path from one directory to another; the stack's own is the empty one.
pub(crate) fn join(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The files of a directory, in the order of their names.
fn sources(inputs: &dyn Inputs, directory: &str) -> Result<Vec<Source>, String> {
    let listed = if directory.is_empty() { "." } else { directory };
    let mut names = inputs.list(listed)?;
    names.retain(|name| is_spec_file(name));
    names.sort();
    if names.is_empty() {
        return Err("it holds no file that ends in `.hcl`".to_owned());
    }
    let read = |name: String| {
        let name = join(directory, &name);
        inputs.file(&name).map(|text| Source { name, text })
    };
    names.into_iter().map(read).collect()
}

/// Every attribute of a use is the value of a variable.
fn inputs_known(head: &Head<'_>, program: &Program<'_>, problems: &mut Vec<Diagnostic>) {
    let own = ["source"];
    for attribute in head.block.body.attributes() {
        let name = attribute.key.as_str();
        let known = own.contains(&name)
            || META.contains(&name)
            || program.variables.contains_key(name)
            || program.incomplete;
        if known {
            continue;
        }
        let variables = || program.variables.keys().copied();
        let help = match did_you_mean(name, variables().chain(own).chain(META.iter().copied())) {
            Some(near) => format!("did you mean `{near}`?"),
            None if program.variables.is_empty() => "the module declares no variables".to_owned(),
            None => format!("its variables are {}", words::list(variables())),
        };
        problems.push(
            Diagnostic::error(
                "spec/unknown-attribute",
                format!("`module \"{}\"` has no variable `{name}`", head.label(0)),
            )
            .at(key_place(&head.origin, attribute))
            .label("not declared in the module")
            .help(help),
        );
    }
}

fn unreadable(source: &str, why: &str, place: Place) -> Diagnostic {
    Diagnostic::error("spec/bad-module", format!("the module `{source}` can't be read: {why}"))
        .at(place)
        .help("`source` is relative to the directory of the file that it stands in")
}

fn circle(way: &Way, directory: &str, place: Place) -> Diagnostic {
    let shown = |directory: &String| {
        if directory.is_empty() { ".".to_owned() } else { directory.clone() }
    };
    let from = way.iter().position(|one| one == directory);
    let told = match from {
        Some(from) => {
            let mut path: Vec<String> = way.iter().skip(from).map(shown).collect();
            path.push(shown(&directory.to_owned()));
            Diagnostic::error(
                "spec/cycle",
                format!("these modules use each other: {}", path.join(" -> ")),
            )
        }
        None => Diagnostic::error(
            "spec/too-large",
            format!("modules are nested more than {MAX_LEVELS} levels deep"),
        ),
    };
    told.at(place).help("take what both need into a module of its own")
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::blocks;

    #[test]
    fn paths_are_joined_without_detours() {
        for (from, path, to) in [
            ("", "./modules/shop", "modules/shop"),
            ("modules/shop", "../queue", "modules/queue"),
            ("", "../shared", "../shared"),
            ("../shared", "../other/", "../other"),
            ("a", "./", "a"),
            ("a", "..", ""),
        ] {
            assert_eq!(join(from, path), to, "{from} {path}");
        }
        assert!(blocks::block(MODULE).is_some());
    }
}
