//! The functions of the language: a table of rows, one file a family.
//!
//! Results are Terraform's. A row says how many arguments a function takes and whether it can work
//! with values that are known only after creation; marks of secrets are handled here, once.
mod addresses;
mod collections;
mod convert;
mod digests;
mod encoding;
mod files;
mod format;
mod lists;
mod numbers;
mod paths;
mod patterns;
mod sets;
mod text;
mod yaml;
mod yaml_encode;

pub(crate) use encoding::json;

use super::{
    Evaluated, Machine, Reported, Scope, described, first_unknown, operators, remark, unmark,
};
use crate::Inputs;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::value::{Attrs, Value};
use hcl_edit::Span;
use hcl_edit::expr::{Expression, FuncCall};
use std::ops::Range;

/// Values with the span that each came from.
type Arguments = (Vec<Value>, Vec<Option<Range<usize>>>);

/// One function.
#[derive(Debug)]
pub(crate) struct Function {
    /// Its name.
    pub name: &'static str,
    /// Its arguments, for people: `join(separator, list)`.
    pub usage: &'static str,
    /// One line for people.
    pub doc: &'static str,
    least: usize,
    most: usize,
    looks: Looks,
    run: fn(&Call<'_, '_>) -> Result<Value, Failure>,
}

/// How closely a function looks at its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Looks {
    /// At everything: nothing may be unknown, and one secret makes the result secret.
    Inside,
    /// Only at the outermost shape: unknowns and secrets inside travel along.
    Around,
}

/// A row of the table.
const fn row(
    name: &'static str,
    usage: &'static str,
    doc: &'static str,
    (least, most): (usize, usize),
    looks: Looks,
    run: fn(&Call<'_, '_>) -> Result<Value, Failure>,
) -> Function {
    Function { name, usage, doc, least, most, looks, run }
}

const MANY: usize = usize::MAX;

/// Functions whose arguments are expressions rather than values.
const LAZY: &[(&str, &str, &str)] = &[
    ("try", "try(value, ..., fallback)", "The first argument that has a value without an error."),
    ("can", "can(value)", "Whether the argument has a value without an error."),
];

/// Every function but `try` and `can`, family by family.
fn table() -> impl Iterator<Item = &'static Function> {
    [
        text::TABLE,
        patterns::TABLE,
        format::TABLE,
        numbers::TABLE,
        lists::TABLE,
        sets::TABLE,
        collections::TABLE,
        convert::TABLE,
        encoding::TABLE,
        digests::TABLE,
        addresses::TABLE,
        paths::TABLE,
        files::TABLE,
    ]
    .into_iter()
    .flatten()
}

/// Usage and one line of every function, by name.
pub fn documented() -> Vec<(&'static str, &'static str, &'static str)> {
    let mut all: Vec<_> = table()
        .map(|function| (function.name, function.usage, function.doc))
        .chain(LAZY.iter().copied())
        .collect();
    all.sort_unstable();
    all
}

/// Why a function has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// Which argument is to blame.
    argument: Option<usize>,
    message: String,
    /// The unknown that would have to be known.
    unknown: Option<String>,
}

fn fail(argument: usize, message: impl Into<String>) -> Failure {
    Failure { argument: Some(argument), message: message.into(), unknown: None }
}

/// A call with its arguments evaluated and unmarked.
pub(crate) struct Call<'c, 'm> {
    name: &'static str,
    args: Vec<Value>,
    inputs: &'c dyn Inputs,
    machine: &'c Machine<'m>,
}

impl Call<'_, '_> {
    fn arg(&self, at: usize) -> &Value {
        self.args.get(at).unwrap_or(&Value::Null)
    }

    fn len(&self) -> usize {
        self.args.len()
    }

    fn wrong(&self, at: usize, wanted: &str) -> Failure {
        let given = self.arg(at);
        match first_unknown(given).filter(|_| !matches!(given, Value::List(_) | Value::Map(_))) {
            Some(name) => {
                Failure { argument: Some(at), message: String::new(), unknown: Some(name) }
            }
            None => fail(
                at,
                format!("`{}` takes {wanted} here, this is {}", self.name, described(given)),
            ),
        }
    }

    fn text(&self, at: usize) -> Result<String, Failure> {
        operators::as_text(self.arg(at)).ok_or_else(|| self.wrong(at, "a text"))
    }

    fn number(&self, at: usize) -> Result<Value, Failure> {
        operators::as_number(self.arg(at)).ok_or_else(|| self.wrong(at, "a number"))
    }

    fn int(&self, at: usize) -> Result<i64, Failure> {
        match self.number(at)? {
            Value::Int(n) => Ok(n),
            _ => Err(fail(at, format!("`{}` takes a whole number here", self.name))),
        }
    }

    fn list(&self, at: usize) -> Result<&[Value], Failure> {
        match self.arg(at) {
            Value::List(items) => Ok(items),
            Value::Secret(inner) => match inner.as_ref() {
                Value::List(items) => Ok(items),
                _ => Err(self.wrong(at, "a list")),
            },
            _ => Err(self.wrong(at, "a list")),
        }
    }

    fn map(&self, at: usize) -> Result<&Attrs, Failure> {
        self.arg(at).as_map().ok_or_else(|| self.wrong(at, "an object"))
    }

    /// The items of a list argument as texts.
    fn texts(&self, at: usize) -> Result<Vec<String>, Failure> {
        self.list(at)?
            .iter()
            .map(|item| {
                operators::as_text(item).ok_or_else(|| {
                    fail(
                        at,
                        format!(
                            "`{}` takes a list of texts, one item is {}",
                            self.name,
                            described(item)
                        ),
                    )
                })
            })
            .collect()
    }
}

/// Functions of Terraform whose result is another one every time.
const CHANCE: &[&str] = &["bcrypt", "plantimestamp", "timestamp", "uuid"];

/// Functions by which CloudFormation's templates refer to things.
const CLOUDFORMATION: &[&str] = &["FindInMap", "GetAtt", "ImportValue", "Ref", "Sub"];

impl Machine<'_> {
    pub(super) fn call(&self, scope: &Scope<'_>, call: &FuncCall) -> Evaluated {
        let name = call.name.name.as_str();
        let args: Vec<&Expression> = call.args.iter().collect();
        if !call.name.is_namespaced() {
            match (name, args.as_slice()) {
                ("try", [_, ..]) if !call.args.expand_final() => {
                    return self.try_each(scope, call, &args);
                }
                ("can", [only]) if !call.args.expand_final() => return self.can(scope, only),
                _ => {}
            }
            if let Some(function) = table().find(|function| function.name == name) {
                return self.apply(scope, call, function);
            }
        }
        Err(self.unknown_function(scope, call))
    }

    fn unknown_function(&self, scope: &Scope<'_>, call: &FuncCall) -> Reported {
        let name = call.name.name.as_str();
        let place = scope.origin.place(call.name.name.span().or_else(|| call.span()));
        if let Some((_, usage, _)) = LAZY.iter().find(|(lazy, ..)| *lazy == name) {
            return self.report(
                Diagnostic::error(
                    "spec/wrong-arguments",
                    format!("`{name}` takes other arguments"),
                )
                .at(place)
                .help(format!("it is called as `{usage}`")),
            );
        }
        let known: Vec<&str> = documented().iter().map(|(name, ..)| *name).collect();
        let help = match cutover_schemas::diagnostic::did_you_mean(name, known.iter().copied()) {
            _ if CLOUDFORMATION.contains(&name) => {
                "a reference is written as it is, `queue.jobs.arn`, and in a text as `\"${queue.jobs.arn}\"`".to_owned()
            }
            _ if CHANCE.contains(&name) => {
                "a spec means the same every time, so there is no clock and no chance: give the value as a variable".to_owned()
            }
            Some(near) => format!("did you mean `{near}`?"),
            None => "there are those of Terraform that need no clock, chance or network, and `env`; docs/language.md lists them".to_owned(),
        };
        self.report(
            Diagnostic::error("spec/unknown-function", format!("there is no function `{name}`"))
                .at(place)
                .help(help),
        )
    }

    fn try_each(&self, scope: &Scope<'_>, call: &FuncCall, args: &[&Expression]) -> Evaluated {
        let mut secret = false;
        for arg in args {
            let attempt = self.attempt(|| self.eval(scope, arg));
            if attempt.too_early {
                // Once the value is known, another argument may be the one.
                return self.eval(scope, arg);
            }
            if let Ok(value) = attempt.value {
                return Ok(remark(value, secret));
            }
            secret |= attempt.secret;
        }
        Err(self.report(
            Diagnostic::error("spec/bad-argument", "every argument of `try` is an error")
                .at(scope.origin.place(call.span()))
                .help("end with something that always has a value, such as `null`"),
        ))
    }

    fn can(&self, scope: &Scope<'_>, arg: &Expression) -> Evaluated {
        let attempt = self.attempt(|| self.eval(scope, arg));
        if attempt.too_early {
            return self.eval(scope, arg);
        }
        Ok(remark(Value::Bool(attempt.value.is_ok()), attempt.secret))
    }

    /// The values of a call's arguments, with where each came from.
    fn arguments(&self, scope: &Scope<'_>, call: &FuncCall) -> Result<Arguments, Reported> {
        let (mut values, mut spans) = (Vec::new(), Vec::new());
        let mut failed = None;
        for arg in &call.args {
            match self.eval(scope, arg) {
                Ok(value) => values.push(value),
                Err(reported) => failed = Some(reported),
            }
            spans.push(arg.span());
        }
        if let Some(reported) = failed {
            return Err(reported);
        }
        if call.args.expand_final()
            && let Some(last) = values.pop()
        {
            let span = spans.pop().flatten();
            let (last, marked) = unmark(last);
            let Value::List(items) = last else {
                return Err(self.report(
                    Diagnostic::error(
                        "spec/wrong-type",
                        format!("`...` takes a list apart, this is {}", described(&last)),
                    )
                    .at(scope.origin.place(span)),
                ));
            };
            for item in items {
                values.push(remark(item, marked));
                spans.push(span.clone());
            }
        }
        Ok((values, spans))
    }

    fn apply(&self, scope: &Scope<'_>, call: &FuncCall, function: &'static Function) -> Evaluated {
        let (values, spans) = self.arguments(scope, call)?;
        let whole = || scope.origin.place(call.span());
        if values.len() < function.least || values.len() > function.most {
            return Err(self.report(
                Diagnostic::error(
                    "spec/wrong-arguments",
                    format!(
                        "`{}` takes {}, {} given",
                        function.name,
                        arity(function),
                        match values.len() {
                            1 => "1 is".to_owned(),
                            n => format!("{n} are"),
                        }
                    ),
                )
                .at(whole())
                .help(format!("it is called as `{}`", function.usage)),
            ));
        }
        let mut marked = false;
        let mut args = Vec::with_capacity(values.len());
        for (at, value) in values.into_iter().enumerate() {
            if function.looks == Looks::Around {
                let (inner, secret) = unmark(value);
                marked |= secret;
                args.push(inner);
                continue;
            }
            if let Some(name) = first_unknown(&value) {
                let place = scope.origin.place(spans.get(at).cloned().flatten());
                return Err(self.unknown(&name, &format!("`{}`", function.name), place));
            }
            marked |= value.has_secret();
            args.push(value.revealed());
        }
        let run = Call { name: function.name, args, inputs: self.inputs, machine: self };
        match (function.run)(&run) {
            Ok(value) => self.charge(remark(value, marked), whole),
            Err(failure) => {
                // Messages quote arguments, which nobody may see here.
                let hidden = run.args.iter().any(Value::has_secret) || marked;
                let failure = match failure.unknown {
                    None if hidden => Failure {
                        message: format!("`{}` has no result for a sensitive argument", run.name),
                        ..failure
                    },
                    _ => failure,
                };
                let span = failure.argument.and_then(|at| spans.get(at).cloned().flatten());
                let place = span.map_or_else(whole, |span| scope.origin.place(Some(span)));
                Err(match failure.unknown {
                    Some(name) => self.unknown(&name, &format!("`{}`", function.name), place),
                    None => self.report(
                        Diagnostic::error("spec/bad-argument", failure.message)
                            .at(place)
                            .help(format!("`{}`: {}", function.usage, function.doc)),
                    ),
                })
            }
        }
    }
}

fn arity(function: &Function) -> String {
    let arguments = |n: usize| match n {
        0 => "no arguments".to_owned(),
        1 => "1 argument".to_owned(),
        n => format!("{n} arguments"),
    };
    match (function.least, function.most) {
        (least, most) if least == most => arguments(least),
        (least, MANY) => format!("at least {}", arguments(least)),
        (least, most) => format!("{least} to {}", arguments(most)),
    }
}

#[cfg(test)]
mod recorded;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod tests;
