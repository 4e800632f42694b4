//! The code of functions and layers: seen from the new stack where it is there, a placeholder where it isn't.
use crate::around::Found;
use crate::draft::Draft;
use crate::model::Resource;
use crate::node::Node;

/// Where placeholders go.
const PLACEHOLDERS: &str = "placeholders";

/// What a function's code must hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub(super) runtime: &'a str,
    pub(super) handler: &'a str,
}

impl Entry<'_> {
    /// Files one of which must be there; none where its name can't be told.
    fn files(self) -> Vec<String> {
        if self.runtime.starts_with("provided") {
            return vec!["bootstrap".to_owned()];
        }
        let Some((file, _)) = self.handler.rsplit_once('.') else { return Vec::new() };
        if self.runtime.starts_with("python") {
            let file = file.replace('.', "/");
            vec![format!("{file}.py"), format!("{file}/__init__.py")]
        } else if self.runtime.starts_with("nodejs") {
            ["js", "mjs", "cjs"].iter().map(|ending| format!("{file}.{ending}")).collect()
        } else {
            Vec::new()
        }
    }

    /// A file that says what is missing when it runs.
    fn placeholder(self, of: &str) -> (String, String) {
        let says = format!("the code of {of} was not there when the stack was converted");
        let first = self.files().into_iter().next();
        let name = self.handler.rsplit_once('.').map_or("handler", |(_, name)| name);
        match first {
            Some(file) if self.runtime.starts_with("python") => {
                (file, format!("def {name}(event, context):\n    raise RuntimeError(\"{says}\")\n"))
            }
            Some(file) if self.runtime.starts_with("nodejs") => (
                file,
                format!("exports.{name} = async () => {{\n  throw new Error(\"{says}\");\n}};\n"),
            ),
            Some(file) => (file, format!("#!/bin/sh\necho \"{says}\" >&2\nexit 1\n")),
            None => ("README.md".to_owned(), format!("{says}.\n").replacen("the", "The", 1)),
        }
    }
}

/// The path of a function's code.
pub(super) fn function(
    draft: &mut Draft<'_>,
    resource: &Resource,
    label: &str,
    code: Option<&Node>,
    entry: Entry<'_>,
) -> String {
    if let Some(inline) = code.and_then(|code| code.get("ZipFile")).and_then(Node::as_text) {
        return self::inline(draft, resource, label, inline, entry);
    }
    let why = match code.and_then(|code| code.get("Path").unwrap_or(code).as_text()) {
        Some(text) if text.starts_with("s3://") => {
            format!("its code is at `{text}`, and code here is packed from files")
        }
        Some(text) => {
            let path = folder_of(draft, draft.around.path(text));
            match missing(draft, &path, entry) {
                None => return path,
                Some(why) => why,
            }
        }
        None => match code.map(Node::entries) {
            Some(entries) if !entries.is_empty() => {
                "its code is an object in S3, and code here is packed from files".to_owned()
            }
            _ => "its source does not say where its code is".to_owned(),
        },
    };
    let (file, text) = entry.placeholder(label);
    placeholder(draft, resource, label, why, &file, text)
}

/// The path of a layer's content.
pub(super) fn layer(
    draft: &mut Draft<'_>,
    resource: &Resource,
    label: &str,
    content: Option<&Node>,
) -> String {
    let text = content.and_then(|content| content.get("Path").unwrap_or(content).as_text());
    let why = match text {
        Some(text) if !text.starts_with("s3://") => {
            let path = draft.around.path(text);
            match (draft.around.found)(&path) {
                Found::Dir => return path,
                Found::File if is_zip(&path) => return path,
                Found::File => format!("`{path}` is neither a directory nor a `.zip`"),
                Found::Missing => format!("there is nothing at `{path}`"),
            }
        }
        _ => "its content is an object in S3, and layers here are packed from files".to_owned(),
    };
    let label = format!("layer_{label}");
    let says = "The content of this layer was not there when the stack was converted.\n".to_owned();
    placeholder(draft, resource, &label, why, "README.md", says)
}

/// A source file stands for the folder that it is in.
fn folder_of(draft: &Draft<'_>, path: String) -> String {
    let source = [".py", ".js", ".mjs", ".cjs", ".rb"].iter().any(|end| path.ends_with(end));
    if source && (draft.around.found)(&path) == Found::File {
        path.rsplit_once('/').map_or_else(|| ".".to_owned(), |(folder, _)| folder.to_owned())
    } else {
        path
    }
}

fn is_zip(path: &str) -> bool {
    path.rsplit('.').next().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
}

/// Why what is at a path can't be a function's code.
fn missing(draft: &Draft<'_>, path: &str, entry: Entry<'_>) -> Option<String> {
    let found = draft.around.found;
    match found(path) {
        Found::Missing => Some(format!("there is nothing at `{path}`")),
        Found::File if is_zip(path) => None,
        Found::File => Some(format!("`{path}` is neither a directory nor a `.zip`")),
        Found::Dir => {
            let files = entry.files();
            let below =
                |file: &String| if path == "." { file.clone() } else { format!("{path}/{file}") };
            let there =
                files.is_empty() || files.iter().any(|file| found(&below(file)) == Found::File);
            let first = files.first().map(below).unwrap_or_default();
            (!there).then(|| {
                format!(
                    "there is no `{first}`, which its handler `{}` names: a build makes it",
                    entry.handler
                )
            })
        }
    }
}

fn placeholder(
    draft: &mut Draft<'_>,
    resource: &Resource,
    label: &str,
    why: String,
    file: &str,
    text: String,
) -> String {
    let folder = format!("{PLACEHOLDERS}/{label}");
    draft.files.insert(format!("{folder}/{file}"), text);
    let todo = format!(
        "let `code` name the directory or `.zip` that its build makes: until then `{folder}` stands in, and does nothing useful"
    );
    draft.left(resource, "", resource.line, "its code", why, todo);
    folder
}

/// Code that stands in the source becomes a file.
fn inline(
    draft: &mut Draft<'_>,
    resource: &Resource,
    label: &str,
    text: &str,
    entry: Entry<'_>,
) -> String {
    let folder = format!("code/{label}");
    let file = entry.files().into_iter().next().unwrap_or_else(|| "index".to_owned());
    draft.files.insert(format!("{folder}/{file}"), text.to_owned());
    draft.note(format!("The code that stood in `{}` is now `{folder}/{file}`.", resource.source));
    folder
}
