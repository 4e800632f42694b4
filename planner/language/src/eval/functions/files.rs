//! Functions that read what [`crate::Inputs`] offers: files beside the spec, and the environment.
use super::Looks::{Around, Inside};
use super::{Call, Failure, Function, fail, row};
use crate::PathKind;
use crate::eval::Scope;
use crate::parse;
use crate::source::{MAX_FILE, Origin, Text};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::value::Value;

pub(super) const TABLE: &[Function] = &[
    row(
        "file",
        "file(path)",
        "The text of a file; the path is relative to the stack's directory.",
        (1, 1),
        Inside,
        |call| read_text(call).map(Value::Text),
    ),
    row(
        "filebase64",
        "filebase64(path)",
        "The bytes of a file, in base64.",
        (1, 1),
        Inside,
        |call| Ok(Value::Text(STANDARD.encode(read_small(call)?))),
    ),
    row(
        "fileexists",
        "fileexists(path)",
        "Whether there is such a file.",
        (1, 1),
        Inside,
        |call| {
            let path = call.text(0)?;
            match call.inputs.exists(&path) {
                PathKind::File => Ok(Value::Bool(true)),
                PathKind::Missing => Ok(Value::Bool(false)),
                PathKind::Dir => Err(fail(0, format!("`{path}` is a directory"))),
            }
        },
    ),
    row(
        "templatefile",
        "templatefile(path, variables)",
        "The text of a template file with these variables.",
        (2, 2),
        Around,
        templatefile,
    ),
    row(
        "env",
        "env(name)",
        "An environment variable of the process that plans.",
        (1, 1),
        Inside,
        |call| {
            let name = call.text(0)?;
            call.inputs.env(&name).map(Value::Text).ok_or_else(|| {
            fail(0, format!("the environment variable `{name}` is not set; `try(env(\"{name}\"), \"\")` allows for that"))
        })
        },
    ),
];

/// The bytes of the file that the first argument names, whatever their number.
pub(super) fn read(call: &Call<'_, '_>) -> Result<Vec<u8>, Failure> {
    let path = call.text(0)?;
    call.inputs.file(&path).map_err(|why| fail(0, format!("`{path}` can't be read: {why}")))
}

fn read_small(call: &Call<'_, '_>) -> Result<Vec<u8>, Failure> {
    let bytes = read(call)?;
    if bytes.len() > MAX_FILE {
        let path = call.text(0).unwrap_or_default();
        return Err(fail(0, format!("`{path}` is larger than 8 MB")));
    }
    Ok(bytes)
}

fn read_text(call: &Call<'_, '_>) -> Result<String, Failure> {
    String::from_utf8(read_small(call)?)
        .map_err(|_| fail(0, format!("`{}` is not UTF-8 text", call.text(0).unwrap_or_default())))
}

fn templatefile(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let path = call.text(0)?;
    let text = Text::new(&path, read_text(call)?);
    let refused = |told: &[Diagnostic]| {
        let first = told.first().map_or_else(String::new, |diagnostic| {
            let line = diagnostic.place.as_ref().map_or(1, |place| place.line);
            format!("line {line}: {}", diagnostic.message)
        });
        fail(0, format!("`{path}` is no template: {first}"))
    };
    let template = parse::template(&text).map_err(|told| refused(&told))?;
    let scope = Scope {
        origin: Origin::new(&text, 0),
        bound: None,
        only: Some((call.map(1)?, "add it to the second argument of `templatefile`")),
    };
    call.machine
        .bare_template(&scope, &template)
        .map_err(|_| fail(0, format!("`{path}` has errors with these variables")))
}
