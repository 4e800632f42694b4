//! Modules: blocks that use another directory, whose variables they set and whose outputs they name.
use crate::outline::{Block, Name, Part, Path, Step};
use crate::workspace::Workspace;
use std::ops::Range;

/// The word of their blocks.
pub(crate) const WORD: &str = "module";
/// Attributes of their blocks that set no variable.
const OWN: &[&str] = &["source", "for_each", "count", "depends_on"];

/// A name that belongs to another directory.
#[derive(Debug)]
pub(crate) struct Foreign {
    /// The directory as the block writes it; of an output, the block's name.
    pub(crate) through: Through,
    /// The key in there.
    pub(crate) key: String,
    pub(crate) span: Range<usize>,
}

/// How the directory is found.
#[derive(Debug)]
pub(crate) enum Through {
    Source(String),
    Module(String),
}

/// The directory that a block uses, as it writes it.
pub(crate) fn source(block: &Block) -> Option<&str> {
    match block.attribute("source")?.value.parts.as_slice() {
        [Part::Text(text)] if block.word.text == WORD => text.plain.as_deref(),
        _ => None,
    }
}

/// Whether an attribute of a module's block sets a variable.
pub(crate) fn is_input(name: &str) -> bool {
    !OWN.contains(&name)
}

/// The variables that a block sets.
pub(crate) fn inputs(block: &Block) -> Vec<Foreign> {
    let (Some(source), Some(body)) = (source(block), &block.body) else {
        return Vec::new();
    };
    let names = body.attributes().map(|attribute| &attribute.name);
    names
        .filter(|name| is_input(&name.text))
        .map(|name| Foreign {
            through: Through::Source(source.to_owned()),
            key: format!("var.{}", name.text),
            span: name.span.clone(),
        })
        .collect()
}

/// The output that `module.NAME.OUTPUT` names.
pub(crate) fn output(path: &Path) -> Option<Foreign> {
    let module = path.name(0).filter(|_| path.root.text == WORD)?;
    let output = output_name(path).filter(|output| !output.text.is_empty())?;
    Some(Foreign {
        through: Through::Module(module.text.clone()),
        key: format!("output.{}", output.text),
        span: output.span.clone(),
    })
}

fn output_name(path: &Path) -> Option<&Name> {
    path.steps.iter().skip(1).find_map(|step| match step {
        Step::Name(name) => Some(name),
        Step::Index(_) | Step::Splat => None,
    })
}

impl Workspace {
    /// The directory of a name that belongs to another one.
    pub(crate) fn home(&self, stack: &str, foreign: &Foreign) -> Option<String> {
        match &foreign.through {
            Through::Source(source) => Some(join(stack, source)),
            Through::Module(name) => self.module(stack, name),
        }
    }

    /// The directory of a module, by the name of its block.
    pub(crate) fn module(&self, stack: &str, name: &str) -> Option<String> {
        let (_, file, declared) = self.declared(stack, &format!("{WORD}.{name}"))?;
        let block = file.body.blocks().find(|block| block.span == declared.whole)?;
        Some(join(stack, source(block)?))
    }

    /// The directories that a directory's blocks use.
    pub fn modules(&self, stack: &str) -> Vec<String> {
        let blocks = self.files(stack).flat_map(|(_, file)| file.body.blocks());
        blocks.filter_map(source).map(|source| join(stack, source)).collect()
    }
}

/// A path relative to a directory, without `.` and `..` as far as they can be resolved.
pub fn join(directory: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = directory.split('/').collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| !matches!(*last, "" | "..")) => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn paths_are_put_together() {
        for (directory, relative, expected) in [
            ("/srv/shop", "./modules/a", "/srv/shop/modules/a"),
            ("/srv/shop", "../common/", "/srv/common"),
            ("/srv/shop", "../../../x", "/../x"),
            ("shop", "a/./b//c", "shop/a/b/c"),
        ] {
            assert_eq!(join(directory, relative), expected, "{relative}");
        }
    }
}
