//! Functions that read what [`crate::Inputs`] offers: files beside the spec, and the environment.
use super::Looks::{Around, Inside};
use super::{Call, Failure, Function, encoding, fail, row};
use crate::eval::Scope;
use crate::parse;
use crate::source::{MAX_FILE, Origin, Text};
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
        "filesha256",
        "filesha256(path)",
        "The SHA-256 of a file, in hexadecimal.",
        (1, 1),
        Inside,
        |call| Ok(Value::Text(encoding::hex_sha256(&read(call)?))),
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

fn read(call: &Call<'_, '_>) -> Result<Vec<u8>, Failure> {
    let path = call.text(0)?;
    let bytes =
        call.inputs.file(&path).map_err(|why| fail(0, format!("`{path}` can't be read: {why}")))?;
    if bytes.len() > MAX_FILE && call.name != "filesha256" {
        return Err(fail(0, format!("`{path}` is larger than 8 MB")));
    }
    Ok(bytes)
}

fn read_text(call: &Call<'_, '_>) -> Result<String, Failure> {
    String::from_utf8(read(call)?)
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
